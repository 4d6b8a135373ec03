"""Time to pay, and what was waived, when a booking is approved, confirmed, changed or moved; said before it is done."""

from datetime import datetime, timedelta

import pytest
import pytest_asyncio

from shared.clock import tokyo_date
from tests.integration.booking.money_kit import FEE, a_ruled_city
from tests.integration.booking.registrations_kit import sent
from tests.kit import clock_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def city(tmp_path_factory):
    async with a_ruled_city(tmp_path_factory.mktemp("changes")) as city:
        yield city


def in_days(city, days):
    """The end of the day so many days on: what the rules give from now."""
    return f"{tokyo_date(city.site.clock.now()) + timedelta(days=days + 1)}T00:00:00+09:00"


def times(city, ends="T11", days=12):
    """Ten to eleven on an open day of its own, so far away that all of the fee would come back."""
    city.far_from_now(days)
    day = city.next_day()
    return {**day, "ends_at": day["ends_at"].replace("T11", ends)}


async def waive(city, id, amount):
    wanted = {"amount": amount, "ground": "community", "evidence": "application"}
    await sent(city.clerk, "POST", f"/bills/{id}/waivers", wanted, expected=201)


async def status(city, id):
    return (await sent(city.clerk, "GET", f"/bookings/{id}"))["status"]


async def test_what_was_looked_at_for_long_is_paid_in_as_long_as_anything_else(city):
    """Asked for five days before it was approved: three days from then."""
    id = await city.booked(facility_id="cc", purpose="event", **times(city))
    await city.later(days=5)

    await sent(city.clerk, "POST", f"/bookings/{id}/approve", {"conditions": []})
    await city.follow()

    pay_by = in_days(city, 3)
    await city.later(days=2)
    assert (pay_by, "confirmed") == ((await city.bill(id))["pay_by"], await status(city, id))


async def test_what_was_held_is_paid_in_as_long_as_anything_else(city):
    """Held until the next day, and confirmed then."""
    id = await city.booked(facility_id="cc", hold=True, **times(city))
    clock_of(city.site).advance(timedelta(hours=20))

    await sent(city.asking(), "POST", f"/bookings/{id}/confirm")
    await city.follow()

    assert in_days(city, 3) == (await city.bill(id))["pay_by"]


async def test_a_booking_that_is_moved_again_and_again_lapses_all_the_same(city):
    """Whoever does not pay gets no time by moving or changing it; each answer says so, and so does the question."""
    id, pay_by = await city.booked(**times(city)), in_days(city, 3)
    for _ in range(2):
        await city.later(days=1)
        to = times(city)
        told = await sent(city.asking(), "POST", f"/bookings/{id}/change/explain", to)
        moved = await sent(city.asking(), "POST", f"/bookings/{id}/change", to)
        assert told == moved["costs"]
        assert (FEE, pay_by, True) == (told["due"], told["pay_by"], told["lapses"])
        assert "24:00までに納めてください。 納められないと、予約は取消しになります。" in told["ja"]
        id = moved["booking_id"]
    await city.follow()
    assert pay_by == (await city.bill(id))["pay_by"]

    await city.later(days=2)

    assert "cancelled" == await status(city, id)


async def test_a_paid_booking_that_grows_does_not_lapse_for_the_difference(city):
    """Into the afternoon a minute before the old time is over: two weeks for the 500 yen, said beforehand."""
    to = times(city)
    id, deadline = await city.booked(facility_id="cc", **to), datetime.fromisoformat(in_days(city, 3))
    await city.pay(id)
    clock_of(city.site).advance(deadline - timedelta(minutes=1) - city.site.clock.now())
    longer = {"ends_at": to["ends_at"].replace("T11", "T17")}

    told = await sent(city.asking(), "POST", f"/bookings/{id}/change/explain", longer)
    changed = await sent(city.asking(), "POST", f"/bookings/{id}/change", longer)
    await city.later(days=2)

    assert told == changed["costs"]
    assert (500, False) == (told["due"], told["lapses"])
    assert deadline + timedelta(days=14, minutes=-1) == datetime.fromisoformat(told["pay_by"])
    assert ("confirmed", "due") == (await status(city, id), (await city.bill(id))["status"])


@pytest.mark.parametrize("same_day", [True, False])
async def test_what_was_waived_stays_waived_wherever_the_booking_goes(city, same_day):
    """An hour later or another day: nothing is due for it there either, and that is said before."""
    first = times(city)
    id = await city.booked(facility_id="cc", **first)
    await waive(city, id, FEE)
    later = {"starts_at": first["starts_at"].replace("T10", "T11"), "ends_at": first["ends_at"].replace("T11", "T12")}
    to = later if same_day else times(city)

    told = await sent(city.asking(), "POST", f"/bookings/{id}/change/explain", to)
    changed = await sent(city.asking(), "POST", f"/bookings/{id}/change", to)
    await city.follow()

    bill = await city.bill(changed["booking_id"])
    assert told == changed["costs"]
    assert (FEE, 0, 0, 0) == tuple(told[name] for name in ("waived", "back", "due", "returns_max"))
    assert f"減免は{FEE}円から{FEE}円になります。" in told["ja"]
    assert (FEE, FEE, 0) == tuple(bill[name] for name in ("charged", "waived", "outstanding"))
    assert (await city.check())["exact"]


@pytest.mark.parametrize("same_day", [True, False])
async def test_what_comes_back_of_a_reduced_fee_is_said_before(city, same_day):
    """Of 800 yen 400 are waived. Three days before, for 300: half of the difference, and half of the rest at most."""
    first = times(city, ends="T17")
    id = await city.booked(facility_id="cc", **first)
    await waive(city, id, 400)
    await city.pay(id, 400)
    clock_of(city.site).advance(datetime.fromisoformat(first["starts_at"]) - timedelta(days=3) - city.site.clock.now())
    to = {"ends_at": first["ends_at"].replace("T17", "T11")} if same_day else times(city)

    told = await sent(city.asking(), "POST", f"/bookings/{id}/change/explain", to)
    changed = await sent(city.asking(), "POST", f"/bookings/{id}/change", to)
    await city.follow()
    first_back = (await city.bill(changed["booking_id"]))["owed_back"]
    await city.cancel(changed["booking_id"])

    assert told == changed["costs"]
    names = ("waived", "back", "kept", "returns_max", "due")
    assert (150, 125, 125, 75, 0) == tuple(told[name] for name in names)
    assert (125, 200) == (first_back, (await city.bill(changed["booking_id"]))["owed_back"])
    assert (await city.check())["exact"]
