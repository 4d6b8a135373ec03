"""A full team through the routes and the clock: one event for the desk owner, a figure, a line in the list, an end."""

import asyncio
from datetime import date, timedelta

from services.matching.domain.team.choosing import Leave
from shared.contracts.matching_suggestions import SuggestionAnswered, SuggestionLapsed, SuggestionLate, SuggestionMade
from shared.contracts.matching_team import CapacityExhausted, CapacityRestored
from tests import kit
from tests.integration.matching.matching_kit import CENTRE, DESK, SATO, SOUTH

DAY = timedelta(days=1)


async def told(city):
    """What the desk owner is told, of what, by whom it is had meanwhile."""
    kinds = (CapacityExhausted, CapacityRestored)
    return [
        (event.type.partition(".")[0], event.desk, event.coordinator_id)
        for event in await city.events("roster/main")
        if isinstance(event, kinds)
    ]


async def full(city):
    async with kit.client(city.service, city.site, "staff-mori", ("staff",)) as http:
        return (await http.get("/coordinators")).json()["full"]


async def test_ten_at_once_find_a_full_team_and_it_rings_once(city):
    """Three places: seven are the desk owner's, who is told once; figure and list say so meanwhile."""
    figure = 'kyoso_matching_team_full{desk="introductions",service="matching"}'
    await kit.shows(city.service, f"{figure} 0.0")  # an alarm reads it: it must not be missing before anybody is full
    made = await asyncio.gather(*(city.ask(f"p{n}") for n in range(10)))
    await city.settle()

    held = [(await city.introduction(id)).coordinator_id for id in made]
    assert (3, 7) == (held.count("coordinator-sato"), held.count(DESK))
    assert [("capacity-exhausted", None, DESK)] == await told(city)
    assert [(None, "2026-11-23T12:00:00+09:00", None)] == [
        (each["desk"], each["since"], each["until"]) for each in await full(city)
    ]
    await kit.shows(city.service, f"{figure} 1.0")

    mine = next(id for id, holder in zip(made, held, strict=True) if holder != DESK)
    await city.uses.introductions.decline(mine, by=SATO, side="resident", cause=city.cause())
    await city.settle()
    assert [("capacity-exhausted", None, DESK), ("capacity-restored", None, DESK)] == await told(city)
    assert [] == await full(city)
    await kit.shows(city.service, f"{figure} 0.0")


async def test_a_full_desk_rings_for_its_owner_and_the_clock_ends_it_when_leave_is_over(city):
    """Nobody asks for anything; the clock looks at the day somebody is back, however often it looks."""
    await city.coordinator(
        "coordinator-sato", leave=(Leave(first_day=date(2026, 11, 23), last_day=date(2026, 11, 24)),)
    )
    await city.consult()
    assert [("capacity-exhausted", "general", DESK)] == await told(city)
    assert ["2026-11-25T00:00:00+09:00"] == [each["until"] for each in await full(city)]

    await city.timers()
    assert 1 == len(await told(city))
    city.advance(2 * DAY)
    for _ in range(3):
        await city.timers()

    assert [("capacity-exhausted", "general", DESK), ("capacity-restored", "general", DESK)] == await told(city)


async def test_what_waits_is_handed_over_when_there_is_room_and_then_the_team_is_full_again(city):
    """The team lead enters another one: the alarm is over; the desk owner's three go in one step."""
    for n in range(6):
        await city.ask(f"p{n}")
    await city.coordinator("coordinator-ito", SOUTH, 3)
    async with kit.client(city.service, city.site, DESK, ("coordinator",)) as http:
        made = await http.post(f"/coordinators/{DESK}/hand-over", json={"why": "request"})

    assert (200, 3) == (made.status_code, len(made.json()["moves"]))
    assert {"coordinator-sato": 3, "coordinator-ito": 3} == await city.load()
    assert ["capacity-exhausted", "capacity-restored"] == [each[0] for each in await told(city)]


async def test_officers_are_told_of_suggestions_whatever_becomes_of_them(city):
    """Made, answered; made again, late, lapsed. Each is told to whom it concerns, once, by the clock alone."""
    await city.group(
        "osawa-chokai", "officer-ken", name="大沢町会", kind="neighbourhood", areas=CENTRE, tags=("nature",)
    )
    body = {"to_group": "osawa-chokai", "theme": "nature"}
    async with kit.client(city.service, city.site, "officer-yui") as yui:
        id = (await yui.post("/groups/osawa-garden/contacts", json=body)).json()["contact_id"]
        async with kit.client(city.service, city.site, "officer-ken") as ken:
            await ken.post(f"/group-contacts/{id}/answer", json={"accepted": False})
        await yui.post("/groups/osawa-garden/contacts", json=body)
    for _ in range(3):
        city.advance(15 * DAY)
        await city.timers()
        await city.timers()

    seen = [event for event in await city.events(f"group-contact/{id}") if isinstance(event, SuggestionMade)]
    assert [
        (SuggestionMade, "coordinator-sato", ("officer-ken",)),
        (SuggestionAnswered, "coordinator-sato", ("officer-yui",)),
        (SuggestionMade, "coordinator-sato", ("officer-ken",)),
        (SuggestionLate, DESK, ("officer-ken",)),
        (SuggestionLapsed, DESK, ("officer-yui",)),
    ] == [(type(event), event.coordinator_id, event.officer_ids) for event in seen]
