"""booking's figures over HTTP: exact where everybody can count anyway, careful where it is about people."""

from datetime import timedelta

import pytest

from services.booking.domain.activities.activity import Announcement
from shared import figures as figures_module
from shared.journal.tallies import TallyRow
from shared.web import Caller
from tests.integration.booking.bookings_kit import NOW, a_city, body
from tests.kit import clock_of

YUI = Caller("officer-yui", frozenset({"resident"}))
STARTS = NOW + timedelta(hours=3)


@pytest.fixture
async def city(tmp_path, monkeypatch):
    """A city in which nothing is kept as fresh."""
    monkeypatch.setattr(figures_module, "FRESH_SECONDS", 0.0)
    async with a_city(tmp_path) as city:
        yield city


async def told(city, person_id=None, **params):
    async with city.client(person_id) as anybody:
        answer = await anybody.get("/figures", params=params)
    assert 200 == answer.status_code, answer.text
    return answer.json()


def of(answer, what):
    return next(each for each in answer["figures"] if each["what"] == what)


async def booked(city, **changes):
    async with city.client() as hana:
        answer = await hana.post("/bookings", json=body(**changes))
    assert 201 == answer.status_code, answer.text
    return answer.json()["booking_id"]


async def sign_ups(city, count, *, first=0):
    """So many people sign up for an activity that is announced for them; its id."""
    causes = city.service.journal.causes
    wanted = Announcement(
        title="畑の日", group_id="osawa-garden", place="畑", starts_at=STARTS, ends_at=STARTS + timedelta(hours=2),
        deadline=STARTS, capacity=60,
    )  # fmt: skip
    announced = await city.uses.activities.announce(wanted, by=YUI, cause=causes.operator("test", b"", "a"))
    for n in range(first, first + count):
        somebody = Caller(f"p{n}", frozenset({"resident"}))
        cause = causes.operator("test", b"", f"sign-up-{n}")
        await city.uses.activities.sign_up(announced.about.activity_id, by=somebody, cause=cause)
    return announced.about.activity_id


async def test_anybody_hears_how_many_rooms_were_booked_and_for_when(city):
    """What is taken is open: one booking is told as one, in the hour in Tokyo in which its use begins."""
    await booked(city)
    await booked(city, room_id="small", starts_at="2026-12-02T10:30:00+09:00", ends_at="2026-12-02T11:30:00+09:00")

    today = await told(city)

    assert ("2026-11-24", "2026-12-01", "2026-12-01") == (today["from"], today["until"], today["today"])
    assert {"count": 2, "amount": None, "exact": True} == of(today, "room-booked")["total"]
    assert {10: 2} == {each["hour"]: each["count"] for each in today["hours"] if each["count"]}
    assert list(range(24)) == [each["hour"] for each in today["hours"]]


async def test_a_booking_that_was_cancelled_counts_as_both(city):
    """It was made, and it was given back; a repeat of either counts nothing more."""
    booking_id = await booked(city)
    for _ in range(2):
        async with city.client() as hana:
            await hana.post(f"/bookings/{booking_id}/cancel", headers={"idempotency-key": "once"})

    today = await told(city)

    assert [1, 1] == [of(today, what)["total"]["count"] for what in ("room-booked", "room-cancelled")]


async def test_few_sign_ups_are_told_to_nobody(city):
    """Neither today nor when the day is over; not to staff either: it is the same open route."""
    await sign_ups(city, 4)
    clock_of(city.site).advance(timedelta(days=1))

    for person_id in (None, "staff-mori"):
        figure = of(await told(city, person_id), "activity-signed-up")

        (day,) = [each for each in figure["days"] if each["day"] == "2026-12-01"]
        assert (None, False, 5) == (day["count"], day["exact"], day["fewer_than"])
        assert {"count": 0, "amount": None, "exact": False} == figure["total"]


async def test_one_who_signs_up_again_and_again_is_one(city):
    """Two people and five sign-ups of one day, with withdrawals between them: told to nobody."""
    activity_id = await sign_ups(city, 1)
    causes, yuta = city.service.journal.causes, Caller("yuta", frozenset({"resident"}))
    for n in range(4):
        for use, named in ((city.uses.activities.sign_up, {}), (city.uses.activities.withdraw, {"person_id": "yuta"})):
            await use(activity_id, by=yuta, cause=causes.operator("test", b"", f"{use.__name__}-{n}"), **named)
    clock_of(city.site).advance(timedelta(days=1))

    figure = of(await told(city), "activity-signed-up")

    assert {"count": 0, "amount": None, "exact": False} == figure["total"]


async def test_a_booking_pays_for_no_pseudonym(city):
    """What is open is counted without its person: its row says nothing of anybody."""
    await booked(city)

    (row,) = await city.service.journal.all(TallyRow)

    assert ("2026-12-01/room-booked/10", None) == (row.key, row.who)


async def test_many_are_told_in_whole_fives_and_exactly_when_the_day_is_over(city):
    """Seven are at least five, until tomorrow."""
    await sign_ups(city, 7)

    (running,) = [each for each in of(await told(city), "activity-signed-up")["days"] if each["count"]]
    clock_of(city.site).advance(timedelta(days=1))
    (over,) = [each for each in of(await told(city), "activity-signed-up")["days"] if each["count"]]

    assert (5, False) == (running["count"], running["exact"])
    assert (7, True) == (over["count"], over["exact"])


@pytest.mark.parametrize(
    "params",
    [
        {"from": "2026-12-02", "until": "2026-12-01"},
        {"from": "2026-10-31", "until": "2026-12-01"},
        {"from": "1999-12-31", "until": "2000-01-02"},
        {"until": "9999-12-31"},
        {"from": "soon"},
    ],
)
async def test_a_period_that_cannot_be_counted_is_refused_in_words(city, params):
    """Backwards, longer than a month, outside the calendar, no date."""
    async with city.client(None) as anybody:
        answer = await anybody.get("/figures", params=params)

    assert 422 == answer.status_code
    assert answer.json()["next"]


async def test_a_crowd_counts_once(city, monkeypatch):
    """Everybody may ask: the journal is asked every few seconds, and for a day that is long over only once."""
    monkeypatch.setattr(figures_module, "FRESH_SECONDS", 1000.0)
    asked = []
    totals = city.service.journal.store.totals

    async def counting(*args, **kwargs):
        asked.append(kwargs["since"])
        return await totals(*args, **kwargs)

    monkeypatch.setattr(city.service.journal.store, "totals", counting)
    for _ in range(3):
        await told(city)
    monkeypatch.setattr(figures_module, "FRESH_SECONDS", 0.0)
    await told(city)

    assert ["2026-11-24/", *["2026-12-01/"] * 2] == asked
