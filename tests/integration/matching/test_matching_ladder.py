"""The ladder over HTTP: one's own step and what led there, for oneself alone; it goes with consent and the person."""

from datetime import timedelta

import pytest

from services.matching.domain.person import Person
from services.matching.ladder.rows import LadderRow
from shared.contracts.booking_activities import ActivityAnnounced, ActivityAttended, AttendanceCorrected
from shared.contracts.people import ConsentGiven, ConsentWithdrawn, PersonErased
from tests import kit
from tests.integration.matching.matching_kit import YUI

WISHES = {"tags": ["gardening"], "areas": {}, "availability": [], "languages": ["ja"], "role_wishes": []}


def attended(person="resident-hana", activity="walk", **more):
    return ActivityAttended(activity_id=activity, group_id="osawa-garden", person_id=person, **more)


@pytest.fixture
def mine(city):
    """Somebody's own ladder, read as they read it."""

    async def read(person="resident-hana", *roles):
        async with kit.client(city.service, city.site, person, roles or ("resident",)) as client:
            answer = await client.get("/people/me/ladder")
        assert 200 == answer.status_code, answer.text
        return answer.json()

    return read


async def declare(city):
    async with kit.client(city.service, city.site) as hana:
        await hana.put("/people/me/interests", json=WISHES)
    await city.settle()


async def test_from_an_interest_to_a_membership(city, mine):
    """Each with what led there; the officer of the group is core."""
    await city.person("resident-hana")
    steps = [(await mine())["step"]]
    await declare(city)
    steps.append((await mine())["step"])
    await kit.deliver(city.service, attended())
    steps.append((await mine())["step"])
    await city.uses.groups.add_member("osawa-garden", "resident-hana", by=YUI, cause=city.cause())
    await city.settle()

    assert [None, "interested", "taking-part"] == steps
    led = {each["code"]: each for each in (await mine())["led_by"]}
    assert {"member", "attended", "interests"} == set(led)
    assert (["osawa-garden"], 1, "2026-11-23") == (
        led["member"]["groups"], led["attended"]["count"], led["interests"]["since"],
    )  # fmt: skip
    assert "core" == (await mine("officer-yui"))["step"]


async def test_an_attendance_heard_twice_counts_once_and_a_correction_takes_it_back(city, mine):
    """Also one of a session; also when the correction comes first."""
    await kit.deliver(city.service, attended(session=1), attended(session=1), attended(session=2))
    assert [2] == [each["count"] for each in (await mine())["led_by"]]
    said = {"activity_id": "walk", "group_id": "osawa-garden", "person_id": "resident-hana"}
    await kit.deliver(city.service, *(AttendanceCorrected(**said, session=n) for n in (1, 2, 3)))
    await kit.deliver(city.service, attended(session=3))

    assert (None, []) == ((await mine())["step"], (await mine())["led_by"])


async def test_nobody_else_reads_it(city, mine):
    """Neither staff nor coordinators nor the officer: there is no route, and their own says nothing of others."""
    await kit.deliver(city.service, attended())

    for person, role in (("staff-mori", "staff"), ("coordinator-sato", "coordinator"), ("officer-yui", "resident")):
        async with kit.client(city.service, city.site, person, (role,)) as other:
            assert 404 == (await other.get("/people/resident-hana/ladder")).status_code
            assert "resident-hana" not in (await other.get("/people/me/ladder")).text
    async with kit.client(city.service, city.site, None) as nobody:
        assert 401 == (await nobody.get("/people/me/ladder")).status_code


async def test_it_goes_when_consent_is_withdrawn_and_starts_anew(city, mine):
    """Nothing is derived meanwhile, and nothing of before comes back but what the groups themselves know."""
    await declare(city)
    await kit.deliver(city.service, attended())
    await kit.deliver(city.service, ConsentWithdrawn(person_id="resident-hana", purpose="matching"))
    told = await mine()
    await kit.deliver(city.service, attended(activity="other"))
    row = await city.journal.get(LadderRow, "resident-hana")
    assert (None, []) == (told["step"], told["led_by"])
    assert "同意" in told["words"]["ja"]
    assert (True, ()) == (row.closed, row.record.deeds)

    await kit.deliver(city.service, ConsentGiven(person_id="resident-hana", purpose="matching"))
    assert (await mine())["step"] is None
    await kit.deliver(city.service, attended(activity="later"))
    assert "taking-part" == (await mine())["step"]


async def test_it_is_erased_with_the_person(city):
    """What comes later of an activity of before changes nothing."""
    await city.person("resident-hana")
    await kit.deliver(city.service, attended())
    await kit.deliver(city.service, PersonErased(person_id="resident-hana"))
    await kit.deliver(city.service, attended(activity="late"))

    row = await city.journal.get(LadderRow, "resident-hana")
    assert (True, (), {}, None) == (row.closed, row.record.deeds, row.record.areas, row.record.age_band)
    left = await city.journal.ask(
        Person.stream("resident-hana"), lambda person: (person.deeds, person.attended, person.areas, person.age_band)
    )
    assert ((), 0, {}, None) == left


async def test_an_activity_counts_on_its_own_day(city, mine):
    """Not on the day on which a late message is read."""
    now = city.journal.now()
    began = now - timedelta(days=300)
    times = {"starts_at": began, "ends_at": began + timedelta(hours=2), "deadline": began}
    announced = ActivityAnnounced(
        activity_id="walk", title="x", group_id="osawa-garden", place="y", capacity=9, **times
    )
    await kit.deliver(city.service, announced, attended())

    row = await city.journal.get(LadderRow, "resident-hana")
    assert [began.date()] == [deed.on for deed in row.record.deeds]
