"""Who was refused leaves nothing behind: the collector comes seldom, and a refusal that is kept keeps its batch."""

import gc
import weakref

import pytest

from services.booking.domain.given_up import TakenFromOthers
from shared.errors import KyosoError
from tests.integration.booking.bookings_kit import a_city, body, on


@pytest.fixture
async def city(tmp_path):
    async with a_city(tmp_path) as city:
        yield city


@pytest.fixture
def uncollected():
    """Only what nobody refers to goes away."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def kept(monkeypatch):
    """The errors that were made since, and are still there."""
    made = weakref.WeakSet()
    init = KyosoError.__init__

    def noted(self, *args, **options):
        made.add(self)
        init(self, *args, **options)

    monkeypatch.setattr(KyosoError, "__init__", noted)
    taken_init = TakenFromOthers.__init__

    def taken_noted(self, given_up):
        made.add(self)
        taken_init(self, given_up)

    monkeypatch.setattr(TakenFromOthers, "__init__", taken_noted)
    return made


async def test_an_answered_refusal_is_gone(city, kept, uncollected):
    """By the day, by a rule, and by the saga of a group."""
    assert 201 == (await city.client().post("/bookings", json=body())).status_code
    for person, wanted in (
        ("resident-ken", body()),
        ("resident-ken", body(**on(2, "03:00", "04:00"))),
        ("officer-yui", body(group_id="osawa-garden")),
    ):
        assert 400 <= (await city.client(person).post("/bookings", json=wanted)).status_code < 500
    assert [] == list(kept)


async def test_what_was_given_up_by_others_is_gone(city, kept, uncollected):
    """Whoever takes it is given the room after the rules were asked, and nothing of the question stays."""
    for person, more in (("resident-ken", {}), ("officer-yui", {"group_id": "osawa-garden"})):
        wanted = body(**on(3, "10:00", "11:00"))
        booked = (await city.client().post("/bookings", json=wanted)).json()
        await city.client().post(f"/bookings/{booked['booking_id']}/cancel", json={})
        taken = await city.client(person).post("/bookings", json={**wanted, **more})
        assert 201 == taken.status_code
        await city.client(person).post(f"/bookings/{taken.json()['booking_id']}/cancel", json={})
    assert [] == list(kept)


async def test_a_change_into_what_others_gave_up_leaves_nothing(city, kept, uncollected):
    """As a booking does."""
    own = await city.client("resident-ken").post("/bookings", json=body(**on(3, "14:00", "15:00")))
    given_up = (await city.client().post("/bookings", json=body(**on(3, "10:00", "11:00")))).json()
    await city.client().post(f"/bookings/{given_up['booking_id']}/cancel", json={})
    path = f"/bookings/{own.json()['booking_id']}/change"
    assert 200 == (await city.client("resident-ken").post(path, json=on(3, "10:00", "11:00"))).status_code
    assert [] == list(kept)
