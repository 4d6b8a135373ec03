"""Who may do what with money: the whole table, said a second time by hand."""

from typing import get_args

import pytest

from services.booking.desk_refusals import OwnAffair
from services.booking.money.permissions import NOT_ONES_OWN, RULES, Action, may, require
from shared.web import Forbidden

STANDINGS = ("holder", "officer", "staff", "auditor", "operator", "payment-gateway")
ALLOWED = {
    "see-bill": "holder officer staff auditor",
    "list-bills": "staff auditor",
    "pay-online": "holder officer staff",
    "ask-payment-service": "holder officer staff",
    "take-payment": "staff",
    "give-back": "staff",
    "waive": "staff",
    "correct-fee": "staff",
    "import-statement": "staff",
    "report-payment": "payment-gateway operator",
    "check-money": "staff auditor operator",
}


def test_the_table_has_every_action():
    """None is forgotten, none is left over."""
    assert set(get_args(Action)) == set(RULES) == set(ALLOWED)


@pytest.mark.parametrize("action", sorted(ALLOWED))
def test_exactly_these_may(action):
    """Nobody else, and nobody without any standing."""
    assert set(ALLOWED[action].split()) == {who for who in STANDINGS if may(action, frozenset({who}))}
    with pytest.raises(Forbidden):
        require(action, frozenset())


@pytest.mark.parametrize("own", ["holder", "officer"])
def test_nobody_decides_about_their_own_money(own):
    """Not even that it was paid: a colleague takes it."""
    for action in NOT_ONES_OWN:
        with pytest.raises(OwnAffair):
            require(action, frozenset({"staff", own}))

    assert {"take-payment", "give-back", "waive", "correct-fee"} == NOT_ONES_OWN
