"""Papers over HTTP: for whom it concerns, from what the journal says, and in words where there is none."""

from datetime import UTC, datetime, timedelta

import pytest

from services.booking import app
from services.booking.papers.desk import PaperDesk
from services.booking.papers.facts import Paid
from tests.integration.booking.bookings_kit import a_city, body, on
from tests.kit import clock_of, run_reactions, run_timers
from tests.unit.booking.papers.papers_kit import text_of


@pytest.fixture
async def city(tmp_path):
    async with a_city(tmp_path) as city:
        yield city


async def booked(city, who=None, **changes):
    answer = await (who or city.client()).post("/bookings", json=body(**changes))
    assert 201 == answer.status_code, answer.text
    return answer.json()


async def test_a_permit_says_what_was_booked_and_when_it_was_given(city):
    """However much later it is printed: the day of the permit is that of the booking, byte for byte."""
    booking = await booked(city, city.yui, group_id="osawa-garden")
    path = f"/bookings/{booking['booking_id']}/permit.pdf"
    first = await city.yui.get(path)
    clock_of(city.site).advance(timedelta(days=3))

    again = await city.staff.get(path)

    assert (200, "application/pdf", "no-store") == (
        first.status_code, first.headers["content-type"], first.headers["cache-control"],
    )  # fmt: skip
    assert first.content == again.content
    for words in ("令和8年12月1日（火）", "団体：大沢ガーデン", "大会議室", "10:00〜11:00", "300円", "こもれび市長に"):
        assert words in text_of(first.content)


async def test_papers_are_for_whom_they_concern(city):
    """A stranger gets none of them; an auditor sees the slip without its code."""
    booking = await booked(city)
    path = f"/bookings/{booking['booking_id']}"
    ken, auditor = city.client("resident-ken"), city.client("aki", ("auditor",))
    code = booking["start_code"]

    for name in ("permit", "slip", "receipt"):
        assert 403 == (await ken.get(f"{path}/{name}.pdf")).status_code
        assert 401 == (await city.client(None).get(f"{path}/{name}.pdf")).status_code
    assert code in text_of((await city.staff.get(f"{path}/slip.pdf")).content)
    assert code not in text_of((await auditor.get(f"{path}/slip.pdf")).content)


async def test_a_slip_says_by_when_the_use_must_begin(city):
    """Where a rule asks for it; the permit says it too."""
    booking = await booked(city, facility_id="always-open", room_id="r1", **on(1, "10:00", "11:00"))

    for name in ("slip", "permit"):
        paper = await city.client().get(f"/bookings/{booking['booking_id']}/{name}.pdf")
        assert "午前10時30分まで" in text_of(paper.content)


async def test_no_permit_of_a_booking_that_does_not_stand(city):
    """Cancelled, or nobody came."""
    cancelled = await booked(city)
    missed = await booked(city, facility_id="always-open", room_id="r1", **on(1, "10:00", "11:00"))
    await city.client().post(f"/bookings/{cancelled['booking_id']}/cancel")
    clock_of(city.site).advance(timedelta(hours=2))
    await run_timers(city.service)

    for booking in (cancelled, missed):
        answer = await city.client().get(f"/bookings/{booking['booking_id']}/permit.pdf")
        assert (409, "no-permit") == (answer.status_code, answer.json()["code"])


async def test_no_receipt_before_anything_was_paid(city):
    """Nor for what is free of charge."""
    priced = await booked(city)
    free = await booked(city, facility_id="always-open", room_id="r1", **on(1, "10:00", "11:00"))

    answers = [await city.client().get(f"/bookings/{b['booking_id']}/receipt.pdf") for b in (priced, free)]

    assert ["not-paid-yet", "nothing-to-pay"] == [answer.json()["code"] for answer in answers]


async def test_a_receipt_of_what_was_paid(tmp_path, monkeypatch):
    """The desk is told by its port what was paid."""

    async def paid(_):
        return Paid("r1", 300, datetime(2026, 12, 1, 3, tzinfo=UTC), "counter")

    monkeypatch.setattr(app, "PaperDesk", lambda *args, **named: PaperDesk(*args, **{**named, "paid": paid}))
    async with a_city(tmp_path) as city:
        booking = await booked(city)
        answer = await city.client().get(f"/bookings/{booking['booking_id']}/receipt.pdf")

    assert 200 == answer.status_code
    assert "金300円" in text_of(answer.content)


def asked(**changes):
    wanted = body(**changes)
    return {name: wanted[name] for name in ("facility_id", "room_id", "starts_at", "ends_at")}


async def test_a_refusal_on_record_is_a_letter(city):
    """With the rule that refused, for who asked and for staff at the counter, and for nobody else."""
    assert 422 == (await city.client().post("/bookings", json=body(people=41))).status_code
    ken = city.client("resident-ken")

    own = await city.client().post("/refusals.pdf", json=asked())
    counter = await city.staff.post("/refusals.pdf", json={**asked(), "person_id": "resident-hana"})

    assert [200, 200] == [own.status_code, counter.status_code]
    assert own.content == counter.content
    for words in (
        "使用不許可通知書",
        "komorebi.capacity",
        "大会議室",
        "10:00〜11:00",
        "申込みの内容41",
        "認められる内容40",
        "利用規則第",
    ):
        assert words in text_of(own.content)
    assert 404 == (await ken.post("/refusals.pdf", json=asked())).status_code
    assert 403 == (await ken.post("/refusals.pdf", json={**asked(), "person_id": "resident-hana"})).status_code


async def test_a_room_that_was_taken_is_a_reason_too(city):
    """Of a group's request its officers get the letter, and only when they name the group."""
    await booked(city)
    assert 409 == (await city.yui.post("/bookings", json=body(group_id="osawa-garden"))).status_code

    letter = await city.yui.post("/refusals.pdf", json={**asked(), "group_id": "osawa-garden"})

    assert 200 == letter.status_code
    assert "すでにほかの予約が入っていました" in text_of(letter.content)
    assert "団体：大沢ガーデン" in text_of(letter.content)
    assert "no-refusal-on-record" == (await city.yui.post("/refusals.pdf", json=asked())).json()["code"]
    others = await city.client().post("/refusals.pdf", json={**asked(), "group_id": "osawa-garden"})
    assert 403 == others.status_code


async def test_a_request_that_was_never_refused_has_no_letter(city):
    """Another hour, another room, or one that was given."""
    await booked(city)

    for changes in ({}, {"room_id": "small"}, on(3, "10:00", "11:00")):
        answer = await city.client().post("/refusals.pdf", json=asked(**changes))
        assert (404, "no-refusal-on-record") == (answer.status_code, answer.json()["code"])


async def test_what_staff_decided_is_on_paper(city):
    """Approved: one number, and their conditions on the permit. Refused: a letter with their reason, for whom it is."""
    approved, refused = [await booked(city, purpose="event", **on(day, "10:00", "11:00")) for day in (2, 3)]
    given = await city.staff.post(f"/bookings/{approved['booking_id']}/approve", json={"conditions": ["no-fire"]})
    path = f"/bookings/{refused['booking_id']}"
    early = await city.client().get(f"{path}/refusal.pdf")
    await city.staff.post(f"{path}/refuse", json={"reason": "documents"})
    clock_of(city.site).advance(timedelta(days=1))

    permit = await city.client().get(f"/bookings/{approved['booking_id']}/permit.pdf")
    letter = await city.client().get(f"{path}/refusal.pdf")

    assert [200, 200] == [permit.status_code, letter.status_code]
    for words in (given.json()["permit_number"], "火気を使わないこと。"):
        assert words in text_of(permit.content)
    for words in (
        "使用不許可通知書",
        "令和8年12月1日",
        "必要な書類がそろっていない",
        "centre.approval",
        "第7条",
        "審査請求",
    ):
        assert words in text_of(letter.content)
    assert (404, "no-refusal-on-record") == (early.status_code, early.json()["code"])
    assert 409 == (await city.client().get(f"{path}/permit.pdf")).status_code
    assert 403 == (await city.client("resident-ken").get(f"{path}/refusal.pdf")).status_code


async def slip_of(city, booking, who=None):
    return text_of((await (who or city.client()).get(f"/bookings/{booking['booking_id']}/slip.pdf")).content)


async def test_a_slip_says_how_the_booking_stands(city):
    """Requested, held, allowed, refused, cancelled: a permit's number only where there is a permit."""
    asked, held, booked_ = [
        await booked(city, **changes, **on(day, "10:00", "11:00"))
        for day, changes in ((2, {"purpose": "event"}), (3, {"hold": True}), (4, {}))
    ]
    slips = [await slip_of(city, each) for each in (asked, held, booked_)]
    given = await city.staff.post(f"/bookings/{asked['booking_id']}/approve", json={})
    await city.client().post(f"/bookings/{booked_['booking_id']}/cancel")
    number = booked_["permit_number"]

    assert ["申込みの控え", "仮予約の控え", "予約の控え"] == [
        next(name for name in ("申込みの控え", "仮予約の控え", "予約の控え") if name in slip) for slip in slips
    ]
    assert [False, False, True] == ["許可の番号" in slip for slip in slips]
    assert number in slips[2]
    assert given.json()["permit_number"] in await slip_of(city, asked)
    cancelled = await slip_of(city, booked_)
    assert "取り消されています" in cancelled
    assert number not in cancelled


async def test_slip_and_permit_say_when_and_how_to_pay(city):
    """What the bill says, once there is one."""
    booking = await booked(city)
    await run_reactions(city.service)

    permit = await city.client().get(f"/bookings/{booking['booking_id']}/permit.pdf")

    for paper in (text_of(permit.content), await slip_of(city, booking)):
        assert "300円を、令和8年12月" in paper
        assert "までに、施設の窓口でお支払いください" in paper


async def test_the_letter_and_the_answer_name_every_reason(city):
    """A closed day before the hours that it would have had; each with its rule and article."""
    wish = {**on(7, "21:30", "22:30"), "people": 41}
    answer = await city.client().post("/bookings", json=body(**wish))
    letter = text_of((await city.client().post("/refusals.pdf", json=asked(**wish))).content)

    told = answer.json()
    assert {"komorebi.capacity", "centre.mondays", "centre.hours"} <= {each["rule_id"] for each in told["refusals"]}
    for each in told["refusals"]:
        assert each["ja"] in told["detail"]
        assert each["rule_id"] in letter
    assert told["detail"].startswith("2026年12月7日は休館日です")
    assert "2026年12月7日（休みの日でなければ）に使える時間" in told["detail"]
    assert letter.index("centre.mondays") < letter.index("centre.hours")
