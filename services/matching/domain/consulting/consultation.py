"""A consultation: somebody always has it, from the moment it was brought until its person says that it is solved.

Steps that reach it late (after an end, beside a decision) end in an event too, never in an exception. A turn of its
own numbers every change of hands, so that what was chosen for an earlier one is known and given back.
"""

from datetime import datetime, timedelta

from services.matching.consulting.refusals import (
    ConsultationOver,
    ReopenedTooOften,
    StillOpen,
)
from services.matching.domain.consulting.events import (
    ConsultationAsked,
    ConsultationClosed,
    ConsultationDone,
    ConsultationForgone,
    ConsultationPlaced,
    ConsultationTaken,
    ConsultationTakenUp,
    ConsultationTurned,
    ConsultationUnused,
    Consulting,
    CoordinatorGone,
    NotTakenUp,
    TakingUpRefused,
    Turn,
    Why,
)
from services.matching.domain.consulting.referrals import ConsultationReferrals
from services.matching.domain.consulting.steps import whole
from services.matching.domain.person import REOPENED_MAX
from services.matching.domain.working_days import due_after
from shared.contracts.matching import (
    ConsultationAnswered,
    ConsultationAssigned,
    ConsultationEscalated,
    ConsultationOpened,
    ConsultationReferred,
    ConsultationReopened,
    ConsultationResolved,
    WordGiven,
)
from shared.errors import NotYet
from shared.events import Event

TOLD: dict[Why, tuple[type[ConsultationOpened], ...]] = {
    "opened": (ConsultationOpened, ConsultationAssigned),
    "referred": (ConsultationReferred,),
    "escalated": (ConsultationEscalated,),
    "handed-on": (ConsultationAssigned,),
    "reopened": (ConsultationReopened,),
}


class Consultation(ConsultationReferrals):
    """The decisions about one worry."""

    # -- decisions: who has it

    def ask(self, asking: Consulting, turn: Turn) -> list[Event]:
        """Somebody without an account brings a worry."""
        return [ConsultationAsked(asking=asking, turn=turn)] if self.asking is None and not self.closed else []

    def take(self, placed: ConsultationPlaced, at: datetime) -> list[Event]:
        """Step of a saga: the roster chose who has it. One who has gone meanwhile is passed over at once."""
        turn = placed.turn
        if turn.number == self.taken:
            return []
        if self.over or turn.number != (self.pending.number if self.pending else self.numbered + 1):
            return [ConsultationUnused(consultation_id=self.stream_key, number=turn.number)]
        if placed.coordinator_id in self.gone and placed.coordinator_id not in turn.without:
            return [ConsultationTurned(asking=placed.asking, turn=self._without_gone(turn))]
        taken = ConsultationTaken(
            asking=placed.asking,
            turn=turn,
            coordinator_id=placed.coordinator_id,
            counted=placed.counted,
            supported_by=placed.supported_by,
            at=at,
        )
        told = TOLD[turn.why]
        return [
            taken,
            *(self._told(kind, placed.asking, placed.coordinator_id, turn.desk, turn.due_at) for kind in told),
        ]

    def hand_on(self, person_id: str, *, to: str | None = None, reason: str | None = None) -> list[Event]:
        """Step of a saga: somebody has it no longer. Whoever is chosen beside this is looked at again when taken.

        ``to``: whom a plan names for it; ``reason``: what it is handed over for.
        """
        if self.closed or (person_id in self.gone and person_id != self.coordinator_id):
            return []
        gone = CoordinatorGone(consultation_id=self.stream_key, person_id=person_id)
        noted = [] if person_id in self.gone else [gone]
        turn = self.next_turn(person_id)
        if self.asking is None or turn is None:
            return [*noted]
        turn = turn.model_copy(update={"to": to, "reason": reason})
        return [*noted, ConsultationTurned(asking=self.asking, turn=turn)]

    def next_turn(self, but: str) -> Turn | None:
        """How somebody else would be looked for; ``None`` when ``but`` has not got it, or it is on its way already."""
        if self.asking is None or self.pending is not None or self.over or self.coordinator_id != but:
            return None
        turn = self._turn("handed-on", self.desk, self.due_at or self.asking.asked_at, without=(but,))
        earlier = dict.fromkeys(held.coordinator_id for held in self.history if held.coordinator_id != but)
        return turn.model_copy(update={"earlier": tuple(earlier)})

    # -- decisions: how it ends

    def answer(self, now: datetime, *, by: str, relation: str, document_id: str | None = None) -> list[Event]:
        """Who has it is done: the person is asked, and told what the document says.

        Raises ``ConsultationOver``, ``AlreadyAnswered``, ``NotYet``.
        """
        asking = self._require_open()
        until = whole(now + timedelta(days=asking.terms.silent_days))
        step = self._step("answered", by, relation, document_id)
        return [step, self._now(ConsultationAnswered, asking, until)]

    def resolve(self, now: datetime, *, word: WordGiven, by: str, relation: str) -> list[Event]:
        """It is solved, by somebody's word. Raises ``ConsultationOver``."""
        if self.over or self.asking is None:
            raise ConsultationOver(consultation_id=self.stream_key)
        done = ConsultationDone(
            consultation_id=self.stream_key, person_id=self.asking.person_id, number=self.numbered, word=word
        )
        until = whole(now + timedelta(days=self.asking.terms.reopen_days))
        told = self._now(ConsultationResolved, self.asking, until, word=word)
        return [self._step("resolved", by, relation), done, told]

    def reopen(self, now: datetime, *, by: str, relation: str) -> list[Event]:
        """It is not solved after all: who has it goes on with a new deadline; if it had ended, who had it, if they can.

        Raises ``StillOpen``, ``ReopenedTooOften``, ``NotYet``.
        """
        if self.asking is None or self.status in ("asked", "open"):
            raise StillOpen(consultation_id=self.stream_key)
        terms = self.asking.terms
        late = self.closed or self.wakes_at is None or now >= self.wakes_at
        if self.reopened >= REOPENED_MAX or (self.over and late):
            raise ReopenedTooOften(days=terms.reopen_days, times=REOPENED_MAX)
        self._require_settled()
        due_at = due_after(now, terms.days, terms.closes_at)
        step = self._step("reopened", by, relation)
        if self.status == "answered":
            return [step, self._now(ConsultationReopened, self.asking, due_at)]
        turn = self._turn("reopened", self.desk, due_at)
        return [step, ConsultationTurned(asking=self.asking, turn=turn, by=by)]

    def take_up(self, taken: ConsultationTakenUp, at: datetime) -> list[Event]:
        """Step of a saga: its person's record has room for it. It is as it was seen then, or it is not taken up."""
        reason: NotTakenUp = "over" if self.over else "still-open"
        if (self.over, self.numbered) == (taken.over, taken.number):
            try:
                return self.reopen(at, by=taken.by, relation=taken.relation)
            except ReopenedTooOften:
                reason = "cannot-reopen"
            except (StillOpen, NotYet):
                reason = "still-open"
        return [TakingUpRefused(consultation_id=self.stream_key, reason=reason)]

    def pass_deadline(self, now: datetime) -> list[Event]:
        """What the clock alone does: escalate once, take silence for a word, close; no events when it is not due."""
        if self.wakes_at is None or now < self.wakes_at or self.asking is None or self.closed:
            return []
        if self.status == "answered":
            return self.resolve(now, word="silent", by="clock", relation="clock")
        if self.status == "resolved":
            return self.close()
        terms = self.asking.terms
        due_at = due_after(now, terms.escalation_days, terms.closes_at)
        turn = self._turn("escalated", self.desk, due_at, without=(self.coordinator_id,))
        return [ConsultationTurned(asking=self.asking, turn=turn)]

    def close(self) -> list[Event]:
        """Step of a saga: an ended one cannot be taken up again; its words go."""
        if self.closed or self.status != "resolved" or self.asking is None:
            return []
        asking = self.asking
        return [
            ConsultationClosed(
                consultation_id=self.stream_key,
                person_id=asking.person_id,
                document_id=asking.document_id,
                answer_ids=self.answers,
            )
        ]

    def forgo(self, person_id: str) -> list[Event]:
        """Step of a saga: its person was erased. May come before anybody had it."""
        if self.closed:
            return []
        return [ConsultationForgone(consultation_id=self.stream_key, person_id=person_id, number=max(self.numbered, 0))]
