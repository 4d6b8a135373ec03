"""A service that is away for 100,000 events and comes back finds every one of them."""

import asyncio
from pathlib import Path

from tests.toys import TOPIC, Toys, toys

EVENTS = 100_000
PADDING = "x" * 200
TOGETHER = 1_000


async def test_a_service_away_for_100_000_events_misses_none(tmp_path: Path) -> None:
    """Over 20 MiB on one topic, four times what the broker keeps: distinct ids are counted, and there is no gap."""
    sent: set[str] = set()
    async with toys(tmp_path, listen=False) as world:
        for start in range(0, EVENTS, TOGETHER):
            sent.update(
                await asyncio.gather(
                    *(world.attend(f"p{n % 500}", f"a{n % 2_000}", PADDING) for n in range(start, start + TOGETHER))
                )
            )
        assert EVENTS == len(sent)
        await world.consumer.start()

        async def all_heard() -> bool:
            return len(world.listener.order) >= EVENTS

        await world.until(all_heard, 300)
        assert sent == await _noted(world)
        assert EVENTS == len(world.listener.order)
        assert [] == await world.dead_letters.list()
        sizes = sum(len(commit.records[0].body) for commit in await world.source.store.after(0, EVENTS))
        assert sizes > 20 * 1024 * 1024
        assert EVENTS == world.bus._topics[TOPIC].last_offset + 1  # type: ignore[attr-defined]  # the embedded bus's own


async def _noted(world: Toys) -> set[str]:
    found: set[str] = set()
    for number in range(500):
        found.update(await world.heard(f"p{number}"))
    return found
