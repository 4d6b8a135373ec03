"""What the sample town's groups and team say of themselves once they are loaded, and what comes of it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio

from kyoso.runner import Town
from kyoso.town.generate import SEED, generate
from kyoso.town.leaving import leaves_of
from kyoso.town.load import load_town
from kyoso.town.registering import Registering
from services.matching.domain.team.choosing import Coordinator
from services.matching.domain.team.roster import Roster
from services.matching.rows import GroupRow
from services.matching.team.roster_rows import ChoiceRow
from shared.clock import tokyo_date
from shared.settings import Settings
from shared.web import Caller

pytestmark = pytest.mark.asyncio(loop_scope="module")
PEOPLE = 400
SAMPLE = generate(SEED, PEOPLE)
SAID = ("skills_wanted", "access", "ages_wanted", "outsiders_welcome")
STAFF = Caller("staff-mori", frozenset({"staff"}))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """A loaded town."""
    town = Town(Settings(data=tmp_path_factory.mktemp("roster") / "data", demo=True, port=8000))
    async with town.up():
        await load_town(town.services, town.caught_up, town.settings.data, town.clock, people=PEOPLE)
        await town.caught_up()
        yield town


async def roster(town: Town) -> dict[str, Coordinator]:
    """Who is on it now."""
    return await town.services["matching"].journal.ask(Roster.main(), lambda found: dict(found.coordinators))


async def test_groups_say_what_they_have_and_whom_they_welcome(town: Town) -> None:
    """As the town has them, each of the four."""
    rows = {row.id: row for row in await town.services["matching"].journal.all(GroupRow)}

    for name in SAID:
        assert {g.id: getattr(g, name) for g in SAMPLE.groups} == {id: getattr(row, name) for id, row in rows.items()}


async def test_the_team_has_languages_fields_and_a_leave_to_come(town: Town) -> None:
    """As the town has them; one leave, and it has not begun."""
    found, today = await roster(town), tokyo_date(town.clock.now())

    for seat in SAMPLE.coordinators:
        assert (seat.languages, seat.fields) == (found[seat.person_id].languages, found[seat.person_id].fields)
    away = {id: each.leave for id, each in found.items() if each.leave}
    assert {leave.person_id for leave in leaves_of(SAMPLE, today)} == set(away)
    assert all(today < leave.first_day for leaves in away.values() for leave in leaves)


async def test_somebody_interprets_for_who_reads_english(town: Town) -> None:
    """Who speaks it and may have an introduction keeps to other fields: somebody in training sits beside."""
    matching = town.services["matching"]
    reading = [each for each in SAMPLE.people if each.language == "en" and each.interests is not None]
    person = next(each for each in reading if "osawa-garden" not in each.member_of)
    uses, causes = matching.use_cases.introductions, matching.journal.causes

    cause = causes.operator("test", b"interprets", "asked", actor="test")
    await uses.ask(person.id, "osawa-garden", "Hello!", cause=cause)
    (choice,) = [row for row in await matching.journal.all(ChoiceRow) if row.interpreter_id]

    assert "coordinator-05" == choice.interpreter_id


async def test_days_off_leave_all_else_as_it_stands(town: Town) -> None:
    """What staff changed since stays; who has days off ahead gets no more, and who is not there is not entered."""
    uses, causes = town.services["matching"].use_cases.coordinators, town.services["matching"].journal.causes
    seats, (leave,) = Registering(town.services, SAMPLE), leaves_of(SAMPLE, tokyo_date(town.clock.now()))
    changed = (await roster(town))[leave.person_id].model_copy(update={"leave": (), "capacity": 3})
    cause = causes.operator("test", b"leave", "fewer", actor="test")
    await uses.put(leave.person_id, changed, by=STAFF, cause=cause)

    later = replace(leave, id="leave-again")
    await seats.leave(later)
    entered = (await roster(town))[leave.person_id]
    month = timedelta(days=31)
    another = {"first_day": leave.first_day + month, "last_day": leave.last_day + month}
    await seats.leave(replace(later, id="leave-a-month-later", **another))
    await seats.leave(replace(later, id="leave-of-nobody", person_id="resident-hana"))

    assert 3 == entered.capacity
    assert [(leave.first_day, leave.last_day)] == [(each.first_day, each.last_day) for each in entered.leave]
    assert entered == (await roster(town))[leave.person_id]
    assert "resident-hana" not in await roster(town)
