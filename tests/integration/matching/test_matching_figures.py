"""matching's figures over HTTP: how many declared, asked and joined on a day, never who, and never by one alone."""

from datetime import timedelta

import pytest

from shared import figures as figures_module
from tests import kit

DAY = "2026-11-23"
WISHES = {"tags": ["gardening"], "areas": {}, "availability": [], "languages": ["ja"], "role_wishes": []}


@pytest.mark.parametrize(("count", "shown"), [(4, None), (6, 6)])
async def test_interests_of_a_day_are_told_from_five_people_on(city, monkeypatch, count, shown):
    """The other figures of that day stay untold."""
    monkeypatch.setattr(figures_module, "FRESH_SECONDS", 0.0)
    for n in range(count):
        async with kit.client(city.service, city.site, f"p{n}") as somebody:
            assert 200 == (await somebody.put("/people/me/interests", json=WISHES)).status_code
    kit.clock_of(city.site).advance(timedelta(days=1))

    async with kit.client(city.service, city.site, None) as anybody:
        answer = (await anybody.get("/figures")).json()

    by_what = {each["what"]: [day["count"] for day in each["days"] if day["day"] == DAY] for each in answer["figures"]}
    assert {
        "interests-declared": [shown],
        "introduction-asked": [None],
        "introduction-accepted": [None],
        "group-joined": [None],
    } == by_what


async def test_one_who_changes_their_mind_often_does_not_lift_another_over_five(city, monkeypatch):
    """Two people, twenty declarations that all differ: nothing is told, neither today nor tomorrow."""
    monkeypatch.setattr(figures_module, "FRESH_SECONDS", 0.0)
    async with kit.client(city.service, city.site, "hana") as hana:
        await hana.put("/people/me/interests", json=WISHES)
    async with kit.client(city.service, city.site, "ken") as ken:
        for n in range(19):
            said = {**WISHES, "languages": ["ja", "en"] if n % 2 else ["ja"]}
            assert 200 == (await ken.put("/people/me/interests", json=said)).status_code

    async with kit.client(city.service, city.site, None) as anybody:
        running = (await anybody.get("/figures")).json()
        kit.clock_of(city.site).advance(timedelta(days=1))
        over = (await anybody.get("/figures")).json()

    for answer in (running, over):
        (figure,) = [each for each in answer["figures"] if each["what"] == "interests-declared"]
        assert {"count": 0, "amount": None, "exact": False} == figure["total"]
        assert {None} == {day["count"] for day in figure["days"]}


async def test_a_late_repeat_of_what_was_said_already_overwrites_nothing_newer(city):
    """Saying the same again is a command like others: its key keeps its first answer, whatever was said since."""
    async with kit.client(city.service, city.site, "hana") as hana:
        await hana.put("/people/me/interests", json=WISHES)
        again = await hana.put("/people/me/interests", json=WISHES, headers={"idempotency-key": "k-again"})
        newer = await hana.put("/people/me/interests", json={**WISHES, "languages": ["ja", "en"]})
        late = await hana.put("/people/me/interests", json=WISHES, headers={"idempotency-key": "k-again"})
        now = await hana.get("/people/me/interests")

    assert [200] * 4 == [each.status_code for each in (again, newer, late, now)]
    assert again.json() == late.json()
    assert newer.json() == now.json()
