"""A person as coming once knows them: where they come, and whom they greet. A part of the person's one record."""

from datetime import date, datetime

from services.matching.domain.events import MatchingConsentChanged, PersonForgotten
from services.matching.domain.guarding.events import ConsentEnd, GuardianGone
from services.matching.domain.guarding.guarded import GuardedPerson
from services.matching.domain.visiting.events import (
    GreetingNoted,
    GreetingUnwelcome,
    VisitAnswer,
    VisitAnswered,
    Visiting,
    VisitPart,
    VisitReleased,
    VisitSaid,
    VisitsLeft,
)
from services.matching.refusals import AlreadyAsked, AlreadyMember, PersonGone
from services.matching.visiting.refusals import (
    AlreadyComing,
    TooManyVisits,
    VisitBegun,
    VisitConsentMissing,
    VisitNeedsGuardian,
    VisitToCome,
)
from shared.events import Event
from shared.web import NotFound

VISITS_MAX = 3
"""Open at a time: so that nobody keeps a town's groups waiting."""


class VisitingPerson(GuardedPerson):
    """Where somebody comes once, and whom they greet. Bound by what may be open."""

    visits: dict[str, str] = {}
    """Visits that are open, each with its group."""
    greets: dict[str, bool] = {}

    # -- decisions

    def say_visit(self, visiting: Visiting, *, member: bool) -> list[Event]:
        """Come once. ``member``: of this group.

        Raises ``PersonGone``, ``VisitConsentMissing``, ``GuardianSaidNo``, ``VisitNeedsGuardian``, ``AlreadyMember``,
        ``AlreadyAsked``, ``AlreadyComing``, ``TooManyVisits``.
        """
        if self.forgotten:
            raise PersonGone
        if not self.consent:
            raise VisitConsentMissing
        self.require_guardian(visiting.said_at, VisitNeedsGuardian)
        if member:
            raise AlreadyMember(group_id=visiting.group_id)
        if open_one := self.introductions.get(visiting.group_id):
            raise AlreadyAsked(introduction_id=open_one.introduction_id)
        if coming := next((id for id, group in self.visits.items() if group == visiting.group_id), None):
            raise AlreadyComing(visit_id=coming)
        if len(self.visits) >= VISITS_MAX:
            raise TooManyVisits(visits_max=VISITS_MAX)
        return [VisitSaid(visiting=visiting)]

    def answer_visit(self, visit_id: str, answer: VisitAnswer, now: datetime, starts_at: datetime) -> list[Event]:
        """One tap: again or not for me, once it has begun; or not coming after all, before.

        Raises ``NotFound``, ``VisitToCome``, ``VisitBegun``.
        """
        if visit_id not in self.visits:
            raise NotFound(what="visit")
        if answer != "withdrawn" and now < starts_at:
            raise VisitToCome
        if answer == "withdrawn" and now >= starts_at:
            raise VisitBegun
        return [VisitAnswered(visit_id=visit_id, person_id=self.stream_key, answer=answer)]

    # -- steps of sagas

    def greet(self, visit_id: str) -> list[Event]:
        """Step of a saga: they greet somebody."""
        if not self.takes:
            return [GreetingUnwelcome(visit_id=visit_id, person_id=self.stream_key)]
        return [] if visit_id in self.greets else [GreetingNoted(visit_id=visit_id)]

    def release_visit(self, visit_id: str, part: VisitPart) -> list[Event]:
        """Step of a saga: it has ended for them."""
        held = visit_id in (self.visits if part == "said" else self.greets)
        return [VisitReleased(visit_id=visit_id, part=part)] if held else []

    def end_help(self, *, erased: bool) -> list[Event]:
        """The person is erased or takes back the consent: their visits end, and others greet."""
        left: list[Event] = []
        if self.visits or self.greets:
            left = [
                VisitsLeft(person_id=self.stream_key, visit_ids=tuple(self.visits), greeting_ids=tuple(self.greets))
            ]
        return [*left, *super().end_help(erased=erased)]

    def _gone(self, consent_id: str, how: ConsentEnd, today: date) -> GuardianGone:
        gone = super()._gone(consent_id, how, today)
        return gone if self.of_age(today) else gone.model_copy(update={"visit_ids": tuple(self.visits)})

    # -- fold

    def apply_to_help(self, event: Event) -> None:
        """Take what is about helping, guardians and visits."""
        super().apply_to_help(event)
        match event:
            case VisitSaid():
                self.visits[event.visiting.visit_id] = event.visiting.group_id
            case GreetingNoted():
                self.greets[event.visit_id] = True
            case VisitAnswered():
                self.visits.pop(event.visit_id, None)
            case VisitReleased():
                (self.visits if event.part == "said" else self.greets).pop(event.visit_id, None)
            case MatchingConsentChanged(given=False) | PersonForgotten():
                self.visits, self.greets = {}, {}
