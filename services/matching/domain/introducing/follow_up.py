"""A follow-up: a month after somebody joined they are asked once how it goes, and somebody named hears the answer.

While it is not over, ``coordinator_id`` has it and ``due_at`` says until when; between a deadline and the next owner
(one step of the roster) ``pending`` says what comes. Steps that reach it late change nothing, or end in an event.
"""

from datetime import date, datetime, timedelta
from typing import Literal

from services.matching.domain.introducing.meeting_events import (
    Followed,
    FollowUpAnswer,
    FollowUpAnswered,
    FollowUpEnd,
    FollowUpEnded,
    FollowUpOwnerNamed,
    FollowUpPlanned,
    FollowUpStep,
    FollowUpTaken,
    FollowUpTurned,
)
from services.matching.domain.team.roster import Roster
from services.matching.introducing.refusals import FollowUpAnsweredAlready, FollowUpNotAsked, FollowUpNotHeld
from shared.clock import tokyo_date
from shared.contracts.matching import IntroductionCompleted
from shared.contracts.matching_introductions import IntroductionFollowedUp, IntroductionFollowUpAsked
from shared.events import Event
from shared.journal import State

ASK_AFTER = timedelta(days=30)
SILENT_AFTER = timedelta(days=14)
Status = Literal["none", "planned", "asked", "held", "ended"]


class FollowUp(State):
    """How it goes for one resident in the group that they were introduced to. Named as its introduction."""

    kind = "follow-up"

    status: Status = "none"
    followed: Followed | None = None
    coordinator_id: str = ""
    due_at: datetime | None = None
    turn: int = 0
    pending: FollowUpStep | None = None
    answer: FollowUpAnswer | None = None
    document_id: str | None = None

    @property
    def over(self) -> bool:
        """Whether nothing can follow any more."""
        return self.status == "ended"

    def archivable(self, before: date) -> bool:
        """It has ended."""
        return self.over

    # -- decisions

    def plan(self, completed: IntroductionCompleted, at: datetime) -> list[Event]:
        """Step of a saga: somebody has joined. Nothing when it is known, or was forgone before."""
        if self.status != "none":
            return []
        followed = Followed(**completed.model_dump(include={"introduction_id", "person_id", "group_id"}))
        due_at = _whole(at + ASK_AFTER)
        return [FollowUpPlanned(followed=followed, coordinator_id=completed.coordinator_id, due_at=due_at)]

    def pass_deadline(self, now: datetime) -> list[Event]:
        """What the clock alone does: ask once, end in silence, or hand over; no events when it is not due."""
        if self.over or self.due_at is None or now < self.due_at or self.followed is None:
            return []
        if self.status == "asked":
            return [self._ended("silent")]
        return [self._turned(self.followed, "ask" if self.status == "planned" else "lapse")]

    def say(self, answer: FollowUpAnswer, *, by: str, relation: str, document_id: str | None = None) -> list[Event]:
        """How it goes. What is hard, or comes with words, somebody has until a day; else it ends with this.

        Raises ``FollowUpNotAsked``, ``FollowUpAnsweredAlready``.
        """
        if self.answer is not None:
            raise FollowUpAnsweredAlready
        if self.status != "asked" or self.followed is None or self.due_at is None:
            raise FollowUpNotAsked
        said = FollowUpAnswered(
            introduction_id=self.stream_key, answer=answer, by=by, relation=relation, document_id=document_id
        )
        if answer == "hard" or document_id is not None:
            return [said, self._turned(self.followed, "answer")]
        told = self._told(IntroductionFollowedUp, self.followed, self.coordinator_id, self.due_at)
        return [said, told, self._ended("answered")]

    def take(self, named: FollowUpOwnerNamed, at: datetime) -> list[Event]:
        """Step of a saga: the roster said who has it. What was named for an earlier turn, or too late, is nothing."""
        if self.over or self.pending != named.step or named.turn != self.turn:
            return []
        days = SILENT_AFTER if named.step == "ask" else timedelta(days=named.answer_days)
        due_at = _whole(at + days)
        taken = FollowUpTaken(
            introduction_id=self.stream_key,
            turn=named.turn,
            step=named.step,
            coordinator_id=named.coordinator_id,
            due_at=due_at,
        )
        kind = IntroductionFollowUpAsked if named.step == "ask" else IntroductionFollowedUp
        return [taken, self._told(kind, named.followed, named.coordinator_id, due_at)]

    def finish(self) -> list[Event]:
        """Who has it has seen to it. Raises ``FollowUpNotHeld``."""
        if self.status != "held" or self.pending is not None:
            raise FollowUpNotHeld
        return [self._ended("done")]

    def hand_on(self, person_id: str) -> list[Event]:
        """Who has it serves no longer: the desk owner does, at once. What waits for the person waits."""
        mine = self.status == "held" and self.pending is None and self.coordinator_id == person_id
        return [self._turned(self.followed, "lapse")] if mine and self.followed else []

    def group_ended(self) -> list[Event]:
        """The clock: nobody is asked how it goes in a group that has ended. What somebody has heard, they see to."""
        return [self._ended("group-ended")] if self.status in ("planned", "asked") and self.answer is None else []

    def forgo(self, person_id: str) -> list[Event]:
        """Step of a saga: its person was erased or no longer agrees. May come before it was planned."""
        if self.over:
            return []
        return [self._ended("forgone", person_id)]

    # -- inside

    def _turned(self, followed: Followed, step: FollowUpStep) -> FollowUpTurned:
        return FollowUpTurned(followed=followed, turn=self.turn + 1, step=step, before=self.coordinator_id)

    def _ended(self, how: FollowUpEnd, person_id: str = "") -> FollowUpEnded:
        person = self.followed.person_id if self.followed else person_id
        return FollowUpEnded(introduction_id=self.stream_key, person_id=person, how=how, document_id=self.document_id)

    def _told(
        self,
        kind: type[IntroductionFollowedUp] | type[IntroductionFollowUpAsked],
        followed: Followed,
        coordinator_id: str,
        due_at: datetime,
    ) -> Event:
        return kind(**followed.model_dump(), coordinator_id=coordinator_id, due_at=due_at)

    # -- fold

    def apply(self, event: Event) -> None:
        match event:
            case FollowUpPlanned():
                self.status, self.followed = "planned", event.followed
                self.coordinator_id, self.due_at = event.coordinator_id, event.due_at
            case FollowUpTurned():
                self.turn, self.pending, self.due_at = event.turn, event.step, None
            case FollowUpTaken():
                self.status = "asked" if event.step == "ask" else "held"
                self.coordinator_id, self.due_at, self.pending = event.coordinator_id, event.due_at, None
            case FollowUpAnswered():
                self.answer, self.document_id = event.answer, event.document_id
            case FollowUpEnded():
                self.status, self.due_at, self.pending = "ended", None, None


def named_by(roster: Roster, turned: FollowUpTurned, at: datetime) -> list[Event]:
    """Step of a saga: who had it while they serve and are there, else the desk owner; after a lapse the desk owner.

    Nobody has a follow-up of their own: then it is the freest coordinator's. Counts against no capacity, as what the
    desk has does not.
    """
    entered = roster.coordinators.get(turned.before)
    serves = entered is not None and entered.present(tokyo_date(at))
    own = turned.followed.person_id
    in_order = (turned.before if serves and turned.step != "lapse" else None, roster.desk_owner, roster.heir(own))
    chosen = next((id for id in in_order if id is not None and id != own), turned.before)
    return [
        FollowUpOwnerNamed(
            followed=turned.followed,
            turn=turned.turn,
            step=turned.step,
            coordinator_id=chosen,
            answer_days=roster.answer_days,
        )
    ]


def _whole(instant: datetime) -> datetime:
    return instant.replace(microsecond=0)
