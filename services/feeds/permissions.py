"""Who may do what with subscriptions: the city's staff decide who hears; operators and auditors look."""

from collections.abc import Mapping
from typing import Literal

from shared.web import Caller, Forbidden

Action = Literal["subscribe", "see-subscriptions", "control-subscription"]
Standing = Literal["staff", "operator", "auditor"]

RULES: Mapping[Action, frozenset[Standing]] = {
    "subscribe": frozenset({"staff"}),
    "see-subscriptions": frozenset({"staff", "operator", "auditor"}),
    "control-subscription": frozenset({"staff", "operator"}),
}
"""An operator may pause, resume and replay what exists; who hears what, and for what purpose, the staff decide."""

ROLES: tuple[Standing, ...] = ("staff", "operator", "auditor")


def may(action: Action, caller: Caller) -> bool:
    """Whether the caller may do this."""
    return any(role in RULES[action] and caller.has(role) for role in ROLES)


def require(action: Action, caller: Caller) -> None:
    """Raise ``Forbidden`` unless the caller may do this."""
    if not may(action, caller):
        raise Forbidden(rule="staff", action=action)
