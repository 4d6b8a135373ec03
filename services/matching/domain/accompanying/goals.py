"""Goals of an accompaniment that change while it is under way: one side proposes, the other agrees or does not.

What was agreed from when to when, and by whom, is kept. One proposal at a time, with one answer.
"""

from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel

from services.matching.accompanying.goal_refusals import (
    GoalsAlike,
    GoalsChangeOpen,
    GoalsChangeOver,
    OwnGoalsChange,
    TooManyGoalsChanges,
    UnknownGoalsChange,
)
from services.matching.accompanying.refusals import AccompanimentNotSo
from services.matching.domain.accompanying.events import (
    AccompanimentAgreed,
    AccompanimentEnded,
    AccompanimentProposed,
    AccompanimentTaken,
    AccompanimentTerms,
    AccompanimentWordsGone,
    EndingSaid,
    Side,
    accompaniment_id,
)
from services.matching.domain.accompanying.goal_events import GoalsAnswered, GoalsDropped, GoalsProposed
from services.matching.domain.accompanying.record import AccompanimentRecord
from shared.contracts.matching_accompaniments import AccompanimentGoalsChange, GoalsChangeStatus
from shared.events import Event

CHANGES_MAX = 100
ChangeStatus = Literal["open", "agreed", "declined", "withdrawn", "lapsed", "over"]
"""``over``: the accompaniment came to its end, or lost its intermediary, before there was an answer."""


class AgreedGoals(BaseModel):
    """Goals that both sides agreed to: who, from when, until when, and which of them were met by then."""

    goals: tuple[str, ...]
    by: dict[Side, str]
    since: datetime
    until: datetime | None = None
    met: tuple[str, ...] = ()
    change: int | None = None


class GoalsChange(BaseModel):
    """A proposal of other goals, and what came of it."""

    goals: tuple[str, ...]
    side: Side
    by: str
    asked_at: datetime
    due_at: datetime
    status: ChangeStatus = "open"
    document_id: str | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None
    answer_id: str | None = None


class GoalsChanging(AccompanimentRecord):
    """A part of an accompaniment, so that an answer and the end are decided together, exactly."""

    agreed_by: dict[Side, str] = {}
    periods: tuple[AgreedGoals, ...] = ()
    changes: dict[int, GoalsChange] = {}

    @property
    def accompaniment_id(self) -> str:
        """The id of the one that goes on, or ended last."""
        return accompaniment_id(self.stream_key, self.number)

    @property
    def open_change(self) -> int | None:
        """The number of the proposal that waits for an answer."""
        return next((number for number, change in self.changes.items() if change.status == "open"), None)

    # -- decisions

    def propose_goals(
        self, goals: tuple[str, ...], side: Side, at: datetime,
        *, by: str, officers: tuple[str, ...], document_id: str | None = None,
    ) -> list[Event]:  # fmt: skip
        """One side proposes other goals. ``officers``: of the group, to be told.

        Raises ``AccompanimentNotSo``, ``GoalsChangeOpen``, ``GoalsAlike``, ``TooManyGoalsChanges``.
        """
        self._require(self.status == "under-way")
        if (waiting := self.open_change) is not None:
            raise GoalsChangeOpen(accompaniment_id=self.accompaniment_id, change=waiting)
        if set(goals) == set(self.goals):
            raise GoalsAlike
        if len(self.changes) >= CHANGES_MAX:
            raise TooManyGoalsChanges(changes_max=CHANGES_MAX)
        at, number = at.replace(microsecond=0), len(self.changes) + 1
        due_at = self._after(at, self._terms.answer_days)
        proposed = self._event(
            GoalsProposed, change=number, goals=goals, side=side, by=by, document_id=document_id, at=at, due_at=due_at
        )
        return [proposed, self._told("proposed", side, officers, due_at)]

    def answer_goals(
        self, number: int, side: Side, at: datetime,
        *, accepted: bool, by: str, officers: tuple[str, ...], document_id: str | None = None,
    ) -> list[Event]:  # fmt: skip
        """The other side's word. Of two answers at once the first counts, and the other is told so.

        Raises ``UnknownGoalsChange``, ``GoalsChangeOver``, ``OwnGoalsChange``.
        """
        change = self._open(number)
        if side == change.side:
            raise OwnGoalsChange
        answered = self._event(
            GoalsAnswered, change=number, accepted=accepted, side=side, by=by, document_id=document_id,
            at=at.replace(microsecond=0),
        )  # fmt: skip
        return [answered, self._told("agreed" if accepted else "declined", change.side, officers)]

    def withdraw_goals(
        self, number: int, side: Side, at: datetime, *, by: str, officers: tuple[str, ...]
    ) -> list[Event]:
        """The side that proposed takes it back. Raises as ``answer_goals``."""
        change = self._open(number)
        if side != change.side:
            raise OwnGoalsChange
        dropped = self._event(GoalsDropped, change=number, how="withdrawn", by=by, at=at.replace(microsecond=0))
        return [dropped, self._told("withdrawn", change.side, officers)]

    def lapse_goals(self, accompaniment: int, number: int, now: datetime, officers: tuple[str, ...]) -> list[Event]:
        """What the clock does: nobody answered in time. Nothing when it is not due, or was answered."""
        change = self.changes.get(number)
        if accompaniment != self.number or change is None or change.status != "open" or now < change.due_at:
            return []
        dropped = self._event(GoalsDropped, change=number, how="lapsed", at=now.replace(microsecond=0))
        return [dropped, self._told("lapsed", change.side, officers)]

    # -- inside

    @property
    def _terms(self) -> AccompanimentTerms:
        assert self.terms is not None
        return self.terms

    def _require(self, holds: bool) -> None:
        if not holds:
            raise AccompanimentNotSo(status=self.status, accompaniment_id=self.accompaniment_id)

    def _event(self, kind: type[Event], **fields: object) -> Event:
        return kind.model_validate({"group_id": self.stream_key, "number": self.number, **fields})

    @staticmethod
    def _after(at: datetime, days: int) -> datetime:
        return (at + timedelta(days=days)).replace(microsecond=0)

    def _open(self, number: int) -> GoalsChange:
        change = self.changes.get(number)
        if change is None:
            raise UnknownGoalsChange(accompaniment_id=self.accompaniment_id)
        if change.status != "open":
            raise GoalsChangeOver(status=change.status, accompaniment_id=self.accompaniment_id)
        return change

    def _told(
        self, status: GoalsChangeStatus, side: Side, officers: tuple[str, ...], due_at: datetime | None = None
    ) -> Event:
        return AccompanimentGoalsChange(
            group_id=self.stream_key, coordinator_id=self.owner_id, intermediary_id=self.intermediary_id,
            officer_ids=officers, side=side, status=status, due_at=due_at,
        )  # fmt: skip

    # -- fold

    def apply(self, event: Event) -> None:
        super().apply(event)
        match event:
            case AccompanimentProposed():
                self.agreed_by = {"group": event.by} if event.relation == "officer" else {}
                self.periods, self.changes = (), {}
            case AccompanimentAgreed():
                self.agreed_by[event.side] = event.by
                if event.due_at is not None:  # both have: so many days from then
                    self._agree(event.due_at - timedelta(days=self._terms.quiet_days), None)
            case GoalsProposed():
                fields = event.model_dump(include={"goals", "side", "by", "due_at", "document_id"})
                self.changes[event.change] = GoalsChange(asked_at=event.at, **fields)
                self._wrote(event.document_id, event.by)
            case GoalsAnswered():
                self._answered(event)
            case GoalsDropped():
                self._close(event.change, event.how, answered_by=event.by, answered_at=event.at)
            case _:
                self._apply_what_ends_it(event)

    def _apply_what_ends_it(self, event: Event) -> None:
        match event:
            case AccompanimentTaken(intermediary_id=None):
                days = self._terms.answer_days if self.status == "ending" else self._terms.seek_days
                self._stop(event.due_at - timedelta(days=days))
            case AccompanimentTaken(step="propose"):
                self.agreed_by.pop("intermediary", None)
            case EndingSaid():
                self._give_up()
            case AccompanimentEnded():
                self._stop(event.keep_until - timedelta(days=self._terms.keep_days))
            case AccompanimentWordsGone():
                self._forget_words(event.document_ids)

    def _answered(self, event: GoalsAnswered) -> None:
        change = self.changes[event.change]
        status: ChangeStatus = "agreed" if event.accepted else "declined"
        self._close(
            event.change, status, answered_by=event.by, answered_at=event.at, answer_id=event.document_id
        )  # fmt: skip
        self._wrote(event.document_id, event.by)
        if event.accepted:
            self.agreed_by = {change.side: change.by, event.side: event.by}
            self._finish(event.at)
            self.goals = {goal: self.goals.get(goal, ()) for goal in change.goals}
            self._agree(event.at, event.change)

    def _agree(self, since: datetime, change: int | None) -> None:
        self._finish(since)
        agreed = AgreedGoals(goals=tuple(self.goals), by=dict(self.agreed_by), since=since, change=change)
        self.periods = (*self.periods, agreed)

    def _finish(self, until: datetime) -> None:
        """The goals that hold, if any, hold no longer."""
        if self.periods and self.periods[-1].until is None:
            last = self.periods[-1]
            met = tuple(goal for goal in last.goals if len(self.goals.get(goal, ())) > 1)
            self.periods = (*self.periods[:-1], last.model_copy(update={"until": until, "met": met}))

    def _stop(self, until: datetime) -> None:
        self._finish(until)
        self._give_up()

    def _give_up(self) -> None:
        if (waiting := self.open_change) is not None:
            self._close(waiting, "over")

    def _close(self, number: int, status: ChangeStatus, **fields: object) -> None:
        self.changes[number] = self.changes[number].model_copy(update={"status": status, **fields})

    def _forget_words(self, ids: tuple[str, ...]) -> None:
        for number, change in self.changes.items():
            left = {name: None for name in ("document_id", "answer_id") if getattr(change, name) in ids}
            if left:
                self.changes[number] = change.model_copy(update=left)
