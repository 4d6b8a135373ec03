"""The tables of points: permissions, reasons, rules."""

from datetime import date
from typing import get_args

import pytest

from services.points.domain.events import EarningDropped, NoReservation
from services.points.domain.spending_events import NotFetched
from services.points.permissions import ALLOWED, may
from services.points.rules import EarningRules
from services.points.words import WORDS
from shared.web import Caller

ROLES = ("resident", "coordinator", "staff", "auditor", "operator")

EXPECTED = {
    "open-programme": {"staff"},
    "see-programme-figures": {"staff", "auditor", "operator"},
    "offer-reward": {"staff"},
    "hand-over": {"staff"},
    "check-ledger": {"staff", "auditor", "operator"},
}


@pytest.mark.parametrize("action", EXPECTED)
@pytest.mark.parametrize("role", ROLES)
def test_who_may_do_what(action, role):
    """The table, whole: no role more, none less."""
    assert (role in EXPECTED[action]) == may(Caller("p", frozenset({role})), action)


def test_the_table_of_permissions_has_no_other_actions():
    """An action added in code must be added here."""
    assert EXPECTED.keys() == ALLOWED.keys()


def test_every_reason_has_words():
    """No person is told a bare code."""
    reasons = {*get_args(NoReservation), *get_args(EarningDropped.model_fields["reason"].annotation)}

    returned = {*get_args(NotFetched), "gift-undelivered"}
    assert reasons | returned | {"daily-cap", "debt", "debt-repaid", "expired"} == WORDS.keys()
    assert all(ja and en for ja, en in WORDS.values())


def test_the_programme_that_pays_is_of_the_attendances_fiscal_year():
    """March still belongs to the year before."""
    rules = EarningRules.load()

    assert "attendance-2026" == rules.attendance_programme(date(2027, 3, 31))
    assert "attendance-2027" == rules.attendance_programme(date(2027, 4, 1))
