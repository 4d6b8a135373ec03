"""Who may do what with messages: only oneself, with one's own. No role reads another person's inbox.

Whoever runs the service sees how mails stand: ids and codes.
"""

from collections.abc import Mapping
from typing import Literal

from shared.web import Caller, Forbidden

Action = Literal["see-inbox", "mark-read", "see-preferences", "set-preferences", "report-bounce", "see-mails"]
Standing = Literal["self", "staff", "coordinator", "auditor", "operator", "mail-gateway"]

RULES: Mapping[Action, frozenset[Standing]] = {
    "see-inbox": frozenset({"self"}),
    "mark-read": frozenset({"self"}),
    "see-preferences": frozenset({"self"}),
    "set-preferences": frozenset({"self"}),
    "report-bounce": frozenset({"mail-gateway", "operator"}),
    "see-mails": frozenset({"operator"}),
}

ROLES: tuple[Standing, ...] = ("staff", "coordinator", "auditor", "operator", "mail-gateway")

_SAID: Mapping[Action, str] = {"report-bounce": "mail-gateway", "see-mails": "operator"}
"""The rule that a refusal names; elsewhere ``own``."""


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
        raise Forbidden(rule=_SAID.get(action, "own"), action=action)
