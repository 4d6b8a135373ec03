"""A change is decided as exactly as a booking: all that was known of it goes along, by every way."""

import asyncio

import pytest
import pytest_asyncio

from services.booking.domain.facility_day import FacilityDay
from services.booking.rulebook.book import TOWNS
from services.booking.simulator.running import simulate
from tests.integration.booking.bookings_kit import on
from tests.integration.booking.registrations_kit import refused, sent
from tests.integration.booking.test_simulation import the_past
from tests.integration.booking.ways_kit import a_hall, in_hall
from tests.kit import events_of, run_reactions, run_timers

pytestmark = pytest.mark.asyncio(loop_scope="module")

ADULT = """
[[eligibility]]
id = "centre.adult"
article = "見本の規則"
kinds = ["community-centre"]
test = "adult-below"
limit = 18
who = { party = "person" }
ja = "{limit}歳未満の方は、責任者となる大人が要ります（{value}）。"
plain = "{limit}歳より若い人は、大人の名前が必要です。"
en = "Below {limit} a responsible adult is needed ({value})."
"""
FREE = '    { bands = "morning", yen = 300, fictional = true },\n'
DEAR = FREE + '    { bands = "morning", yen = 900, column = "commercial", fictional = true },\n'


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def city(tmp_path_factory):
    folder = tmp_path_factory.mktemp("terms")
    text = (TOWNS / "komorebi.toml").read_text("utf-8") + ADULT
    text = text.replace(f"rows = [\n{FREE}", f'columns = ["commercial"]\nrows = [\n{DEAR}')
    (folder / "rules.toml").write_text(text, "utf-8")
    async with a_hall(folder, rules_file=folder / "rules.toml") as city:
        city.rules = text
        yield city


async def booked(city, who=None, *, day, **changes):
    wanted = in_hall("east", **on(day, "10:00", "11:00"), adult=True, **changes)
    return (await sent(who or city.client(), "POST", "/bookings", wanted, expected=201))["booking_id"]


async def known(city, booking_id, day):
    """What the day knows of a booking beside what is told of it."""
    stream = FacilityDay.stream("hall", f"2026-12-{day:02}")
    return await city.service.journal.ask(
        stream, lambda state: (state.held[booking_id].marks, state.held[booking_id].adult)
    )


async def test_what_a_use_is_goes_along_with_every_change(city):
    """Dearer, because it is commercial: in place, moved, in part, moved again; and not, once that is said."""
    hana, id = city.client(), await booked(city, day=2, marks=["commercial"])

    more = await sent(hana, "POST", f"/bookings/{id}/change", {"people": 6})
    moved = await sent(hana, "POST", f"/bookings/{id}/change", on(3, "09:00", "11:00"))
    part = {"starts_at": on(3, "10:00", "11:00")["starts_at"]}
    less = await sent(hana, "POST", f"/bookings/{moved['booking_id']}/cancel", part)
    again = await sent(hana, "POST", f"/bookings/{moved['booking_id']}/change", on(4, "09:00", "11:00"))
    other = await sent(hana, "POST", f"/bookings/{again['booking_id']}/change", {"marks": []})

    assert [900, 900, 900, 900, 300] == [told["fee"] for told in (more, moved, less, again, other)]
    assert ((), True) == await known(city, again["booking_id"], 4)
    assert "marks" not in again
    assert (422, "nothing-changes") == await refused(
        hana, "POST", f"/bookings/{again['booking_id']}/change", {"marks": [], "adult": True}
    )


async def test_a_responsible_adult_is_asked_for_again_when_there_is_none_any_more(city):
    """Not when nothing is said of it; and what the rules are told stays out of what others hear."""
    id = await booked(city, day=8, marks=["political"])

    without = await city.client().post(f"/bookings/{id}/change", json={"adult": False})
    longer = await city.client().post(f"/bookings/{id}/change", json=on(8, "10:00", "12:00"))

    assert (422, "centre.adult", 200) == (without.status_code, without.json()["rule_id"], longer.status_code)
    assert (("political",), True) == await known(city, id, 8)
    told = await events_of(city.service, "facility-day/hall/2026-12-08")
    assert any(b"political" in event.body() for event in told)
    assert not any(b"political" in event.body() for event in told if event.topic)
    assert "political" not in (await city.client().get(f"/bookings/{id}")).text


async def test_a_hold_that_was_confirmed_is_changed_as_what_it_was_held_for(city):
    """The confirmation says nothing of it; the day knows it still."""
    id = await booked(city, day=9, marks=["commercial"], hold=True)
    await sent(city.client(), "POST", f"/bookings/{id}/confirm")

    changed = await sent(city.client(), "POST", f"/bookings/{id}/change", {"people": 9})

    assert 900 == changed["fee"]


async def test_what_needed_approval_needs_it_again_and_keeps_its_conditions(city):
    """Its holder changes nothing of it, before and after staff moved it; the permit of the new place has them too."""
    id = await booked(city, day=10, marks=["entrance-fee"])
    await sent(city.staff, "POST", f"/bookings/{id}/approve", {"conditions": ["no-food"]})

    first = await refused(city.client(), "POST", f"/bookings/{id}/change", {"people": 9})
    moved = await sent(city.staff, "POST", f"/bookings/{id}/change", on(11, "10:00", "11:00"))
    second = await refused(city.client(), "POST", f"/bookings/{moved['booking_id']}/change", {"people": 9})

    assert first == second == (409, "change-needs-approval")
    assert ["no-food"] == moved["conditions"]


async def test_a_place_instead_of_a_displaced_booking_is_for_the_same_use(city):
    """Its price column, its conditions and its series; accepted, it is changed as what it is."""
    wanted = {
        "place": {"facility_id": "hall", "room_id": "tea", **on(15, "10:00", "11:00")}, "weeks": 1, "count": 1,
        "purpose": "meeting", "people": 5, "marks": ["commercial"], "adult": True,
    }  # fmt: skip
    series = await sent(city.client(), "POST", "/series", wanted, expected=201)
    id = series["occurrences"][0]["booking_id"]
    shut = {"from": "2026-12-15T00:00:00+09:00", "until": "2026-12-16T00:00:00+09:00", "reason": "works"}
    await sent(city.staff, "POST", "/facilities/hall/closures", {**shut, "room_ids": ["tea"]}, expected=201)
    await run_reactions(city.service)
    await run_timers(city.service)

    places = (await sent(city.client(), "GET", f"/bookings/{id}/offers"))["places"]
    offered = next(place for place in places if place["facility_id"] == "hall")
    taken = await sent(city.client(), "POST", f"/bookings/{id}/offers/{offered['booking_id']}/accept")
    changed = await sent(city.client(), "POST", f"/bookings/{taken['booking_id']}/change", {"people": 4})

    assert (900, 900, series["series_id"]) == (taken["fee"], changed["fee"], taken["series_id"])
    assert ("commercial",) == (await known(city, taken["booking_id"], 15))[0]


async def test_two_changes_at_one_moment_are_both_made(city):
    """Neither undoes what the other one named: the second is planned for what the first one made."""
    id = await booked(city, day=16)

    answers = await asyncio.gather(
        city.client().post(f"/bookings/{id}/change", json={"people": 9}),
        city.client().post(f"/bookings/{id}/change", json={"room_id": "west"}),
        city.client().post(f"/bookings/{id}/change", json={"purpose": "study"}),
    )

    now = (await city.client().get(f"/bookings/{id}")).json()
    assert [200, 200, 200] == [answer.status_code for answer in answers]
    assert (9, "west", "study") == (now["people"], now["room_id"], now["purpose"])


async def test_what_is_lent_goes_along_with_a_move_and_is_free_where_it_was(city):
    """Two projectors: on the day that it left somebody has both, on the new day nobody has one."""
    both = {"centre.projector": 2}
    id = await booked(city, day=17, equipment=both)
    await sent(city.client(), "POST", f"/bookings/{id}/change", on(18, "10:00", "11:00"))

    ken = city.client("resident-ken")
    left = await booked(city, ken, day=17, equipment=both)
    taken = in_hall("west", **on(18, "10:00", "11:00"), adult=True, equipment={"centre.projector": 1})

    assert left
    assert (409, "equipment-taken") == await refused(ken, "POST", "/bookings", taken)


async def test_the_rules_in_force_reproduce_all_of_these_changes(city):
    """What each decision knew is on record again: the replay asks the rules the same question."""
    past = await the_past(city)

    found = simulate(past, city.rules, city.rules, lambda *_: None)

    assert [] == list(found.differing)
    assert {"commercial", "political", "entrance-fee"} <= {mark for asking in past.asked for mark in asking.marks}
