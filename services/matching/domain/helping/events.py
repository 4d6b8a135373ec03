"""The private events of small help: requests and offers, who says "I'll do it", deeds and checks. Codes only."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from services.matching.domain.helping.terms import Age, Minors
from services.matching.domain.letting_go import LetsWordsGo
from shared.contracts.base import Areas
from shared.contracts.matching import ConsultationChannel
from shared.events import Event

HelpKind = Literal["request", "offer"]
Ended = Literal["declined", "withdrawn", "lapsed", "closed", "forgone"]
"""How an answer ended without help: the asking side's no, the person's own, the day, the request's end, an erasure."""
Part = Literal["asked", "said", "along"]
"""What somebody is in a request: who opened it, who answered it, who goes along."""
Outcome = Literal["done", "not-done", "withdrawn", "lapsed", "unconfirmed", "forgone"]


class HelpAsking(BaseModel):
    """One request or offer, as every step carries it. ``document_id``: its words in the vault, when it has any."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    request_id: str
    kind: HelpKind
    category: str
    person_id: str
    group_id: str | None = None
    areas: Areas = {}
    times: tuple[str, ...] = ()
    minutes: int
    places: int
    until: date
    asked_at: AwareDatetime
    document_id: str | None = None
    companion: bool = False
    silent_days: int = 14
    channel: ConsultationChannel = "web"
    taken_by: str = ""
    """Who took it down for somebody who rang or came by."""
    code: str = ""
    minors: Minors | None = None
    """Beside it the number to ask about it by. What who is under 18 needs; of before: nothing, as ``consent``."""


class HelpAsked(Event):
    """The person's own record: they ask for help, or offer it."""

    type = "help-asked.v1"

    asking: HelpAsking


class HelpOpened(Event):
    """A request or an offer stands, with so many places."""

    type = "help-opened.v1"

    asking: HelpAsking


class HelpTapped(Event):
    """The person's own record: they say "I'll do it" (or take up an offer).

    ``companion``: whoever helps has to be accompanied this time.
    """

    type = "help-tapped.v1"

    request_id: str
    person_id: str
    number: int
    companion: bool = False
    people: int = 1
    """How many come, who taps included."""


class PlaceTaken(Event):
    """Somebody has one of the places."""

    type = "place-taken.v1"

    request_id: str
    person_id: str
    number: int
    at: AwareDatetime
    companion: bool = False
    people: int = 1


class PlaceRefused(Event):
    """Somebody was too late, or is not to be asked again."""

    type = "place-refused.v1"

    request_id: str
    person_id: str
    number: int
    reason: Literal["full", "over", "declined"]


class AnswerAccepted(Event):
    """The asking side's yes. ``companion_id`` goes along. ``by`` and ``relation``: who said so, as what."""

    type = "answer-accepted.v1"

    request_id: str
    person_id: str
    companion_id: str | None = None
    by: str
    relation: str
    at: AwareDatetime | None = None
    """Nothing for those of before this was kept: nobody is reminded of them."""


class AnswerEnded(Event):
    """Somebody no longer has their place: it is free again."""

    type = "answer-ended.v1"

    request_id: str
    person_id: str
    number: int
    how: Ended
    companion_id: str | None = None


class CompanyNoted(Event):
    """The person's own record: they go along with somebody who helps for the first time."""

    type = "company-noted.v1"

    request_id: str


class CompanionGone(Event):
    """Who was to go along was erased: the asking side says yes anew, with another."""

    type = "companion-gone.v1"

    request_id: str
    person_id: str


class HelpSettled(Event):
    """It was done, or not. ``helper_id`` is who helped: of an offer the one who made it."""

    type = "help-settled.v1"

    request_id: str
    person_id: str
    number: int
    companion_id: str | None = None
    helper_id: str
    category: str
    minutes: int
    people: int = 1
    done: bool
    by: str
    relation: str


class HelpLapsed(Event):
    """Its day passed: the named owner sees to it, until it ends by itself after the silent days."""

    type = "help-lapsed.v1"

    request_id: str
    owner_id: str | None


class HelpProlonged(Event):
    """It stands again until another day."""

    type = "help-prolonged.v1"

    request_id: str
    until: date


class HelpClosed(Event):
    """It has ended. ``person_id`` had opened it; ``document_id``: words that are removed now."""

    type = "help-closed.v1"

    request_id: str
    person_id: str
    outcome: Outcome
    document_id: str | None = None


class HelpReleased(Event, LetsWordsGo):
    """The person's own record: the request has ended for them, as what they were in it."""

    type = "help-released.v1"

    request_id: str
    part: Part
    document_id: str | None = None

    @property
    def let_go(self) -> tuple[str, ...]:
        return (self.document_id,) if self.document_id else ()


class HelpUnwelcome(Event):
    """Who was to go along had gone before: their company is off."""

    type = "help-unwelcome.v1"

    request_id: str
    person_id: str


class HelpCounted(Event):
    """The person helped once more."""

    type = "help-counted.v1"

    request_id: str
    category: str


class AttendanceNoted(Event):
    """The person was at an activity. ``counts``: false takes one back that was recorded in error."""

    type = "attendance-noted.v1"

    activity_id: str
    session: int | None = None
    counts: bool = True


class Check(BaseModel):
    """That something was checked: when, by whom, and until when it is good. Never the papers."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    checked_on: date
    valid_until: date
    by: str


class CheckRecorded(Event):
    """A coordinator or staff recorded a check of somebody."""

    type = "check-recorded.v1"

    person_id: str
    kind: str
    check: Check


class CheckRevoked(Event):
    """A check holds no longer."""

    type = "check-revoked.v1"

    person_id: str
    kind: str
    by: str


class AgeHeard(Event):
    """What the people service's age band says about being 18. Adults are noted when they were something else before."""

    type = "age-heard.v1"

    person_id: str
    age: Age


class HelpConsentGiven(Event):
    """The person agrees again that matching uses what they do."""

    type = "help-consent-given.v1"

    person_id: str


class HelperEnded(Event):
    """The person was erased or took back the consent: what is open ends elsewhere, deeds and checks are gone."""

    type = "helper-ended.v1"

    person_id: str
    erased: bool
    request_ids: tuple[str, ...] = ()
    document_ids: tuple[str, ...] = ()
    wishes: tuple[tuple[str, str], ...] = ()


EVENTS: tuple[type[Event], ...] = (
    HelpAsked, HelpOpened, HelpTapped, PlaceTaken, PlaceRefused, AnswerAccepted, AnswerEnded, CompanyNoted,
    CompanionGone, HelpSettled, HelpLapsed, HelpProlonged, HelpClosed, HelpReleased, HelpUnwelcome, HelpCounted,
    AttendanceNoted, CheckRecorded, CheckRevoked, AgeHeard, HelpConsentGiven, HelperEnded,
)  # fmt: skip
