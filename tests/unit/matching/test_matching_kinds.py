"""What each kind of the team may have, by the packaged data, as the table chooses."""

from datetime import date

import pytest

from services.matching.domain.team.choosing import Coordinator, Coordinators, Wanted
from services.matching.domain.team.team import Team
from services.matching.knowledge import PACKAGED

TEAM = Team.read(PACKAGED / "team.json")
DAY = date(2026, 11, 24)
CASES = {
    "introductions": Wanted(DAY),
    "consultations": Wanted(DAY, desk="general"),
    "referrals": Wanted(DAY, desk="general", professionals=True),
}


@pytest.mark.parametrize(
    ("kind", "has"),
    [
        ("dedicated", {"introductions", "consultations", "referrals"}),
        ("supporter", set()),
        ("intermediary", {"introductions", "consultations", "referrals"}),
        ("desk", {"introductions", "consultations", "referrals"}),
        ("childrens-hall", {"introductions", "referrals"}),
        ("library", {"introductions", "referrals"}),
        ("former-manager", {"introductions"}),
        ("social-welfare", {"consultations", "referrals"}),
        ("professional", {"referrals"}),
    ],
)
def test_staff_of_other_houses_have_what_their_kind_takes_and_nothing_else(kind, has):
    """A lone coordinator with room; what their kind does not take is the desk owner's."""
    lone = Coordinator(capacity=5, kind=kind, takes=TEAM.kinds[kind].takes)
    team = Coordinators({"lone": lone}, {})

    assert has == {case for case, wanted in CASES.items() if team.choose(wanted) == "lone"}


def test_every_kind_of_the_data_is_in_this_table():
    """A new kind is decided on here."""
    assert {"social-welfare", "professional", "former-manager", "library", "childrens-hall", "desk", "intermediary",
            "supporter", "dedicated"} == set(TEAM.kinds)  # fmt: skip
