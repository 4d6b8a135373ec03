"""Houses of a measured cluster, and wishes for them that never meet: each has a quarter of a room of its own."""

import asyncio
from collections.abc import Iterator
from itertools import count, islice
from typing import Any

from bench.town import DAYS, ROOMS, booking
from tests.cluster.place import Place
from tests.end_to_end.town_kit import STAFF

HOUSES = 30
_numbers = count()


async def build(place: Place) -> None:
    """Always-open houses ``bench-0`` … with four rooms each."""

    async def one(number: int) -> None:
        rooms = [{"room_id": f"r{room}", "name": f"室{room}", "capacity": 20} for room in range(ROOMS)]
        draft = {"facility_id": f"bench-{number}", "name": f"計測の家{number}", "kind": "always-open"}
        await place.done("POST", "/booking/facilities", STAFF, {**draft, "address": "計測1-1-1", "rooms": rooms})

    await asyncio.gather(*(one(number) for number in range(HOUSES)))
    await place.caught_up()


def distinct(wanted: int) -> Iterator[dict[str, Any]]:
    """Wishes over all houses and days in turn; no two of a process's life meet."""
    for number in islice(_numbers, wanted):
        turn = number // (HOUSES * DAYS)
        yield booking(number % HOUSES, 1 + number // HOUSES % DAYS, turn % ROOMS, turn // ROOMS % 96)
