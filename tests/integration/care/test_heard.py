"""One service is restored alone from an older copy: what the others still know of it, and what it has not heard."""

import pytest

from kyoso import backup, heard
from kyoso.compose import NAMES
from shared.contracts.people import PersonRegistered
from shared.messaging.dispatch import Dispatch, Patience
from shared.messaging.envelope import Arrived
from tests.integration.care.care_kit import STORES, Wire, everything, fill, hear, opened, prepare, register
from tests.integration.care.test_backup import a_backup, restored
from tests.integration.care.test_republish import published, told


async def a_town_whose_people_are_older(places, tmp_path, store):
    """People as backed up; matching and notifications as they were two registrations later."""
    old, new = places.make(store, "old"), places.make(store, "new")
    await prepare(old)
    await fill(old, 3)
    await a_backup(old, tmp_path / "older")
    async with opened(old) as services:
        lost = []
        for person in ("lost-1", "lost-2"):
            commit = await register(services, person)
            event = commit.first(PersonRegistered)
            lost.append(commit.event_id(commit.events.index(event)))
            for hearer in ("matching", "notifications"):
                await hear(services, hearer, event, commit, commit.events.index(event))
    await a_backup(old, tmp_path / "newer")
    await restored(new, tmp_path / "newer", only=[name for name in NAMES if name != "people"])
    await restored(new, tmp_path / "older", only=["people"])
    return old, new, lost


@pytest.mark.parametrize("store", STORES)
async def test_what_others_heard_and_the_owner_lost_is_named(places, tmp_path, store):
    """Two events, heard by two services: each change of a stream is a fact, with topic, event id and that stream.

    In matching, as in notifications, an event of a person changes one: all that is known of them is one record.
    """
    old, new, lost = await a_town_whose_people_are_older(places, tmp_path, store)

    report = await heard.lost(new, None)

    assert {("people", "matching"): 2, ("people", "notifications"): 2} == report.lost
    assert set(lost) == {fact.event_id for fact in report.examples}
    assert any("heard by matching but people no longer has them" in line for line in report.lines())
    whole = await heard.lost(old, None)
    assert ({}, True) == (whole.lost, whole.compared > 4)
    assert {} == (await heard.lost(new, "booking")).lost


async def test_what_the_restored_service_has_not_heard_is_published_again_by_its_owners(places, tmp_path):
    """The other way round: matching from an older copy hears what people published since, once."""
    old, new = places.make("sqlite", "old"), places.make("sqlite", "new")
    await fill(old, 3)
    manifest = await a_backup(old, tmp_path / "older")
    async with opened(old) as services:
        commit = await register(services, "missed")
        await hear(services, "matching", (event := commit.first(PersonRegistered)), commit, commit.events.index(event))
        await told(services["people"])
        before = (await everything(old))["matching"]
    await a_backup(old, tmp_path / "newer")
    await restored(new, tmp_path / "newer", only=["people"])
    await restored(new, tmp_path / "older", only=["matching"])

    assert ["kyoso.people"] == backup.heard_from(new, ["matching"])["people"]
    wire = Wire()
    async with opened(new) as services:
        await told(services["people"])
        await published(services["people"], manifest.begun - backup.OVERLAP, wire, topics=("kyoso.people",))
        matching = services["matching"]
        dispatch = Dispatch(matching.handlers, matching.use_cases, matching.journal, matching.metrics, Patience())
        arrived = [Arrived(topic, record.key, record.value, record.headers) for topic, record in wire.sent]
        await dispatch.deliver(arrived)
        await dispatch.deliver(arrived)

    after = (await everything(new))["matching"]
    assert {commit[3] for commit in before} < {commit[3] for commit in after}
    assert len(before) + 1 == len(after)  # the erasure that matching had never heard of, in the one stream
