"""What a town's rules say of a fee comes with its booking: until when one pays, what comes back, whether it lapses."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from services.booking import rulebook
from services.booking.settings import BookingSettings
from shared.clock import tokyo_date
from tests.integration.booking.money_kit import FEE, a_paying_city
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
