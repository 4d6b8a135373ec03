"""A facility: what it is called, where it lies, which rooms it has. One stream each, ``facility/<id>``."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from services.booking.domain.events import FacilityDetailed
from services.booking.refusals import FacilityExists
from shared.contracts.base import Areas
from shared.contracts.booking import FacilityChanged, FacilityRegistered, Room
from shared.contracts.booking_ways import FacilityClosureAnnounced, FacilityClosureLifted
from shared.events import Event
from shared.journal import State

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
"""An id as a client may name it: it becomes part of a stream's name, so no slash and no blank."""

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


CLOSURES_KEPT_MAX = 400
"""More than may be open at once, so that none that is open is dropped."""


class RoomDraft(BaseModel):
    """A room to be registered."""

    model_config = ConfigDict(frozen=True)

    room_id: Id
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    capacity: int = Field(ge=1, le=100_000)
    name_en: Words = ""
    """What English texts call it."""
    parts: tuple[Id, ...] = Field(default=(), max_length=50)
    """The rooms of the same facility that a hall divides into; a part may divide further."""


class FacilityDraft(BaseModel):
    """A facility as somebody wants it registered. Without ``facility_id`` one is derived from the name."""

    model_config = ConfigDict(frozen=True)

    facility_id: Id | None = None
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    kana: Words = ""
    kind: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")] = "other"
    areas: Areas = Field(default={}, max_length=20)
    address: Words
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)
    rooms: tuple[RoomDraft, ...] = Field(default=(), max_length=200)
    phone: Annotated[str, StringConstraints(max_length=40)] = ""
    url: Annotated[str, StringConstraints(max_length=500, pattern=r"^(https?://\S+)?$")] = ""
    bookable: bool = True
    """Whether its rooms may be booked; a facility without rooms is not bookable, whatever this says."""

    @field_validator("rooms")
    @classmethod
    def _rooms_differ(cls, rooms: tuple[RoomDraft, ...]) -> tuple[RoomDraft, ...]:
        if len({room.room_id for room in rooms}) != len(rooms):
            raise ValueError("two rooms have the same room_id")
        parts_of(rooms)
        return rooms

    @property
    def id(self) -> str:
        """The id it has, or gets from its name."""
        return self.facility_id or id_from_name(self.name)

    def told(self, facility_id: str) -> FacilityRegistered:
        """The contract that says this."""
        return FacilityRegistered(
            facility_id=facility_id,
            name=self.name,
            kana=self.kana,
            kind=self.kind,
            areas=self.areas,
            address=self.address,
            latitude=self.latitude,
            longitude=self.longitude,
            rooms=tuple(
                Room(room_id=room.room_id, name=room.name, capacity=room.capacity, parts=parts, name_en=room.name_en)
                for room, parts in zip(self.rooms, parts_of(self.rooms), strict=True)
            ),
            bookable=self.bookable and bool(self.rooms),
        )


def parts_of(rooms: Sequence[RoomDraft]) -> list[tuple[str, ...]]:
    """The parts of each room with the parts of those, in the order of ``rooms``.

    Raises ``ValueError`` for a part that is no room of the facility, and for a room that would be a part of itself.
    """
    direct = {room.room_id: room.parts for room in rooms}
    if missing := sorted({part for parts in direct.values() for part in parts} - set(direct)):
        raise ValueError(f"{missing[0]} is a part, but no room of the facility")
    found = []
    for room in rooms:
        reached: dict[str, None] = {}
        waiting = list(room.parts)
        while waiting:
            part = waiting.pop(0)
            if part == room.room_id:
                raise ValueError(f"{part} is a part of itself")
            if part not in reached:
                reached[part] = None
                waiting.extend(direct[part])
        found.append(tuple(reached))
    return found


class Facility(State):
    """What is registered of one facility; ``told`` is the newest contract, ``None`` before the first."""

    kind: ClassVar[str] = "facility"

    told: FacilityRegistered | None = None
    details: FacilityDetailed | None = None
    changes: int = 0
    closures: dict[str, FacilityClosureAnnounced] = {}
    """Those that were not lifted; of those that are over only the latest."""

    def apply(self, event: Event) -> None:
        if isinstance(event, FacilityClosureLifted):
            self.closures.pop(event.closure_id, None)
        elif isinstance(event, FacilityClosureAnnounced):
            self.closures[event.closure_id] = event
            if len(self.closures) > CLOSURES_KEPT_MAX:
                del self.closures[min(self.closures, key=lambda each: self.closures[each].until)]
        elif isinstance(event, FacilityRegistered):
            self.told = event
            self.changes += 1
        elif isinstance(event, FacilityDetailed):
            self.details = event

    def register(self, draft: FacilityDraft) -> list[Event]:
        """The first registration. Raises ``FacilityExists``."""
        if self.told is not None:
            raise FacilityExists(facility_id=self.told.facility_id)
        return self.put(draft)

    def put(self, draft: FacilityDraft) -> list[Event]:
        """Register it, or change what differs; nothing when nothing does. A commit always tells the whole."""
        told = draft.told(self.stream_key)
        details = FacilityDetailed(facility_id=self.stream_key, phone=draft.phone, url=draft.url)
        if self.told is None:
            return [told, details]
        if told.model_dump() == self.told.model_dump() and details == self.details:
            return []
        return [FacilityChanged(**told.model_dump()), details]

    def list_as(self, draft: FacilityDraft) -> list[Event]:
        """Take over what a public register says, and keep what it does not know: rooms, areas, whether bookable."""
        return self.put(self.merged(draft))

    def merged(self, draft: FacilityDraft) -> FacilityDraft:
        """The draft of a register, completed by what is known here and not there."""
        if self.told is None:
            return draft
        known = self.told
        return draft.model_copy(
            update={
                "kana": draft.kana or known.kana,
                "kind": known.kind if draft.kind == "other" else draft.kind,
                "areas": draft.areas or known.areas,
                "latitude": known.latitude if draft.latitude is None else draft.latitude,
                "longitude": known.longitude if draft.longitude is None else draft.longitude,
                "rooms": tuple(RoomDraft(**room.model_dump()) for room in known.rooms),
                "bookable": known.bookable if known.rooms else draft.bookable,
            }
        )


def name_key(name: str) -> str:
    """A name as it is compared: compatibility forms folded, blanks away."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name)).casefold()


def id_from_name(name: str) -> str:
    """The stable id of a facility that comes without one: the same name gives the same id for ever."""
    return f"f-{hashlib.sha256(name_key(name).encode()).hexdigest()[:16]}"


Change = Literal["registered", "changed", "unchanged"]


def changes_of(events: Sequence[Event]) -> Change:
    """``registered``, ``changed`` or ``unchanged``: what a commit did to a facility."""
    if not events:
        return "unchanged"
    return "registered" if any(event.type == FacilityRegistered.type for event in events) else "changed"
