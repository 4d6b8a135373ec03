"""The tests' own kit behaves like the bus, the relay and the clock that it stands for."""

from datetime import timedelta

from shared.contracts.booking_activities import ActivityAttended
from tests import kit
from tests.integration.web.conftest import Noted


def attended(person_id="p1"):
    return ActivityAttended(activity_id="a1", group_id="g1", person_id=person_id, minutes=60, evidence="code")


async def test_an_event_given_twice_is_one_fact(service):
    """A redelivery is harmless; another event, or another ``n``, is another fact."""
    await kit.deliver(service, attended(), attended())
    await kit.deliver(service, attended("p2"))
    await kit.deliver(service, attended(), n=2)

    assert ["p1", "p2", "p1"] == [event.text for event in await kit.events_of(service, "note/attended")]


async def test_saga_steps_follow_a_delivery_once(service):
    """As the relay would do it, repeats included."""
    await kit.deliver(service, attended())
    await kit.run_reactions(service)

    assert 1 == len(await kit.events_of(service, "note/count"))


async def test_a_handlers_cause_names_the_fact_and_the_handler(service):
    """What ``a_fact`` makes is what ``deliver`` uses."""
    await kit.deliver(service, attended())
    cause = kit.a_fact(service.journal, attended(), "note-attendance")
    [commit] = await service.journal.store.of_stream("note/attended")

    assert cause.on("note/attended") == commit.cause
    assert ("kyoso.participations", "activity/a1") == (cause.fact.topic, cause.fact.subject)


async def test_the_clock_of_a_site_moves(site):
    """Forward, by as much as is said."""
    before = site.clock.now()
    kit.clock_of(site).advance(timedelta(days=1))

    assert timedelta(days=1) == site.clock.now() - before


async def test_private_events_are_not_published(service, client):
    """Only public events count as published."""
    await client.post("/notes/a", json={"text": "x"})

    assert [] == await kit.published(service)
    assert isinstance((await kit.events_of(service, "note/a"))[0], Noted)
