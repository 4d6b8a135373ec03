"""What booking has heard of a group: that it exists, its members, its officers, how it stands. ``group/<id>``.

The facts come over two topics without an order between them, so each is taken for itself.
"""

from typing import ClassVar

from services.booking.domain.heard_events import (
    GroupNoted,
    GroupStandingNoted,
    MemberNoted,
    MemberRemoved,
    OfficerRemoved,
    Standing,
)
from shared.events import Event
from shared.journal import State


class Group(State):
    """A group as heard."""

    kind: ClassVar[str] = "group"
    fold_version: ClassVar[int] = 2

    noted: GroupNoted | None = None
    members: dict[str, bool] = {}
    """Known members; the value says whether they are an officer."""
    standing: Standing = "active"
    standing_count: int = 0
    """Of the newest that was heard of how it stands."""

    def apply(self, event: Event) -> None:
        match event:
            case GroupNoted():
                self.noted = event
            case GroupStandingNoted():
                self.standing, self.standing_count = event.standing, event.count
            case MemberNoted():
                self.members[event.person_id] = event.officer or self.members.get(event.person_id, False)
            case OfficerRemoved():
                self.members[event.person_id] = False
            case MemberRemoved():
                self.members.pop(event.person_id, None)

    @property
    def officers(self) -> tuple[str, ...]:
        """Who acts for the group."""
        return tuple(person_id for person_id, officer in self.members.items() if officer)

    @property
    def members_min(self) -> int:
        """How many members it has at least: the size it says it has, or the members heard of."""
        return max(len(self.members), self.noted.members_min if self.noted else 0)

    def note(self, noted: GroupNoted) -> list[Event]:
        """The group is now like this."""
        return [noted] if noted != self.noted else []

    def note_standing(self, standing: Standing, count: int) -> list[Event]:
        """How it stands now. What comes late of an earlier change, or twice, is nothing."""
        if count < self.standing_count or (count == self.standing_count and (count or standing == self.standing)):
            return []
        return [GroupStandingNoted(group_id=self.stream_key, standing=standing, count=count)]

    def note_member(self, person_id: str, *, officer: bool) -> list[Event]:
        """A person joined, or was appointed."""
        if person_id in self.members and self.members[person_id] >= officer:
            return []
        return [MemberNoted(group_id=self.stream_key, person_id=person_id, officer=officer)]

    def remove_officer(self, person_id: str) -> list[Event]:
        """A person no longer acts for the group."""
        known = self.members.get(person_id, False)
        return [OfficerRemoved(group_id=self.stream_key, person_id=person_id)] if known else []

    def remove_member(self, person_id: str) -> list[Event]:
        """A person left."""
        known = person_id in self.members
        return [MemberRemoved(group_id=self.stream_key, person_id=person_id)] if known else []
