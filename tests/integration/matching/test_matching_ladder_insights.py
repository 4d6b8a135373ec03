"""What staff are told of the ladder over HTTP: that we cannot tell, an effect, and ties; never who."""

from datetime import timedelta

import pytest

from shared.contracts.booking_activities import ActivityAnnounced, ActivityAttended
from shared.contracts.people import PersonRegistered
from shared.web import Caller
from tests import kit
from tests.integration.matching.matching_kit import NOON, SOUTH, YUI


@pytest.fixture
async def staff(city):
    async with kit.client(city.service, city.site, "staff-mori", ("staff",)) as client:
        yield client


async def registered(city, id, band="25-39"):
    await kit.deliver(city.service, PersonRegistered(person_id=id, areas=SOUTH, age_band=band))


async def attended(city, id, activity="walk"):
    await kit.deliver(city.service, ActivityAttended(activity_id=activity, group_id="osawa-garden", person_id=id))


async def test_of_few_people_we_cannot_tell(city, staff):
    """In words, and without numbers."""
    told = (await staff.get("/ladder/moved")).json()

    assert (False, "too-few", None, None) == (told["can_tell"], told["why"], told["effect"], told["with_it"])
    assert "分かりません" in told["ja"]
    assert "cannot tell" in told["en"]


async def test_an_introduction_that_moved_people_is_seen_half_a_year_later(city, staff, monkeypatch):
    """36 asked in December and all took part; of 40 others nobody did. With ``MONTHS`` 1 all are of one month."""
    monkeypatch.setattr("services.matching.ladder.insights.MONTHS", 1)
    await city.coordinator("coordinator-sato", capacity=100)
    city.advance(timedelta(days=10))
    for n in range(36):
        await registered(city, f"had{n}")
        await city.ask(f"had{n}")
        await attended(city, f"had{n}", f"walk{n}")
    await city.settle()
    for n in range(40):
        await registered(city, f"other{n}")
    city.advance(timedelta(days=190))

    told = (await staff.get("/ladder/moved")).json()
    assert (True, 36, 40, 1.0) == (told["can_tell"], told["with_it"], told["compared_with"], told["effect"])
    assert told["low"] > 0.5
    assert "had1" not in str(told)


async def test_ties_across_ages_are_told_of_the_quarter_that_is_over(city, staff):
    """Five pairs of a young and an old one, each at a walk of their own: they never meet their like."""
    for n in range(5):
        for band in ("15-24", "75+"):
            await registered(city, f"{band[0]}{n}", band)
            await attended(city, f"{band[0]}{n}", f"walk{n}")
    during = (await staff.get("/ladder/ties")).json()
    city.advance(timedelta(days=60))
    told = (await staff.get("/ladder/ties", params={"by": "age", "layer": "neighbourhood"})).json()

    assert [] == during["ties"]
    assert ("2026-10-01", "2026-12-31") == (told["first_day"], told["last_day"])
    # S = 10, five of each: young and old 5 over 25 / 9
    assert {("15-24", "15-24"): 0.0, ("15-24", "75+"): 1.8, ("75+", "75+"): 0.0} == {
        (tie["one"], tie["other"]): tie["ratio"] for tie in told["ties"]
    }
    assert 1 == len((await staff.get("/ladder/ties", params={"by": "field"})).json()["ties"])


@pytest.mark.parametrize(
    ("comes_again", "can_tell", "effect", "why"), [(True, True, 1.0, None), (False, False, 0.0, "may-be-chance")]
)
async def test_coming_once_is_compared_without_the_visit_itself(
    city, staff, monkeypatch, comes_again, can_tell, effect, why
):
    """Four came once, four others did not, one of whom nobody says it is in neither.

    To have been there is what they had, and no step higher; to come to something else afterwards is one.
    """
    monkeypatch.setattr("services.matching.ladder.insights.MONTHS", 1)
    monkeypatch.setattr("services.matching.domain.ladder.moved.SIDE_MIN", 4)
    starts = NOON + timedelta(days=15)
    told = {"group_id": "osawa-garden", "fee": 0, "capacity": 10, "place": "x", "title": "x", "tags": (), "areas": {}}
    times = {"starts_at": starts, "ends_at": starts + timedelta(hours=1), "deadline": starts}
    await kit.deliver(city.service, ActivityAnnounced(activity_id="once", **told, **times))
    visits = []
    for n in range(5):
        await registered(city, f"came{n}")
        caller = Caller(f"came{n}", frozenset({"resident"}))
        chain = await city.uses.visits.say("once", by=caller, cause=city.cause())
        visits.append(chain.commits[0].events[0].visiting.visit_id)
    city.advance(timedelta(days=15, hours=2))
    for n in range(4):
        await city.uses.visits.note_came(visits[n], came=True, by=YUI, cause=city.cause())
        await attended(city, f"came{n}", "once")
        if comes_again:
            await attended(city, f"came{n}", "another")
    for n in range(4):
        await registered(city, f"other{n}")
    city.advance(timedelta(days=185))

    found = (await staff.get("/ladder/moved", params={"what": "visit"})).json()
    assert ("visit", can_tell, effect, why) == (found["what"], found["can_tell"], found["effect"], found["why"])
    assert "too-few" == (await staff.get("/ladder/moved")).json()["why"]


async def test_only_staff_are_told(city):
    """Neither coordinators nor residents."""
    for role in ("resident", "coordinator"):
        async with kit.client(city.service, city.site, "somebody", (role,)) as client:
            assert 403 == (await client.get("/ladder/moved")).status_code
            assert 403 == (await client.get("/ladder/ties")).status_code
