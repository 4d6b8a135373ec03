"""An introduction: somebody always has it, until both sides have said yes and the resident has joined, or one said no.

Steps that reach it late (after an erasure, beside a decision) end in an event too, never in an exception.
"""

from datetime import date, datetime, timedelta
from typing import Literal

from services.matching.domain.events import (
    Asking,
    AssignmentMade,
    AssignmentUnused,
    DeadlinePassed,
    DecisionRecorded,
    IntroductionForgone,
    IntroductionTaken,
)
from services.matching.refusals import AlreadyAccepted, IntroductionOver
from shared.contracts.matching import (
    IntroductionAccepted,
    IntroductionCompleted,
    IntroductionDeclined,
    IntroductionLapsed,
    IntroductionProposed,
)
from shared.events import Event
from shared.journal import State

Status = Literal["asked", "proposed", "accepted", "declined", "completed", "forgone"]
OVER: tuple[Status, ...] = ("declined", "completed", "forgone")
TRIED_MAX = 100


class Introduction(State):
    """One introduction of one resident to one group."""

    kind = "introduction"

    status: Status = "asked"
    asking: Asking | None = None
    coordinator_id: str = ""
    at_desk: bool = False
    due_at: datetime | None = None
    answer_days: int = 7
    turn: int = 0
    """How often it was handed over because its deadline passed."""
    tried: tuple[str, ...] = ()

    @property
    def over(self) -> bool:
        """Whether nothing can follow any more."""
        return self.status in OVER

    def archivable(self, before: date) -> bool:
        """It has ended; how long ago is told by its last commit."""
        return self.over

    # -- decisions

    def take(self, made: AssignmentMade) -> list[Event]:
        """Step of a saga: the roster chose an owner, the first or the next one."""
        if self.over:
            return [AssignmentUnused(introduction_id=self.stream_key, turn=made.turn)]
        if self.asking is not None and made.turn <= self.turn:
            return []
        kind = IntroductionProposed if made.turn == 0 else IntroductionLapsed
        return [
            IntroductionTaken(
                asking=made.asking,
                turn=made.turn,
                coordinator_id=made.coordinator_id,
                at_desk=made.at_desk,
                answer_days=made.answer_days,
            ),
            self._told(kind, made.asking, made.coordinator_id, made.due_at),
        ]

    def pass_deadline(self, now: datetime) -> list[Event]:
        """Note that nobody answered in time; no events when it is not due (any more)."""
        if self.over or self.asking is None or self.due_at is None or now < self.due_at:
            return []
        tried = (*self.tried, self.coordinator_id)[-TRIED_MAX:]
        return [DeadlinePassed(asking=self.asking, turn=self.turn + 1, tried=tried, at_desk=self.at_desk)]

    def accept(self, now: datetime, *, by: str, relation: str) -> list[Event]:
        """The group's yes; asking was the resident's. Raises ``AlreadyAccepted``, ``IntroductionOver``.

        A new deadline begins: the resident is still to join.
        """
        asking = self._require_open()
        if self.status == "accepted":
            raise AlreadyAccepted(group_id=asking.group_id)
        return [self._decision(by, relation, "group", accepted=True), self._accepted(asking, now)]

    def decline(self, *, by: str, relation: str, side: str) -> list[Event]:
        """One side's no. Raises ``IntroductionOver``."""
        asking = self._require_open()
        due_at = self.due_at or asking.asked_at
        return [
            self._decision(by, relation, side, accepted=False),
            self._told(IntroductionDeclined, asking, self.coordinator_id, due_at),
        ]

    def complete(self, now: datetime, person_id: str) -> list[Event]:
        """Step of a saga: the resident joined the group; the officer's call was the group's yes if it came first.

        When nobody has the introduction yet (a crash cut its saga off), it ends unproposed.
        """
        if self.over:
            return []
        if self.asking is None:
            return self.forgo(person_id)
        accepted = [] if self.status == "accepted" else [self._accepted(self.asking, now)]
        due_at = self.due_at or self.asking.asked_at
        return [*accepted, self._told(IntroductionCompleted, self.asking, self.coordinator_id, due_at)]

    def forgo(self, person_id: str) -> list[Event]:
        """Step of a saga: there is no need any more. May come before the introduction was proposed."""
        if self.over:
            return []
        return [IntroductionForgone(introduction_id=self.stream_key, person_id=person_id)]

    def _require_open(self) -> Asking:
        if self.over or self.asking is None:
            raise IntroductionOver(status=self.status)
        return self.asking

    def _decision(self, by: str, relation: str, side: str, *, accepted: bool) -> DecisionRecorded:
        return DecisionRecorded(introduction_id=self.stream_key, accepted=accepted, by=by, relation=relation, side=side)

    def _accepted(self, asking: Asking, now: datetime) -> IntroductionProposed:
        due_at = (now + timedelta(days=self.answer_days)).replace(microsecond=0)
        return self._told(IntroductionAccepted, asking, self.coordinator_id, due_at)

    def _told(
        self, kind: type[IntroductionProposed], asking: Asking, coordinator_id: str, due_at: datetime
    ) -> IntroductionProposed:
        return kind(
            introduction_id=asking.introduction_id,
            person_id=asking.person_id,
            group_id=asking.group_id,
            coordinator_id=coordinator_id,
            due_at=due_at,
            reasons=tuple(dict.fromkeys(reason.partition(":")[0] for reason in asking.reasons)),
        )

    # -- fold

    def apply(self, event: Event) -> None:
        match event:
            case IntroductionTaken():
                if event.turn:
                    self.tried = (*self.tried, self.coordinator_id)[-TRIED_MAX:]
                self.asking, self.turn = event.asking, event.turn
                self.coordinator_id, self.at_desk = event.coordinator_id, event.at_desk
                self.answer_days = event.answer_days
            case DeadlinePassed():
                self.due_at = None
            case IntroductionAccepted():
                self.status, self.due_at = "accepted", event.due_at
            case IntroductionDeclined():
                self.status, self.due_at = "declined", None
            case IntroductionCompleted():
                self.status, self.due_at = "completed", None
            case IntroductionLapsed():
                self.due_at = event.due_at
            case IntroductionProposed():
                self.status, self.due_at = "proposed", event.due_at
            case IntroductionForgone():
                self.status, self.due_at = "forgone", None
