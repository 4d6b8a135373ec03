"""Desks that tell nothing of what was brought to them: neither their name, nor their deadline, nor being alone."""

import json
from collections import Counter

import pytest

from services.matching.domain.consulting.desks import Desks
from services.matching.knowledge import PACKAGED

DOCUMENT = json.loads((PACKAGED / "desks.json").read_text("utf-8"))


def test_all_that_a_desk_takes_has_one_deadline_and_is_more_than_one_thing():
    """The day until which an answer is promised is in events: it must not tell a debt from a noise."""
    desks = Desks(DOCUMENT)
    terms = {}
    for category in desks.categories:
        desk, found = desks.place(category)
        terms.setdefault(desk, set()).add(found.days)

    assert [] == [desk for desk, days in terms.items() if len(days) > 1]
    assert 2 <= min(Counter(category.desk for category in desks.categories.values()).values())


def test_a_desk_for_one_category_alone_is_refused():
    """Whoever knows the desk would know the worry."""
    document = json.loads(json.dumps(DOCUMENT))
    document["menu"][0]["categories"][0]["desk"] = "family"
    document["desks"]["debts"] = {"ja": "借金の窓口", "en": "Debts", "days": 2}
    document["menu"][0]["categories"][1]["desk"] = "debts"

    with pytest.raises(ValueError, match="debts"):
        Desks(document)


@pytest.mark.parametrize("name", ["introductions", "accompaniments"])
def test_a_desk_with_a_name_that_alarms_use_for_something_else_is_refused(name):
    """``kyoso_matching_team_full{desk="introductions"}`` would be both."""
    with pytest.raises(ValueError, match=name):
        Desks({"desks": {name: {"ja": "窓口", "en": "desk"}}, "general": name})
