"""Who may do what with an account: a table of actions, by city role and by being the person oneself."""

from collections.abc import Mapping
from typing import Literal

from shared.web import Caller, Forbidden

Action = Literal[
    "register-self",
    "register-somebody",
    "see-profile",
    "change-profile",
    "correct-birth-date",
    "change-consent",
    "see-consents",
    "see-contact",
    "find-somebody",
    "see-accesses",
    "erase",
]
Standing = Literal["self", "staff", "coordinator", "auditor", "operator", "service:notifications"]
"""``self``: the account is the caller's own. The others are city roles, and a service of this deployment."""

RULES: Mapping[Action, frozenset[Standing]] = {
    "register-self": frozenset({"self"}),
    "register-somebody": frozenset({"staff"}),
    "see-profile": frozenset({"self"}),
    "change-profile": frozenset({"self", "staff"}),
    "correct-birth-date": frozenset({"staff"}),
    "change-consent": frozenset({"self", "staff"}),
    "see-consents": frozenset({"self", "staff"}),
    "see-contact": frozenset({"staff", "coordinator", "service:notifications"}),
    "find-somebody": frozenset({"staff"}),
    "see-accesses": frozenset({"self", "auditor"}),
    "erase": frozenset({"self", "operator"}),
}
"""Staff change a profile or a consent for people who come to the counter; whose hand it was is in the journal."""

NEVER_ONES_OWN: frozenset[Action] = frozenset({"correct-birth-date"})
"""What nobody does to their own account, whatever their role."""

ROLES: tuple[Standing, ...] = ("staff", "coordinator", "auditor", "operator", "service:notifications")

_SAID: Mapping[Action, str] = {
    "register-somebody": "staff",
    "correct-birth-date": "staff",
    "see-contact": "staff",
    "find-somebody": "staff",
}
"""The rule that a refusal names; elsewhere ``own``."""


def standings(caller: Caller, person_id: str) -> frozenset[Standing]:
    """How a caller stands to an account."""
    found: set[Standing] = {role for role in ROLES if caller.has(role)}
    if caller.person_id == person_id:
        found.add("self")
    return frozenset(found)


def may(action: Action, found: frozenset[Standing]) -> bool:
    """Whether somebody who stands so may do this."""
    return bool(RULES[action] & found)


def require(action: Action, caller: Caller, person_id: str) -> None:
    """Raise ``Forbidden`` unless the caller may do this to this account."""
    if action in NEVER_ONES_OWN and caller.person_id == person_id:
        raise Forbidden(rule="somebody-else", action=action)
    if not may(action, standings(caller, person_id)):
        raise Forbidden(rule=_SAID.get(action, "own"), action=action)
