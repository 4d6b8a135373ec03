"""What is asked back before heads are recorded: a slip of the pen would stand in every report."""

from services.booking.after_use.refusals import HeadsAboveCapacity
from services.booking.domain.houses.facility_info import FacilityInfo


def check_heads(facility: FacilityInfo, room_ids: tuple[str, ...], heads: int, *, sure: bool) -> None:
    """Raises ``HeadsAboveCapacity`` for more than the rooms take, unless who counted them is ``sure``.

    Of rooms that are there no more nobody knows how many they took.
    """
    if sure or not all(room_id in facility.rooms for room_id in room_ids):
        return
    limit = sum(facility.rooms[room_id].capacity for room_id in room_ids)
    if heads > limit:
        raise HeadsAboveCapacity(value=heads, limit=limit)
