"""Changes, cancellations and certificates on a real journal: told to everybody exactly once, and looked up."""

import asyncio
from datetime import timedelta

import pytest

from services.booking.activities import change_refusals
from services.booking.activities.rows import ParticipationRow
from shared.contracts.booking_activities import (
    ActivityCancelled,
    ActivityChanged,
    AttendanceCorrected,
    CertificateGranted,
    CertificateRevoked,
    ParticipationAffected,
)
from shared.errors import Refusal
from shared.web import Caller, Forbidden
from tests.integration.booking.activities_kit import ENDS, HANA, KEN, STARTS, YUI, a_world, body, wanted
from tests.kit import client, published, run_reactions


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as world:
        yield world


async def change(world, activity_id, key="change", **changes):
    return await world.uses.change(activity_id, wanted(**changes), by=YUI, cause=world.cause(key, YUI))


async def affected(world):
    return [event for event in await published(world.service) if isinstance(event, ParticipationAffected)]


async def test_three_hundred_people_are_told_each_once_while_others_come_and_go(world):
    """Whoever signs up before the change is told of it; who comes after it has signed up to what is; in every race."""
    activity_id = await world.announce(capacity=400)
    before = [Caller(f"p{n:03}") for n in range(300)]
    during = [Caller(f"q{n:03}") for n in range(60)]
    await world.sign_up(activity_id, *before)

    await asyncio.gather(
        *(world.uses.sign_up(activity_id, by=p, cause=world.cause("k", p)) for p in during[:30]),
        change(world, activity_id, capacity=400, place="大沢体育館"),
        *(world.uses.sign_up(activity_id, by=p, cause=world.cause("k", p)) for p in during[30:]),
        *(world.uses.withdraw(activity_id, p.person_id, by=p, cause=world.cause("l", p)) for p in before[:20]),
        run_reactions(world.service),
    )
    await run_reactions(world.service)

    events = await published(world.service)
    at = next(n for n, event in enumerate(events) if isinstance(event, ActivityChanged))
    signed = {e.person_id for e in events[:at] if e.type == "activity-signed-up.v1"}
    left = {e.person_id for e in events if e.type == "activity-withdrawn.v1"}
    told = [event.person_id for event in await affected(world)]
    assert len(told) == len(set(told))
    assert signed - left <= set(told) <= signed
    rows = await world.service.journal.all(ParticipationRow, where={"activity_id": activity_id}, with_closed=False)
    assert {"大沢体育館"} == {row.place for row in rows}
    assert 340 == len(rows)


async def test_an_officer_changes_and_nobody_else(world):
    """The answer is the activity as it is now; a repeat answers the same."""
    activity_id = await world.announce()
    site, service = world.site, world.service
    said = body(title="畑の会", starts_at="2026-12-01T15:00:00+09:00")

    async with client(service, site, "officer-yui", headers={"idempotency-key": "k1"}) as yui:
        first = await yui.put(f"/activities/{activity_id}", json=said)
        again = await yui.put(f"/activities/{activity_id}", json=said)
    async with client(service, site) as hana:
        refused = await hana.put(f"/activities/{activity_id}", json=said)

    assert (200, "畑の会", "2026-12-01T15:00:00+09:00") == (
        first.status_code, first.json()["title"], first.json()["starts_at"],
    )  # fmt: skip
    assert (first.content, "true") == (again.content, again.headers["idempotency-replayed"])
    assert 403 == refused.status_code


async def test_a_change_to_a_booking_that_does_not_cover_it_is_refused(world):
    """Sessions name bookings of their own, and each must fit."""
    activity_id = await world.announce()
    hour = timedelta(hours=1)
    fits = {"starts_at": STARTS - hour, "ends_at": STARTS, "booking_id": "b1"}
    does_not = {"starts_at": ENDS + hour, "ends_at": ENDS + 2 * hour, "booking_id": "b1"}
    both = {"starts_at": STARTS - hour, "ends_at": ENDS + 2 * hour}

    with pytest.raises(Refusal) as refusal:
        await change(world, activity_id, **both, sessions=[{**fits, "booking_id": "b9"}, does_not])
    assert "booking-does-not-fit" == refusal.value.code
    changed = await change(world, activity_id, "k2", starts_at=STARTS - hour, ends_at=STARTS, sessions=[fits])
    assert ["b1"] == [session.booking_id for session in changed.about.sessions]


async def test_a_cancellation_takes_every_attendance_back_once_and_says_what_is_left(world):
    """Whoever was recorded, however often the steps are repeated; the room is the group's to give back."""
    activity_id = await world.announce(booking_id="b1", capacity=150)
    crowd = [Caller(f"p{n:03}") for n in range(120)]
    await world.sign_up(activity_id, *crowd)
    world.move_to(STARTS)
    for person in crowd[:80]:
        cause = world.cause(f"tick {person.person_id}", YUI)
        await world.uses.attend_by_hand(activity_id, person.person_id, by=YUI, cause=cause)

    async with client(world.service, world.site, "officer-yui") as yui:
        cancelled = await yui.post(f"/activities/{activity_id}/cancel", json={"reason": "weather"})
        listed = (await yui.get("/activities")).json()["items"]
    await asyncio.gather(*(run_reactions(world.service) for _ in range(3)))

    events = await published(world.service)
    corrected = [event.person_id for event in events if isinstance(event, AttendanceCorrected)]
    assert [person.person_id for person in crowd[:80]] == corrected
    assert [person.person_id for person in crowd] == [event.person_id for event in await affected(world)]
    assert 1 == sum(isinstance(event, ActivityCancelled) for event in events)
    assert (200, "cancelled", "weather") == (
        cancelled.status_code, cancelled.json()["status"], cancelled.json()["reason"],
    )  # fmt: skip
    assert [{"booking_id": "b1", "cancel": "/booking/bookings/b1/cancel"}] == cancelled.json()["bookings"]
    assert ["cancelled"] == [item["status"] for item in listed]
    assert 0 == (await world.uses.activity(activity_id)).attended
    mine = (await world.uses.mine(by=crowd[0])).items
    assert [("corrected", "cancelled")] == [(row.status, row.activity_status) for row in mine]


async def test_nothing_is_recorded_after_the_cancellation(world):
    """Else points would be given for what did not take place."""
    activity_id = await world.announce()
    await world.sign_up(activity_id, HANA)
    with pytest.raises(Forbidden):
        await world.uses.cancel(activity_id, "other", by=KEN, cause=world.cause("cancel", KEN))
    await world.uses.cancel(activity_id, "other", by=YUI, cause=world.cause("cancel", YUI))
    world.move_to(STARTS)

    with pytest.raises(change_refusals.ActivityIsCancelled):
        await world.uses.attend_by_hand(activity_id, HANA.person_id, by=YUI, cause=world.cause("tick", YUI))


# -- certificates

EVENINGS = [{"starts_at": STARTS + timedelta(days=n), "ends_at": ENDS + timedelta(days=n)} for n in range(3)]
COURSE = {
    "sessions": EVENINGS, "starts_at": STARTS, "ends_at": ENDS + timedelta(days=2),
    "certificate": {"title_ja": "傾聴ボランティア講座", "title_en": "Listening volunteers", "sessions_min": 2},
}  # fmt: skip


async def attend_course(world, sessions=2):
    activity_id = await world.announce(**COURSE)
    await world.sign_up(activity_id, HANA)
    for n in range(sessions):
        world.move_to(STARTS + timedelta(days=n))
        code = await world.code(activity_id)
        await world.uses.attend_by_code(activity_id, code, by=HANA, cause=world.cause(f"attend {n}"))
    return activity_id


async def test_a_certificate_comes_by_itself_and_anybody_may_verify_its_number(world):
    """What for, and whether it is valid; never whose it is."""
    await attend_course(world)

    async with client(world.service, world.site) as hana, client(world.service, world.site, None) as anyone:
        (own,) = (await hana.get("/certificates/me")).json()["items"]
        as_read = own["number"].lower().replace("-", " ").replace("0", "o")
        verified = (await anyone.get(f"/certificates/{as_read}")).json()
        unknown = (await anyone.get("/certificates/0000-0000-0000")).json()
        nonsense = (await anyone.get("/certificates/x")).json()

    assert (True, "傾聴ボランティア講座", "osawa-garden") == (own["valid"], own["title_ja"], own["group_id"])
    assert (True, "傾聴ボランティア講座", "2026-12-02T14:00:00+09:00") == (
        verified["valid"], verified["title_ja"], verified["granted_at"],
    )  # fmt: skip
    assert not any("hana" in str(value) for value in verified.values())
    assert (False, None) == (unknown["valid"], unknown["title_ja"])
    assert unknown == nonsense
    granted = [event for event in await published(world.service) if isinstance(event, CertificateGranted)]
    assert [("resident-hana", 240)] == [(event.person_id, event.minutes) for event in granted]
    assert own["number"].replace("-", "").encode() not in b"".join(
        event.body() for event in await published(world.service)
    )


async def test_a_correction_makes_the_number_invalid_until_it_is_earned_again(world):
    """Paper cannot be taken back, so whoever asks for its number hears how it stands now."""
    activity_id = await attend_course(world)
    await world.uses.correct(activity_id, HANA.person_id, by=YUI, session=2, cause=world.cause("correct", YUI))
    (own,) = (await world.uses.certificates.mine(by=HANA)).items
    after = await world.uses.certificates.verify(own.id)
    again = await world.uses.attend_by_hand(
        activity_id, HANA.person_id, by=YUI, session=2, cause=world.cause("again", YUI)
    )

    assert ("attended", 2) == (again.status, again.session)
    assert (False, False) == (own.valid, after.valid)
    assert (await world.uses.certificates.verify(own.id)).valid
    kinds = [type(e) for e in await published(world.service) if isinstance(e, CertificateGranted | CertificateRevoked)]
    assert [CertificateGranted, CertificateRevoked, CertificateGranted] == kinds
