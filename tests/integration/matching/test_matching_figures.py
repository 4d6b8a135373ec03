"""matching's figures over HTTP: how many declared, asked and joined on a day, never who."""

from datetime import timedelta

import pytest

from shared import figures as figures_module
from tests import kit

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

    by_what = {
        each["what"]: [day["count"] for day in each["days"] if day["day"] == "2026-11-23"] for each in answer["figures"]
    }
    assert {
        "interests-declared": [shown],
        "introduction-asked": [None],
        "introduction-accepted": [None],
        "group-joined": [None],
    } == by_what
