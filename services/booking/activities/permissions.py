"""Who may do what with activities: a table of actions, by city role and by relation to the group or the person."""

from collections.abc import Iterable, Mapping
from typing import Literal, Protocol

from services.booking.domain.heard_events import Standing as GroupStanding
from shared.web import Caller

Action = Literal[
    "announce",
    "change",
    "cancel",
    "sign-up",
    "wait",
    "withdraw",
    "attend-by-code",
    "attend-by-hand",
    "correct",
    "show-code",
    "list-participants",
    "list-co-hosts",
    "answer-as-host",
    "leave-as-host",
]
Standing = Literal["self", "officer", "co-host", "staff"]
"""``self``: it is about the caller. ``officer``: of the group that announced it, by events. ``co-host``: of one that
holds it too; for an answer or leaving, of the group that is meant. ``staff``: a city role.
"""

RULES: Mapping[Action, frozenset[Standing]] = {
    "announce": frozenset({"officer", "staff"}),
    "change": frozenset({"officer", "staff"}),
    "cancel": frozenset({"officer", "staff"}),
    "sign-up": frozenset({"self", "officer", "staff"}),
    "wait": frozenset({"self"}),
    "withdraw": frozenset({"self", "officer", "staff"}),
    "attend-by-code": frozenset({"self"}),
    "attend-by-hand": frozenset({"officer", "co-host", "staff"}),
    "correct": frozenset({"officer", "co-host", "staff"}),
    "show-code": frozenset({"officer", "co-host", "staff"}),
    "list-participants": frozenset({"officer", "co-host", "staff"}),
    "list-co-hosts": frozenset({"officer", "co-host", "staff"}),
    "answer-as-host": frozenset({"co-host", "staff"}),
    "leave-as-host": frozenset({"co-host", "staff"}),
}


class Groups(Protocol):
    """What booking knows of groups, from matching's events."""

    async def is_officer(self, group_id: str, person_id: str) -> bool:
        """Whether a person may act for a group."""
        ...

    async def knows(self, group_id: str) -> bool:
        """Whether the group's registration has been heard of."""
        ...

    async def name(self, group_id: str) -> str:
        """What the group is called; empty while it was not heard of."""
        ...

    async def officers(self, group_id: str | None) -> tuple[str, ...]:
        """Who acts for the group; nobody for no group."""
        ...

    async def standing(self, group_id: str) -> GroupStanding:
        """Whether the group is active, pauses or has ended."""
        ...


def may(action: Action, standings: frozenset[Standing]) -> bool:
    """Whether somebody who stands so may do this."""
    return bool(RULES[action] & standings)


def rule_of(action: Action) -> str:
    """What a caller who may not do this is told: whose business it is."""
    return "own" if "self" in RULES[action] else "officer-of-group"


async def standings_of(
    caller: Caller, groups: Groups, group_id: str, person_id: str | None, co_hosts: Iterable[str] = ()
) -> frozenset[Standing]:
    """How a caller stands to a group, to those that hold it too, and, where the action is about one, to a person."""
    found: set[Standing] = set()
    if person_id is not None and caller.person_id == person_id:
        found.add("self")
    if caller.has("staff"):
        found.add("staff")
    if await groups.is_officer(group_id, caller.person_id):
        found.add("officer")
    for each in co_hosts:
        if await groups.is_officer(each, caller.person_id):
            found.add("co-host")
    return frozenset(found)
