"""The private events of what booking told: activities and facilities, as far as a recommendation needs them."""

from pydantic import AwareDatetime

from shared.contracts.base import Areas
from shared.events import Event


class ActivityHeard(Event):
    """What booking announced, as far as a recommendation needs it."""

    type = "activity-heard.v1"

    activity_id: str
    title: str
    group_id: str
    place: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    deadline: AwareDatetime
    fee: int = 0
    tags: tuple[str, ...] = ()
    areas: Areas = {}
    capacity: int
    cancelled: bool = False
    facility_id: str | None = None
    access: tuple[str, ...] = ()
    together_with: tuple[str, ...] = ()
    """The groups that hold it together with ``group_id``."""


class FacilityHeard(Event):
    """Booking told where a facility is, or that it is not known."""

    type = "facility-heard.v1"

    facility_id: str
    latitude: float | None = None
    longitude: float | None = None


EVENTS: tuple[type[Event], ...] = (ActivityHeard, FacilityHeard)
