"""Who may do what with money: a table of actions, by city role and by relation to the booking."""

from collections.abc import Mapping
from typing import Literal

from services.booking.desk_refusals import OwnAffair
from services.booking.permissions import Standing, is_own
from shared.web import Forbidden

Action = Literal[
    "see-bill",
    "list-bills",
    "pay-online",
    "ask-payment-service",
    "take-payment",
    "give-back",
    "waive",
    "correct-fee",
    "import-statement",
    "report-payment",
    "check-money",
]
RULES: Mapping[Action, frozenset[Standing | Literal["payment-gateway"]]] = {
    "see-bill": frozenset({"holder", "officer", "staff", "auditor"}),
    "list-bills": frozenset({"staff", "auditor"}),
    "pay-online": frozenset({"holder", "officer", "staff"}),
    "ask-payment-service": frozenset({"holder", "officer", "staff"}),
    "take-payment": frozenset({"staff"}),
    "give-back": frozenset({"staff"}),
    "waive": frozenset({"staff"}),
    "correct-fee": frozenset({"staff"}),
    "import-statement": frozenset({"staff"}),
    "report-payment": frozenset({"payment-gateway", "operator"}),
    "check-money": frozenset({"staff", "auditor", "operator"}),
}
"""Whoever pays takes no money in; auditors look and change nothing; the payment service may only say: look again."""

GATEWAY: Literal["payment-gateway"] = "payment-gateway"
NOT_ONES_OWN: frozenset[Action] = frozenset({"take-payment", "give-back", "waive", "correct-fee"})
"""What staff do for others only: nobody decides about their own money, or their group's."""
OWN: frozenset[Action] = frozenset({"see-bill", "pay-online", "ask-payment-service"})

_SAID: Mapping[Action, str] = {"report-payment": GATEWAY, "check-money": "auditor"}


def may(action: Action, found: frozenset[str]) -> bool:
    """Whether somebody who stands so may do this."""
    return bool(RULES[action] & found) and not (action in NOT_ONES_OWN and is_own(found))


def require(action: Action, found: frozenset[str]) -> None:
    """Raise ``Forbidden`` unless somebody who stands so may do this; ``OwnAffair`` where only another one may."""
    if not may(action, found):
        if RULES[action] & found:
            raise OwnAffair(action=action)
        raise Forbidden(rule=_SAID.get(action, "own-booking" if action in OWN else "staff"), action=action)
