"""Private events of bookings that become other ones: changes that are under way, and what quotas count meanwhile."""

from typing import Literal

from services.booking.domain.counting import CountedAs, Use
from services.booking.domain.wanted import Wanted
from services.booking.domain.ways.held import GivenBack
from shared.contracts.base import Instant
from shared.events import Event


class ChangeBegun(Event):
    """A booking is about to become another one (``move``), or longer than its quota counts (``grow``).

    Until it has ended nothing else becomes of the booking. ``wanted`` says the whole of what it is to be.
    """

    type = "change-begun.v1"

    booking_id: str
    kind: Literal["move", "grow"]
    wanted: Wanted
    giving: GivenBack | None = None
    counted: CountedAs | None = None


class ChangeEnded(Event):
    """The change is over, and the booking as it was, or as another event of the same commit says."""

    type = "change-ended.v1"

    booking_id: str
    change_id: str


class PlaceGivenUp(Event):
    """By a change that was asked for at ``at``, and that is not the house's doing, all of a place was given up."""

    type = "place-given-up.v1"

    booking_id: str
    facility_id: str
    room_ids: tuple[str, ...]
    starts_at: Instant
    group_id: str | None = None
    person_id: str
    at: Instant


class LapseNoted(Event):
    """A booking that nobody paid was to lapse while a change of it was under way: it does when that ends."""

    type = "lapse-noted.v1"

    booking_id: str


class PlaceTaken(Event):
    """The new place of a booking that moves is its own: the old one can be left."""

    type = "place-taken.v1"

    booking_id: str
    moved_from: str
    origin: str


class ChangeCounted(Event):
    """A change has made what a booking counts in quotas less, or another: to be put down there, if it counts there."""

    type = "change-counted.v1"

    booking_id: str
    quotas: tuple[str, ...]
    use: Use


class QuotaExtended(Event):
    """A quota counts a booking as what it is to become; ``step`` says which of the quotas of its terms this is.

    ``counted`` says what it was before, ``was`` what of that this quota counted.
    """

    type = "quota-extended.v1"

    booking_id: str
    step: int
    wanted: Wanted
    counted: CountedAs | None = None
    was: Use | None = None


class QuotaRecounted(Event):
    """A quota counts a booking as this use, as version ``as_of`` of its facility-day says.

    ``origin``: the day (``<facility>/<date>``) that is to be asked whether the booking stands still, when it came here
    without a reservation.
    """

    type = "quota-recounted.v1"

    booking_id: str
    use: Use
    as_of: int = 0
    origin: str = ""


class ChangeRefused(Event):
    """The end of a growing that lost: the rooms are taken, or a limit is reached. The booking stays as it was."""

    type = "change-refused.v1"

    booking_id: str
    reason: Literal["room-taken", "rule-refused", "room-closed", "equipment-taken", "offer-over", "unpaid"]
    rule_id: str = ""
    value: int = 0
    limit: int = 0
    item: str = ""
    quotas: tuple[str, ...] = ()
    """Those that count it as what it was to become."""
    wanted: Wanted


class CountedAnyway(Event):
    """A booking that no cap refuses is counted all the same: the house took another one away, or it became smaller."""

    type = "counted-anyway.v1"

    booking_id: str
    quotas: tuple[str, ...]
    use: Use


CHANGE_EVENTS = (
    ChangeBegun,
    ChangeEnded,
    PlaceGivenUp,
    LapseNoted,
    PlaceTaken,
    ChangeCounted,
    QuotaExtended,
    QuotaRecounted,
    ChangeRefused,
    CountedAnyway,
)
