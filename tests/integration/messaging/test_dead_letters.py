"""Dead letters: later events of the subject wait, replay keeps the order, restarts multiply nothing."""

import sqlite3
from pathlib import Path

import pytest

from shared.contracts.booking_activities import ActivityAttended
from shared.events import Event
from shared.journal import on
from shared.messaging.dead_letters import LetterNotFirst, NoSuchLetter
from tests.toys import Noted, Thing, Toys, toys


async def _letters(world: Toys, count: int) -> list[tuple[str, str]]:
    async def enough() -> bool:
        return len(await world.dead_letters.list()) >= count

    await world.until(enough)
    return [(letter.status, letter.subject) for letter in await world.dead_letters.list()]


async def test_later_events_of_a_failed_subject_wait_and_others_do_not(tmp_path: Path) -> None:
    """Only what follows the failure in its own subject is parked, in order."""
    async with toys(tmp_path) as world:
        world.listener.broken.add("bad")
        await world.attend("bad", "one")
        await world.attend("good", "one")
        await world.attend("good", "two")

        expected = [("failed", "activity/one"), ("parked", "activity/one")]
        assert expected == await _letters(world, 2)

        async def other() -> bool:
            return world.listener.order == [("two", "good")]

        await world.until(other)


async def test_a_replay_handles_the_letter_and_then_what_waited_in_order(tmp_path: Path) -> None:
    """After the replay the subject flows again, and each event was handled once."""
    async with toys(tmp_path) as world:
        world.listener.broken.add("bad")
        for person in ("bad", "a", "b", "bad", "c"):
            await world.attend(person, "one")
        await _letters(world, 5)
        letter = (await world.dead_letters.list())[0]

        still = await world.dead_letters.replay(letter.id, by="test")
        assert "does not like" in still.still_failing
        world.listener.broken.clear()
        outcome = await world.dead_letters.replay(letter.id, by="test")

        assert (5, "") == (outcome.handled, outcome.still_failing)
        assert ["bad", "a", "b", "bad", "c"] == [person for _, person in world.listener.order]
        assert [] == await world.dead_letters.list()
        await world.attend("d", "one")

        async def flows() -> bool:
            return len(world.listener.order) == 6

        await world.until(flows)
        assert {"test"} == {letter.closed_by for letter in await world.dead_letters.list(closed=True)}


async def test_a_discarded_letter_lets_the_subject_go_and_stays_discarded(tmp_path: Path) -> None:
    """What an operator threw away is not handled when it is delivered again after a restart."""
    async with toys(tmp_path) as world:
        world.listener.broken.add("bad")
        await world.attend("bad", "one")
        await world.attend("good", "one")
        await _letters(world, 2)
        letter = (await world.dead_letters.list())[0]

        outcome = await world.dead_letters.discard(letter.id, by="test")

        assert 1 == outcome.handled
        assert [("one", "good")] == world.listener.order
        await world.listener.journal.store.set_marks({})
        db = tmp_path / "points.db"
    with sqlite3.connect(db) as raw:
        raw.execute("DELETE FROM marks")  # the position is lost: everything is delivered again
    async with toys(tmp_path) as world:
        world.listener.broken.add("bad")
        await world.attend("late", "two")

        async def heard() -> bool:
            return ("two", "late") in world.listener.order

        await world.until(heard)
        assert [] == await world.dead_letters.list()


async def test_a_restart_does_not_multiply_letters_and_still_parks(tmp_path: Path) -> None:
    """A letter's identity is the hash of what arrived; the parked subject is remembered."""
    async with toys(tmp_path) as world:
        world.listener.broken.add("bad")
        await world.attend("bad", "one")
        await world.attend("good", "one")
        before = await _letters(world, 2)
    async with toys(tmp_path) as world:
        await world.attend("later", "one")

        assert [*before, ("parked", "activity/one")] == await _letters(world, 3)
        assert [] == world.listener.order


async def test_only_the_first_of_a_subject_can_be_replayed(tmp_path: Path) -> None:
    """Order would be lost otherwise; the refusal says so."""
    async with toys(tmp_path) as world:
        world.listener.broken.add("bad")
        await world.attend("bad", "one")
        await world.attend("good", "one")
        await _letters(world, 2)
        parked = (await world.dead_letters.list())[1]

        with pytest.raises(LetterNotFirst):
            await world.dead_letters.replay(parked.id, by="test")
        with pytest.raises(NoSuchLetter):
            await world.dead_letters.show("none")


class _Switch:
    """A reaction that fails while it is on."""

    def __init__(self) -> None:
        self.on = True

    def decide(self, thing: Thing) -> list[Event]:
        if self.on:
            raise ValueError("the step is broken")
        return [Noted(what=f"stepped-{thing.stream_key}")]


def _reaction(switch: _Switch) -> list[object]:
    return [
        on(
            ActivityAttended,
            "step",
            lambda e: [] if e.person_id != "bad" else (Thing.stream(f"{e.activity_id}-next"), switch.decide),
        )
    ]


async def test_a_failing_reaction_parks_its_stream_and_nothing_else(tmp_path: Path) -> None:
    """Events of other streams are published; of the parked one, none from the failure on."""
    switch = _Switch()
    async with toys(tmp_path, reactions=_reaction(switch)) as world:  # type: ignore[arg-type]  # a list of reactions
        await world.attend("early", "one")

        async def early() -> bool:
            return world.listener.order == [("one", "early")]

        await world.until(early)
        await world.attend("bad", "one")
        await world.attend("good", "one")
        await world.attend("good", "two")

        async def other() -> bool:
            return ("two", "good") in world.listener.order

        await world.until(other)
        await world.until(world.relay.idle)
        letters = await world.source_dead_letters.list()
        assert [("failed", "activity/one", "step")] == [(x.status, x.subject, x.handler) for x in letters]
        assert [("one", "early"), ("two", "good")] == world.listener.order

        switch.on = False
        outcome = await world.source_dead_letters.replay(letters[0].id, by="test")

        assert "" == outcome.still_failing

        async def all_heard() -> bool:
            return len(world.listener.order) == 4

        await world.until(all_heard)
        assert [("one", "bad"), ("one", "good")] == [x for x in world.listener.order if x[0] == "one"][1:]
        noted = await world.source.ask(Thing.stream("one-next"), lambda thing: list(thing.noted))
        assert ["stepped-one-next"] == noted
        assert [] == await world.source_dead_letters.list()


async def test_a_parked_stream_is_still_parked_after_a_restart(tmp_path: Path) -> None:
    """The letter is in the store; nothing of the stream is published until somebody lets it go."""
    switch = _Switch()
    async with toys(tmp_path, reactions=_reaction(switch)) as world:  # type: ignore[arg-type]  # a list of reactions
        await world.attend("bad", "one")

        async def parked() -> bool:
            return len(await world.source_dead_letters.list()) == 1

        await world.until(parked)
    async with toys(tmp_path, reactions=_reaction(switch)) as world:  # type: ignore[arg-type]  # a list of reactions
        await world.attend("good", "one")
        await world.attend("good", "two")

        async def other() -> bool:
            return ("two", "good") in world.listener.order

        await world.until(other)
        await world.until(world.relay.idle)
        assert [("two", "good")] == world.listener.order
        letter = (await world.source_dead_letters.list())[0]

        await world.source_dead_letters.discard(letter.id, by="test")

        async def all_heard() -> bool:
            return len(world.listener.order) == 3

        await world.until(all_heard)
        assert ["bad", "good"] == [person for activity, person in world.listener.order if activity == "one"]
