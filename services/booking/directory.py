"""The facilities in memory, so that a booking reads no database: what a decision needs, resolved with its rules.

A facility's registration is advisory for a booking (what is taken stands in the facility-day), so a copy may lag:
this process puts its own changes in at once, and where other processes write too an entry is read again, behind the
request that found it old, after ``SECONDS_MAX``.
"""

import asyncio
import time

from services.booking.domain.facility_info import FacilityInfo
from services.booking.domain.rules import Rules
from services.booking.rows import FacilityRow
from services.booking.rulebook.places import Facility, Place, Room
from services.booking.rulebook.rule import Name
from shared.errors import NotYet
from shared.journal import Journal
from shared.web import NotFound

SECONDS_MAX = 5.0


class Directory:
    """Facilities by id. Bounded by the number of facilities of a city."""

    def __init__(self, journal: Journal, rules: Rules) -> None:
        self._journal = journal
        self._rules = rules
        self._known: dict[str, tuple[FacilityInfo, float]] = {}
        self._places: dict[tuple[str, tuple[str, ...]], tuple[FacilityInfo, Place]] = {}
        self._refreshing: dict[str, asyncio.Task[FacilityInfo | None]] = {}

    async def load(self) -> None:
        """Read all facilities; run when the service starts."""
        for row in await self._journal.all(FacilityRow):
            self.put(row)

    def put(self, row: FacilityRow) -> FacilityInfo:
        """Take a facility in as it is now."""
        info = FacilityInfo(
            facility_id=row.id,
            name=row.name,
            kind=row.facility_kind,
            bookable=row.bookable,
            rooms={room.room_id: room for room in row.rooms},
            rules=self._rules.of(row.facility_kind, row.id),
        )
        self._known[row.id] = (info, time.monotonic())
        return info

    async def facility(self, facility_id: str) -> FacilityInfo:
        """A facility with its rules. Raises ``NotFound``."""
        found = self._known.get(facility_id)
        if found is None:
            info = await self._read(facility_id)
            if info is None:
                raise NotFound(what="facility", facility_id=facility_id)
            return info
        if not self._journal.store.exclusive and time.monotonic() - found[1] > SECONDS_MAX:
            self._refresh(facility_id)
        return found[0]

    def place(self, facility_id: str, room_ids: tuple[str, ...]) -> Place:
        """The place of rooms of a facility, for the rulebook, without waiting.

        Raises ``NotYet`` for a facility that this process has not heard of; it is read meanwhile.
        """
        found = self._known.get(facility_id)
        if found is None:
            self._refresh(facility_id)
            raise NotYet("facility")
        info, key = found[0], (facility_id, room_ids)
        known = self._places.get(key)
        if known is None or known[0] is not info:
            known = self._places[key] = (info, place_of(info, room_ids))
        return known[1]

    async def _read(self, facility_id: str) -> FacilityInfo | None:
        row = await self._journal.get(FacilityRow, facility_id)
        return self.put(row) if row else None

    def _refresh(self, facility_id: str) -> None:
        if facility_id not in self._refreshing:
            task = asyncio.create_task(self._read(facility_id), name=f"refresh-{facility_id}")
            self._refreshing[facility_id] = task
            task.add_done_callback(lambda _: self._refreshing.pop(facility_id, None))


def place_of(info: FacilityInfo, room_ids: tuple[str, ...]) -> Place:
    """A facility of the register as the rulebook has it. Ids were checked when it was registered."""
    rooms = tuple(
        Room.model_construct(id=id, name=Name(ja=room.name, en=room.name), capacity=room.capacity)
        for id in room_ids
        if (room := info.rooms.get(id))
    )
    name = Name(ja=info.name, en=info.name)
    facility = Facility.model_construct(id=info.facility_id, kind=info.kind, name=name, rooms=rooms)
    ids = frozenset(room_ids)
    return Place(facility, rooms, ids, ids)
