"""What things are called, heard from open facts: facilities with rooms, groups, activities. Never waited for."""

from collections.abc import Sequence

from services.notifications.domain.events import ActivityHeard, FacilityHeard, GroupHeard
from services.notifications.domain.recipient import TextLanguage
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
    rooms_en: dict[str, str] = {}

    def hear(self, fact: FacilityRegistered) -> Sequence[Event]:
        """It is called so now."""
        rooms = {room.room_id: room.name for room in fact.rooms}
        rooms_en = {room.room_id: room.name_en for room in fact.rooms if room.name_en}
        if (fact.name, rooms, rooms_en) == (self.name, self.rooms, self.rooms_en):
            return []
        return [FacilityHeard(name=fact.name, rooms=rooms, rooms_en=rooms_en)]

    def called(self, room_ids: Sequence[str], language: TextLanguage) -> str | None:
        """The facility with the rooms of it that are known, as one reads it on a notice."""
        if self.name is None:
            return None
        names, between = (self.rooms, "・") if language == "ja" else ({**self.rooms, **self.rooms_en}, ", ")
        rooms = between.join(names[id] for id in room_ids if id in names)
        return f"{self.name} {rooms}".strip()

    def apply(self, event: Event) -> None:
        if isinstance(event, FacilityHeard):
            self.name, self.rooms, self.rooms_en = event.name, event.rooms, event.rooms_en


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

    fold_version = 2

    title: str | None = None
    together_with: tuple[str, ...] = ()
    """The groups that hold it beside the one that announced it."""

    def hear(self, fact: ActivityAnnounced) -> Sequence[Event]:
        """It is called so now, and held by these."""
        if (fact.title, fact.together_with) == (self.title, self.together_with):
            return []
        return [ActivityHeard(title=fact.title, together_with=fact.together_with)]

    def apply(self, event: Event) -> None:
        if isinstance(event, ActivityHeard):
            self.title, self.together_with = event.title, event.together_with
