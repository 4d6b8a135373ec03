"""A place that is for a visit of matching ends with it, whichever of the two booking hears of first."""

import asyncio

import pytest

from services.booking.app import build
from services.booking.domain.activities.visit import Visit
from shared.contracts.booking_activities import ActivitySignedUp, ActivityWithdrawn, WaitingOffered
from shared.contracts.matching import GroupRegistered, OfficerAppointed
from shared.contracts.matching_visits import VisitEnded, VisitForgone
from tests.integration.booking.activities_kit import NOW, STARTS, body
from tests.kit import client, deliver, events_of, make_site, opened, published, run_reactions, the_fact

TWO = {"guests": 1, "visit_id": "v1"}


class Town:
    """Booking with a group's activity, started anew as often as a test likes."""

    def __init__(self, tmp_path):
        self.site = make_site(tmp_path, start=NOW)
        self.activity_id = ""

    def opened(self):
        self.service = build(self.site)
        return opened(self.service)

    def as_(self, person_id):
        return client(self.service, self.site, person_id)

    async def announce(self, capacity=3):
        await deliver(
            self.service,
            OfficerAppointed(group_id="osawa-garden", person_id="officer-yui", role="officer"),
            GroupRegistered(group_id="osawa-garden", name="大沢ガーデン", kind="theme", size_band="10-29"),
        )
        answer = await self.as_("officer-yui").post("/activities", json=body(capacity=capacity))
        self.activity_id = answer.json()["activity_id"]

    async def sign_up(self, person_id="resident-hana", **wanted):
        answer = await self.as_(person_id).post(f"/activities/{self.activity_id}/sign-ups", json=wanted)
        return answer.status_code, answer.json().get("code")

    def end(self, kind, person_id="resident-hana", visit_id="v1"):
        ids = {"request_id": visit_id, "group_id": "osawa-garden", "activity_id": self.activity_id}
        more = {"reason": "withdrawn"} if kind is VisitEnded else {}
        return kind(**ids, person_id=person_id, role="said", starts_at=STARTS, **more)

    async def hear_without_what_follows(self, event):
        """The process is killed behind the commit of the handler: nothing that follows was done."""
        now = self.service.journal.now()
        for handler in self.service.handlers.by_type[event.type]:
            cause = self.service.journal.causes.fact(the_fact(event, at=now), handler.name)
            await handler.handle(event, self.service.use_cases, cause)

    async def left(self):
        return (await self.as_("resident-hana").get(f"/activities/{self.activity_id}")).json()["places_left"]

    async def told(self, kind):
        return [(e.person_id, e.guests) for e in await published(self.service, kind) if type(e) is kind]


@pytest.fixture
async def town(tmp_path):
    town = Town(tmp_path)
    async with town.opened():
        await town.announce()
        yield town


ENDS = pytest.mark.parametrize("kind", [VisitEnded, VisitForgone])


@ENDS
async def test_a_place_that_stands_comes_back_with_its_guests_once(town, kind):
    """However often the end is heard; what is told is one withdrawal."""
    assert (201, None) == await town.sign_up(**TWO)

    await deliver(town.service, *[town.end(kind)] * 3)

    assert (3, [("resident-hana", 1)]) == (await town.left(), await town.told(ActivityWithdrawn))
    assert 1 == len(await events_of(town.service, "visit/v1/resident-hana"))


@ENDS
async def test_a_sign_up_that_crosses_the_end_comes_back_once(town, kind, monkeypatch):
    """It was judged before the end was heard, and committed behind it: the one order in which neither saw the other."""
    judged = town.service.use_cases.activities._visit_ended
    done = []

    async def judged_before(*asked):
        over = await judged(*asked)
        await deliver(town.service, town.end(kind), town.end(kind))
        done.append(await town.service.journal.store.last_position())
        return over

    with monkeypatch.context() as patch:
        patch.setattr(town.service.use_cases.activities, "_visit_ended", judged_before)
        assert (201, None) == await town.sign_up(**TWO)
    assert 1 == await town.left()

    for _ in range(2):
        await run_reactions(town.service, after=done[0])  # what went before is done, as for the relay

    assert (3, [("resident-hana", 1)]) == (await town.left(), await town.told(ActivityWithdrawn))
    assert [("resident-hana", 1)] == await town.told(ActivitySignedUp)


@ENDS
async def test_a_sign_up_behind_the_end_takes_nothing(town, kind):
    """Told in words; who wants to come all the same signs up without the visit, and keeps that place."""
    await deliver(town.service, town.end(kind))
    assert (409, "visit-has-ended") == await town.sign_up(**TWO)
    assert 3 == await town.left()

    assert (201, None) == await town.sign_up()
    await deliver(town.service, town.end(kind))
    assert (409, "visit-has-ended") == await town.sign_up(**TWO)

    assert (2, []) == (await town.left(), await town.told(ActivityWithdrawn))


async def test_after_a_stop_the_place_comes_back_once(tmp_path):
    """Killed between hearing of the end and giving back, and again behind it."""
    town = Town(tmp_path)
    async with town.opened():
        await town.announce()
        await town.sign_up(**TWO)
        await town.hear_without_what_follows(town.end(VisitForgone))
        assert 1 == await town.left()
    for _ in range(2):
        async with town.opened():
            await deliver(town.service, town.end(VisitForgone))
            await run_reactions(town.service)

            assert (3, [("resident-hana", 1)]) == (await town.left(), await town.told(ActivityWithdrawn))


async def test_only_the_place_of_that_visit_ends(town):
    """Of another visit, of somebody else who names it, and one's own place stay; who waits has the free one."""
    assert (201, None) == await town.sign_up(visit_id="v2")
    assert (201, None) == await town.sign_up("resident-ken", visit_id="v1")
    assert (201, None) == await town.sign_up("resident-mio")
    path = f"/activities/{town.activity_id}/waiting"
    assert 201 == (await town.as_("resident-taro").post(path)).status_code

    await deliver(town.service, town.end(VisitEnded), town.end(VisitForgone))
    assert [] == await town.told(ActivityWithdrawn)
    await deliver(town.service, town.end(VisitEnded, visit_id="v2"))

    assert [("resident-hana", 0)] == await town.told(ActivityWithdrawn)
    assert ["resident-taro"] == [event.person_id for event in await published(town.service, WaitingOffered)]


async def test_whose_visit_it_was_and_where_it_led(town):
    """Behind the end somebody else names it, and its person for another activity: both have their places."""
    await deliver(town.service, town.end(VisitEnded))
    assert (201, None) == await town.sign_up("resident-ken", visit_id="v1")
    await town.announce()

    assert (201, None) == await town.sign_up(visit_id="v1")

    await run_reactions(town.service)
    assert [] == await town.told(ActivityWithdrawn)


async def test_many_ends_and_clicks_at_once_leave_no_place_taken(town):
    """25 clicks beside the end, heard from two sides: in whatever order, nobody has a place for it in the end."""
    clicks = [town.sign_up(**TWO) for _ in range(25)]
    ends = [town.hear_without_what_follows(town.end(kind)) for kind in (VisitEnded, VisitForgone)]
    answers = await asyncio.gather(*clicks[:12], *ends, *clicks[12:])
    await run_reactions(town.service)

    assert {answer for answer in answers if answer} <= {(201, None), (409, "visit-has-ended")}
    assert 3 == await town.left()
    assert await town.told(ActivityWithdrawn) == await town.told(ActivitySignedUp)
    assert len(await town.told(ActivitySignedUp)) <= 1
    assert await town.service.journal.ask(Visit.stream("v1", "resident-hana"), lambda visit: visit.ended is not None)
