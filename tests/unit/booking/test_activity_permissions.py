"""Who may do what with activities, as a table: by city role and by relation."""

import pytest

from services.booking.activities.permissions import RULES, may, standings_of
from shared.web import Caller


class OsawaGarden:
    """A town with one group and one officer, and another that holds the activity too."""

    async def is_officer(self, group_id, person_id):
        return (group_id, person_id) in {("osawa-garden", "officer-yui"), ("osawa-block", "officer-jun")}

    async def knows(self, group_id):
        return group_id == "osawa-garden"


ACTIONS = (
    "announce", "sign-up", "withdraw", "attend-by-code", "attend-by-hand", "correct", "show-code", "list-participants",
    "change", "cancel", "wait", "list-co-hosts", "answer-as-host", "leave-as-host",
)  # fmt: skip
TABLE = [
    # who asks, about whom, and what they may (o) and may not (-) do, in the order of ACTIONS
    ("hana", "resident-hana", {"resident"}, "resident-hana", "-ooo------o---"),
    ("hana about ken", "resident-hana", {"resident"}, "resident-ken", "--------------"),
    ("officer about hana", "officer-yui", {"resident"}, "resident-hana", "ooo-oooooo-o--"),
    ("officer about herself", "officer-yui", {"resident"}, "officer-yui", "oooooooooooo--"),
    ("officer of another group", "officer-other", {"resident"}, "resident-hana", "--------------"),
    ("officer of the co-host about hana", "officer-jun", {"resident"}, "resident-hana", "----oooo---ooo"),
    ("staff about hana", "staff-mori", {"staff"}, "resident-hana", "ooo-oooooo-ooo"),
    ("coordinator about hana", "coordinator-sato", {"coordinator"}, "resident-hana", "--------------"),
    ("auditor about hana", "auditor", {"auditor"}, "resident-hana", "--------------"),
    ("operator about hana", "operator", {"operator"}, "resident-hana", "--------------"),
    ("somebody without roles", "nobody", set(), "nobody", "-ooo------o---"),
]


def test_the_table_has_every_action():
    """A new action without a line in the table would be untested."""
    assert set(ACTIONS) == set(RULES)


@pytest.mark.parametrize(("who", "person", "roles", "about", "expected"), TABLE, ids=[line[0] for line in TABLE])
async def test_who_may_do_what(who, person, roles, about, expected):
    """Officers act for their own group, a co-host's at the door, staff for all, everybody else for themselves."""
    standings = await standings_of(
        Caller(person, frozenset(roles)), OsawaGarden(), "osawa-garden", about, ("osawa-block",)
    )

    assert expected == "".join("o" if may(action, standings) else "-" for action in ACTIONS)
