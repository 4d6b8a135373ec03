"""What a series holds until all of its occurrences can be had: nobody else ends that, so none stands alone."""

from datetime import datetime

import pytest

from shared.contracts.booking_ways import BookingLapsed
from shared.timers import Timers
from tests.integration.booking.bookings_kit import on
from tests.integration.booking.test_booking_series import told, weekly
from tests.integration.booking.ways_kit import a_hall, in_hall
from tests.kit import clock_of, published

CODE = "held-for-series"


@pytest.fixture
async def city(tmp_path):
    async with a_hall(tmp_path) as city:
        yield city


async def meddled(city, monkeypatch, wanted, *, rival=False):
    """The answer to a series, and to whoever confirms or cancels what of it is held first; a rival has the last."""
    journal, answers, of_series = city.service.journal, [], []
    real = journal.transact

    async def between(stream, cause, decide):
        if stream.name.startswith("series/"):
            of_series.append(stream.name)
            if len(of_series) == 1 and rival:  # it is planned
                last = in_hall("east", **on(23, "10:00", "11:00"))
                assert 201 == (await city.client("resident-ken").post("/bookings", json=last)).status_code
            if len(of_series) == 2:  # it is about to hear of what is held
                await meddle()
        return await real(stream, cause, decide)

    async def meddle():
        held, *_ = (await city.client().get("/bookings")).json()["items"]
        tries = (city.client(), "confirm", "ja"), (city.client(), "cancel", "ja-plain"), (city.staff, "cancel", "en")
        for who, step, language in tries:
            path, headers = f"/bookings/{held['booking_id']}/{step}", {"Accept-Language": language}
            answers.append(await who.post(path, json={}, headers=headers))

    monkeypatch.setattr(journal, "transact", between)
    return await city.client().post("/series", json=wanted), answers


async def test_nobody_but_the_series_ends_what_it_holds(city, monkeypatch):
    """Neither its holder nor staff, in three languages; all are booked as if nobody had tried."""
    booked, answers = await meddled(city, monkeypatch, weekly(on_conflict="stop"))

    assert [(409, CODE)] * 3 == [(answer.status_code, answer.json()["code"]) for answer in answers]
    assert (201, "booked", 4) == (booked.status_code, booked.json()["stage"], booked.json()["count"])
    assert [] == await published(city.service, BookingLapsed)
    first = booked.json()["occurrences"][0]["booking_id"]
    assert 200 == (await city.client().post(f"/bookings/{first}/cancel", json={})).status_code
    assert {booked.json()["series_id"]} == {answer.json()["series_id"] for answer in answers}
    assert ["すべて", "全部", "all"] == [word for word, said in zip(("すべて", "全部", "all"), answers, strict=True)
                                      if word in said.json()["detail"]]  # fmt: skip


async def test_of_a_series_that_a_rival_stops_nothing_stands(city, monkeypatch):
    """Its holder tried to keep the first of them by a confirmation: all or none."""
    lost, answers = await meddled(city, monkeypatch, weekly(on_conflict="stop"), rival=True)

    assert {CODE} == {answer.json()["code"] for answer in answers}
    assert (409, "series-not-possible", 1) == (lost.status_code, lost.json()["code"], lost.json()["count"])
    rows = (await city.client().get("/bookings")).json()["items"]
    assert ["lapsed"] * 3 == [row["status"] for row in rows]


async def test_what_is_held_for_all_outlasts_the_beginning_of_its_use(city, monkeypatch):
    """The steps stood still until the first use began: its rooms are not given back while the others are booked."""
    journal = city.service.journal
    real, noted = journal.transact, []

    async def late(stream, cause, decide):
        if stream.name.startswith("series/"):
            noted.append(stream.name)
            if len(noted) == 2:  # the first of them is held
                begun = datetime.fromisoformat("2026-12-02T10:05:00+09:00")
                clock_of(city.site).advance(begun - city.site.clock.now())
                await Timers(journal, city.service.timers).run_due()
        return await real(stream, cause, decide)

    monkeypatch.setattr(journal, "transact", late)

    booked = await told(city, weekly(on_conflict="stop"))

    assert (201, 4) == (booked.status_code, booked.json().get("count"))
    assert [] == await published(city.service, BookingLapsed)
