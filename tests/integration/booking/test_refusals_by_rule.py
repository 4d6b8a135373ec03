"""Refusals with words of their own name the rule behind them too: its id, its article, and what it says."""

import pytest
import pytest_asyncio

from tests.integration.booking.bookings_kit import on
from tests.integration.booking.ways_kit import a_hall, in_hall

pytestmark = pytest.mark.asyncio(loop_scope="module")
TWO = {"centre.projector": 2}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def city(tmp_path_factory):
    async with a_hall(tmp_path_factory.mktemp("by-rule")) as city:
        yield city


async def said(client, path, wanted):
    """The refusal, with its words in three languages."""
    told = {}
    for language in ("ja", "ja-plain", "en"):
        answer = (await client.post(path, json=wanted, headers={"Accept-Language": language})).json()
        told[language] = answer["detail"]
    assert 3 == len(set(told.values()))
    return {**answer, **told}


async def test_what_others_have_is_refused_by_the_rule_that_lends_it(city):
    """The id is the rule's, and the numbers mean what they mean there: how many are asked for, how many are left."""
    assert 201 == (await city.client().post("/bookings", json=in_hall("east", people=4, equipment=TWO))).status_code
    wish = in_hall("west", people=4, equipment=TWO)

    told = await said(city.client("resident-ken"), "/bookings", wish)

    assert ("equipment-taken", "centre.projector", 2, 0) == tuple(
        told[n] for n in ("code", "rule_id", "value", "limit")
    )
    assert ("centre.projector", "2026-12-02") == (told["item"], told["until"])
    assert "第8条" in told["article"]
    assert "あと0台です（お申込みは2台）" in told["ja"]
    assert "ほかの人が" in told["ja-plain"]
    assert "あと0台" in told["ja-plain"]
    assert "0 projectors left; you asked for 2" in told["en"]


async def test_a_hold_that_comes_too_late_is_refused_by_the_rule_that_ends_it(city):
    """It would have lapsed at once: the limit is when."""
    told = await said(city.client(), "/bookings", in_hall("tea", hold=True, **on(1, "10:30", "11:30")))

    assert ("hold-too-late", "komorebi.hold") == (told["code"], told["rule_id"])
    assert "2026-12-01T09:30:00+09:00" == told["limit"] == told["until"]
    assert "第9条" in told["article"]
    assert "2026年12月1日 9:30で失効する" in told["ja"]
    assert "午前9時30分" in told["ja-plain"]
    assert "lapsed by 1 December 2026 9:30" in told["en"]


async def test_what_nobody_can_approve_in_time_is_refused_by_the_rule_that_wants_it_approved(city):
    """The limit is the earliest beginning about which somebody could decide."""
    told = await said(city.client(), "/bookings", in_hall("tea", purpose="event", **on(1, "09:30", "10:30")))

    assert ("approval-too-late", "centre.approval") == (told["code"], told["rule_id"])
    assert ("2026-12-01T09:30:00+09:00", "2026-12-01T09:37:00+09:00") == (told["value"], told["limit"])
    assert "第7条" in told["article"]
    assert "職員が内容を確かめて" in told["ja"]
    assert "市の人が" in told["ja-plain"]
    assert "approved by staff first" in told["en"]


async def test_a_change_that_needs_approval_is_refused_by_the_rule_that_wants_it(city):
    """And in words for everybody."""
    booked = await city.client().post("/bookings", json=in_hall("tea", **on(4, "10:00", "11:00")))

    told = await said(city.client(), f"/bookings/{booked.json()['booking_id']}/change", {"purpose": "event"})

    assert ("change-needs-approval", "centre.approval", ["event"]) == (told["code"], told["rule_id"], told["value"])
    assert booked.json()["booking_id"] == told["booking_id"]
    assert "第7条" in told["article"]
    assert "職員が内容を確かめて" in told["ja"]
    assert "市の人が" in told["ja-plain"]
    assert "approved by staff first" in told["en"]


async def test_a_move_that_needs_approval_is_refused_in_the_words_of_the_house_that_it_would_go_to(city):
    """The house that it leaves knows neither the room nor, perhaps, the rule."""
    booked = await city.client().post(
        "/bookings", json=in_hall("tea", **on(5, "10:00", "11:00"), facility_id="cc", room_id="small", people=4)
    )
    wanted = {"facility_id": "hall", "room_ids": ["tea"], "purpose": "event"}

    told = await said(city.client(), f"/bookings/{booked.json()['booking_id']}/change", wanted)

    assert ("change-needs-approval", "centre.approval", ["event"]) == (told["code"], told["rule_id"], told["value"])
    assert "第7条" in told["article"]
    assert "職員が内容を確かめて" in told["ja"]
