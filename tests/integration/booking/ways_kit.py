"""What the tests of the ways to a room share: the small city with a hall that divides, and people at its counter."""

from contextlib import asynccontextmanager

from services.booking.domain.houses.facility import FacilityDraft, RoomDraft
from tests.integration.booking.bookings_kit import a_city, body, on

HALL = FacilityDraft(
    facility_id="hall",
    kind="community-centre",
    name="大沢会館",
    address="大沢2-1",
    rooms=(
        RoomDraft(room_id="whole", name="ホール", capacity=100, parts=("east", "west")),
        RoomDraft(room_id="east", name="ホール東", capacity=50),
        RoomDraft(room_id="west", name="ホール西", capacity=50),
        RoomDraft(room_id="tea", name="茶室", capacity=10),
    ),
)


@asynccontextmanager
async def a_hall(tmp_path, **options):
    async with a_city(tmp_path, **options) as city:
        cause = city.service.journal.causes.operator("town", b"", HALL.id)
        await city.service.use_cases.register_facility(HALL, cause)
        yield city


def in_hall(room="whole", **changes):
    """A booking in the hall on 2 December from 10:00 to 11:00; several rooms as a list."""
    rooms = {"room_id": room} if isinstance(room, str) else {"room_ids": list(room)}
    wanted = {**body(), **on(2, "10:00", "11:00"), "facility_id": "hall", **rooms, **changes}
    if not isinstance(room, str):
        del wanted["room_id"]
    return wanted


async def free_of(city, facility_id, day="2026-12-02"):
    """The free spans of each room of a facility on a day."""
    answer = await city.client().get(f"/facilities/{facility_id}/availability?from={day}&until={day}")
    return {room["room_id"]: [(f["starts_at"][11:16], f["ends_at"][11:16]) for f in room["free"]]
            for room in answer.json()["rooms"]}  # fmt: skip
