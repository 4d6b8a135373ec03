"""Who may do what with registrations and points, as a table: by city role and by relation to the holder."""

import pytest

from services.booking.registering.permissions import RULES, may, require, standings
from shared.web import Caller, Forbidden

ACTIONS = (
    "apply", "see-registration", "see-members", "see-accesses", "change-members", "name-responsible", "renew", "end",
    "appeal",
    "list-registrations", "note-proof", "approve", "refuse", "accredit", "grant", "suspend", "lift", "record-misuse",
    "decide-appeal", "waive",
)  # fmt: skip
TABLE = [
    # who asks, of whose registration, and what they may (o) and may not (-) do, in the order of ACTIONS
    ("oneself", "resident-hana", {"resident"}, "resident-hana", "oo-o--ooo-----------"),
    ("somebody else", "resident-ken", {"resident"}, "resident-hana", "--------------------"),
    ("an officer of the group", "officer-yui", {"resident"}, "group", "ooooooooo-----------"),
    ("an officer of another group", "officer-other", {"resident"}, "group", "--------------------"),
    ("staff about a group", "staff-mori", {"staff"}, "group", "ooo-ooooooooooooooo"+"o"),
    ("staff about a person", "staff-mori", {"staff"}, "resident-hana", "ooo-oooooooooooooooo"),
    ("staff about themselves", "staff-mori", {"staff"}, "staff-mori", "oooooooooo----------"),
    ("staff who are an officer of the group", "officer-yui", {"staff"}, "group", "oooooooooo----------"),
    ("an auditor", "auditor", {"auditor"}, "group", "-o-o-----o----------"),
    ("a coordinator", "coordinator-sato", {"coordinator"}, "group", "--------------------"),
    ("an operator", "operator", {"operator"}, "group", "--------------------"),
]  # fmt: skip


def standing(person, roles, about):
    if about == "group":
        return standings(Caller(person, frozenset(roles)), officers=("officer-yui",))
    return standings(Caller(person, frozenset(roles)), person_id=about)


def test_the_table_has_every_action():
    """A new action without a column would be untested."""
    assert set(ACTIONS) == set(RULES)


@pytest.mark.parametrize(("who", "person", "roles", "about", "expected"), TABLE, ids=[line[0] for line in TABLE])
def test_who_may_do_what(who, person, roles, about, expected):
    """Holders act for themselves, the city decides; nobody decides about themselves."""
    found = standing(person, roles, about)

    assert expected == "".join("o" if may(action, found) else "-" for action in ACTIONS)


@pytest.mark.parametrize(
    ("person", "roles", "about", "action", "rule"),
    [
        ("resident-ken", {"resident"}, "resident-hana", "see-registration", "own-registration"),
        ("resident-hana", {"resident"}, "resident-hana", "approve", "staff"),
        ("staff-mori", {"staff"}, "staff-mori", "approve", "somebody-else"),
    ],
)
def test_a_refusal_says_whose_business_it_is(person, roles, about, action, rule):
    """In words that the edge knows."""
    with pytest.raises(Forbidden) as refused:
        require(action, standing(person, roles, about))

    assert rule == refused.value.data["rule"]
    assert refused.value.words["rule_ja"]
