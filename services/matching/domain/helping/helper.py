"""A person as helping knows them: what they have open, what they did, what was checked, and whether they are of age.

A part of the person's one record, so that limits hold exactly and an erasure knows everything that must end elsewhere.
Deeds are for the person alone; a check is a date and a code, never the papers.
"""

from datetime import date
from typing import Any

from services.matching.domain.events import MatchingConsentChanged, PersonForgotten
from services.matching.domain.helping.events import (
    Check,
    CheckRecorded,
    CheckRevoked,
    CompanyNoted,
    HelpAsked,
    HelpAsking,
    HelpCounted,
    HelperEnded,
    HelpReleased,
    HelpTapped,
    HelpUnwelcome,
    Part,
)
from services.matching.domain.helping.terms import Age, Category, age_of
from services.matching.domain.ladder.ladder import ClimbingPerson
from services.matching.domain.recommending.wish_events import WishMade, WishOf, WishWithdrawn
from services.matching.helping.refusals import (
    AlreadyYours,
    HelpConsentMissing,
    RequirementsMissing,
    TooManyHelp,
    TooManyWishes,
)
from services.matching.light_refusals import TooManyPeople
from services.matching.refusals import PersonGone
from shared.events import Event

ASKED_MAX = 10
SAID_MAX = 10
"""Open at a time, so that nobody fills the list, or holds the places, of a town alone."""
WISHES_MAX = 100


class HelpingPerson(ClimbingPerson):
    """What somebody helps with. Size is bound by what may be open."""

    asked: dict[str, str] = {}
    """Requests and offers of theirs that stand, with the document of their words (empty: none)."""
    said: dict[str, int] = {}
    """Requests in which the person has, or waits for, a place, with the number of that tap."""
    along: dict[str, int] = {}
    """Requests in which they go along, with how many people."""
    taps: int = 0
    helped: dict[str, int] = {}
    """How often they helped, by category."""
    checks: dict[str, Check] = {}
    wishes: dict[WishOf, dict[str, bool]] = {}
    """What interests them, by what it is."""

    @property
    def age(self) -> Age | None:
        """Whether they are of age. ``None``: nothing was heard, which counts as an unknown age."""
        return age_of(self.age_band) if self.heard else None

    @property
    def times_helped(self) -> int:
        """How often they helped, in whatever way."""
        return sum(self.helped.values())

    @property
    def deeds_done(self) -> int:
        """How often they helped or were at an activity."""
        return self.times_helped + self.attended

    def valid_checks(self, today: date) -> tuple[str, ...]:
        """Kinds of the checks that hold today."""
        return tuple(kind for kind, check in self.checks.items() if check.checked_on <= today <= check.valid_until)

    # -- decisions

    def require_for(self, category: Category, today: date, people: int = 1) -> None:
        """Raises ``RequirementsMissing`` with exactly what is missing for helping in a category, with so many."""
        if missing := category.missing(self.valid_checks(today), self.age or "unknown", people):
            raise RequirementsMissing(missing=list(missing))

    def ask_help(self, asking: HelpAsking, category: Category, today: date) -> list[Event]:
        """Ask for help, or offer it; who offers it helps.

        Raises ``PersonGone``, ``HelpConsentMissing``, ``RequirementsMissing``, ``TooManyHelp``.
        """
        self._require_helping()
        if asking.kind == "offer":
            self.require_for(category, today)
        if len(self.asked) >= ASKED_MAX:
            raise TooManyHelp(open_max=ASKED_MAX)
        return [HelpAsked(asking=asking)]

    def tap(
        self, request_id: str, category: Category, kind: str, today: date, *, companion: bool = False, people: int = 1
    ) -> list[Event]:
        """Say "I'll do it", or take up an offer. ``companion``: whoever helps has to be accompanied this time.

        ``people``: how many come, the person included.

        Raises ``PersonGone``, ``HelpConsentMissing``, ``AlreadyYours``, ``TooManyPeople``, ``RequirementsMissing``,
        ``TooManyHelp``.
        """
        self._require_helping()
        if request_id in self.said or request_id in self.asked:
            raise AlreadyYours(request_id=request_id)
        if people > category.people_max:
            raise TooManyPeople(people_max=category.people_max)
        if kind == "request":
            self.require_for(category, today, people)
        if len(self.said) >= SAID_MAX:
            raise TooManyHelp(open_max=SAID_MAX)
        number = self.taps + 1
        return [
            HelpTapped(
                request_id=request_id, person_id=self.stream_key, number=number, companion=companion, people=people
            )
        ]

    def record_check(self, kind: str, check: Check) -> list[Event]:
        """Note what was checked. Raises ``PersonGone``, ``HelpConsentMissing``."""
        self._require_helping()
        return [CheckRecorded(person_id=self.stream_key, kind=kind, check=check)]

    def revoke_check(self, kind: str, by: str) -> list[Event]:
        """A check holds no longer; no events when there is none."""
        return [CheckRevoked(person_id=self.stream_key, kind=kind, by=by)] if kind in self.checks else []

    def wish(self, of: WishOf, target_id: str) -> list[Event]:
        """Keep that something interests them; no events when it is kept.

        Raises ``PersonGone``, ``HelpConsentMissing``, ``TooManyWishes``.
        """
        self._require_helping()
        if target_id in self.wishes.get(of, {}):
            return []
        if sum(map(len, self.wishes.values())) >= WISHES_MAX:
            raise TooManyWishes(wishes_max=WISHES_MAX)
        return [WishMade(person_id=self.stream_key, of=of, target_id=target_id)]

    def withdraw_wish(self, of: WishOf, target_id: str) -> list[Event]:
        """Take a wish back; no events when there is none."""
        kept = target_id in self.wishes.get(of, {})
        return [WishWithdrawn(person_id=self.stream_key, of=of, target_id=target_id)] if kept else []

    # -- steps of sagas

    def accompany(self, request_id: str) -> list[Event]:
        """Step of a saga: the person goes along with somebody."""
        if not self.takes:
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
        return [HelpCounted(request_id=request_id, category=category)] if self.takes else []

    def end_help(self, *, erased: bool) -> list[Event]:
        """The consent is withdrawn, or the person erased: name what must end elsewhere, when anything must."""
        ids = tuple(dict.fromkeys((*self.asked, *self.said, *self.along)))
        wishes = tuple((of, id) for of, ids in self.wishes.items() for id in ids)
        if not ids and not wishes:
            return []
        documents = tuple(document_id for document_id in self.asked.values() if document_id)
        return [
            HelperEnded(
                person_id=self.stream_key, erased=erased, request_ids=ids, document_ids=documents, wishes=wishes
            )
        ]

    def _require_helping(self) -> None:
        if self.forgotten:
            raise PersonGone
        if not self.consent:
            raise HelpConsentMissing

    # -- fold

    def apply_to_help(self, event: Event) -> None:
        """Take what is about helping. Consent withdrawn or the person erased: nothing of it is kept."""
        self._apply_to_open(event)
        match event:
            case HelpCounted():
                self.helped[event.category] = self.helped.get(event.category, 0) + 1
            case CheckRecorded():
                self.checks[event.kind] = event.check
            case CheckRevoked():
                self.checks.pop(event.kind, None)
            case MatchingConsentChanged(given=False) | PersonForgotten() | HelperEnded():
                self.asked, self.said, self.along = {}, {}, {}
                self.helped, self.checks, self.wishes = {}, {}, {}

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
