"""A person as helping knows them: what they have open, what they did, what was checked, and whether they are of age.

One stream a person, so that limits hold exactly and an erasure knows everything that must end elsewhere. Deeds are for
the person alone; a check is a date and a code, never the papers.
"""

from datetime import date
from typing import Any

from services.matching.domain.help_events import (
    AgeHeard,
    AttendanceNoted,
    Check,
    CheckRecorded,
    CheckRevoked,
    CompanyNoted,
    HelpAsked,
    HelpAsking,
    HelpConsentGiven,
    HelpCounted,
    HelperEnded,
    HelpReleased,
    HelpTapped,
    HelpUnwelcome,
    Part,
)
from services.matching.domain.help_terms import Age, Category, age_of
from services.matching.domain.wish_events import WishMade, WishOf, WishWithdrawn
from services.matching.help_refusals import (
    AlreadyYours,
    HelpConsentMissing,
    RequirementsMissing,
    TooManyHelp,
    TooManyWishes,
)
from services.matching.refusals import PersonGone
from shared.events import Event
from shared.journal import State

ASKED_MAX = 10
SAID_MAX = 10
"""Open at a time, so that nobody fills the list, or holds the places, of a town alone."""
WISHES_MAX = 100
ATTENDANCES_MAX = 500
"""Attendances told apart; of older ones only the number is kept."""


class Helper(State):
    """One person. Size is bound by what may be open."""

    kind = "helper"
    fold_version = 2

    age: Age | None = None
    """``None``: nothing was heard, which counts as an unknown age."""
    consent: bool = True
    forgotten: bool = False
    asked: dict[str, str] = {}
    """Requests and offers of theirs that stand, with the document of their words (empty: none)."""
    said: dict[str, int] = {}
    """Requests in which the person has, or waits for, a place, with the number of that tap."""
    along: dict[str, int] = {}
    """Requests in which they go along, with how many people."""
    taps: int = 0
    helped: dict[str, int] = {}
    """How often they helped, by category."""
    attended: int = 0
    attendances: dict[str, bool] = {}
    checks: dict[str, Check] = {}
    wishes: dict[WishOf, dict[str, bool]] = {}
    """What interests them, by what it is."""

    @property
    def times_helped(self) -> int:
        """How often they helped, in whatever way."""
        return sum(self.helped.values())

    @property
    def deeds(self) -> int:
        """How often they helped or were at an activity."""
        return self.times_helped + self.attended

    def valid_checks(self, today: date) -> tuple[str, ...]:
        """Kinds of the checks that hold today."""
        return tuple(kind for kind, check in self.checks.items() if check.checked_on <= today <= check.valid_until)

    # -- decisions

    def require(self, category: Category, today: date) -> None:
        """Raises ``RequirementsMissing`` with exactly what is missing for helping in a category."""
        if missing := category.missing(self.valid_checks(today), self.age or "unknown"):
            raise RequirementsMissing(missing=list(missing))

    def ask(self, asking: HelpAsking, category: Category, today: date) -> list[Event]:
        """Ask for help, or offer it; who offers it helps.

        Raises ``PersonGone``, ``HelpConsentMissing``, ``RequirementsMissing``, ``TooManyHelp``.
        """
        self._require_present()
        if asking.kind == "offer":
            self.require(category, today)
        if len(self.asked) >= ASKED_MAX:
            raise TooManyHelp(open_max=ASKED_MAX)
        return [HelpAsked(asking=asking)]

    def tap(self, request_id: str, category: Category, kind: str, today: date) -> list[Event]:
        """Say "I'll do it", or take up an offer.

        Raises ``PersonGone``, ``HelpConsentMissing``, ``AlreadyYours``, ``RequirementsMissing``, ``TooManyHelp``.
        """
        self._require_present()
        if request_id in self.said or request_id in self.asked:
            raise AlreadyYours(request_id=request_id)
        if kind == "request":
            self.require(category, today)
        if len(self.said) >= SAID_MAX:
            raise TooManyHelp(open_max=SAID_MAX)
        return [HelpTapped(request_id=request_id, person_id=self.stream_key, number=self.taps + 1)]

    def record_check(self, kind: str, check: Check) -> list[Event]:
        """Note what was checked. Raises ``PersonGone``, ``HelpConsentMissing``."""
        self._require_present()
        return [CheckRecorded(person_id=self.stream_key, kind=kind, check=check)]

    def revoke_check(self, kind: str, by: str) -> list[Event]:
        """A check holds no longer; no events when there is none."""
        return [CheckRevoked(person_id=self.stream_key, kind=kind, by=by)] if kind in self.checks else []

    def wish(self, of: WishOf, target_id: str) -> list[Event]:
        """Keep that something interests them; no events when it is kept.

        Raises ``PersonGone``, ``HelpConsentMissing``, ``TooManyWishes``.
        """
        self._require_present()
        if target_id in self.wishes.get(of, {}):
            return []
        if sum(map(len, self.wishes.values())) >= WISHES_MAX:
            raise TooManyWishes(wishes_max=WISHES_MAX)
        return [WishMade(person_id=self.stream_key, of=of, target_id=target_id)]

    def withdraw_wish(self, of: WishOf, target_id: str) -> list[Event]:
        """Take a wish back; no events when there is none."""
        kept = target_id in self.wishes.get(of, {})
        return [WishWithdrawn(person_id=self.stream_key, of=of, target_id=target_id)] if kept else []

    # -- what is heard, and steps of sagas

    def hear_age(self, band: str | None) -> list[Event]:
        """Take the age band. The first word is noted whatever it says, so that hearing it again changes nothing."""
        age = age_of(band)
        if self.forgotten or age == self.age:
            return []
        return [AgeHeard(person_id=self.stream_key, age=age)]

    def hear_consent(self, *, given: bool) -> list[Event]:
        """Without consent to matching everything here ends, and nothing new begins."""
        if self.forgotten or given == self.consent:
            return []
        return [HelpConsentGiven(person_id=self.stream_key)] if given else [self._end(erased=False)]

    def forget(self) -> list[Event]:
        """The person is erased: name what must end elsewhere."""
        return [] if self.forgotten else [self._end(erased=True)]

    def accompany(self, request_id: str) -> list[Event]:
        """Step of a saga: the person goes along with somebody."""
        if self.forgotten or not self.consent:
            return [HelpUnwelcome(request_id=request_id, person_id=self.stream_key)]
        return [CompanyNoted(request_id=request_id)]

    def release(self, request_id: str, part: Part, number: int = 0) -> list[Event]:
        """Step of a saga: it has ended for them. What is heard of an earlier tap changes nothing."""
        held = {"asked": request_id in self.asked, "along": request_id in self.along}
        if held.get(part, self.said.get(request_id) == number):
            document_id = self.asked.get(request_id) or None if part == "asked" else None
            return [HelpReleased(request_id=request_id, part=part, document_id=document_id)]
        return []

    def count_help(self, request_id: str, category: str) -> list[Event]:
        """Step of a saga: they helped."""
        return [] if self.forgotten or not self.consent else [HelpCounted(request_id=request_id, category=category)]

    def note_attendance(self, activity_id: str, session: int | None, *, counts: bool) -> list[Event]:
        """Take that they were at an activity, or that this was an error. Each counts once."""
        known = _attendance(activity_id, session) in self.attendances
        if self.forgotten or not self.consent or known == counts:
            return []
        return [AttendanceNoted(activity_id=activity_id, session=session, counts=counts)]

    def _end(self, *, erased: bool) -> HelperEnded:
        ids = tuple(dict.fromkeys((*self.asked, *self.said, *self.along)))
        wishes = tuple((of, id) for of, ids in self.wishes.items() for id in ids)
        documents = tuple(document_id for document_id in self.asked.values() if document_id)
        return HelperEnded(
            person_id=self.stream_key, erased=erased, request_ids=ids, document_ids=documents, wishes=wishes
        )

    def _require_present(self) -> None:
        if self.forgotten:
            raise PersonGone
        if not self.consent:
            raise HelpConsentMissing

    # -- fold

    def apply(self, event: Event) -> None:
        self._apply_to_open(event)
        match event:
            case HelpCounted():
                self.helped[event.category] = self.helped.get(event.category, 0) + 1
            case AttendanceNoted():
                self._apply_attendance(event)
            case CheckRecorded():
                self.checks[event.kind] = event.check
            case CheckRevoked():
                self.checks.pop(event.kind, None)
            case AgeHeard():
                self.age = event.age
            case HelpConsentGiven():
                self.consent = True
            case HelperEnded():
                self.asked, self.said, self.along = {}, {}, {}
                self.helped, self.attended, self.attendances, self.checks = {}, 0, {}, {}
                self.wishes = {}
                self.consent, self.forgotten = False, event.erased

    def _apply_to_open(self, event: Event) -> None:
        match event:
            case WishMade():
                self.wishes.setdefault(event.of, {})[event.target_id] = True
            case WishWithdrawn():
                self.wishes.get(event.of, {}).pop(event.target_id, None)
            case HelpAsked():
                self.asked[event.asking.request_id] = event.asking.document_id or ""
            case HelpTapped():
                self.said[event.request_id] = event.number
                self.taps = event.number
            case CompanyNoted():
                self.along[event.request_id] = self.along.get(event.request_id, 0) + 1
            case HelpReleased() if event.part == "along" and self.along[event.request_id] > 1:
                self.along[event.request_id] -= 1
            case HelpReleased():
                held: dict[Part, dict[str, Any]] = {"asked": self.asked, "said": self.said, "along": self.along}
                held[event.part].pop(event.request_id, None)

    def _apply_attendance(self, event: AttendanceNoted) -> None:
        key = _attendance(event.activity_id, event.session)
        if not event.counts:
            self.attendances.pop(key, None)
            self.attended -= 1
            return
        self.attendances[key] = True
        self.attended += 1
        while len(self.attendances) > ATTENDANCES_MAX:
            self.attendances.pop(next(iter(self.attendances)))


def _attendance(activity_id: str, session: int | None) -> str:
    return activity_id if session is None else f"{activity_id}/{session}"
