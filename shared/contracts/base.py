"""Public events: topics with their audience, and the base that the lint of the contracts checks.

An optional field may be added to a contract; anything else is a new major version. See ``docs/events``.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, AwareDatetime, PlainSerializer

from shared.events import Event

Audience = Literal["open", "restricted"]


def _as_written(at: datetime) -> datetime:
    """UTC, to the second: an event in memory equals the one that is read back, so rows equal a rebuild."""
    if at.tzinfo is UTC and not at.microsecond:
        return at
    try:
        return at.astimezone(UTC).replace(microsecond=0)
    except OverflowError as error:  # validation knows ValueError only: anything else would pass through a reader
        raise ValueError("the instant lies outside the calendar") from error


def _written(at: datetime) -> str:
    return _text(at.astimezone(UTC))


@lru_cache(maxsize=16_384)
def _text(at: datetime) -> str:
    """The text of an instant in UTC: a booking writes its own five times, a state has hundreds of them."""
    return at.isoformat()[:19] + "Z"


Instant = Annotated[AwareDatetime, AfterValidator(_as_written), PlainSerializer(_written, return_type=str)]
"""An instant to the second, written in UTC with ``Z``."""

Areas = dict[str, str]
"""``{layer: area id}``: one home area a layer."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic, the service that owns it, what its key is, and who may read it."""

    name: str
    owner: str
    key: str
    audience: Audience


PEOPLE = Topic("kyoso.people", "people", "person", "restricted")
FACILITIES = Topic("kyoso.facilities", "booking", "facility", "open")
OCCUPANCY = Topic("kyoso.occupancy", "booking", "facility-day", "open")
BOOKINGS = Topic("kyoso.bookings", "booking", "facility-day", "restricted")
ACTIVITIES = Topic("kyoso.activities", "booking", "activity", "open")
PARTICIPATIONS = Topic("kyoso.participations", "booking", "activity", "restricted")
APPLICATIONS = Topic("kyoso.applications", "booking", "application", "restricted")
REGISTRATIONS = Topic("kyoso.registrations", "booking", "registration", "restricted")
GROUPS = Topic("kyoso.groups", "matching", "group", "open")
MEMBERSHIPS = Topic("kyoso.memberships", "matching", "group", "restricted")
INTRODUCTIONS = Topic("kyoso.introductions", "matching", "introduction", "restricted")
CONSULTATIONS = Topic("kyoso.consultations", "matching", "consultation", "restricted")
TEAM = Topic("kyoso.team", "matching", "roster", "restricted")
SUGGESTIONS = Topic("kyoso.suggestions", "matching", "group-contact", "restricted")
INVITATIONS = Topic("kyoso.invitations", "matching", "person", "restricted")
HELP = Topic("kyoso.help", "matching", "help-request", "restricted")
OUTREACH = Topic("kyoso.outreach", "matching", "outreach-day", "open")
APPOINTMENTS = Topic("kyoso.appointments", "matching", "outreach-day", "restricted")
VISITS = Topic("kyoso.visits", "matching", "visit", "restricted")
GUARDIANS = Topic("kyoso.guardians", "matching", "guardian-consent", "restricted")
ACCOMPANIMENTS = Topic("kyoso.accompaniments", "matching", "accompaniment", "restricted")
POINTS = Topic("kyoso.points", "points", "account", "restricted")
MESSAGES = Topic("kyoso.messages", "notifications", "message", "restricted")

TOPICS: dict[str, Topic] = {
    topic.name: topic
    for topic in (
        PEOPLE, FACILITIES, OCCUPANCY, BOOKINGS, ACTIVITIES, PARTICIPATIONS, APPLICATIONS,
        REGISTRATIONS,
        GROUPS, MEMBERSHIPS, INTRODUCTIONS, CONSULTATIONS, TEAM, SUGGESTIONS, INVITATIONS, HELP, OUTREACH,
        APPOINTMENTS, GUARDIANS, VISITS, ACCOMPANIMENTS, POINTS, MESSAGES,
    )
}  # fmt: skip
"""Every topic that a service really writes."""


class PublicEvent(Event):
    """An event that other services and systems may rely on."""

    topic: ClassVar[str]
