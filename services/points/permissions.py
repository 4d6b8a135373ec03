"""Who may do what with points. One's own account is everyone's; there is no relation beside that."""

from collections.abc import Mapping

from shared.web import Caller

ALLOWED: Mapping[str, frozenset[str]] = {
    "open-programme": frozenset({"staff"}),
    "see-programme-figures": frozenset({"staff", "auditor", "operator"}),
    "offer-reward": frozenset({"staff"}),
    "hand-over": frozenset({"staff"}),
    "check-ledger": frozenset({"staff", "auditor", "operator"}),
}
"""Action → the city roles that may. Who takes part in the loop opens no budget; auditors look and change nothing."""


def may(caller: Caller, action: str) -> bool:
    """Whether a role of the caller allows the action."""
    return caller.has(*ALLOWED[action])
