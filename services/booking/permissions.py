"""Who may do what with facilities and bookings: a table of actions, by city role and by relation to the booking.

What staff decide, nobody decides about a booking of their own, nor of a group of which they are an officer.
"""

from collections.abc import Mapping
from typing import Literal, Protocol

from services.booking.desk_refusals import OwnAffair
from shared.web import Caller, Forbidden

Action = Literal[
    "register-facility",
    "import-facilities",
    "import-bookings",
    "book-for-group",
    "see-booking",
    "cancel-booking",
    "cancel-for-the-house",
    "confirm-booking",
    "change-booking",
    "decide-request",
    "list-requests",
    "pre-empt",
    "take-over",
    "close-facility",
    "answer-offer",
    "start-booking",
    "complete-booking",
    "list-bookings-of-group",
    "list-bookings-of-facility",
    "find-booking",
    "see-demand",
    "see-quota",
    "count-heads",
    "withdraw-no-show",
    "show-reason",
    "count-walk-ins",
    "see-walk-ins",
    "see-report",
    "print-refusal-of-others",
]
Standing = Literal["holder", "officer", "staff", "auditor", "operator"]
"""``holder``: the person who booked. ``officer``: of the booking's group, by events. The others are city roles."""

RULES: Mapping[Action, frozenset[Standing]] = {
    "register-facility": frozenset({"staff", "operator"}),
    "import-facilities": frozenset({"staff", "operator"}),
    "import-bookings": frozenset({"staff", "operator"}),
    "book-for-group": frozenset({"officer", "staff"}),
    "see-booking": frozenset({"holder", "officer", "staff", "auditor"}),
    "cancel-booking": frozenset({"holder", "officer", "staff"}),
    "cancel-for-the-house": frozenset({"staff"}),
    "confirm-booking": frozenset({"holder", "officer", "staff"}),
    "change-booking": frozenset({"holder", "officer", "staff"}),
    "decide-request": frozenset({"staff"}),
    "list-requests": frozenset({"staff", "auditor"}),
    "pre-empt": frozenset({"staff"}),
    "take-over": frozenset({"staff"}),
    "close-facility": frozenset({"staff", "operator"}),
    "answer-offer": frozenset({"holder", "officer", "staff"}),
    "start-booking": frozenset({"holder", "officer", "staff"}),
    "complete-booking": frozenset({"holder", "officer", "staff"}),
    "list-bookings-of-group": frozenset({"officer", "staff", "auditor"}),
    "list-bookings-of-facility": frozenset({"staff", "auditor"}),
    "find-booking": frozenset({"staff", "auditor"}),
    "see-demand": frozenset({"staff", "auditor"}),
    "see-quota": frozenset({"officer", "staff", "auditor"}),
    "count-heads": frozenset({"staff"}),
    "withdraw-no-show": frozenset({"staff"}),
    "show-reason": frozenset({"staff"}),
    "count-walk-ins": frozenset({"staff"}),
    "see-walk-ins": frozenset({"staff", "auditor"}),
    "see-report": frozenset({"staff", "auditor"}),
    "print-refusal-of-others": frozenset({"staff"}),
}

NOT_ONES_OWN: frozenset[Action] = frozenset(
    {
        "cancel-for-the-house",
        "decide-request",
        "pre-empt",
        "take-over",
        "close-facility",
        "count-heads",
        "withdraw-no-show",
        "show-reason",
    }
)
"""What is decided for others only. ``close-facility``: a closure that displaces a booking."""

ROLES: tuple[Standing, ...] = ("staff", "auditor", "operator")


def standings(caller: Caller, *, holder: str | None = None, officers: tuple[str, ...] = ()) -> frozenset[Standing]:
    """How a caller stands to a booking, a group or the city."""
    found: set[Standing] = {role for role in ROLES if caller.has(role)}
    if holder is not None and caller.person_id == holder:
        found.add("holder")
    if caller.person_id in officers:
        found.add("officer")
    return frozenset(found)


class Concerns(Protocol):
    """A booking, or something that belongs to one: for a person, or for a group."""

    @property
    def person_id(self) -> str: ...

    @property
    def group_id(self) -> str | None: ...


def own_of(row: Concerns) -> str | None:
    """Whose own it is. A group's is its officers', whoever of them booked: one who has left may do no more with it."""
    return None if row.group_id else row.person_id


def is_own(found: frozenset[str]) -> bool:
    """Whether it is their own affair, or that of a group for which they act."""
    return not found.isdisjoint({"holder", "officer"})


def as_staff(found: frozenset[str]) -> bool:
    """Whether they act as staff: with what is their own they are like anybody."""
    return "staff" in found and not is_own(found)


def may(action: Action, found: frozenset[Standing]) -> bool:
    """Whether somebody who stands so may do this."""
    return bool(RULES[action] & found) and not (action in NOT_ONES_OWN and is_own(found))


def require(action: Action, found: frozenset[Standing]) -> None:
    """Raise ``Forbidden`` unless somebody who stands so may do this; ``OwnAffair`` where only another one may."""
    if not may(action, found):
        if RULES[action] & found:
            raise OwnAffair(action=action)
        raise Forbidden(rule=_FORBIDDEN.get(action, "staff"), action=action)


_FORBIDDEN: Mapping[Action, str] = {
    "book-for-group": "officer-of-group",
    "list-bookings-of-group": "officer-of-group",
    "see-quota": "officer-of-group",
    "see-booking": "own-booking",
    "cancel-booking": "own-booking",
    "confirm-booking": "own-booking",
    "change-booking": "own-booking",
    "answer-offer": "own-booking",
    "start-booking": "own-booking",
    "complete-booking": "own-booking",
}
