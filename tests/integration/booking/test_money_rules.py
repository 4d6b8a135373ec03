"""What a town's rules say of a fee comes with its booking: until when one pays, what comes back, whether it lapses."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from services.booking import rulebook
from services.booking.settings import BookingSettings
from shared.clock import tokyo_date
from tests.integration.booking.money_kit import FEE, a_paying_city
from tests.integration.booking.registrations_kit import GARDEN, MEMBERS, registered, sent
from tests.kit import clock_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

WORDS = """
article = "見本の規則"
ja = "{limit}まで"
plain = "{limit}までに します"
en = "until {limit}"
"""
RULES = f"""
[[payments]]
id = "town.payment"
by = [{{ days_after = 3 }}, {{ days_before = 0 }}]
lapses = true
{WORDS}
[[refunds]]
id = "town.refunds"
rows = [{{ days_before = 7, percent = 100 }}, {{ days_before = 1, percent = 50 }}]
{WORDS}
[[reductions]]
id = "town.half"
percent = 50
{WORDS}
"""
TOWN = Path(rulebook.__file__).parent.parent / "data" / "towns" / "komorebi.toml"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def city(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rules")
    file = folder / "rules.toml"
    file.write_text(TOWN.read_text("utf-8") + RULES, "utf-8")
    async with a_paying_city(folder, settings=BookingSettings(rules_file=file)) as city:
        city.from_day(date(2027, 6, 8))
        yield city


async def test_what_is_not_paid_in_time_lapses(city):
    """Three days after it was booked its room is free for others, and nothing is due any more."""
    id = await city.booked()
    assert "2027-06-04T00:00:00+09:00" == (await city.bill(id))["pay_by"]

    await city.later(days=4)

    booking = (await city.clerk.get(f"/bookings/{id}")).json()
    assert ("cancelled", "cancelled") == (booking["status"], (await city.bill(id))["status"])
    again = {name: booking[name] for name in ("room_id", "starts_at", "ends_at")}
    await city.booked("resident-ken", **again)


async def test_a_group_s_booking_lapses_too_and_gives_its_quota_back(city):
    """The saga of a group carries the terms along."""
    id = await city.booked("officer-yui", group_id="osawa-garden")
    await city.later(days=4)

    counted = await city.asking("officer-yui").get("/groups/osawa-garden/quotas/2027-06")
    assert "cancelled" == (await city.bill(id))["status"]
    assert not any(counted.json()["counted"].values())


@pytest.mark.parametrize(("days_before", "back"), [(8, FEE), (3, FEE // 2)])
async def test_the_table_of_refunds_says_what_comes_back(city, days_before, back):
    """All of it a week before, half of it until the day before; the rest stays with the city."""
    city.from_day(tokyo_date(city.site.clock.now()) + timedelta(days=15))
    id = await city.booked()
    await city.pay(id)
    bill = await city.bill(id)
    starts = datetime.fromisoformat(bill["starts_at"])
    clock_of(city.site).advance(starts - timedelta(days=days_before) - city.site.clock.now())

    await city.cancel(id)

    bill = await city.bill(id)
    assert ("refund-due", FEE - back, back) == (bill["status"], bill["charged"], bill["owed_back"])
    assert (await city.check())["exact"]


@pytest.mark.parametrize(("days_before", "back"), [(8, 500), (3, 250)])
async def test_the_same_table_speaks_of_a_part_that_is_given_back(city, days_before, back):
    """The afternoon, 500 of 800 yen: all of it a week before, half of it three days before; and so for the rest."""
    city.from_day(tokyo_date(city.site.clock.now()) + timedelta(days=15))
    times = city.next_day()
    whole = times["ends_at"].replace("T11", "T17")
    id = await city.booked(facility_id="cc", **{**times, "ends_at": whole})
    await city.pay(id, 800)
    starts = datetime.fromisoformat(times["starts_at"])
    clock_of(city.site).advance(starts - timedelta(days=days_before) - city.site.clock.now())

    part = {"starts_at": times["starts_at"].replace("T10", "T12"), "ends_at": whole}
    await sent(city.clerk, "POST", f"/bookings/{id}/cancel", part)
    await city.follow()

    assert ("refund-due", 800 - back, 800, 0, 0, back) == await city.sums(id)
    await city.cancel(id)
    rest = FEE if days_before > 7 else FEE // 2
    assert back + rest == (await city.bill(id))["owed_back"]
    assert (await city.check())["exact"]


async def test_what_was_held_is_due_when_it_is_confirmed(city):
    """Nothing before; and the rules' time to pay comes with it."""
    id = await city.booked(facility_id="cc", hold=True, **city.next_day())
    before = await city.auditor.get(f"/bills/{id}")

    await sent(city.asking(), "POST", f"/bookings/{id}/confirm")
    await city.follow()

    bill = await city.bill(id)
    paid_by = tokyo_date(city.site.clock.now()) + timedelta(days=4)
    assert (404, "no-bill") == (before.status_code, before.json()["code"])
    assert ("due", FEE, f"{paid_by}T00:00:00+09:00") == (bill["status"], bill["outstanding"], bill["pay_by"])


@pytest.mark.parametrize(("reason", "back"), [("operator-fault", FEE), ("disaster", FEE), ("illness", FEE // 2)])
async def test_reasons_that_the_rules_make_exceptions_for_give_all_of_it_back(city, reason, back):
    """A fault of the house, a disaster that staff saw: all of it, late too; illness is no exception of this town."""
    city.from_day(tokyo_date(city.site.clock.now()) + timedelta(days=15))
    id = await city.booked()
    await city.pay(id)
    starts = datetime.fromisoformat((await city.bill(id))["starts_at"])
    clock_of(city.site).advance(starts - timedelta(days=1) - city.site.clock.now())

    await sent(city.clerk, "POST", f"/bookings/{id}/cancel", {"reason": reason})
    await city.follow()

    bill = await city.bill(id)
    assert ("refund-due", FEE - back, back) == (bill["status"], bill["charged"], bill["owed_back"])


async def test_a_reduction_that_was_granted_makes_a_lower_bill(city):
    """Half of the fee for a group with the grant of the year; nothing is waived, the fee itself is lower."""
    more = [{"name": f"会員 {number}", "share": "lives"} for number in range(4)]
    await registered(city, members=[*MEMBERS, *more])
    today = tokyo_date(city.site.clock.now()).isoformat()
    path = f"/registrations/{GARDEN}/grants/2027"
    await sent(city.staff, "PUT", path, {"reductions": ["town.half"], "filed_on": today})

    id = await city.booked("officer-yui", group_id="osawa-garden")

    bill = await city.bill(id)
    assert (FEE // 2, 0, FEE // 2) == (bill["charged"], bill["waived"], bill["outstanding"])
