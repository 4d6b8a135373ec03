"""A late accompaniment changes hands: for leave, overload, on request, with the desk; each new owner hears of it."""

from datetime import date, timedelta

import pytest

from kyoso.handing_over import done_in_words, plan_in_words
from services.matching.domain.team.choosing import Leave
from shared.contracts.matching_accompaniments import AccompanimentVisitDue
from shared.contracts.matching_team import CapacityExhausted
from tests import kit
from tests.integration.matching.matching_kit import DESK, SOUTH

DAY = timedelta(days=1)
INTER, SATO, ITO = "intermediary-rin", "coordinator-sato", "coordinator-ito"


@pytest.fixture
async def late(city):
    """An accompaniment whose planned visit did not happen: Sato sees to it from 7 December, until the 21st."""
    await city.coordinator(INTER, SOUTH, 2, kind="intermediary")
    await city.settle()
    yui = kit.client(city.service, city.site, "officer-yui")
    rin = kit.client(city.service, city.site, INTER, ("coordinator",))
    body = {"goals": ["money"], "intermediary_id": INTER}
    told = (await yui.post("/groups/osawa-garden/accompaniments", json=body)).json()
    id = told["accompaniment_id"]
    await rin.post(f"/accompaniments/{id}/agree")
    await rin.post(f"/accompaniments/{id}/visits", json={"on": "2026-11-24"})
    for days in (6, 8):
        city.advance(days * DAY)
        await city.timers()
        await city.settle()
    assert SATO == (await city.uses.accompaniments.row(id)).owner_id
    return id


async def told(city):
    return [(each.coordinator_id, each.taken_over) for each in await kit.published(city.service, AccompanimentVisitDue)]


async def owner(city, id):
    await city.settle()
    row = await city.uses.accompaniments.row(id)
    return row.owner_id, row.intermediary_id, row.late


async def test_on_the_first_day_of_leave_it_goes_to_somebody_there_who_is_told(city, late):
    """Its day falls into the leave; Ito has room. Everybody who has it is told, once, whatever the clock does again."""
    await city.coordinator(ITO, SOUTH, 3)
    leave = (Leave(first_day=date(2026, 12, 8), last_day=date(2026, 12, 22)),)
    await city.coordinator(SATO, SOUTH, 3, leave=leave)
    await city.timers()
    assert (SATO, INTER, True) == await owner(city, late), "not before its first day"
    city.advance(DAY)
    for _ in range(2):
        await city.timers()

    assert (ITO, INTER, True) == await owner(city, late)
    assert [(INTER, False), (SATO, True), (ITO, True)] == await told(city)
    assert {SATO: 0, ITO: 1, INTER: 1} == await city.load()


async def test_on_request_it_goes_by_a_plan_that_was_looked_at_and_back_without_a_second_message(city, late):
    """Named alone; to Ito, back to Sato, who has heard of it; what is no longer theirs is refused."""
    await city.coordinator(ITO, SOUTH, 3)
    staff = kit.client(city.service, city.site, "staff-mori", ("staff",))
    named = {"why": "request", "accompaniment_ids": [late]}
    plan = (await staff.get(f"/coordinators/{SATO}/plan", params=named)).json()
    assert [(late, ITO, False)] == [(m["accompaniment_id"], m["to"], m["at_desk"]) for m in plan["accompaniments"]]
    assert f"伴走支援 {late} → {ITO}" in plan_in_words(plan)
    done = (await staff.post(f"/coordinators/{SATO}/hand-over", json=named | {"plan": plan["plan"]})).json()
    assert (f"伴走支援 {late} → {ITO}" in done_in_words(None, done), []) == (True, done["moves"])
    assert (ITO, INTER, True) == await owner(city, late)
    again = await staff.post(f"/coordinators/{SATO}/hand-over", json=named)
    assert (404, "not-found") == (again.status_code, again.json()["code"])

    await staff.post(f"/coordinators/{ITO}/hand-over", json=named)

    assert (SATO, INTER, True) == await owner(city, late)
    assert [(INTER, False), (SATO, True), (ITO, True)] == await told(city)


async def test_where_nobody_has_room_the_desk_owner_has_it_and_so_has_who_follows(city, late):
    """A capacity below the load, then a new owner of the desk: each is told, once."""
    await city.coordinator(SATO, SOUTH, 0)
    await city.timers()
    assert (DESK, INTER, True) == await owner(city, late)
    await city.desk("desk-oda")
    await city.timers()

    assert ("desk-oda", INTER, True) == await owner(city, late)
    assert [INTER, SATO, DESK, "desk-oda"] == [each[0] for each in await told(city)]
    assert {INTER: 1} == {id: load for id, load in (await city.load()).items() if load}


async def test_an_accompaniment_that_nobody_has_room_for_rings_once_until_there_is_room(city, late):
    """The desk owner is told, the list and the figure say it; the next place ends it."""
    figure = 'kyoso_matching_team_full{desk="accompaniments",service="matching"}'
    await kit.shows(city.service, f"{figure} 0.0")
    await city.coordinator(SATO, SOUTH, 0)
    await city.timers()
    assert (DESK, INTER, True) == await owner(city, late)
    await city.timers()
    await kit.shows(city.service, f"{figure} 1.0")
    staff = kit.client(city.service, city.site, "staff-mori", ("staff",))
    assert ["accompaniments"] == [each["desk"] for each in (await staff.get("/coordinators")).json()["full"]]

    await city.coordinator(ITO, SOUTH, 1)

    await kit.shows(city.service, f"{figure} 0.0")
    rang = [
        (event.type, event.desk, event.coordinator_id)
        for event in await city.events("roster/main")
        if isinstance(event, CapacityExhausted)
    ]
    assert [(f"capacity-{what}.v1", "accompaniments", DESK) for what in ("exhausted", "restored")] == rang
