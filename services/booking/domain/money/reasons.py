"""Why a booking was given back, as the rules of use know reasons: what they make exceptions for."""

from collections.abc import Mapping

from services.booking.rulebook.asking import Reason
from shared.contracts.booking_values import GivenBackBecause

RULES_REASONS: Mapping[GivenBackBecause, Reason] = {
    "operator-fault": "operator",
    "closure": "operator",
    "pre-empted": "operator",
    "rain": "rain",
    "illness": "illness",
    "disaster": "disaster",
}
"""What the house answers for is the operator's; others are the holder's, as staff saw them shown."""


def rules_reason(reason: GivenBackBecause | None) -> Reason | None:
    """The reason that a rule may make an exception for, if it is one."""
    return RULES_REASONS.get(reason) if reason is not None else None
