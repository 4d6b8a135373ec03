"""Loading the sample town into running services: twice is once, and an interrupted load goes on."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from kyoso.runner import Town
from kyoso.town.generate import SEED, generate
from kyoso.town.load import MARKER, Silent, load_town
from kyoso.town.registering import WELFARE, Registering
from kyoso.town.rewards import REWARDS
from services.booking.activities.rows import ActivityRow
from services.booking.registering.rows import RegistrationRow
from services.booking.rows import FacilityRow
from services.matching.domain.person import Person
from services.matching.rows import GroupRow
from shared.settings import Settings

PEOPLE = 900


class Interruption(Exception):
    """Somebody pulls the plug."""


class Interrupting(Silent):
    """Pulls the plug after so many rows of a stage."""

    def __init__(self, stage: str, rows: int) -> None:
        self._stage = stage
        self._left = rows

    def stage(self, ja: str, en: str, total: int) -> Callable[[], None]:
        def done() -> None:
            if en == self._stage:
                self._left -= 1
                if self._left == 0:
                    raise Interruption

        return done


async def commits(town: Town) -> dict[str, int]:
    """How many commits each service has."""
    await town.caught_up()
    return {name: await service.journal.store.last_position() for name, service in town.services.items()}


async def load(town: Town, progress: Silent | None = None) -> None:
    data = town.settings.data
    shown = nullcontext(progress) if progress else None
    await load_town(town.services, town.caught_up, data, town.clock, people=PEOPLE, progress=shown)


async def test_an_interrupted_load_goes_on_and_a_second_one_changes_nothing(tmp_path: Path) -> None:
    """Ctrl-C in the middle of the first start is what newcomers do."""
    town = Town(Settings(data=tmp_path / "data", demo=True, port=8000))
    async with town.up():
        for stage in ("people", "interests"):
            with pytest.raises(ExceptionGroup):
                await load(town, Interrupting(stage, 700))
            assert not (tmp_path / "data" / MARKER).exists()
        half = sum((await commits(town)).values())

        await load(town)
        whole = await commits(town)
        (tmp_path / "data" / MARKER).unlink()
        await load(town)

        assert whole == await commits(town)
        assert half < sum(whole.values())
        for running in town.running.values():
            assert [] == await running.dead_letters.list()
        await assert_complete(town)


async def test_the_hall_of_an_older_town_divides_once_the_town_is_loaded_again(tmp_path: Path) -> None:
    """It was registered before halls divided; its rooms keep their ids."""
    sample = generate(SEED, PEOPLE)
    hub = next(house for house in sample.facilities if house.id == "civic-hub")
    hall = next(room for room in hub.rooms if room.parts)
    older = replace(hub, rooms=tuple(replace(r, parts=()) for r in hub.rooms if r.id not in hall.parts))
    town = Town(Settings(data=tmp_path / "data", demo=True, port=8000))
    async with town.up():
        seats = Registering(town.services, sample)
        await seats.facility(older)

        await seats.facility(hub)

        row = await town.services["booking"].journal.get(FacilityRow, hub.id)
        assert row is not None
        assert {hall.id: hall.parts} == {room.room_id: room.parts for room in row.rooms if room.parts}


async def assert_complete(town: Town) -> None:
    """Everything that the generator made is there."""
    booking, matching = town.services["booking"].journal, town.services["matching"].journal
    facilities = await booking.all(FacilityRow)
    groups = await matching.all(GroupRow)
    activities = await booking.all(ActivityRow)
    points = await town.services["points"].use_cases.programmes()

    assert (40, 132) == (len(facilities), sum(len(each.rooms) for each in facilities))
    assert 60 == len(groups)
    for group_id in WELFARE:
        registered = await booking.get(RegistrationRow, f"group~{group_id}")
        assert registered is not None
        assert [("hub.welfare",)] * 2 == [each.reductions for each in registered.granted]
    assert all(group.officers for group in groups)
    assert 28 <= len(activities)
    assert 2 == len(points.items)
    rewards = await town.services["points"].use_cases.rewards.rewards()
    assert 2 * len(REWARDS) == len(rewards.items)
    recommend = town.services["matching"].use_cases.recommendations.for_person
    people = [person.id for person in generate(SEED, PEOPLE).people[::2]]
    found = [each for person_id in people for each in await recommend(person_id, limit=5)]
    assert 20 <= len({tuple(reason.code for reason in each.reasons) for each in found})
    hana = await matching.ask(Person.stream("resident-hana"), lambda person: (person.heard, person.interests))
    assert hana[0]
    assert hana[1] is not None
    assert "gardening" in hana[1].tags
