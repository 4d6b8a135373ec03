"""Private events of booking for what other services told it: groups, who belongs to them, who was erased."""

from typing import Literal

from shared.contracts.base import Areas
from shared.events import Event

Standing = Literal["active", "suspended", "ended"]


class GroupNoted(Event):
    """Heard from matching: a group exists and is now like this."""

    type = "group-noted.v1"

    group_id: str
    name: str
    group_kind: str
    areas: Areas = {}
    members_min: int


class GroupStandingNoted(Event):
    """Heard from matching: the group pauses, has ended, or is back, for the ``count``-th time; 0: nobody counted."""

    type = "group-standing-noted.v1"

    group_id: str
    standing: Standing
    count: int = 0


class MemberNoted(Event):
    """Heard from matching: a person belongs to the group, or acts for it (``officer``)."""

    type = "member-noted.v1"

    group_id: str
    person_id: str
    officer: bool


class OfficerRemoved(Event):
    """Heard from matching: the person no longer acts for the group."""

    type = "officer-removed.v1"

    group_id: str
    person_id: str


class MemberRemoved(Event):
    """Heard from matching: the person left the group."""

    type = "member-removed.v1"

    group_id: str
    person_id: str


class PersonForgotten(Event):
    """Heard from people: the person was erased, so nothing new is taken for this id."""

    type = "person-forgotten.v1"

    person_id: str


HEARD_EVENTS = (GroupNoted, GroupStandingNoted, MemberNoted, OfficerRemoved, MemberRemoved, PersonForgotten)
