"""The figures of points over HTTP: what came and went by day, told where enough took part."""

from datetime import timedelta

from services.points.app import build
from services.points.figures import COUNTS, MOVEMENTS
from shared import figures as figures_module
from shared.contracts import BY_TYPE
from shared.contracts.booking_activities import AttendanceCorrected
from tests.integration.points.test_points_loop import NOW, PROGRAMME, attended
from tests.kit import client, clock_of, deliver, make_site, opened


async def test_points_of_a_day_are_told_from_five_earnings_on(tmp_path, monkeypatch):
    """Five people earned 50 each: 250 on that day, once it is over; what was taken back from one is not told."""
    monkeypatch.setattr(figures_module, "FRESH_SECONDS", 0.0)
    site = make_site(tmp_path, start=NOW)
    async with opened(build(site)) as service:
        async with client(service, site, "staff-mori", ["staff"]) as staff:
            await staff.post("/programmes", json=PROGRAMME)
        for n in range(5):
            await deliver(service, attended(person=f"p{n}"))
        await deliver(service, attended(person="p0", kind=AttendanceCorrected), n=2)
        async with client(service, site, None) as anybody:
            today = (await anybody.get("/figures")).json()
            clock_of(site).advance(timedelta(days=1))
            later = (await anybody.get("/figures")).json()

    assert list(MOVEMENTS) == [each["what"] for each in later["figures"]]
    assert {"count": 5, "amount": None, "exact": False} == today["figures"][0]["total"]
    assert {"count": 5, "amount": 250, "exact": False} == later["figures"][0]["total"]
    (day,) = [each for each in later["figures"][0]["days"] if each["count"]]
    assert ("2026-11-22", 5, 250) == (day["day"], day["count"], day["amount"])
    assert [0] * 5 == [each["total"]["count"] for each in later["figures"][1:]]


async def test_one_giver_is_one_however_many_gifts(tmp_path, monkeypatch):
    """Six gifts by one person on the day on which another gave one: of gifts nothing is told."""
    monkeypatch.setattr(figures_module, "FRESH_SECONDS", 0.0)
    site = make_site(tmp_path, start=NOW)
    async with opened(build(site)) as service:
        async with client(service, site, "staff-mori", ["staff"]) as staff:
            await staff.post("/programmes", json=PROGRAMME)
        for n in range(5):
            await deliver(service, attended(person=f"p{n}"))
        for giver, gifts in (("p0", 6), ("p1", 1)):
            async with client(service, site, giver) as resident:
                for _ in range(gifts):
                    assert 201 == (await resident.post("/gifts", json={"to": "p4", "amount": 1})).status_code
        clock_of(site).advance(timedelta(days=1))
        async with client(service, site, None) as anybody:
            answer = (await anybody.get("/figures")).json()

    by_what = {each["what"]: each["total"]["count"] for each in answer["figures"]}
    assert (5, 0) == (by_what["points-earned"], by_what["points-given"])


def test_every_movement_that_is_sent_is_counted():
    """A new kind of movement must not be missing in the figures; what is counted by name carries an amount."""
    sent = {name for name, event in BY_TYPE.items() if event.topic == "kyoso.points"}
    sent.remove("reward-handed-over.v1")  # no points move: they were redeemed before

    assert sent <= set(COUNTS)
    assert all("amount" in BY_TYPE[name].model_fields for name in set(COUNTS) & sent)
