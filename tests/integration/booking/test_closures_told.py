"""Announced closures in every list and feed: no day looks open, no room free, and each says why and until when."""

from datetime import date, timedelta

import pytest
from dateutil.rrule import rruleset, rrulestr

from services.booking.free.occupancy import Occupancy
from services.booking.houses.announced import Announced
from services.booking.views import AvailabilityView
from tests.integration.booking.test_calendars import events
from tests.integration.booking.ways_kit import a_hall
from tests.kit import run_reactions, run_timers

OPENING = "/calendars/facilities/cc/opening.ics"
BIG, SMALL = "/calendars/rooms/cc/big.ics", "/calendars/rooms/cc/small.ics"
FREE, CITY = "/facilities/cc/availability?from=2026-12-02&until=2026-12-09", "/availability?month=2026-12"
DAY = {"from": "2026-12-05T00:00:00+09:00", "until": "2026-12-06T00:00:00+09:00", "reason": "works"}
TOLD = {"room_ids": [], "since": DAY["from"], "until": DAY["until"], "reason": "works"}


@pytest.fixture
async def city(tmp_path):
    async with a_hall(tmp_path) as city:
        yield city


async def announced(city, facility="cc", **changes):
    """A closure of the centre, swept."""
    answer = await city.staff.post(f"/facilities/{facility}/closures", json={**DAY, **changes})
    assert 201 == answer.status_code, answer.text
    await swept(city)
    return answer.json()["closure_id"]


async def swept(city):
    await run_reactions(city.service)
    await run_timers(city.service)


async def opened(city):
    """The days of the opening calendar with their hours, as an independent expander finds them."""
    found = {}
    for event in await events(await city.client(None).get(OPENING)):
        dates, length = rruleset(), event["DTEND"].dt - event["DTSTART"].dt
        if "RRULE" in event:
            dates.rrule(rrulestr(event["RRULE"].to_ical().decode(), dtstart=event["DTSTART"].dt))
        else:
            dates.rdate(event["DTSTART"].dt)
        for name, add in (("EXDATE", dates.exdate), ("RDATE", dates.rdate)):
            lists = event.get(name, [])
            for each in [at for some in (lists if isinstance(lists, list) else [lists]) for at in some.dts]:
                add(each.dt)
        for at in dates:
            found.setdefault(at.date(), []).append((f"{at:%H:%M}", f"{at + length:%H:%M}"))
    return {day: sorted(spans) for day, spans in found.items()}


async def shut(city, path):
    """The closures of a room's feed: start, end, whether it takes time, and the status."""
    return [
        (f"{each['DTSTART'].dt:%d %H:%M}", f"{each['DTEND'].dt:%d %H:%M}", str(each["TRANSP"]), str(each["STATUS"]))
        for each in await events(await city.client(None).get(path))
        if str(each["SUMMARY"]).startswith("休館")
    ]


async def test_a_closed_day_is_in_no_opening_calendar_until_it_is_lifted(city):
    """What was kept before is forgotten with the announcement, and with the lift."""
    before = await opened(city)
    closure = await announced(city)
    during = await opened(city)
    await city.staff.post(f"/facilities/cc/closures/{closure}/lift")

    gone = {day: spans for day, spans in before.items() if during.get(day) != spans}
    assert ({date(2026, 12, 5): [("09:00", "21:00")]}, False) == (gone, date(2026, 12, 5) in during)
    assert before == await opened(city)


async def test_closed_hours_are_cut_out_of_the_opening_hours(city):
    """Of all rooms, named one by one, as of the whole house; of one room alone the house stays open."""
    hours = {"from": "2026-12-05T11:00:00+09:00", "until": "2026-12-05T13:00:00+09:00"}
    await announced(city, room_ids=["small"], **{**hours, "from": "2026-12-05T10:00:00+09:00"})
    one = await opened(city)
    await announced(city, room_ids=["big"], **hours)

    assert [("09:00", "21:00")] == one[date(2026, 12, 5)]
    assert [("09:00", "11:00"), ("13:00", "21:00")] == (await opened(city))[date(2026, 12, 5)]


async def test_a_room_s_feed_shows_closed_time_as_taken(city):
    """Of the whole house or of the room, with its hall; what was lifted is told as cancelled."""
    before = await shut(city, BIG), await shut(city, SMALL)
    closure = await announced(city)
    await announced(city, facility="hall", room_ids=["east"])
    busy = ("05 00:00", "06 00:00", "OPAQUE", "CONFIRMED")

    assert ([], []) == before
    assert [busy] == await shut(city, BIG) == await shut(city, SMALL)
    halls = {room: await shut(city, f"/calendars/rooms/hall/{room}.ics") for room in ("whole", "east", "west")}
    assert {"whole": [busy], "east": [busy], "west": []} == halls
    (event,) = await events(await city.client(None).get(BIG))
    assert "休館（工事）" == event["SUMMARY"]

    await city.staff.post(f"/facilities/cc/closures/{closure}/lift")
    (lifted,) = await events(await city.client(None).get(BIG))
    assert ("CANCELLED", event["UID"], 1) == (lifted["STATUS"], lifted["UID"], lifted["SEQUENCE"])


async def test_the_lists_of_what_is_free_say_closed_why_and_until_when(city):
    """A facility's and the city's; what they kept is forgotten with the announcement, and with the lift."""
    anyone = city.client(None)

    async def told():
        await swept(city)
        free, whole = await anyone.get(FREE), (await anyone.get(CITY)).json()
        here = next(each for each in whole["items"] if each["facility_id"] == "cc")
        return [(each["closed"], each["closures"]) for each in (free.json(), here)]

    before = await told()
    closure = await announced(city)
    during = await told()
    hours = {"from": "2026-12-08T10:00:00+09:00", "until": "2026-12-08T12:00:00+09:00"}
    part = await announced(city, room_ids=["big"], **hours)
    found = await city.uses.availability.of("cc", "2026-12-02", "2026-12-09")
    same = AvailabilityView.of(found).json_bytes() == (await anyone.get(FREE)).content
    for each in (closure, part):
        await city.staff.post(f"/facilities/cc/closures/{each}/lift")

    for (was, none), (now, closures) in zip(before, during, strict=True):
        assert ([], [TOLD]) == (none, closures)
        assert sorted([*was, "2026-12-05"]) == now
    assert (True, 2) == (same, len(found.closures))
    assert before == await told()


async def test_closures_are_read_once_until_a_facility_is_written(city):
    """A crowd that asks reads no rows; days long past are read for whoever asks, and not kept."""
    closure = await announced(city)
    journal, read = city.service.journal, []
    told = Announced(journal, Occupancy(journal))
    page = journal.page

    async def counted(kind, **filters):
        read.append(kind)
        return await page(kind, **filters)

    journal.page = counted
    try:
        first, last = date(2026, 12, 1), date(2026, 12, 31)
        found = [await told.of("cc", first, last) for _ in range(3)]
        await told.of("cc", first - timedelta(days=400), first)
        again = await told.of("cc", first, last)
        assert 2 == len(read)
        await city.staff.post(f"/facilities/cc/closures/{closure}/lift")
        lifted = await told.of("cc", first, last), await told.all_of("cc", first, last)
    finally:
        del journal.page

    assert [[closure]] * 4 == [[row.id for row in rows] for rows in (*found, again)]
    assert ([], [closure]) == tuple([row.id for row in rows] for rows in lifted)
