"""A cluster under steady load is hurt in every way that the table knows; afterwards nothing is lost and nothing twice.

``SEED`` chooses load, order and victims; ``FAULT_SECONDS`` is how long each fault lasts, ``FAULTS`` names some of them.
"""

import asyncio
import faulthandler
import os
import random
import shutil
import time
from pathlib import Path

import pytest

from tests.cluster import disturbances
from tests.cluster.conftest import Tell
from tests.cluster.judge import before, everything_again, judge
from tests.cluster.kafka_kit import free_ports
from tests.cluster.place import Place
from tests.cluster.prepared import prepared

FAULT_SECONDS = float(os.environ.get("FAULT_SECONDS") or 8)
FAULTS = tuple(os.environ.get("FAULTS", "").split())
RATE = float(os.environ.get("RATE") or 20)
PORT = int(os.environ.get("PORT") or free_ports(1)[0])
BETWEEN_SECONDS = 2.0
TOOLS = ("java", "javac", "mvn", "caddy", "go")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")


async def test_a_cluster_that_is_hurt_loses_nothing_and_repeats_nothing(tmp_path: Path, seed: int, tell: Tell) -> None:
    """Killed, paused, cut off, out of disk and out of time: every promise holds when it has caught up."""
    faulthandler.cancel_dump_traceback_later()  # the whole run takes minutes
    chance = random.Random(seed)
    place = Place(tmp_path / "cluster", port=PORT)
    try:
        began = time.monotonic()
        await place.start()
        await place.put_proxies_between(seed)
        await place.caught_up()
        tell(f"a cluster of {len(place.processes)} processes after {time.monotonic() - began:.0f} s")
        since = before(place)
        load = await prepared(place, chance, RATE)
        running = asyncio.create_task(load.run())
        await asyncio.sleep(BETWEEN_SECONDS)
        await _hurt(disturbances.Scene(place, chance, FAULT_SECONDS), tell)
        await asyncio.sleep(BETWEEN_SECONDS)
        load.stop.set()
        await running
        waiting, began = len(load.waiting), time.monotonic()
        await load.send_waiting()
        await place.caught_up()
        tell(f"caught up after {time.monotonic() - began:.0f} s, {waiting} commands had no answer\n{load.told()}")
        await judge(place, load, since, tell)
        await everything_again(place, tell)
    except BaseException:
        tell("\n".join(place.logs("unforeseen", "Traceback", "ERROR")[-40:]))
        raise
    finally:
        await place.stop()


async def _hurt(scene: disturbances.Scene, tell: Tell) -> None:
    """One after the other in an order by chance; each is over when everybody is ready again."""
    chosen = [each for each in disturbances.ALL if not FAULTS or each.__name__ in FAULTS]
    scene.chance.shuffle(chosen)
    for disturbance in chosen:
        began = time.monotonic()
        told = await disturbance(scene)
        over = time.monotonic()
        scene.place.waited_for = []
        await scene.place.until_ready()
        last = f", {' '.join(scene.place.waited_for)} last" if scene.place.waited_for else ""
        name = disturbance.__name__.replace("_", " ")
        tell(f"{name:<24} {over - began:5.1f} s, ready {time.monotonic() - over:5.1f} s later{last}: {told}")
        await asyncio.sleep(BETWEEN_SECONDS)
