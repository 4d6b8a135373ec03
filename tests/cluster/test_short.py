"""The suite in a minute: rivals and twins at two replicas, one of them killed, and everything delivered again.

Short enough to be run without each safety net (``make cluster-controls``), where it must fail.
"""

import asyncio
import faulthandler
import random
import time
from pathlib import Path

import pytest

from tests.cluster.conftest import Tell
from tests.cluster.judge import before, everything_again, judge
from tests.cluster.place import Place
from tests.cluster.prepared import prepared
from tests.cluster.test_faults import MISSING, PORT
from tests.end_to_end.door import Line
from tests.end_to_end.town_kit import booking, furnish

RATE, SECONDS = 15.0, 12.0
TWINS = 0.5
KEYS = 30
PERSON = "person-0001"
HOT = 0.8

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")


async def test_rivals_twins_a_kill_and_everything_again(tmp_path: Path, seed: int, tell: Tell) -> None:
    """Half of all commands go to both replicas at once, most of the bookings are for the same few slots."""
    faulthandler.cancel_dump_traceback_later()
    place = Place(tmp_path / "cluster", port=PORT + 100)
    try:
        await place.start()
        since = before(place)
        load = await prepared(place, random.Random(seed), RATE)
        load.twins, load.hot = TWINS, HOT
        running = asyncio.create_task(load.run())
        await asyncio.sleep(SECONDS / 2)
        victim = place.replicas("booking")[1]
        await victim.kill()
        victim.start()
        await place.until_ready()
        await asyncio.sleep(SECONDS / 2)
        load.stop.set()
        await running
        await load.send_waiting()
        await place.caught_up()
        tell(load.told())
        await judge(place, load, since, tell)
        await _one_key_for_two_days(place)
        await everything_again(place, tell)
    finally:
        await place.stop()


async def _one_key_for_two_days(place: Place) -> None:
    """One key, two wishes, two replicas, at the same moment: only one of them may be done."""
    ports = [replica.port for replica in place.replicas("booking")]
    token = await place.token(PERSON)
    (house,) = (await furnish(place, name=f"k{time.time_ns():x}"[:12])).houses

    async def ask(port: int, day: int, number: int) -> int:
        line = Line(port)
        wish = booking(house, "r0", day, number)
        try:
            return (await line.ask("POST", "/booking/bookings", token=token, body=wish, key=f"{house}-{number}")).status
        finally:
            line.close()

    for number in range(KEYS):
        statuses = await asyncio.gather(ask(ports[0], 5, number), ask(ports[1], 6, number))
        assert 1 >= statuses.count(201), f"one key was used twice: {statuses}"
    assert [] == place.books.twice("booking"), "one key was used twice"
