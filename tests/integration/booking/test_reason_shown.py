"""Evidence that a holder brings after they gave a booking back: it counts as if it had been shown at the time."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from services.booking import rulebook
from services.booking.settings import BookingSettings
from shared.clock import tokyo_date
from shared.contracts.booking_money import FeeRefundDue
from shared.contracts.booking_registrations import PenaltyWaived
from shared.journal import Chain
from tests.integration.booking.money_kit import FEE, WORDS, a_paying_city
from tests.integration.booking.registrations_kit import refused, sent
from tests.kit import clock_of, gone_after, published

TOWN = Path(rulebook.__file__).parent.parent / "data" / "towns" / "komorebi.toml"
RULES = f"""
[[refunds]]
id = "town.refunds"
rows = [{{ days_before = 7, percent = 100 }}, {{ days_before = 1, percent = 50 }}]
full_for = ["operator", "disaster", "illness"]
{WORDS}
"""


@pytest.fixture
async def city(tmp_path):
    """Its table gives nothing back on the day, and all of it to whoever is ill; of rain it says nothing."""
    (tmp_path / "rules.toml").write_text(TOWN.read_text("utf-8") + RULES, "utf-8")
    async with a_paying_city(tmp_path, settings=BookingSettings(rules_file=tmp_path / "rules.toml")) as city:
        yield city


async def given_back(city, *, ahead=timedelta(hours=2), body=None):
    """A booking that was paid and given back so long before its use."""
    city.from_day(tokyo_date(city.site.clock.now()) + timedelta(days=5))
    id = await city.booked()
    await city.pay(id)
    starts = datetime.fromisoformat((await city.bill(id))["starts_at"])
    clock_of(city.site).advance(starts - ahead - city.site.clock.now())
    await sent(city.clerk, "POST", f"/bookings/{id}/cancel", body)
    await city.follow()
    return id


async def shown(city, id, reason="illness", *, by=None, expected=200):
    told = await sent(by or city.clerk, "POST", f"/bookings/{id}/reason", {"reason": reason}, expected=expected)
    await city.follow()
    return told


async def faults(city):
    page = await sent(city.clerk, "GET", "/registrations/person~resident-hana/penalties")
    return [(each["status"], each["waived_for"]) for each in page["items"]]


async def test_the_doctor_s_note_comes_a_week_later(city):
    """The whole fee is owed back, the points are taken back, nothing is edited; the money adds up."""
    id = await given_back(city)
    assert (FEE, [("standing", None)]) == ((await city.bill(id))["charged"], await faults(city))

    clock_of(city.site).advance(timedelta(days=7))
    told = await shown(city, id)

    assert ("cancelled", "illness") == (told["status"], told["reason"])
    assert ("refund-due", 0, FEE, 0, 0, FEE) == await city.sums(id)
    assert [("waived", "illness")] == await faults(city)
    assert [FEE] == [event.amount for event in await city.told(id, FeeRefundDue)]
    assert "illness" == (await sent(city.clerk, "GET", f"/bookings/{id}"))["reason"]
    assert (await city.check())["exact"]


async def test_half_that_came_back_already_is_not_given_twice(city):
    """What was refunded stays so; the other half follows, once."""
    id = await given_back(city, ahead=timedelta(days=3))
    await sent(city.clerk, "POST", f"/bills/{id}/refunds", {"channel": "counter", "amount": FEE // 2}, expected=201)

    await shown(city, id)
    again = await refused(city.clerk, "POST", f"/bookings/{id}/reason", {"reason": "disaster"})

    assert (409, "reason-shown-before") == again
    assert ("refund-due", 0, FEE, FEE // 2, 0, FEE - FEE // 2) == await city.sums(id)
    assert (await city.check())["exact"]


async def test_a_reason_for_which_the_rules_make_no_exception_changes_nothing_but_the_record(city):
    """Rain, in a town whose table does not know it."""
    id = await given_back(city, ahead=timedelta(days=3))

    told = await shown(city, id, "rain")

    assert "rain" == told["reason"]
    assert ("refund-due", FEE // 2, FEE, 0, 0, FEE // 2) == await city.sums(id)


async def test_what_came_back_no_more_after_a_change_stays_so(city):
    """The reason is for the cancellation, not for what was changed before it: as one that was given at once."""
    sums = []
    for late in (True, False):
        city.from_day(tokyo_date(city.site.clock.now()) + timedelta(days=5))
        times = city.next_day()
        id = await city.booked(facility_id="cc", **{**times, "ends_at": times["ends_at"].replace("T11", "T17")})
        await city.pay(id, 800)
        starts = datetime.fromisoformat(times["starts_at"])
        clock_of(city.site).advance(starts - timedelta(days=3) - city.site.clock.now())
        noon = times["starts_at"].replace("T10", "T12")
        part = {"starts_at": noon, "ends_at": times["ends_at"].replace("T11", "T17")}
        await sent(city.clerk, "POST", f"/bookings/{id}/cancel", part)
        await sent(city.clerk, "POST", f"/bookings/{id}/cancel", None if late else {"reason": "illness"})
        await city.follow()
        if late:
            await shown(city, id)
        sums.append(await city.sums(id))

    assert sums[0] == sums[1]
    assert (await city.check())["exact"]


async def test_what_its_holder_did_not_give_back_has_no_reason_to_show(city):
    """What the house answers for, what is known already, and a booking that stands."""
    ids = [await given_back(city, body={"reason": reason}) for reason in ("operator-fault", "disaster")]
    ids.append(await city.booked())

    codes = [(await refused(city.clerk, "POST", f"/bookings/{id}/reason", {"reason": "illness"}))[1] for id in ids]

    assert ["no-reason-to-show", "reason-shown-before", "no-reason-to-show"] == codes


async def test_only_a_colleague_notes_it(city):
    """Not the holder, and not the clerk whose booking it was."""
    mori = city.asking("staff-mori", ("resident", "staff"))
    id = await city.booked("staff-mori")
    await sent(mori, "POST", f"/bookings/{id}/cancel")

    rules = [
        (await who.post(f"/bookings/{id}/reason", json={"reason": "illness"})).json()["rule"]
        for who in (mori, city.asking())
    ]

    assert ["somebody-else", "staff"] == rules
    assert "illness" == (await shown(city, id, by=city.other_clerk))["reason"]


async def test_a_cancellation_whose_steps_are_still_to_come_takes_them_first(city, monkeypatch):
    """The relay was away: what is kept, and the points, come before some of it goes."""
    journal = city.service.journal

    async def left(commit):
        return Chain((commit,))

    city.from_day(tokyo_date(city.site.clock.now()) + timedelta(days=5))
    id = await city.booked()
    await city.pay(id)
    starts = datetime.fromisoformat((await city.bill(id))["starts_at"])
    clock_of(city.site).advance(starts - timedelta(hours=2) - city.site.clock.now())
    with monkeypatch.context() as patched:
        patched.setattr(journal, "settle", left)
        await sent(city.clerk, "POST", f"/bookings/{id}/cancel")

    await shown(city, id)

    assert ("refund-due", 0, FEE, 0, 0, FEE) == await city.sums(id)
    assert [("waived", "illness")] == await faults(city)


async def test_a_reason_that_dies_on_its_way_goes_on(city):
    """After any number of steps, and delivered twice: one refund, one waiver."""
    id = await given_back(city)
    journal = city.service.journal
    key = {"Idempotency-Key": "note-1"}
    for steps in range(1, 4):
        with gone_after(journal, steps):
            await city.clerk.post(f"/bookings/{id}/reason", json={"reason": "illness"}, headers=key)
    journal._taken.clear()
    await city.follow()

    again = await city.clerk.post(f"/bookings/{id}/reason", json={"reason": "illness"}, headers=key)

    assert (200, "illness") == (again.status_code, again.json()["reason"])
    assert ("refund-due", 0, FEE, 0, 0, FEE) == await city.sums(id)
    assert 1 == len(await published(city.service, PenaltyWaived))
    assert [FEE] == [event.amount for event in await city.told(id, FeeRefundDue)]
