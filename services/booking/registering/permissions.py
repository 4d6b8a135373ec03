"""Who may do what with registrations and penalty points: a table of actions, by city role and relation to the holder.

What the city decides, nobody of its staff decides about themselves or a group of which they are an officer.
"""

from collections.abc import Mapping
from typing import Literal

from services.booking.desk_refusals import OwnAffair
from shared.web import Caller, Forbidden

Action = Literal[
    "apply",
    "see-registration",
    "see-members",
    "see-accesses",
    "change-members",
    "name-responsible",
    "note-proof",
    "approve",
    "refuse",
    "accredit",
    "grant",
    "renew",
    "suspend",
    "lift",
    "end",
    "list-registrations",
    "record-misuse",
    "appeal",
    "decide-appeal",
    "waive",
]
Standing = Literal["self", "officer", "staff", "auditor"]
"""``self``: the registration is the caller's own. ``officer``: of its group, by events. The others are city roles."""

ROLES: tuple[Standing, ...] = ("staff", "auditor")
HOLDER: frozenset[Standing] = frozenset({"self", "officer", "staff"})
CITY: frozenset[Standing] = frozenset({"staff"})

RULES: Mapping[Action, frozenset[Standing]] = {
    "apply": HOLDER,
    "see-registration": HOLDER | {"auditor"},
    "see-members": frozenset({"officer", "staff"}),
    "see-accesses": frozenset({"self", "officer", "auditor"}),
    "change-members": frozenset({"officer", "staff"}),
    "name-responsible": frozenset({"officer", "staff"}),
    "note-proof": CITY,
    "approve": CITY,
    "refuse": CITY,
    "accredit": CITY,
    "grant": CITY,
    "renew": HOLDER,
    "suspend": CITY,
    "lift": CITY,
    "end": HOLDER,
    "list-registrations": CITY | {"auditor"},
    "record-misuse": CITY,
    "appeal": HOLDER,
    "decide-appeal": CITY,
    "waive": CITY,
}

NOT_ABOUT_ONESELF: frozenset[Action] = frozenset(
    {
        "note-proof",
        "approve",
        "refuse",
        "accredit",
        "grant",
        "suspend",
        "lift",
        "record-misuse",
        "decide-appeal",
        "waive",
    }
)


def standings(caller: Caller, *, person_id: str | None = None, officers: tuple[str, ...] = ()) -> frozenset[Standing]:
    """How a caller stands to a holder."""
    found: set[Standing] = {role for role in ROLES if caller.has(role)}
    if person_id is not None and caller.person_id == person_id:
        found.add("self")
    if caller.person_id in officers:
        found.add("officer")
    return frozenset(found)


def may(action: Action, found: frozenset[Standing]) -> bool:
    """Whether somebody who stands so may do this."""
    return bool(RULES[action] & found) and not (action in NOT_ABOUT_ONESELF and found & {"self", "officer"})


def require(action: Action, found: frozenset[Standing]) -> None:
    """Raise ``Forbidden`` unless somebody who stands so may do this."""
    if may(action, found):
        return
    if "staff" in found and action in NOT_ABOUT_ONESELF:
        raise OwnAffair(action=action)
    raise Forbidden(rule="staff" if RULES[action] <= {"staff", "auditor"} else "own-registration", action=action)
