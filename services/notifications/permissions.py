"""Who may do what with messages: only oneself, with one's own. No role reads another person's inbox."""

from collections.abc import Mapping
from typing import Literal

from shared.web import Caller, Forbidden

Action = Literal["see-inbox", "mark-read", "see-preferences", "set-preferences"]
Standing = Literal["self", "staff", "coordinator", "auditor", "operator"]

RULES: Mapping[Action, frozenset[Standing]] = {
    "see-inbox": frozenset({"self"}),
    "mark-read": frozenset({"self"}),
    "see-preferences": frozenset({"self"}),
    "set-preferences": frozenset({"self"}),
}

ROLES: tuple[Standing, ...] = ("staff", "coordinator", "auditor", "operator")


def standings(caller: Caller, person_id: str) -> frozenset[Standing]:
    """How a caller stands to an inbox."""
    found: set[Standing] = {role for role in ROLES if caller.has(role)}
    if caller.person_id == person_id:
        found.add("self")
    return frozenset(found)


def may(action: Action, found: frozenset[Standing]) -> bool:
    """Whether somebody who stands so may do this."""
    return bool(RULES[action] & found)


def require(action: Action, caller: Caller, person_id: str) -> None:
    """Raise ``Forbidden`` unless the caller may do this with this person's messages."""
    if not may(action, standings(caller, person_id)):
        raise Forbidden(rule="own", action=action)
