"""Dead letters after a restart, a crash in mid-replay, and operators at the same time."""

import asyncio
import sqlite3
import time
from pathlib import Path

import pytest
from aiokafka.errors import KafkaConnectionError

from shared.messaging import consumer as consumer_module
from shared.messaging.dead_letters import LetterNotFirst
from tests.toys import Patience, Toys, toys


async def _letters(world: Toys, *expected: str) -> list[str]:
    """The ids of the open letters, when their statuses are as expected."""

    async def there() -> bool:
        return list(expected) == [letter.status for letter in await world.dead_letters.list()]

    await world.until(there)
    return [letter.id for letter in await world.dead_letters.list()]


async def _heard(world: Toys, *people: str) -> None:
    async def there() -> bool:
        return list(people) == [person for _, person in world.listener.order]

    await world.until(there)


def _forget_positions(folder: Path) -> None:
    """Everything will be delivered again."""
    with sqlite3.connect(folder / "points.db") as raw:
        raw.execute("DELETE FROM marks")


async def test_a_discarded_event_is_not_handled_by_a_mended_handler(tmp_path: Path) -> None:
    """An operator decided against it; a later delivery must not change that."""
    async with toys(tmp_path) as world:
        world.listener.broken.add("bad")
        await world.attend("bad", "one")
        (letter,) = await _letters(world, "failed")
        await world.dead_letters.discard(letter, by="test")
    _forget_positions(tmp_path)
    async with toys(tmp_path) as world:
        await world.attend("good", "one")

        await _heard(world, "good")


async def test_what_a_crash_left_waiting_in_mid_replay_can_be_replayed(tmp_path: Path) -> None:
    """The failed one was handled and closed, those behind it not yet: the first of them takes its place."""
    async with toys(tmp_path) as world:
        world.listener.broken.add("bad")
        for person in ("bad", "a", "b"):
            await world.attend(person, "one")
        await _letters(world, "failed", "parked", "parked")
    with sqlite3.connect(tmp_path / "points.db") as raw:
        raw.execute("UPDATE dead_letters SET status='replayed' WHERE status='failed'")
    async with toys(tmp_path) as world:
        first, second = await _letters(world, "parked", "parked")

        with pytest.raises(LetterNotFirst):
            await world.dead_letters.replay(second, by="test")
        outcome = await world.dead_letters.replay(first, by="test")

        assert 2 == outcome.handled
        await world.attend("c", "one")
        await _heard(world, "a", "b", "c")


async def test_a_replayed_event_that_comes_again_and_fails_has_an_open_letter(tmp_path: Path) -> None:
    """Its subject waits behind it, so somebody must be able to let it go."""
    async with toys(tmp_path) as world:
        world.listener.broken.add("bad")
        await world.attend("bad", "one")
        (letter,) = await _letters(world, "failed")
        world.listener.broken.clear()
        await world.dead_letters.replay(letter, by="test")
    _forget_positions(tmp_path)
    async with toys(tmp_path) as world:
        world.listener.broken.add("bad")
        await world.attend("good", "one")
        assert letter == (await _letters(world, "failed", "parked"))[0]

        world.listener.broken.clear()
        await world.dead_letters.replay(letter, by="test")

        await _heard(world, "good")
        assert [] == await world.dead_letters.list()


async def test_two_operators_do_not_replay_one_subject_at_once(tmp_path: Path) -> None:
    """Its events would be handled side by side."""
    async with toys(tmp_path, patience=Patience(30.0, 0.01, 0.05)) as world:
        world.listener.broken.add("bad")
        await world.attend("bad", "one")
        (letter,) = await _letters(world, "failed")
        world.listener.away, tries = True, world.listener.tries
        first = asyncio.create_task(world.dead_letters.replay(letter, by="one"))

        async def at_work() -> bool:
            return world.listener.tries > tries

        await world.until(at_work)
        with pytest.raises(LetterNotFirst):
            await world.dead_letters.discard(letter, by="another")
        world.listener.broken.clear()
        world.listener.away = False

        assert 1 == (await first).handled


async def test_a_consumer_whose_store_is_away_stops_in_a_bounded_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The platform kills after half a minute; nothing of the batch was committed, the next run has it."""
    monkeypatch.setattr(consumer_module, "FINISH_SECONDS", 0.3)
    async with toys(tmp_path, patience=Patience(240.0, 0.01, 0.05)) as world:
        world.listener.away = True
        await world.attend("p", "one")

        async def tried() -> bool:
            return world.listener.tries > 0

        await world.until(tried)
        started = time.monotonic()
        await world.consumer.stop()
        assert time.monotonic() - started < 5
    async with toys(tmp_path) as world:
        await _heard(world, "p")


async def test_a_consumer_that_starts_over_waits_for_its_broker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody else would start it: a broker that is away at that moment must not silence the service."""
    monkeypatch.setattr(consumer_module, "RESTART_AFTER_SECONDS", 0.05)
    async with toys(tmp_path, patience=Patience(0.1, 0.01, 0.05)) as world:
        start, failures = world.consumer._subscriber.start, [KafkaConnectionError(), KafkaConnectionError()]

        async def away_twice() -> None:
            if failures:
                raise failures.pop()
            await start()

        monkeypatch.setattr(world.consumer._subscriber, "start", away_twice)
        world.listener.away = True
        await world.attend("p", "one")

        async def failed_twice() -> bool:
            return not failures

        await world.until(failed_twice)
        world.listener.away = False

        await _heard(world, "p")
