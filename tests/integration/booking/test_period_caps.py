"""Caps over weeks and houses, for persons too: a saga over every quota that counts, exact under races."""

import asyncio

import pytest

from services.booking.domain.events import BookingRefused, QuotaReleased, QuotaReserved, QuotaUsed
from services.booking.rulebook.book import TOWNS
from tests.integration.booking.bookings_kit import a_city, body, on
from tests.kit import events_of, run_reactions
from tests.unit.booking.test_quota_sagas import CAP

WEEK = "quota/~resident-hana/2026-W49"


@pytest.fixture
async def city(tmp_path):
    text = (TOWNS / "komorebi.toml").read_text("utf-8")
    for id, per, party in (("week-person", "week", "person"), ("week-group", "week", "group")):
        text += CAP.format(id=id, counts="bookings", per=per, party=party, over="all", limit=2)
    (tmp_path / "rules.toml").write_text(text, "utf-8")
    async with a_city(tmp_path, rules_file=tmp_path / "rules.toml") as city:
        yield city


async def kinds(city, stream):
    return [type(event) for event in await events_of(city.service, stream)]


async def test_a_persons_week_is_counted_over_all_houses(city):
    """Two a week, in whichever house; a booking given back makes room, and the next week counts anew."""
    hana = city.client()
    first = await hana.post("/bookings", json=body())
    second = await hana.post("/bookings", json=body(facility_id="always-open", room_id="r1", **on(3, "10:00", "11:00")))
    third = await hana.post("/bookings", json=body(**on(4, "10:00", "11:00")))

    assert [201, 201, 422] == [answer.status_code for answer in (first, second, third)]
    told = third.json()
    assert ("week-person", 3, 2, "2026-12-06") == tuple(told[name] for name in ("rule_id", "value", "limit", "until"))
    assert [QuotaReserved, QuotaUsed, QuotaReserved, QuotaUsed] == await kinds(city, WEEK)
    assert 201 == (await hana.post("/bookings", json=body(**on(8, "10:00", "11:00")))).status_code
    assert 200 == (await hana.post(f"/bookings/{second.json()['booking_id']}/cancel")).status_code
    assert 201 == (await hana.post("/bookings", json=body(**on(4, "10:00", "11:00")))).status_code
    assert QuotaReleased in await kinds(city, WEEK)


async def test_a_persons_rivals_never_pass_the_week(city):
    """Eight at once on different slots: two are confirmed, and a repeat of each gets its first answer."""
    hana, keys = city.client(), [{"idempotency-key": f"k{n}"} for n in range(8)]
    wanted = [body(**on(2, f"{9 + n}:00", f"{10 + n}:00")) for n in range(8)]

    answers = await asyncio.gather(
        *(hana.post("/bookings", json=w, headers=k) for w, k in zip(wanted, keys, strict=True))
    )

    assert [201] * 2 + [422] * 6 == sorted(answer.status_code for answer in answers)
    for answer, request, key in zip(answers, wanted, keys, strict=True):
        again = await hana.post("/bookings", json=request, headers=key)
        assert answer.status_code == again.status_code
        if answer.status_code == 201:
            assert answer.content == again.content


async def test_a_later_quota_that_refuses_gives_the_earlier_one_back(city):
    """A group's month has room, its week has none: nothing stays reserved, and the reason is the week."""
    for day in (2, 3):
        await city.yui.post("/bookings", json=body(group_id="osawa-garden", **on(day, "10:00", "11:00")))

    refused = await city.yui.post("/bookings", json=body(group_id="osawa-garden", **on(4, "10:00", "11:00")))
    await run_reactions(city.service)

    assert (422, "week-group") == (refused.status_code, refused.json()["rule_id"])
    month = await kinds(city, "quota/osawa-garden/2026-12")
    assert [QuotaReserved, QuotaUsed] * 2 + [QuotaReserved, QuotaReleased] == month
    assert BookingRefused in await kinds(city, "quota/osawa-garden/2026-W49")
    assert {"centre.quota": 2} == (await city.yui.get("/groups/osawa-garden/quotas/2026-12")).json()["counted"]


async def test_what_a_decision_knew_is_kept_without_who_it_was(city):
    """Beside the confirmation and beside a refusal: the kind of party, where it counts, which rules; nobody's id."""
    await city.client().post("/bookings", json=body())
    await city.client("resident-ken").post("/bookings", json=body(people=41))

    decided = (await events_of(city.service, "facility-day/cc/2026-12-02"))[-1]
    lost = (await events_of(city.service, "demand/cc/2026-12-02"))[-1]
    assert {"eligible": 1, "rules": city.uses.book.version} == decided.by
    assert ("~resident-hana/2026-W49",) == decided.quotas
    assert ({"eligible": 1, "rules": city.uses.book.version}, "komorebi.capacity") == (lost.by, lost.rule_id)
    assert "resident-ken" not in lost.body().decode()
    assert len(decided.model_copy(update={"quotas": ()}).body()) < 200
