"""What a decision about bookings needs to know of a facility: its rooms and its rules, resolved once."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.booking.domain.houses.rules import HouseRules
from shared.contracts.booking import Room


@dataclass(frozen=True, slots=True)
class FacilityInfo:
    """A facility as of now, held in memory. Advisory: what is taken stands in the facility-day's own stream."""

    facility_id: str
    name: str
    kind: str
    bookable: bool
    rooms: Mapping[str, Room]
    rules: HouseRules
