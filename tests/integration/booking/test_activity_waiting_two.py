"""Waiting for two places with a friend, over HTTP: many clicks, rivals, the clock, and what a rebuild makes."""

import asyncio
from datetime import timedelta

import pytest

from shared.contracts.booking_activities import ActivitySignedUp, WaitingJoined, WaitingOffered
from shared.journal.rebuild import rebuild
from tests.integration.booking.activities_kit import NOW, a_world
from tests.integration.booking.test_activity_waiting_list import FAR
from tests.kit import client, published, run_timers

CLICKS = 25
TWO = {"guests": 1}


class Activity:
    """A full activity with its routes, as named people ask for them."""

    def __init__(self, world, activity_id):
        self.world, self.path = world, f"/activities/{activity_id}"

    async def post(self, person_id, what, body=None, clicks=1):
        """The different outcomes of so many clicks at once: status, code or standing, and with how many friends."""
        http = client(self.world.service, self.world.site, person_id)
        answers = await asyncio.gather(*(http.post(f"{self.path}/{what}", json=body) for _ in range(clicks)))
        said = [(answer.status_code, answer.json()) for answer in answers]
        return {(status, body.get("code") or body["status"], body.get("guests")) for status, body in said}

    async def shown(self):
        answer = await client(self.world.service, self.world.site, None).get(self.path)
        return answer.json()["places_left"]

    async def told(self, kind):
        events = await published(self.world.service, kind)
        return [(event.person_id, event.guests) for event in events if type(event) is kind]


@pytest.fixture
async def full(tmp_path):
    """Three places; "a" and "b" have one each, so that one is left for who comes alone."""
    async with a_world(tmp_path) as world:
        activity = Activity(world, await world.announce(**FAR, capacity=3))
        for person_id in ("a", "b"):
            await activity.post(person_id, "sign-ups")
        yield activity


async def test_twenty_five_clicks_wait_once_and_have_two_places_once(full):
    """Refused with the way to wait; joined once; offered once for two; accepted once: nobody else is in any count."""
    assert {(409, "no-place-for-guest", None)} == await full.post("hana", "sign-ups", TWO, CLICKS)
    assert {(201, "waiting", 1)} == await full.post("hana", "waiting", TWO, CLICKS)
    assert ([("hana", 1)], 1) == (await full.told(WaitingJoined), await full.shown())

    await full.post("a", "sign-ups/me/withdraw", clicks=CLICKS)
    assert ([("hana", 1)], 0) == (await full.told(WaitingOffered), await full.shown())
    assert {(200, "accepted", 1)} <= await full.post("hana", "waiting/accept", clicks=CLICKS)

    assert [("a", 0), ("b", 0), ("hana", 1)] == await full.told(ActivitySignedUp)
    assert 0 == await full.shown()


async def test_two_rivals_with_a_friend_want_the_same_two_places(full):
    """Both click beside the withdrawal that makes the second place free: one pair has both, the other waits."""
    await full.post("hana", "waiting", TWO)
    rival, _, mine = await asyncio.gather(
        full.post("mio", "sign-ups", TWO, CLICKS),
        full.post("a", "sign-ups/me/withdraw"),
        full.post("hana", "sign-ups", TWO, CLICKS),
    )

    assert {status for status, *_ in rival} == {409}, "hana came first"
    await full.post("hana", "sign-ups", TWO)
    assert [("hana", 1)] == [one for one in await full.told(ActivitySignedUp) if one[1]]
    assert {(201, "waiting", 1)} == await full.post("mio", "waiting", TWO, CLICKS)
    assert (0, {201, 409} >= {status for status, *_ in mine}) == (await full.shown(), True)


async def test_the_clock_hands_two_places_on_and_officers_see_for_how_many_somebody_waits(full):
    """Nobody takes them in time: the next pair has them. A rebuild makes the same rows."""
    for person_id, body in (("hana", TWO), ("mio", TWO)):
        await full.post(person_id, "waiting", body)
    await full.post("a", "sign-ups/me/withdraw")
    clock = full.world
    clock.move_to(NOW + timedelta(days=1))
    await run_timers(clock.service)
    await full.post("ken", "waiting")

    assert [("hana", 1), ("mio", 1)] == await full.told(WaitingOffered)
    listed = (await client(clock.service, clock.site, "officer-yui").get(f"{full.path}/waiting")).json()["items"]
    assert [("mio", 1), ("ken", 0)] == [(each["person_id"], each["guests"]) for each in listed]
    mine = (await client(clock.service, clock.site, "mio").get(f"{full.path}/waiting/me")).json()
    assert ("offered", 1) == (mine["status"], mine["guests"])
    journal = clock.service.journal
    before = [[row.model_dump_json() for row in await journal.all(kind)] for kind in journal.model.rows]
    await rebuild(journal.model, journal.store)
    assert before == [[row.model_dump_json() for row in await journal.all(kind)] for kind in journal.model.rows]


async def test_who_waits_for_two_may_come_alone_at_once(full):
    """A place is left for one: they say so, and it is held for them by the same word."""
    await full.post("hana", "waiting", TWO)

    assert {(201, "offered", 0)} == await full.post("hana", "waiting", {"guests": 0})
    assert {(200, "accepted", 0)} == await full.post("hana", "waiting/accept")

    assert 0 == await full.shown()
