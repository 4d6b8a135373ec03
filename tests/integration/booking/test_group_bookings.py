"""Bookings for a group: the saga over its quota and the facility-day, and the relations that come from events."""

import asyncio

import pytest

from services.booking.domain.events import BookingRefused, QuotaReleased, QuotaReserved, QuotaUsed
from services.booking.judging import BookingRequest
from services.booking.refusals import RoomTaken
from shared.contracts.booking import BookingConfirmed
from shared.contracts.matching import GroupJoined, GroupRegistered, OfficerAppointed, OfficerRetired
from shared.web import Caller
from tests.integration.booking.bookings_kit import a_city, body, on
from tests.kit import deliver, events_of, run_reactions

YUI = Caller("officer-yui", frozenset({"resident"}))
QUOTA = "quota/osawa-garden/2026-12"


@pytest.fixture
async def city(tmp_path):
    async with a_city(tmp_path) as city:
        yield city


def for_group(**changes):
    return body(group_id="osawa-garden", **changes)


def kinds(events):
    return [type(event) for event in events]


async def counted(city):
    return (await city.yui.get("/groups/osawa-garden/quotas/2026-12")).json()["counted"]


async def test_a_groups_booking_uses_its_quota(city):
    """Reserved, taken, used: the answer is the end of the saga."""
    answer = await city.yui.post("/bookings", json=for_group())

    assert (201, "osawa-garden") == (answer.status_code, answer.json()["group_id"])
    assert [QuotaReserved, QuotaUsed] == kinds(await events_of(city.service, QUOTA))
    assert {"centre.quota": 1} == await counted(city)


async def test_a_repeated_request_gets_its_first_answer(city):
    """Although its own booking has the room by now, and whatever the relay has done meanwhile."""
    key = {"idempotency-key": "k1"}
    first = await city.yui.post("/bookings", json=for_group(), headers=key)
    await run_reactions(city.service)

    again = await city.yui.post("/bookings", json=for_group(), headers=key)

    assert (201, first.content, "true") == (again.status_code, again.content, again.headers["idempotency-replayed"])
    assert {"centre.quota": 1} == await counted(city)


async def test_a_taken_room_costs_no_commit_of_the_quota(city):
    """The day is asked first."""
    await city.client().post("/bookings", json=body())

    answer = await city.yui.post("/bookings", json=for_group())

    assert (409, "room-taken") == (answer.status_code, answer.json()["code"])
    assert answer.json()["alternatives"]
    assert [] == await events_of(city.service, QUOTA)


async def test_a_lost_race_is_the_same_refusal_and_gives_the_quota_back(city, monkeypatch):
    """When the advance question came too early, the saga ends in a refusal that is recorded, and in the same 409."""
    real = city.service.journal.ask

    async def ask_too_early(stream, question):
        answer = await real(stream, question)
        if stream.name.startswith("facility-day/") and answer == (None,):
            monkeypatch.undo()
            assert 201 == (await city.client().post("/bookings", json=body())).status_code
        return answer

    monkeypatch.setattr(city.service.journal, "ask", ask_too_early)
    key = {"idempotency-key": "k1"}

    answer = await city.yui.post("/bookings", json=for_group(), headers=key)

    assert (409, "room-taken") == (answer.status_code, answer.json()["code"])
    assert "small" in {place["room_id"] for place in answer.json()["alternatives"]}
    assert [QuotaReserved, QuotaReleased] == kinds(await events_of(city.service, QUOTA))
    assert BookingRefused in kinds(await events_of(city.service, "facility-day/cc/2026-12-02"))
    assert {} == await counted(city)
    again = await city.yui.post("/bookings", json=for_group(), headers=key)
    assert (409, "room-taken") == (again.status_code, again.json()["code"])


async def test_the_relay_finishes_what_a_crash_left_behind(city):
    """A saga that stopped after its first commit ends the same way when the relay comes by."""
    request = BookingRequest.model_validate(for_group())
    cause = city.service.journal.causes.http("officer-yui", "POST /bookings", "k")

    async def no_settling(commit):
        raise ConnectionError

    settle, city.service.journal.settle = city.service.journal.settle, no_settling
    with pytest.raises(ConnectionError):
        await city.uses.bookings.book(request, by=YUI, cause=cause)
    city.service.journal.settle = settle

    await run_reactions(city.service)

    assert BookingConfirmed in kinds(await events_of(city.service, "facility-day/cc/2026-12-02"))
    assert [QuotaReserved, QuotaUsed] == kinds(await events_of(city.service, QUOTA))
    done = await city.uses.bookings.book(request, by=YUI, cause=cause)
    assert done.outcome.replayed


async def test_the_months_quota_is_a_rule(city):
    """The thirteenth booking of a month is refused with the limit; a cancelled one makes room for it."""
    booked = []
    for day in (2, 3, 4, 5, 8, 9, 10, 11, 12, 15, 16, 17):
        answer = await city.yui.post("/bookings", json=for_group(**on(day, "10:00", "11:00")))
        booked.append(answer.json()["booking_id"])

    refused = await city.yui.post("/bookings", json=for_group(**on(18, "10:00", "11:00")))

    told = refused.json()
    assert (422, "rule-refused", "centre.quota", 13, 12) == (
        refused.status_code, told["code"], told["rule_id"], told["value"], told["limit"],
    )  # fmt: skip
    january = for_group(starts_at="2027-01-05T10:00:00+09:00", ends_at="2027-01-05T11:00:00+09:00")
    assert 201 == (await city.yui.post("/bookings", json=january)).status_code
    assert 200 == (await city.yui.post(f"/bookings/{booked[-1]}/cancel")).status_code
    assert 201 == (await city.yui.post("/bookings", json=for_group(**on(18, "10:00", "11:00")))).status_code


async def test_twenty_at_once_never_pass_the_quota(city):
    """Rivals of one group on twenty different slots: twelve are confirmed, and twelve count."""
    days = (2, 3, 4, 5, 8, 9, 10, 11, 12, 15, 16, 17, 18, 19, 22, 23, 24, 25)

    answers = await asyncio.gather(
        *(city.yui.post("/bookings", json=for_group(**on(day, "10:00", "11:00"))) for day in days)
    )

    assert [201] * 12 + [422] * 6 == sorted(answer.status_code for answer in answers)
    assert {"centre.quota": 12} == await counted(city)


async def test_only_officers_and_staff_book_for_a_group(city):
    """A member does not, and who has retired does not any more."""
    await deliver(city.service, GroupJoined(group_id="osawa-garden", person_id="resident-ken"))
    ken = await city.client("resident-ken").post("/bookings", json=for_group())
    staff = await city.staff.post("/bookings", json=for_group())
    await deliver(
        city.service,
        OfficerAppointed(group_id="osawa-garden", person_id="resident-rin", role="officer"),
        OfficerRetired(group_id="osawa-garden", person_id="officer-yui"),
    )
    yui = await city.yui.post("/bookings", json=for_group(**on(3, "10:00", "11:00")))
    rin = await city.client("resident-rin").post("/bookings", json=for_group(**on(3, "10:00", "11:00")))

    assert (403, "officer-of-group") == (ken.status_code, ken.json()["rule"])
    assert [201, 403, 201] == [staff.status_code, yui.status_code, rin.status_code]


async def test_a_group_that_is_not_heard_of_is_not_yet(city):
    """Facts of matching may be on their way: the answer is to come again, and then it works."""
    rin = city.client("resident-rin")
    wanted = body(group_id="new-group")
    early = await rin.post("/bookings", json=wanted)
    await deliver(city.service, OfficerAppointed(group_id="new-group", person_id="resident-rin", role="officer"))
    still = await rin.post("/bookings", json=wanted)
    await deliver(city.service, GroupRegistered(group_id="new-group", name="新しい会", kind="theme", size_band="5-9"))
    then = await rin.post("/bookings", json=wanted)

    assert [(409, "not-yet"), (409, "not-yet")] == [(a.status_code, a.json()["code"]) for a in (early, still)]
    assert "retry-after" in early.headers
    assert 201 == then.status_code


async def test_a_small_group_is_refused_by_the_rule(city):
    """The size that a group says it has counts, or the members heard of, whichever is more."""
    await deliver(
        city.service,
        OfficerAppointed(group_id="trio", person_id="resident-rin", role="officer"),
        GroupRegistered(group_id="trio", name="三人会", kind="theme", size_band="1-4"),
    )
    rin = city.client("resident-rin")
    small = await rin.post("/bookings", json=body(group_id="trio"))
    for n in range(4):
        await deliver(city.service, GroupJoined(group_id="trio", person_id=f"member-{n}"))
    grown = await rin.post("/bookings", json=body(group_id="trio"))

    told = small.json()
    assert (422, "centre.members", 1, 5) == (
        small.status_code, told["rule_id"], told["value"], told["limit"],
    )  # fmt: skip
    assert 201 == grown.status_code


async def test_facts_delivered_twice_change_nothing(city):
    """Kafka may redeliver."""
    joined = GroupJoined(group_id="osawa-garden", person_id="resident-ken")
    await deliver(city.service, joined, joined)

    assert 3 == len(await events_of(city.service, "group/osawa-garden"))


async def test_the_refusal_of_an_advance_question_is_demand_too(city):
    """Groups that are turned away count like people."""
    await city.client().post("/bookings", json=body())
    await city.yui.post("/bookings", json=for_group())

    demand = (await city.staff.get("/demand")).json()["items"]

    assert [1] == [day["refused"] for day in demand]
    with pytest.raises(RoomTaken):
        await city.uses.bookings.book(
            BookingRequest.model_validate(for_group()),
            by=YUI,
            cause=city.service.journal.causes.http("officer-yui", "POST /bookings", "z"),
        )


async def test_an_officer_who_has_left_does_nothing_more_with_the_group_s_bookings(city):
    """Though it was they who booked: a rival could cancel late, and the group would bear the points."""
    booked = (await city.yui.post("/bookings", json=for_group())).json()
    await deliver(city.service, OfficerRetired(group_id="osawa-garden", person_id="officer-yui", role="officer"), n=9)

    for step in ("cancel", "start"):
        answer = await city.yui.post(
            f"/bookings/{booked['booking_id']}/{step}", json={"code": "1"} if step == "start" else {}
        )
        assert 403 == answer.status_code
    assert 403 == (await city.yui.get(f"/bookings/{booked['booking_id']}")).status_code


async def test_an_officer_who_has_left_reads_nothing_more_of_the_group_s_bookings(city):
    """Their own list and calendar keep what they booked for themselves; paging goes on behind what is left out."""
    await city.yui.post("/bookings", json=for_group())
    own = (await city.yui.post("/bookings", json=body(room_id="small", **on(3, "10:00", "11:00")))).json()
    url = (await city.yui.post("/calendars/people/me")).json()["url"].removeprefix("http://127.0.0.1:8000/booking")
    before = await city.client(None).get(url)
    assert 2 == len((await city.yui.get("/bookings")).json()["items"]) == before.content.count(b"BEGIN:VEVENT")
    await deliver(city.service, OfficerRetired(group_id="osawa-garden", person_id="officer-yui", role="officer"), n=9)

    first = (await city.yui.get("/bookings?limit=1")).json()
    second = (await city.yui.get(f"/bookings?limit=1&cursor={first['next']}")).json()
    calendar = await city.client(None).get(url, headers={"If-None-Match": before.headers["etag"]})

    assert [own["booking_id"]] == [row["booking_id"] for row in first["items"] + second["items"]]
    assert (200, 1) == (calendar.status_code, calendar.content.count(b"BEGIN:VEVENT"))
    assert "last-modified" not in calendar.headers
    assert own["booking_id"].encode() in calendar.content
    await deliver(
        city.service, OfficerAppointed(group_id="osawa-garden", person_id="officer-yui", role="officer"), n=10
    )
    assert 2 == len((await city.yui.get("/bookings")).json()["items"])
