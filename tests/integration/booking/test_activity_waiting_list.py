"""Waiting lists on a real journal: rivals, the timer, replicas' repeats, and what each is told."""

import asyncio
from datetime import timedelta

import pytest

from services.booking.activities.rows import WaitingListRow
from services.booking.domain.activities.announcement import Announcement
from shared.contracts.booking_activities import (
    ActivitySignedUp,
    ActivityWithdrawn,
    WaitingAccepted,
    WaitingJoined,
    WaitingOffered,
    WaitingPassed,
)
from shared.errors import Refusal
from shared.journal.rebuild import rebuild
from shared.timers import Timers
from shared.web import Caller
from tests.integration.booking.activities_kit import HANA, KEN, NOW, a_world, wanted
from tests.kit import client, published

DAYS = timedelta(days=1)
FAR = {"starts_at": NOW + 9 * DAYS, "ends_at": NOW + 9 * DAYS + timedelta(hours=2), "deadline": NOW + 8 * DAYS}


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as world:
        yield world


async def a_full_one(world, places=3, waiting=5):
    """An activity whose places people have, and more people who wait."""
    activity_id = await world.announce(**FAR, capacity=places)
    inside = [Caller(f"p{n}") for n in range(places)]
    await world.sign_up(activity_id, *inside)
    outside = [Caller(f"w{n}") for n in range(waiting)]
    for person in outside:
        await world.uses.waiting.join(activity_id, by=person, cause=world.cause("wait", person))
    return activity_id, inside, outside


async def people(world, kind):
    return [event.person_id for event in await published(world.service) if type(event) is kind]


async def fire(world):
    return await Timers(world.service.journal, world.service.timers).run_due()


async def test_many_withdrawals_at_once_are_offered_in_order_and_nobody_slips_in(world):
    """Rivals without number ask for the same places at the same instant: those who waited have them."""
    activity_id, inside, outside = await a_full_one(world)
    rivals = [Caller(f"r{n}") for n in range(20)]

    outcomes = await asyncio.gather(
        *(world.uses.withdraw(activity_id, p.person_id, by=p, cause=world.cause("leave", p)) for p in inside),
        *(world.uses.sign_up(activity_id, by=p, cause=world.cause("rival", p)) for p in rivals),
        return_exceptions=True,
    )

    assert 20 == sum(isinstance(outcome, Refusal) and outcome.code == "activity-full" for outcome in outcomes)
    assert ["w0", "w1", "w2"] == await people(world, WaitingOffered)
    await asyncio.gather(
        *(world.uses.waiting.accept(activity_id, by=p, cause=world.cause("accept", p)) for p in outside[:3])
    )
    assert ["p0", "p1", "p2", "w0", "w1", "w2"] == await people(world, ActivitySignedUp)
    row = await world.uses.activity(activity_id)
    assert (3, 0) == (row.places_taken, row.held)


async def test_an_offer_that_passes_goes_on_by_the_timer_alone(world):
    """Nobody asks for anything: the clock does it, and twice does no harm."""
    activity_id, inside, _ = await a_full_one(world, places=1, waiting=2)
    await world.uses.withdraw(activity_id, "p0", by=inside[0], cause=world.cause("leave", inside[0]))

    assert 0 == await fire(world)
    world.move_to(NOW + DAYS)
    assert 1 == await fire(world)
    assert 0 == await fire(world)

    assert ["w0", "w1"] == await people(world, WaitingOffered)
    assert [("w0", "offer-expired")] == [
        (event.person_id, event.reason) for event in await published(world.service) if isinstance(event, WaitingPassed)
    ]


async def test_accepting_and_the_timer_cannot_both_have_the_place(world):
    """At the very instant when the offer ends it is one or the other, and never neither."""
    activity_id, inside, outside = await a_full_one(world, places=1, waiting=2)
    await world.uses.withdraw(activity_id, "p0", by=inside[0], cause=world.cause("leave", inside[0]))
    first, second = outside
    (row,) = await world.service.journal.all(WaitingListRow)
    early = world.uses.waiting.accept(activity_id, by=first, cause=world.cause("accept", first))
    world.move_to(row.due_at - timedelta(seconds=1))
    too_early = world.service.journal.causes.timer("waiting-list", activity_id, 1)

    await asyncio.gather(early, world.uses.waiting.fall_due(row, too_early))
    world.move_to(row.due_at)
    await fire(world)

    assert ["p0", "w0"] == await people(world, ActivitySignedUp)
    assert ["w0"] == await people(world, WaitingOffered)
    with pytest.raises(Refusal) as refusal:
        await world.uses.waiting.accept(activity_id, by=second, cause=world.cause("accept", second))
    assert "no-offer" == refusal.value.code


async def test_a_repeated_acceptance_is_answered_as_the_first_time(world):
    """The answer was lost on the way; the client asks again, long after the offer has ended."""
    activity_id, inside, outside = await a_full_one(world, places=1, waiting=1)
    await world.uses.withdraw(activity_id, "p0", by=inside[0], cause=world.cause("leave", inside[0]))
    cause = world.cause("accept", outside[0])
    first, told = await world.uses.waiting.accept(activity_id, by=outside[0], cause=cause)
    world.move_to(NOW + 20 * DAYS)

    again, told_again = await world.uses.waiting.accept(activity_id, by=outside[0], cause=cause)

    assert (first.id, told) == (again.id, told_again)
    assert again.replayed


async def test_the_list_ends_by_the_timer_and_is_empty_afterwards(world):
    """At the deadline everybody who still waits hears of it."""
    activity_id, _, _ = await a_full_one(world, places=1, waiting=3)
    world.move_to(FAR["deadline"])

    assert 1 == await fire(world)

    assert ["w0", "w1", "w2"] == await people(world, WaitingPassed)
    (row,) = await world.service.journal.all(WaitingListRow)
    assert (True, None) == (row.closed, row.due_at)
    assert [] == (await world.uses.waiting.people(activity_id, by=Caller("officer-yui"))).items


async def test_waiting_over_http(world):
    """One's place in the order is told to oneself, and who waits to the officers."""
    activity_id, inside, _ = await a_full_one(world, places=1, waiting=2)
    site, service = world.site, world.service
    path = f"/activities/{activity_id}/waiting"

    async with client(service, site, "resident-hana") as hana, client(service, site, "officer-yui") as yui:
        joined = await hana.post(path)
        mine = (await hana.get(f"{path}/me")).json()
        others = await hana.get(path)
        listed = (await yui.get(path)).json()["items"]
        refused = await hana.post(f"{path}/accept")
        left = await hana.post(f"{path}/pass")

    assert (201, "waiting", "participant") == (joined.status_code, joined.json()["status"], joined.json()["role"])
    assert ("waiting", 3, "2026-12-09T09:00:00+09:00") == (mine["status"], mine["position"], mine["until"])
    assert 403 == others.status_code
    assert ["w0", "w1", "resident-hana"] == [item["person_id"] for item in listed]
    assert (409, "no-offer") == (refused.status_code, refused.json()["code"])
    assert (200, "passed") == (left.status_code, left.json()["status"])
    assert inside[0].person_id not in {item["person_id"] for item in listed}


async def test_a_place_held_for_somebody_is_not_shown_as_free(world):
    """Nobody is sent to sign up for what they cannot have; roles are counted each for itself."""
    roles = {"participant": 1, "helper": 2}
    activity_id = await world.announce(**FAR, capacity=3, roles=roles)
    await world.sign_up(activity_id, HANA)
    await world.uses.waiting.join(activity_id, by=KEN, cause=world.cause("wait", KEN))
    await world.uses.withdraw(activity_id, HANA.person_id, by=HANA, cause=world.cause("leave"))

    async with client(world.service, world.site, None) as anyone:
        shown = (await anyone.get(f"/activities/{activity_id}")).json()

    assert (2, roles, {"participant": 0, "helper": 2}) == (shown["places_left"], shown["roles"], shown["roles_left"])


async def test_rows_of_the_list_are_what_a_rebuild_makes(world):
    """Timers too: a rebuilt store goes on where it was."""
    activity_id, inside, outside = await a_full_one(world)
    journal = world.service.journal
    await world.uses.withdraw(activity_id, "p0", by=inside[0], cause=world.cause("leave", inside[0]))
    await world.uses.waiting.leave(activity_id, by=outside[1], cause=world.cause("pass", outside[1]))
    more = Announcement(**{**wanted().model_dump(), **FAR, "capacity": 4})
    await world.uses.change(activity_id, more, by=Caller("officer-yui"), cause=world.cause("change", KEN))

    async def everything():
        return [[row.model_dump_json() for row in await journal.all(kind)] for kind in journal.model.rows]

    before = await everything()
    await rebuild(journal.model, journal.store)

    assert before == await everything()
    assert [WaitingJoined] * 5 == [type(e) for e in await published(world.service) if type(e) is WaitingJoined]
    assert not [event for event in await published(world.service) if isinstance(event, WaitingAccepted)]
    assert ["p0"] == await people(world, ActivityWithdrawn)
