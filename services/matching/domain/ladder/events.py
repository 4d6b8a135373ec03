"""The private events of the ladder: what one person did, on which day; kept for that person alone."""

from datetime import date
from typing import Literal

from shared.contracts.base import Areas
from shared.contracts.people import AgeBand
from shared.events import Event

DeedKind = Literal["attended", "joined", "left", "officer", "officer-ended"]


class LadderPersonHeard(Event):
    """The people service told somebody's home areas and age band; never a birth date."""

    type = "ladder-person-heard.v1"

    person_id: str
    areas: Areas = {}
    age_band: AgeBand | None = None


class InterestNoted(Event):
    """The person has said for the first time what they like."""

    type = "interest-noted.v1"

    person_id: str
    on: date


class DeedNoted(Event):
    """The person joined or left a group, began or ended to act for it, or attended an activity of it."""

    type = "deed-noted.v1"

    person_id: str
    kind: DeedKind
    group_id: str
    on: date
    key: str = ""
    """Of an attendance: the activity and its session."""


class AttendanceVoided(Event):
    """An attendance was recorded in error. ``known``: it had been noted; else it is yet to come, and will not count."""

    type = "attendance-voided.v1"

    person_id: str
    key: str
    known: bool


class LadderDropped(Event):
    """All of it is dropped: consent was withdrawn, or the person is erased (``for_good``)."""

    type = "ladder-dropped.v1"

    person_id: str
    for_good: bool


class LadderReopened(Event):
    """Consent was given again: what happens from now on is noted."""

    type = "ladder-reopened.v1"

    person_id: str


EVENTS: tuple[type[Event], ...] = (
    LadderPersonHeard, InterestNoted, DeedNoted, AttendanceVoided, LadderDropped, LadderReopened,
)  # fmt: skip
