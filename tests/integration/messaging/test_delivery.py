"""Delivery on the embedded broker: order, repeats, faults that pass and faults that stay."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from shared.contracts.booking_activities import ActivityAttended
from shared.journal.port import DeadLetter
from shared.messaging.bus import Headers, Outgoing
from tests.toys import TOPIC, Patience, Toys, toys


def _record(person: str, *, ce_id: str = "f.0", activity: str = "x", body: bytes = b"", **headers: bytes) -> Outgoing:
    event = ActivityAttended(activity_id=activity, group_id="g", person_id=person)
    values = {
        "ce_id": ce_id.encode(),
        "ce_type": b"activity-attended.v1",
        "ce_subject": f"activity/{activity}".encode(),
        "ce_sequence": b"000000000001.0000",
        **headers,
    }
    wire: Headers = tuple(values.items())
    return Outgoing(f"activity/{activity}".encode(), body or event.body(), wire, 0)


async def _send(world: Toys, *records: Outgoing) -> None:
    await world.bus.publish(TOPIC, "foreign", records)


async def _letters(world: Toys, count: int) -> list[DeadLetter]:
    """The letters once there are so many: another subject may have been heard before."""

    async def there() -> bool:
        return len(await world.dead_letters.list()) >= count

    await world.until(there)
    return await world.dead_letters.list()


async def _heard_by(world: Toys, person: str, count: int) -> list[str]:
    async def enough() -> bool:
        return len(await world.heard(person)) >= count

    await world.until(enough)
    return await world.heard(person)


async def test_a_commit_reaches_another_service_once(tmp_path: Path) -> None:
    """One attendance is one note in the listener's journal, under the event's own id."""
    async with toys(tmp_path) as world:
        fact = await world.attend("p")

        assert [fact] == await _heard_by(world, "p", 1)


async def test_who_is_alone_waits_for_no_group(tmp_path: Path) -> None:
    """The broker of this process lets the first member of a group wait three seconds for others, at every start."""
    async with toys(tmp_path) as world:
        fact = await world.attend("p")

        assert [fact] == await _heard_by(world, "p", 1)
        assert "" == world.consumer.client._coordinator.member_id


async def test_the_events_of_one_subject_arrive_in_order(tmp_path: Path) -> None:
    """Many attendances of one activity, written at once, are noted in the order of their commits."""
    async with toys(tmp_path) as world:
        facts = [await world.attend("p", "one") for _ in range(60)]

        assert facts == await _heard_by(world, "p", 60)


async def test_a_repeat_of_everything_changes_nothing(tmp_path: Path) -> None:
    """The bus may deliver twice; the second time finds its cause known."""
    async with toys(tmp_path) as world:
        await _send(world, _record("p"), _record("p"), _record("q", ce_id="f.1"))
        await _send(world, _record("p"), _record("q", ce_id="f.1"), _record("p", ce_id="f.2"))

        assert ["f.0", "f.2"] == await _heard_by(world, "p", 2)
        assert ["f.1"] == await world.heard("q")


async def test_a_type_nobody_reads_is_skipped_and_counted(tmp_path: Path) -> None:
    """A newer service may send what this one does not know yet."""
    async with toys(tmp_path) as world:
        await _send(world, _record("p", ce_id="f.0", ce_type=b"tea-poured.v1"), _record("p", ce_id="f.1"))

        assert ["f.1"] == await _heard_by(world, "p", 1)
        assert [] == await world.dead_letters.list()


async def test_an_event_with_more_fields_than_we_know_is_handled(tmp_path: Path) -> None:
    """Optional fields may be added to a contract; older readers ignore them."""
    body = b'{"activity_id":"x","group_id":"g","person_id":"p","mood":"bright","nested":{"a":[1]}}'
    async with toys(tmp_path) as world:
        await _send(world, _record("p", body=body))

        assert ["f.0"] == await _heard_by(world, "p", 1)


async def test_a_poison_message_becomes_a_letter_and_stops_nobody_else(tmp_path: Path) -> None:
    """A body that is no JSON is put aside with its reason; other subjects flow."""
    async with toys(tmp_path) as world:
        await _send(world, _record("p", body=b"\xff\x00 not json", activity="bad"), _record("q", ce_id="f.1"))

        assert ["f.1"] == await _heard_by(world, "q", 1)
        letters = await _letters(world, 1)
        assert [("failed", "contract", "activity/bad")] == [(x.status, x.handler, x.subject) for x in letters]
        assert b"\xff\x00 not json" == letters[0].payload


async def test_headers_that_are_not_utf8_become_a_letter(tmp_path: Path) -> None:
    """The library's own parser would stall on such a header for ever."""
    async with toys(tmp_path) as world:
        await _send(world, _record("p", ce_id="f.0", ce_type=b"\xe9\xff"), _record("q", ce_id="f.1", activity="y"))

        assert ["f.1"] == await _heard_by(world, "q", 1)
        assert ["envelope"] == [letter.handler for letter in await _letters(world, 1)]


async def test_other_peoples_headers_may_be_anything(tmp_path: Path) -> None:
    """A header that is not ours, not UTF-8 and on a good event is no reason to refuse it."""
    async with toys(tmp_path) as world:
        await _send(world, _record("p", **{"x-odd": b"\xff\xfe"}))

        assert ["f.0"] == await _heard_by(world, "p", 1)


async def test_a_store_that_is_away_for_a_while_costs_nothing(tmp_path: Path) -> None:
    """Transient faults are retried in place: nothing is dead-lettered, nothing is lost, the order stays."""
    async with toys(tmp_path, patience=Patience(60.0, 0.01, 0.05)) as world:
        world.listener.away = True
        facts = [await world.attend("p") for _ in range(5)]

        async def tried_again() -> bool:
            return world.listener.tries >= 3

        await world.until(tried_again)
        world.listener.away = False

        assert facts == await _heard_by(world, "p", 5)
        assert [] == await world.dead_letters.list()


async def test_a_store_that_stays_away_restarts_the_consumer_and_loses_nothing(tmp_path: Path) -> None:
    """After its patience the consumer is stopped and started; nothing of the batch had been committed."""
    async with toys(tmp_path, patience=Patience(0.2, 0.01, 0.05)) as world:
        world.listener.away = True
        facts = [await world.attend("p") for _ in range(3)]

        async def restarted() -> bool:
            return world.consumer._restart_task is not None

        await world.until(restarted)
        world.listener.away = False

        assert facts == await _heard_by(world, "p", 3)
        assert [] == await world.dead_letters.list()


@pytest.mark.parametrize("at", [b"0001-01-01T00:00:00+09:00", b"9999-12-31T23:59:59-09:00"])
async def test_an_instant_at_the_end_of_the_calendar_becomes_a_letter(tmp_path: Path, at: bytes) -> None:
    """In another time zone it does not exist; whoever computes with it would stall for ever."""
    async with toys(tmp_path) as world:
        await _send(world, _record("p", ce_time=at), _record("q", ce_id="f.1", activity="y"))

        assert ["f.1"] == await _heard_by(world, "q", 1)
        assert ["envelope"] == [letter.handler for letter in await _letters(world, 1)]


async def test_what_comes_within_a_moment_is_published_together(tmp_path: Path) -> None:
    """The embedded broker hands out one published batch per fetch: paced events must not become batches of one."""
    async with toys(tmp_path, listen=False) as world:
        sizes: list[int] = []
        publish = world.bus.publish

        async def counted(topic: str, journal_id: str, records: Sequence[Outgoing]) -> None:
            sizes.append(len(records))
            await publish(topic, journal_id, records)

        world.bus.publish = counted  # type: ignore[method-assign]  # the real one is called all the same
        for _ in range(100):
            await world.attend("p")
        await world.consumer.start()
        await _heard_by(world, "p", 100)

        assert 100 == sum(sizes)
        assert len(sizes) < 80  # without it there are a hundred, however slow the machine is
