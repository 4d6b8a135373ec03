"""The facilities in memory, so that a booking reads no database: what a decision needs, resolved with its rules.

A facility's registration is advisory for a booking (what is taken stands in the facility-day), so a copy may lag:
this process puts its own changes in at once, and where other processes write too an entry is read again, behind the
request that found it old, after ``SECONDS_MAX``.
"""

import asyncio
import time

from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.houses.houses import House, house_of
from services.booking.domain.houses.rules import HouseRules
from services.booking.rows import FacilityRow
from services.booking.rulebook.book import Book
from services.booking.rulebook.places import Place, Places
from shared.errors import NotYet
from shared.journal import Journal
from shared.web import NotFound

SECONDS_MAX = 5.0


class Directory:
    """Facilities by id, each with the town's rules for it. Bounded by the number of facilities of a city."""

    def __init__(self, journal: Journal, book: Book) -> None:
        self._journal = journal
        self.book = book
        self._known: dict[str, tuple[FacilityInfo, float]] = {}
        self._rows: dict[str, FacilityRow] = {}
        self._houses: dict[str, House] = {}
        self._town: Book | None = None
        self._places: dict[tuple[str, tuple[str, ...]], tuple[House, Place]] = {}
        self._refreshing: dict[str, asyncio.Task[FacilityInfo | None]] = {}

    async def load(self) -> None:
        """Read all facilities; run when the service starts."""
        for row in await self._journal.all(FacilityRow):
            self.put(row)

    def put(self, row: FacilityRow) -> FacilityInfo:
        """Take a facility in as it is now. What was worked out of its rules stays while nothing of it changes."""
        known = self._known.get(row.id)
        if known is not None and self._rows[row.id] == row:
            info = known[0]
        else:
            house = house_of(self.book, row.id, row.name, row.facility_kind, {room.room_id: room for room in row.rooms})
            info = FacilityInfo(
                facility_id=row.id,
                name=row.name,
                kind=row.facility_kind,
                bookable=row.bookable,
                rooms=house.rooms,
                rules=HouseRules(self.book, house, bookable=row.bookable),
            )
            self._rows[row.id], self._houses[row.id], self._town = row, house, None
        self._known[row.id] = (info, time.monotonic())
        return info

    @property
    def town(self) -> Book:
        """The rules with all facilities of the register, for questions that go beyond one of them."""
        if self._town is None:
            self._town = self.book.about(house.facility for house in self._houses.values())
        return self._town

    def house(self, facility_id: str) -> House | None:
        """A facility as the rules see it, if it is known here."""
        return self._houses.get(facility_id)

    def of_kind(self, kind: str) -> list[FacilityInfo]:
        """The facilities of a kind that are known here, by id."""
        return sorted((info for info, _ in self._known.values() if info.kind == kind), key=lambda i: i.facility_id)

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
        house = self._houses.get(facility_id)
        if house is None:
            self._refresh(facility_id)
            raise NotYet("facility")
        key = (facility_id, room_ids)
        known = self._places.get(key)
        if known is None or known[0] is not house:
            known = self._places[key] = (house, place_of(house, room_ids))
        return known[1]

    async def all(self) -> list[FacilityInfo]:
        """Every facility, as it is registered now, by id."""
        return [self.put(row) for row in await self._journal.all(FacilityRow)]

    async def _read(self, facility_id: str) -> FacilityInfo | None:
        row = await self._journal.get(FacilityRow, facility_id)
        return self.put(row) if row else None

    def _refresh(self, facility_id: str) -> None:
        if facility_id not in self._refreshing:
            task = asyncio.create_task(self._read(facility_id), name=f"refresh-{facility_id}")
            self._refreshing[facility_id] = task
            task.add_done_callback(lambda _: self._refreshing.pop(facility_id, None))


def place_of(house: House, room_ids: tuple[str, ...]) -> Place:
    """Rooms of a facility as the rulebook has them; rooms that it has no more are still of that facility."""
    keys = tuple(house.keys[id] for id in room_ids if id in house.keys)
    if not keys:
        return Place(house.facility, (), frozenset(room_ids), frozenset(room_ids), house.facility.name)
    return Places((house.facility,)).place(keys)
