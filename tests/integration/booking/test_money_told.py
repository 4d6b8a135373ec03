"""What papers and the monthly report say of money, and what a change does to a bill."""

from datetime import timedelta

import pytest

from tests.integration.booking.bookings_kit import a_city, body, on
from tests.kit import clock_of, run_reactions


@pytest.fixture
async def city(tmp_path):
    async with a_city(tmp_path) as city:
        yield city


async def booked(city, **wanted):
    booking = (await city.client().post("/bookings", json=body(**wanted))).json()
    await run_reactions(city.service)
    return booking["booking_id"], booking["fee"]


async def pay(city, id, amount):
    answer = await city.staff.post(f"/bills/{id}/payments", json={"channel": "counter", "amount": amount})
    assert 201 == answer.status_code, answer.text
    await run_reactions(city.service)


async def test_a_receipt_and_the_month_s_income_say_what_was_paid(city):
    """300 yen at the counter: a receipt as PDF, and 300 in the report of the month."""
    id, fee = await booked(city)
    before = await city.client().get(f"/bookings/{id}/receipt.pdf")
    await pay(city, id, fee)

    receipt = await city.client().get(f"/bookings/{id}/receipt.pdf")
    clock_of(city.site).advance(timedelta(days=2))
    report = (await city.staff.get("/reports/monthly?month=2026-12&facility_id=cc")).json()

    assert (409, "not-paid-yet") == (before.status_code, before.json()["code"])
    assert (200, b"%PDF") == (receipt.status_code, receipt.content[:4])
    assert "'received_yen': 300" in str(report)


async def test_a_longer_use_costs_more_and_a_shorter_one_gives_back(city):
    """The afternoon is added: its fee is due as well. Back to the morning: what was paid for it is owed back."""
    id, fee = await booked(city, **on(2, "10:00", "12:00"))
    await pay(city, id, fee)

    longer = await city.client().post(f"/bookings/{id}/change", json=on(2, "10:00", "17:00"))
    await run_reactions(city.service)

    assert 200 == longer.status_code, longer.text
    assert 800 == longer.json()["fee"]  # 300 + 100 + 400
    bill = (await city.client().get(f"/bills/{id}")).json()
    assert (500, 300) == (bill["outstanding"], bill["paid"])
    await pay(city, id, 500)
    await city.client().post(f"/bookings/{id}/change", json=on(2, "10:00", "12:00"))
    await run_reactions(city.service)
    bill = (await city.client().get(f"/bills/{id}")).json()
    assert (0, 500) == (bill["outstanding"], bill["owed_back"])
