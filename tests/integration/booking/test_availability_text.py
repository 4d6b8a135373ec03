"""What is free is written from kept pieces and read directly; both are what the framework would have answered."""

import pytest

from services.booking.views import AvailabilityView
from tests.integration.booking.bookings_kit import a_city, body

DAYS = "from=2026-12-02&until=2026-12-31"


@pytest.fixture
async def city(tmp_path):
    async with a_city(tmp_path) as city:
        yield city


async def test_the_text_is_what_the_view_says(city):
    """Byte for byte, with something taken, a closed day, and rooms of one name in Japanese."""
    await city.client().post("/bookings", json=body())

    answer = await city.client(None).get(f"/facilities/cc/availability?{DAYS}")
    found = await city.uses.availability.of("cc", "2026-12-02", "2026-12-31")

    assert AvailabilityView.of(found).json_bytes() == answer.content
    assert "application/json" == answer.headers["content-type"]


@pytest.mark.parametrize(
    "query", ["until=2026-12-31&from=2026-12-02", f"{DAYS}&unknown=1", "from=2026-12-02&until=2026%2D12%2D31"]
)
async def test_another_way_to_ask_is_answered_alike(city, query):
    """The plainest form goes no way of its own."""
    anyone = city.client(None)

    plain = await anyone.get(f"/facilities/cc/availability?{DAYS}")

    assert plain.content == (await anyone.get(f"/facilities/cc/availability?{query}")).content


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (f"nowhere/availability?{DAYS}", 404, "not-found"),
        (f"{'x' * 65}/availability?{DAYS}", 422, "invalid-request"),
        ("cc/availability?from=2026-02-30", 422, "period-out-of-range"),
        (f"cc/availability?from={'9' * 41}", 422, "invalid-request"),
    ],
)
async def test_what_cannot_be_answered_is_said_as_ever(city, path, status, code):
    """Whichever way a request takes."""
    answer = await city.client(None).get(f"/facilities/{path}")

    assert (status, code) == (answer.status_code, answer.json()["code"])
