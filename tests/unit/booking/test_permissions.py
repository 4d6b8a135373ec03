"""Who may do what: the table of rights, cell by cell."""

import itertools

import pytest

from services.booking.desk_refusals import OwnAffair
from services.booking.permissions import NOT_ONES_OWN, RULES, as_staff, may, require, standings
from shared.web import Caller, Forbidden

EXPECTED = {
    "register-facility": {"staff", "operator"},
    "import-facilities": {"staff", "operator"},
    "import-bookings": {"staff", "operator"},
    "book-for-group": {"officer", "staff"},
    "see-booking": {"holder", "officer", "staff", "auditor"},
    "cancel-booking": {"holder", "officer", "staff"},
    "cancel-for-the-house": {"staff"},
    "confirm-booking": {"holder", "officer", "staff"},
    "change-booking": {"holder", "officer", "staff"},
    "decide-request": {"staff"},
    "list-requests": {"staff", "auditor"},
    "take-over": {"staff"},
    "pre-empt": {"staff"},
    "close-facility": {"staff", "operator"},
    "answer-offer": {"holder", "officer", "staff"},
    "start-booking": {"holder", "officer", "staff"},
    "complete-booking": {"holder", "officer", "staff"},
    "list-bookings-of-group": {"officer", "staff", "auditor"},
    "list-bookings-of-facility": {"staff", "auditor"},
    "find-booking": {"staff", "auditor"},
    "see-demand": {"staff", "auditor"},
    "see-quota": {"officer", "staff", "auditor"},
    "count-heads": {"staff"},
    "withdraw-no-show": {"staff"},
    "show-reason": {"staff"},
    "count-walk-ins": {"staff"},
    "see-walk-ins": {"staff", "auditor"},
    "see-report": {"staff", "auditor"},
    "print-refusal-of-others": {"staff"},
}

CALLERS = {
    "holder": Caller("hana", frozenset({"resident"})),
    "officer": Caller("yui", frozenset({"resident"})),
    "staff": Caller("mori", frozenset({"staff"})),
    "auditor": Caller("aki", frozenset({"auditor"})),
    "operator": Caller("ops", frozenset({"operator"})),
    "stranger": Caller("ken", frozenset({"resident", "coordinator"})),
}


def test_the_table_has_every_action():
    """A new action without a row here is found out."""
    assert set(EXPECTED) == set(RULES)


@pytest.mark.parametrize(("action", "who"), list(itertools.product(EXPECTED, CALLERS)))
def test_each_cell_of_the_table(action, who):
    """Role and relation decide, and nothing else."""
    found = standings(CALLERS[who], holder="hana", officers=("yui", "rei"))

    assert (who in EXPECTED[action]) == may(action, found)
    if who not in EXPECTED[action]:
        with pytest.raises(Forbidden):
            require(action, found)


@pytest.mark.parametrize("who", ["hana", "yui"])
@pytest.mark.parametrize("action", sorted(RULES))
def test_what_staff_decide_is_never_their_own(action, who):
    """Neither who booked nor an officer of the group; with what anybody may do they are like anybody."""
    clerk = Caller(who, frozenset({"resident", "staff"}))
    found = standings(clerk, holder="hana", officers=("yui",))

    assert (action not in NOT_ONES_OWN) == may(action, found)
    assert not as_staff(found)
    assert as_staff(standings(clerk, holder="rei", officers=("rei",)))
    if action in NOT_ONES_OWN:
        with pytest.raises(OwnAffair):
            require(action, found)
    elif "staff" in EXPECTED[action]:
        require(action, found)
