"""A request for help or an offer (頼みごと・手伝えること): exact places, a yes of the asking side, done or not done.

Steps of a saga that reach it late end in an event or in nothing, never in an exception. It always ends: by the asking
side, by the last deed, or some days after its own day has passed and a named owner was told.
"""

from datetime import date, datetime, timedelta
from typing import Literal

from pydantic import BaseModel

from services.matching.domain.helping.events import (
    AnswerAccepted,
    AnswerEnded,
    CompanionGone,
    Ended,
    HelpAsking,
    HelpClosed,
    HelpLapsed,
    HelpOpened,
    HelpProlonged,
    HelpSettled,
    HelpTapped,
    Outcome,
    PlaceRefused,
    PlaceTaken,
)
from services.matching.domain.helping.told import end_of, remind_at, reminders, told
from services.matching.helping.refusals import (
    AlreadyMatched,
    CompanionNeeded,
    HelpOver,
    NotMatchedYet,
    NotTheirAnswer,
)
from shared.contracts.matching_help import HelpReminded
from shared.events import Event
from shared.journal import State

TAPS_MAX = 200
"""So often somebody takes a place of one request, before nobody is asked any more: bounds the stream."""
HELD = ("said", "matched")


class Answer(BaseModel):
    """Somebody who has a place."""

    number: int
    status: Literal["said", "matched", "done", "not-done"] = "said"
    companion_id: str | None = None
    matched_at: datetime | None = None
    people: int = 1


class HelpRequest(State):
    """One request or offer."""

    kind = "help-request"
    fold_version = 2

    asking: HelpAsking | None = None
    status: Literal["open", "lapsed", "closed"] = "open"
    outcome: Outcome | None = None
    owner_id: str | None = None
    until: date | None = None
    answers: dict[str, Answer] = {}
    declined: dict[str, bool] = {}
    taps: int = 0
    reminded: datetime | None = None
    """The end of the day of which they were reminded."""

    @property
    def free(self) -> int:
        """How many places are left."""
        return (self.asking.places if self.asking else 0) - sum(each.people for each in self.answers.values())

    @property
    def due_at(self) -> datetime | None:
        """When the clock looks at it next: the day before its last one, after that one, and some days later."""
        if self.asking is None or self.until is None or self.status == "closed":
            return None
        if self.status == "open":
            return remind_at(self.until) if self._to_remind else end_of(self.until)
        return end_of(self.until) + timedelta(days=self.asking.silent_days)

    @property
    def _to_remind(self) -> dict[str, str | None]:
        """Who agreed before the time to remind of it, with who goes along; nobody twice of the same day."""
        if self.until is None or self.reminded == end_of(self.until):
            return {}
        before = remind_at(self.until)
        return {
            id: answer.companion_id
            for id, answer in self.answers.items()
            if answer.status == "matched" and answer.matched_at is not None and answer.matched_at < before
        }

    def archivable(self, before: date) -> bool:
        """It has ended; how long ago is told by its last commit."""
        return self.status == "closed"

    # -- steps of sagas

    def open(self, asking: HelpAsking) -> list[Event]:
        """Step of a saga: it stands."""
        return [] if self.asking is not None or self.status == "closed" else [HelpOpened(asking=asking)]

    def take(self, tapped: HelpTapped, at: datetime) -> list[Event]:
        """Step of a saga: give a place, or say that there is none."""
        said = tapped.model_dump(include={"request_id", "person_id", "number"})
        if self.asking is None or self.status != "open":
            return [PlaceRefused(**said, reason="over")]
        if tapped.person_id in self.declined or tapped.person_id in self.answers:
            return [PlaceRefused(**said, reason="declined")]
        if self.free < tapped.people or self.taps >= TAPS_MAX:
            return [PlaceRefused(**said, reason="full")]
        return self._told([PlaceTaken(**said, at=at, companion=tapped.companion, people=tapped.people)])

    def forgo(self, person_id: str) -> list[Event]:
        """Step of a saga: somebody is gone; what they had opened ends, their place is free, their company is off."""
        if self.status == "closed" or self.asking is None:
            return []
        if person_id == self.asking.person_id:
            return self._told(self._closed("forgone", how="forgone"))
        answer = self.answers.get(person_id)
        gone = [self._ended(person_id, "forgone")] if answer and answer.status in HELD else list[Event]()
        alone = [
            CompanionGone(request_id=self.stream_key, person_id=id)
            for id, other in self.answers.items()
            if other.companion_id == person_id and other.status == "matched"
        ]
        return self._told([*gone, *alone])

    def lose_guardian(self, person_id: str, number: int) -> list[Event]:
        """Step of a saga: a guardian's consent ended on which a place, or an offer, rested. A later tap stays."""
        if self.status == "closed" or self.asking is None or self.asking.minors == "free":
            return []
        if person_id == self.asking.person_id:
            return self._told(self._closed("withdrawn", how="closed")) if self.asking.kind == "offer" else []
        answer = self.answers.get(person_id)
        if self.asking.kind == "offer" or answer is None or answer.status not in HELD or answer.number != number:
            return []
        return self._told([self._ended(person_id, "withdrawn")])

    # -- decisions

    def accept(
        self, person_id: str, *, companion_id: str | None, alone: bool, by: str, relation: str,
        at: datetime | None = None,
    ) -> list[Event]:  # fmt: skip
        """The asking side's yes. ``alone``: whoever helps needs nobody to go along (any more).

        Raises ``HelpOver``, ``NotTheirAnswer``, ``AlreadyMatched``, ``CompanionNeeded``.
        """
        asking = self._standing()
        answer = self._held(person_id)
        if answer.status == "matched":
            raise AlreadyMatched
        if asking.companion and not alone and companion_id is None:
            raise CompanionNeeded
        accepted = AnswerAccepted(
            request_id=self.stream_key, person_id=person_id, companion_id=companion_id, by=by, relation=relation, at=at
        )
        return self._told([accepted])

    def end_answer(self, person_id: str, how: Ended) -> list[Event]:
        """The asking side's no (``declined``) or their own (``withdrawn``). Raises ``HelpOver``, ``NotTheirAnswer``."""
        self._standing()
        self._held(person_id)
        return self._told([self._ended(person_id, how)])

    def settle(self, person_id: str, *, done: bool, by: str, relation: str) -> list[Event]:
        """It was done, or not; when nothing is left to come, the request has ended.

        Raises ``HelpOver``, ``NotTheirAnswer``, ``NotMatchedYet``.
        """
        asking = self._standing()
        answer = self._held(person_id)
        if answer.status != "matched":
            raise NotMatchedYet
        settled = HelpSettled(
            request_id=self.stream_key,
            person_id=person_id,
            number=answer.number,
            companion_id=answer.companion_id,
            helper_id=person_id if asking.kind == "request" else asking.person_id,
            category=asking.category,
            minutes=asking.minutes,
            people=answer.people,
            done=done,
            by=by,
            relation=relation,
        )
        others = [each for id, each in self.answers.items() if id != person_id]
        if any(each.status in HELD for each in others) or (self.status == "open" and self.free > 0):
            return self._told([settled])
        outcome: Outcome = "done" if done or any(each.status == "done" for each in others) else "not-done"
        return self._told([settled, self._over(outcome)])

    def prolong(self, until: date) -> list[Event]:
        """Let it stand until another day. Raises ``HelpOver``."""
        self._standing()
        return [] if self.until == until and self.status == "open" else [
            HelpProlonged(request_id=self.stream_key, until=until)
        ]  # fmt: skip

    def close(self) -> list[Event]:
        """End it; who still has a place is told. Raises ``HelpOver``."""
        self._standing()
        done = any(answer.status == "done" for answer in self.answers.values())
        return self._told(self._closed("done" if done else "withdrawn", how="closed"))

    def group_ended(self) -> list[Event]:
        """The clock: the group that asked has ended; who has a place is told. No events when it is over."""
        return [] if self.asking is None or self.status == "closed" else self.close()

    def pass_day(self, now: datetime, owner_id: str | None) -> list[Event]:
        """Remind of the last day before it; let go who was not answered, and tell the owner, after it; end it later."""
        if self.due_at is None or now < self.due_at or self.asking is None or self.until is None:
            return []
        if self.status == "open" and now < end_of(self.until):
            return reminders(self.asking, self.until, self._to_remind)
        if self.status == "open":
            waiting = [id for id, answer in self.answers.items() if answer.status == "said"]
            ended: list[Event] = [self._ended(id, "lapsed") for id in waiting]
            return self._told([*ended, HelpLapsed(request_id=self.stream_key, owner_id=owner_id)])
        statuses = {answer.status for answer in self.answers.values()}
        outcome: Outcome = "unconfirmed" if "matched" in statuses else "done" if "done" in statuses else "lapsed"
        return self._told(self._closed(outcome, how="lapsed"))

    # -- inside

    def _told(self, events: list[Event]) -> list[Event]:
        """The same, with what is told to others of it."""
        assert self.asking is not None
        return told(self.asking, self.until or self.asking.until, events)

    def _standing(self) -> HelpAsking:
        if self.asking is None or self.status == "closed":
            raise HelpOver
        return self.asking

    def _held(self, person_id: str) -> Answer:
        answer = self.answers.get(person_id)
        if answer is None or answer.status not in HELD:
            raise NotTheirAnswer
        return answer

    def _ended(self, person_id: str, how: Ended) -> Event:
        answer = self.answers[person_id]
        return AnswerEnded(
            request_id=self.stream_key,
            person_id=person_id,
            number=answer.number,
            how=how,
            companion_id=answer.companion_id,
        )

    def _closed(self, outcome: Outcome, *, how: Ended) -> list[Event]:
        held = [id for id, answer in self.answers.items() if answer.status in HELD]
        return [*(self._ended(id, how) for id in held), self._over(outcome)]

    def _over(self, outcome: Outcome) -> Event:
        asking = self._standing()
        return HelpClosed(
            request_id=self.stream_key, person_id=asking.person_id, outcome=outcome, document_id=asking.document_id
        )

    # -- fold

    def apply(self, event: Event) -> None:  # noqa: C901 - a line an event
        match event:
            case HelpOpened():
                self.asking, self.until = event.asking, event.asking.until
            case HelpLapsed():
                self.status, self.owner_id = "lapsed", event.owner_id
            case HelpProlonged():
                self.status, self.until, self.owner_id = "open", event.until, None
            case HelpClosed():
                self.status, self.outcome, self.declined = "closed", event.outcome, {}
            case PlaceTaken():
                self.answers[event.person_id] = Answer(number=event.number, people=event.people)
                self.taps += 1
            case AnswerEnded():
                self.answers.pop(event.person_id, None)
                if event.how == "declined":
                    self.declined[event.person_id] = True
            case AnswerAccepted():
                self._turn(event.person_id, status="matched", companion_id=event.companion_id, matched_at=event.at)
            case CompanionGone():
                self._turn(event.person_id, status="said", companion_id=None)
            case HelpReminded():
                self.reminded = event.due_at
            case HelpSettled():
                self._turn(event.person_id, status="done" if event.done else "not-done")

    def _turn(self, person_id: str, **changes: str | datetime | None) -> None:
        self.answers[person_id] = self.answers[person_id].model_copy(update=changes)
