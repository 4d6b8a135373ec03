"""What things are called, heard from open facts: facilities with rooms, groups, activities. Never waited for."""

from collections.abc import Sequence

from services.notifications.domain.events import ActivityHeard, FacilityHeard, GroupHeard
from shared.contracts.booking import FacilityRegistered
from shared.contracts.booking_activities import ActivityAnnounced
from shared.contracts.matching import GroupRegistered
from shared.events import Event
from shared.journal import State


class Facility(State):
    """Stream ``facility/<id>``."""

    kind = "facility"

    name: str | None = None
    rooms: dict[str, str] = {}

    def hear(self, fact: FacilityRegistered) -> Sequence[Event]:
        """It is called so now."""
        rooms = {room.room_id: room.name for room in fact.rooms}
        return [] if (fact.name, rooms) == (self.name, self.rooms) else [FacilityHeard(name=fact.name, rooms=rooms)]

    def called(self, room_ids: Sequence[str]) -> str | None:
        """The facility with the rooms of it that are known, as one reads it on a notice."""
        if self.name is None:
            return None
        rooms = "・".join(self.rooms[id] for id in room_ids if id in self.rooms)
        return f"{self.name} {rooms}".strip()

    def apply(self, event: Event) -> None:
        if isinstance(event, FacilityHeard):
            self.name, self.rooms = event.name, event.rooms


class Group(State):
    """Stream ``group/<id>``."""

    kind = "group"

    name: str | None = None

    def hear(self, fact: GroupRegistered) -> Sequence[Event]:
        """It is called so now."""
        return [] if fact.name == self.name else [GroupHeard(name=fact.name)]

    def apply(self, event: Event) -> None:
        if isinstance(event, GroupHeard):
            self.name = event.name


class Activity(State):
    """Stream ``activity/<id>``."""

    kind = "activity"

    title: str | None = None

    def hear(self, fact: ActivityAnnounced) -> Sequence[Event]:
        """It is called so now."""
        return [] if fact.title == self.title else [ActivityHeard(title=fact.title)]

    def apply(self, event: Event) -> None:
        if isinstance(event, ActivityHeard):
            self.title = event.title
