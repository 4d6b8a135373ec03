"""Webhooks to a receiver on loopback: signed, in order, again after failures, never lost over restarts and replicas."""

import asyncio
from datetime import timedelta

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from services.feeds import courier as courier_module
from services.feeds.domain.subscription import LEASE
from tests.integration.feeds.feeds_kit import (
    LOOPBACK,
    NOW,
    Listener,
    Receiver,
    a_booking,
    a_facility,
    a_world,
    failures,
    running,
    until,
)
from tests.kit import deliver, make_site

AN_HOUR = {"retry-after": "3600"}
SINCE = "2026-12-01T00:00:00+09:00"


async def test_a_webhook_is_a_signed_cloud_event(tmp_path):
    """A library that is not ours verifies it; the body is what a listener gets, to the letter."""
    async with a_world(tmp_path) as world, Receiver().up() as receiver:
        made = await world.subscribe(url=receiver.url)
        async with Listener(world) as listener:
            await world.happen("a")
            told = await listener.event()
        await until(lambda: receiver.received)
        (one,) = receiver.received

    assert told == Webhook(made["secret"]).verify(one.body, one.headers)
    assert made["secret"].startswith("whsec_")
    assert "application/cloudevents+json; charset=utf-8" == one.headers["content-type"]
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + "A" * 43 + "=").verify(one.body, one.headers)


async def test_events_come_in_order_and_the_position_is_kept(tmp_path):
    """One at a time; what was taken is on record when the process stops, and is not sent again."""
    site = make_site(tmp_path, start=NOW, feeds_networks_allowed=LOOPBACK)
    names = [f"f{n}" for n in range(30)]
    async with Receiver().up() as receiver:
        async with running(site) as world:
            await world.subscribe(url=receiver.url)
            await world.happen(*names[:20])
            await until(lambda: len(receiver.received) == 20)
        async with running(site) as world:
            world.count = 20
            await world.happen(*names[20:])
            await until(lambda: len(receiver.received) >= 30)
            await asyncio.sleep(0.2)

    assert names == receiver.facilities


async def test_all_going_well_costs_few_commits(tmp_path, monkeypatch):
    """The cursor is recorded for many events at once."""
    monkeypatch.setattr(courier_module, "RECORD_EVERY_SECONDS", 60.0)
    async with a_world(tmp_path) as world, Receiver().up() as receiver:
        id = (await world.subscribe(url=receiver.url, since=SINCE))["subscription_id"]
        await world.happen(*(f"f{n}" for n in range(50)))
        await until(lambda: len(receiver.received) == 50)
        commits = await world.service.journal.store.of_stream(f"subscription/{id}")

    assert len(commits) <= 3


async def test_what_a_crash_left_unrecorded_is_sent_again_with_the_same_ids(tmp_path, monkeypatch):
    """At least once: killed before the cursor was recorded, nothing is lost."""
    monkeypatch.setattr(courier_module, "RECORD_EVERY_SECONDS", 60.0)
    site = make_site(tmp_path, start=NOW, feeds_networks_allowed=LOOPBACK)
    async with Receiver().up() as receiver:
        async with running(site) as world:
            await world.subscribe(url=receiver.url)
            await world.happen("a", "b", "c")
            await until(lambda: len(receiver.received) == 3)
            monkeypatch.setattr(courier_module.Courier, "finish", lambda self: asyncio.sleep(0))  # as after kill -9
        site.clock.advance(2 * LEASE)
        async with running(site) as world:
            await until(lambda: len(receiver.received) == 6)

    assert receiver.ids[:3] == receiver.ids[3:]
    assert {"a", "b", "c"} == set(receiver.facilities)


async def test_a_failure_is_tried_again_later_and_nothing_overtakes_it(tmp_path):
    """500 twice: the later events wait, the clock brings the next try, and then all come in order."""
    answers = [500, 500]
    async with (
        a_world(tmp_path) as world,
        Receiver(behave=lambda received: answers.pop() if answers else 200).up() as receiver,
    ):
        id = (await world.subscribe(url=receiver.url))["subscription_id"]
        await world.happen("a", "b")
        await until(failures, world, id, 1)
        await asyncio.sleep(0.1)
        assert 1 == len(receiver.received), "not before it is time"
        row = await world.row(id)
        await world.advance(timedelta(seconds=8))
        await until(failures, world, id, 2)
        await world.advance(timedelta(seconds=16))
        await until(lambda: len(receiver.received) == 4)
        listed = (await world.staff.get(f"/subscriptions/{id}/deliveries")).json()

    assert ["a", "a", "a", "b"] == receiver.facilities
    assert 1 == len({each.headers["webhook-id"] for each in receiver.received[:3]})
    assert ("http-500", 1, True) == (row["last_failure"], row["failures"], row["next_attempt_at"] is not None)
    assert [("http-500", 500)] * 2 == [(each["code"], each["status"]) for each in listed["failures"]]


async def test_three_days_of_failures_disable_it_with_a_notice_and_resuming_loses_nothing(tmp_path):
    """Hours between the tries; then it stands in the lists and the figures, and staff bring it back."""
    answer = [503]
    async with a_world(tmp_path) as world, Receiver(behave=lambda received: answer[0]).up() as receiver:
        id = (await world.subscribe(url=receiver.url))["subscription_id"]
        await world.happen("a")
        tries = 0
        while (row := await world.row(id))["status"] == "active":
            await until(failures_more_than, world, id, tries)
            tries = (await world.row(id))["failures"] or tries + 1
            await world.advance(timedelta(hours=6))
        over = row["since"]
        overview = (await world.nobody.get("/subscriptions/overview")).json()["items"][0]
        await until(lambda: world.couriers.standing("disabled") == 1)
        metrics = (await world.nobody.get("/metrics")).text
        answer[0] = 200
        await world.staff.post(f"/subscriptions/{id}/resume")
        await until(status, world, id, "active", 1)

    assert ("disabled", "failing-three-days", "http-503") == (row["status"], row["reason"], row["last_failure"])
    assert (overview["status"], overview["reason"]) == (row["status"], row["reason"])
    assert 'kyoso_feeds_subscriptions{service="feeds",status="disabled"} 1.0' in metrics
    assert 12 <= len(receiver.received) <= 15, "every six hours for three days, once more after that"
    assert over > "2026-12-04"


async def failures_more_than(world, id, count):
    row = await world.row(id)
    return row["failures"] > count or row["status"] != "active"


async def status(world, id, wanted, delivered=None):
    row = await world.row(id)
    return row["status"] == wanted and (delivered is None or row["delivered"] == delivered)


async def test_410_disables_at_once(tmp_path):
    """Gone is gone."""
    async with a_world(tmp_path) as world, Receiver(behave=lambda received: 410).up() as receiver:
        id = (await world.subscribe(url=receiver.url))["subscription_id"]
        await world.happen("a", "b")
        await until(status, world, id, "disabled")
        await asyncio.sleep(0.1)
        row = await world.row(id)

    assert 1 == len(receiver.received)
    assert ("gone", "gone") == (row["reason"], row["last_failure"])


@pytest.mark.parametrize("code", [429, 503])
async def test_retry_after_is_heeded(tmp_path, code):
    """An hour is an hour."""
    async with a_world(tmp_path) as world, Receiver(behave=lambda received: (code, AN_HOUR)).up() as receiver:
        id = (await world.subscribe(url=receiver.url))["subscription_id"]
        await world.happen("a")
        await until(failures, world, id, 1)
        await world.advance(timedelta(minutes=59))
        await asyncio.sleep(0.2)
        early = len(receiver.received)
        await world.advance(timedelta(minutes=2))
        await until(lambda: len(receiver.received) == 2)

    assert 1 == early


async def test_staff_pause_resume_replay_and_end(tmp_path):
    """Each takes hold at once; a replay sends the same ids again, and an end is an end."""
    async with a_world(tmp_path) as world, Receiver().up() as receiver:
        id = (await world.subscribe(url=receiver.url))["subscription_id"]
        await world.happen("a")
        await until(lambda: len(receiver.received) == 1)
        assert 200 == (await world.staff.post(f"/subscriptions/{id}/pause")).status_code
        await world.happen("b")
        await asyncio.sleep(0.2)
        paused = receiver.facilities
        await world.staff.post(f"/subscriptions/{id}/resume")
        await until(lambda: len(receiver.received) == 2)
        replayed = await world.staff.post(f"/subscriptions/{id}/replay", json={"since": SINCE})
        await until(lambda: len(receiver.received) == 4)
        assert 200 == (await world.staff.delete(f"/subscriptions/{id}")).status_code
        await world.happen("c")
        await asyncio.sleep(0.2)
        again = await world.staff.post(f"/subscriptions/{id}/resume")

    assert ["a"] == paused
    assert (200, ["a", "b", "a", "b"]) == (replayed.status_code, receiver.facilities)
    assert receiver.ids[:2] == receiver.ids[2:]
    assert (409, "subscription-ended") == (again.status_code, again.json()["code"])


async def test_a_new_secret_signs_beside_the_old_one_for_a_day(tmp_path):
    """A receiver changes it without missing anything."""
    async with a_world(tmp_path) as world, Receiver().up() as receiver:
        made = await world.subscribe(url=receiver.url)
        rotated = (await world.staff.post(f"/subscriptions/{made['subscription_id']}/secret")).json()
        await world.happen("a")
        await until(lambda: len(receiver.received) == 1)
        await world.advance(timedelta(hours=25))
        await world.happen("b")
        await until(lambda: len(receiver.received) == 2)
        during, after = receiver.received

    for secret in (made["secret"], rotated["secret"]):
        Webhook(secret).verify(during.body, during.headers)
    Webhook(rotated["secret"]).verify(after.body, after.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(made["secret"]).verify(after.body, after.headers)


async def test_types_areas_and_pseudonyms_hold_for_webhooks_too(tmp_path):
    """What is not for the subscriber is passed over, what is comes veiled."""
    wish = {"types": ["booking-confirmed.v1"], "purpose": "facility-operation", "areas": ["kita"]}
    async with a_world(tmp_path) as world, Receiver().up() as receiver:
        await deliver(world.service, a_facility("north-hall", "kita"), a_facility("south-hall", "minami"))
        await world.subscribe(url=receiver.url, **wish)
        await deliver(world.service, a_booking(facility="south-hall", number="b1"))
        await deliver(world.service, a_booking(facility="north-hall", number="b2"))
        await until(lambda: receiver.received)
        await asyncio.sleep(0.1)

    assert ["north-hall"] == receiver.facilities
    assert "resident-hana" not in str(receiver.received)


async def test_two_replicas_do_not_both_deliver_and_one_goes_on_when_the_other_dies(tmp_path):
    """The lease decides; after its end the other one delivers what is left, and nothing is lost."""
    site = make_site(tmp_path, start=NOW, feeds_networks_allowed=LOOPBACK)
    async with Receiver().up() as receiver, running(site) as one, running(site) as two:
        for world in (one, two):
            world.service.journal.store.exclusive = False
        await one.subscribe(url=receiver.url)
        await one.happen(*(f"f{n}" for n in range(20)))
        await until(lambda: len(receiver.received) == 20)
        await asyncio.sleep(1.2)  # long enough for the other to look
        once = list(receiver.facilities)
        (dead,) = [
            world
            for world in (one, two)
            if any(c._holds(c._known) for c, _ in world.couriers._running.values() if c._known)
        ][:1]
        for _, task in dead.couriers._running.values():
            task.cancel()
        dead.couriers._task.cancel()
        one.count = 20
        await one.happen("late")
        await asyncio.sleep(0.3)
        early = len(receiver.received)
        site.clock.advance(2 * LEASE)
        await until(lambda: "late" in receiver.facilities)

    assert [f"f{n}" for n in range(20)] == once
    assert 20 == early, "while the lease lasts nobody else delivers"


async def test_twenty_that_hang_delay_nobody_else(tmp_path):
    """Forty webhooks, half of them hang until the time-out: the others have their event at once."""

    async def hang(received):
        await asyncio.sleep(30)

    async with (
        a_world(tmp_path, feeds_webhook_timeout_seconds=8.0) as world,
        Receiver(behave=hang).up() as slow,
        Receiver().up() as quick,
    ):
        for n in range(40):
            await world.subscribe(subscriber=f"neighbour-{n}", url=(slow if n % 2 else quick).url)
        await until(lambda: len(world.couriers._running) == 40)
        await world.happen("a")
        await until(lambda: len(quick.received) == 20, seconds=5.0)
