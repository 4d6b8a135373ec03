"""From a request to a wish: which rooms of which house, when, for whom. Who asks for others has to be staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.booking.desk_refusals import ForWhomMissing, OwnAtCounter
from services.booking.domain.grid import instant
from services.booking.domain.houses.facility import Id
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.purposes import Purpose
from services.booking.domain.wish import Wish, place_on_grid
from services.booking.permissions import standings
from services.booking.refusals import NotBookableYet, SlotUnaligned
from services.booking.ways.refusals import EquipmentUnknown, OnlyStaff, RoomsOverlap
from shared.contracts.booking import Channel
from shared.web import Caller, NotFound, TokyoInstant

PEOPLE_MAX = 100_000
ROOMS_MAX = 20
"""Rooms of one house in one booking."""
EQUIPMENT_MAX = 20

People = Annotated[int, Field(ge=1, le=PEOPLE_MAX)]
Rooms = Annotated[tuple[Id, ...], Field(max_length=ROOMS_MAX)]
Equipment = Annotated[dict[Id, Annotated[int, Field(ge=1, le=1_000)]], Field(max_length=EQUIPMENT_MAX)]
Mark = Literal["commercial", "political", "religious", "entrance-fee", "funeral"]
Marks = Annotated[tuple[Mark, ...], Field(max_length=5)]
AtCounter = Literal["web", "counter", "phone"]


class Placed(BaseModel):
    """Rooms of one house (``room_id`` or ``room_ids``) at one time."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    facility_id: Id
    room_id: Id | None = None
    room_ids: Rooms = ()
    starts_at: TokyoInstant
    ends_at: TokyoInstant

    @model_validator(mode="after")
    def _some_rooms(self) -> Self:
        if (self.room_id is None) == (not self.room_ids):
            raise ValueError("give either room_id or room_ids")
        if len(set(self.room_ids)) != len(self.room_ids):
            raise ValueError("a room is named twice")
        return self

    @property
    def rooms(self) -> tuple[str, ...]:
        """The rooms, however they were named."""
        return (self.room_id,) if self.room_id is not None else self.room_ids


class ForWhom(BaseModel):
    """For whom, and what for. ``person_id`` and a ``channel`` other than the web are for staff at the counter.

    At the counter and on the phone it has to be said whose booking it is: the clerk's it is never.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    group_id: Id | None = None
    person_id: Id | None = None
    channel: AtCounter = "web"
    purpose: Purpose
    people: People
    equipment: Equipment = {}
    marks: Marks = ()
    """What the use is, where rules of use speak of it."""
    adult: bool = False
    """Whether a responsible adult is named, where rules of use want one."""


@dataclass(frozen=True, slots=True)
class Behalf:
    """On whose behalf a wish is made, and by whom: staff do it for anybody, at the counter or on the phone."""

    person_id: str
    channel: Channel
    by_staff: bool

    @classmethod
    def of(cls, by: Caller, whom: ForWhom, officers: Sequence[str] = ()) -> "Behalf":
        """The caller for themselves, or staff for somebody. ``officers``: of the group that it is for.

        A group that is served at the counter and names nobody is served by the name of its first officer, who is told.
        Raises ``OnlyStaff``, ``ForWhomMissing``, ``OwnAtCounter``.
        """
        person_id, by_staff, is_own = whom.person_id, "staff" in standings(by), whom.person_id in {None, by.person_id}
        if not by_staff and (not is_own or whom.channel != "web"):
            raise OnlyStaff(field="channel" if is_own else "person_id")
        if whom.channel == "web":
            return cls(person_id or by.person_id, "web", by_staff)
        if by.person_id in {person_id, *officers}:
            raise OwnAtCounter(channel=whom.channel)
        if person_id is None and not officers:
            raise ForWhomMissing(channel=whom.channel)
        return cls(person_id or officers[0], whom.channel, by_staff)


def make_wish(
    facility: FacilityInfo, rooms: tuple[str, ...], starts_at: datetime, ends_at: datetime, whom: ForWhom,
    behalf: Behalf, *, hold: bool = False, series_id: str | None = None, moved_from: str | None = None,
) -> Wish:  # fmt: skip
    """A wish that is well formed.

    Raises the refusals of ``place_on_grid``, ``NotFound``, ``NotBookableYet``, ``RoomsOverlap``, ``EquipmentUnknown``,
    ``HoldsNotTaken``.
    """
    try:
        day, start, end = place_on_grid(starts_at, ends_at)
    except SlotUnaligned:
        check_rooms(facility, rooms)
        raise facility.rules.unaligned(rooms, starts_at, ends_at) from None
    check_rooms(facility, rooms)
    if whom.equipment:
        lent = facility.rules.lent(rooms, day)
        for item in whom.equipment:
            if item not in lent:
                raise EquipmentUnknown(facility_id=facility.facility_id, item=item)
    if hold and not facility.rules.takes_holds(rooms, day):
        raise facility.rules.holds_not_taken(rooms, day)
    return Wish(
        facility.facility_id, rooms, day, start, end, instant(day, start), instant(day, end), behalf.person_id,
        whom.group_id, whom.people, whom.purpose, behalf.channel, tuple(sorted(whom.equipment.items())), moved_from,
        series_id, frozenset(whom.marks), whom.adult, hold,
    )  # fmt: skip


def check_rooms(facility: FacilityInfo, rooms: tuple[str, ...]) -> None:
    """Raises ``NotFound`` for a room that is not there, ``RoomsOverlap`` for two that share a floor."""
    for room_id in rooms:
        if room_id not in facility.rooms:
            if not facility.bookable:
                raise NotBookableYet(facility_id=facility.facility_id)
            raise NotFound(what="room", room_id=room_id)
    if len(rooms) > 1:
        for number, room_id in enumerate(rooms):
            touched = facility.rules.touched((room_id,))
            for other_id in rooms[number + 1 :]:
                if other_id in touched:
                    raise RoomsOverlap(room_id=room_id, other_id=other_id)
