"""The load and its history against an embedded town: what the cluster's suite stands on must work by itself."""

import asyncio
import random
from pathlib import Path

import pytest

from shared.settings import Settings
from tests.cluster import linear
from tests.cluster.conftest import Tell
from tests.cluster.effects import compare, site_of
from tests.cluster.prepared import prepared
from tests.end_to_end.town_kit import TownProcess
from tests.faults import kill_effects, looking

SECONDS = 6.0
pytestmark = pytest.mark.skipif(linear.GO is None, reason="go is needed to build the checker")


async def test_a_load_outlives_a_kill_and_its_history_is_linearizable(tmp_path: Path, seed: int, tell: Tell) -> None:
    """Sent again under the same keys: each command once, each effect once, one holder of every slot."""
    town = TownProcess(tmp_path / "data")
    town.start()
    try:
        await town.ready()
        load = await prepared(town, random.Random(seed), rate=40)
        running = asyncio.create_task(load.run())
        await asyncio.sleep(SECONDS)
        town.kill()
        town.start()
        await asyncio.sleep(SECONDS * 2)
        load.stop.set()
        await running
        await load.send_waiting()
        await town.caught_up()
        tell(load.told())
        assert 0 == town.stop()
    finally:
        town.kill()

    assert [] == load.wrong
    told = kill_effects.each_once(looking.SqliteBooks(town.data), load)
    beside = compare(looking.SqliteBooks(town.data), site_of(Settings(data=town.data, demo=True)))
    assert [] == beside.faults()
    tell(f"{beside.published} events, {beside.effects} effects")
    verdict = linear.check(load.history.lines())
    tell(f"{told}\n{verdict}")
    assert verdict.linearizable, verdict
    assert {"ConnectionError"} & set(load.failed)
    outcomes = {(operation.op, operation.outcome) for operation in load.history.operations}
    assert {("book", "done"), ("book", "taken"), ("cancel", "done"), ("ask", "done")} <= outcomes
