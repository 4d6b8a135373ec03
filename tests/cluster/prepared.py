"""A town furnished for the load, and a load ready to run: everybody registered, everybody signed in."""

import random
import time

from tests.cluster.steady_load import SteadyLoad
from tests.end_to_end.door import Door
from tests.end_to_end.town_kit import STAFF, another_group, furnish
from tests.faults.kill_load import PEOPLE

HOUSES = 3
GROUPS = 6


async def prepared(door: Door, chance: random.Random, rate: float) -> SteadyLoad:
    """A load for the town behind ``door``, all of whose people are known and signed in. May be asked for again."""
    tag = f"{time.time_ns() // 1_000_000_000:x}"
    load = SteadyLoad(door, await furnish(door, houses=HOUSES, name=tag), chance, rate=rate, tag=tag)
    load.groups = [await another_group(door, f"{tag}-{number}") for number in range(GROUPS)]
    for person in PEOPLE:
        load.commands.append(load.registration(person))
    load.waiting = list(load.commands)
    for person in (*PEOPLE, load.place.officer, STAFF, "auditor"):
        await door.token(person)
    await load.send_waiting()
    load.registered.clear()
    await door.caught_up()
    return load
