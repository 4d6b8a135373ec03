"""The embedded broker forgets everything on restart: positions in the journals stand in for it."""

import asyncio
from pathlib import Path

from shared.messaging.embedded import EmbeddedBus
from tests.toys import TOPIC, Toys, toys


async def _all_heard(world: Toys, count: int, seconds: float = 60.0) -> set[tuple[str, str]]:
    async def enough() -> bool:
        return len(world.listener.order) >= count

    await world.until(enough, seconds)
    return set(world.listener.order)


async def test_what_was_not_heard_before_a_restart_is_heard_after_it(tmp_path: Path) -> None:
    """Events published to a broker that is gone are published again from the slowest consumer's position."""
    async with toys(tmp_path, listen=False) as world:
        for number in range(20):
            await world.attend(f"p{number}", "one")
        await world.until(world.relay.idle)
    async with toys(tmp_path) as world:
        heard = await _all_heard(world, 20)

        assert {("one", f"p{number}") for number in range(20)} == heard


async def test_a_clean_restart_repeats_nothing(tmp_path: Path) -> None:
    """What every consumer has finished is not published again."""
    async with toys(tmp_path) as world:
        for number in range(20):
            await world.attend(f"p{number}", "one")
        await _all_heard(world, 20)
    async with toys(tmp_path) as world:
        await world.attend("new", "two")
        heard = await _all_heard(world, 1)

        assert {("two", "new")} == heard
        assert 1 == world.bus._topics[TOPIC].last_offset + 1  # type: ignore[attr-defined]  # the embedded bus's own


async def test_a_position_of_another_journal_does_not_count(tmp_path: Path) -> None:
    """After a restore of the owner from elsewhere the listener's old position means nothing."""
    async with toys(tmp_path) as world:
        for number in range(5):
            await world.attend(f"p{number}", "one")
        await _all_heard(world, 5)
    for file in tmp_path.glob("booking.db*"):
        file.unlink()
    async with toys(tmp_path) as world:
        await world.attend("restored", "one")

        assert {("one", "restored")} == await _all_heard(world, 1)


async def test_publishing_waits_while_too_much_of_a_topic_is_unfinished(tmp_path: Path) -> None:
    """The broker silently drops the oldest beyond 5 MiB; so no more than a bound is ever in it unfinished."""
    bus = EmbeddedBus({TOPIC: ["points"]}, unfinished_bytes_max=200_000)
    async with toys(tmp_path, bus=bus, listen=False) as world:
        await asyncio.gather(*(world.attend(f"p{n}", f"a{n}", padding="x" * 10_000) for n in range(200)))

        async def still() -> bool:
            before = bus._topics[TOPIC].last_offset
            await asyncio.sleep(0.3)
            return before == bus._topics[TOPIC].last_offset

        await world.until(still)
        assert bus._topics[TOPIC].unfinished_bytes < 200_000 + 800_000
        assert not await world.relay.idle()
        await world.consumer.start()

        assert {(f"a{n}", f"p{n}") for n in range(200)} == await _all_heard(world, 200)
        assert [] == await world.dead_letters.list()
