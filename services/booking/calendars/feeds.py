"""What stands in each calendar: of a room only that it is occupied; of a group or a person what they booked.

Each holds the past 31 days and the next 400, 2,000 events at most. What was cancelled is told as cancelled for 31 days,
so that programs take it out, and then left out.
"""

import hashlib
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from services.booking.calendars.words import WORDS, Words
from services.booking.domain.grid import day_text, instant, midnight, runs
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.houses.openness import beside, open_mask
from services.booking.groups.groups import Groups
from services.booking.houses.announced import Announced, concerns, house_mask
from services.booking.houses.directory import Directory
from services.booking.rows import TENTATIVE, BookingRow, FacilityRow
from services.booking.ways.rows import ClosureRow
from shared.calendars.ical import Entry, calendar
from shared.calendars.recurrence import recurrence_of
from shared.clock import tokyo_date
from shared.journal import Journal
from shared.web import NotFound
from shared.web.words import Language

PAST_DAYS = 31
AHEAD_DAYS = 400
CANCELLED_TOLD_DAYS = 31
EVENTS_MAX = 2_000
ROWS_READ_MAX = 6_000
"""Of bookings that were cancelled long ago there may be many; they are read and left out."""
PAGE_ROWS = 200
TOOK_PLACE = frozenset({"completed", "no-show"})
"""How a booking ends that stays in a calendar; every other end takes it out."""
ONE_DAY = timedelta(days=1)
BOUNDS = {"past": PAST_DAYS, "ahead": AHEAD_DAYS, "events": EVENTS_MAX}


Place = tuple[FacilityInfo, str]
"""A house and its address."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar as a file, its name, and when anything in it last changed (``None``: not known).

    Until ``stands_until`` it stays the same unless something is written.
    """

    name: str
    body: bytes
    modified: datetime | None
    stands_until: datetime


class CalendarFeeds:
    """Makes calendars from rows. ``key`` hides which booking an occupied room stands for; ``place`` ends every UID."""

    def __init__(
        self, journal: Journal, directory: Directory, groups: Groups, announced: Announced, *, key: bytes, place: str
    ) -> None:
        self._journal = journal
        self._announced = announced
        self._directory = directory
        self._groups = groups
        self._key = key
        self._place = place

    async def of_room(self, facility_id: str, room_id: str, language: Language = "ja") -> Calendar:
        """When a room is occupied, never by whom, and when it is closed. Raises ``NotFound``."""
        facility = await self._directory.facility(facility_id)
        if room_id not in facility.rooms:
            raise NotFound(what="room", room_id=room_id)
        words = WORDS[language]
        name = words.place.format(room=words.room(facility, room_id), house=words.house(facility))

        def entry(row: BookingRow) -> Entry:
            made = self._entry(row, self._hidden(f"room/{row.id}"), words.occupied, name)
            return replace(made, tentative=False)  # held or booked: nobody else can have it

        rooms = beside(facility, room_id)
        rows = self._of_rooms(facility_id, rooms) if len(rooms) > 1 else self._of_one_room(facility_id, room_id)
        closed = await self._closed(facility, room_id, name, words)
        return await self._of_bookings(name, _about(words.of_room, words, name), rows, entry, words, closed)

    async def of_group(self, group_id: str, language: Language = "ja") -> Calendar:
        """What a group has booked. Raises ``NotFound``."""
        group = await self._groups.get(group_id)
        if group is None:
            raise NotFound(what="group", group_id=group_id)
        words, places = WORDS[language], await self._places()
        rows, about = self._rows("of_group", group_id, {}), _about(words.of_group, words, group.name)
        return await self._of_bookings(group.name, about, rows, lambda row: self._told(row, places, words), words)

    async def of_person(self, person_id: str, language: Language = "ja") -> Calendar:
        """What a person has booked, for themselves or as an officer, while they are one."""
        words, places = WORDS[language], await self._places()
        rows, about = self._rows("of_person", person_id, {}), _about(words.of_person, words)
        made = await self._of_bookings(words.person, about, rows, lambda row: self._told(row, places, words), words)
        return replace(made, modified=None)  # what goes with a group that one left moves no instant

    async def of_opening(self, facility_id: str, language: Language = "ja") -> Calendar:
        """A facility's opening hours as weekly events, closures as their exceptions. Raises ``NotFound``.

        It begins with the month before this one, so that it stays the same within a month.
        """
        facility = await self._directory.facility(facility_id)
        today = tokyo_date(self._journal.now())
        first = ((today.replace(day=1)) - ONE_DAY).replace(day=1)
        days_of: dict[tuple[int, int], list[date]] = {}
        days = [first + n * ONE_DAY for n in range((today - first).days + AHEAD_DAYS + 1)]
        closures = await self._announced.of(facility_id, days[0], days[-1])
        for day in days:
            for span in runs(open_mask(facility, day) & ~house_mask(facility, day, closures)):
                days_of.setdefault(span, []).append(day)
        words = WORDS[language]
        name = words.house(facility)
        told = replace(facility, name=name)
        entries = [self._opening(told, span, days, first, words) for span, days in sorted(days_of.items())]
        about = words.of_opening.format(name=name, first=f"{first:%Y-%m-%d}", days=AHEAD_DAYS)
        body = calendar(words.opening.format(name=name), about, entries, language)
        return Calendar(name, body, None, midnight(today + ONE_DAY))

    def _opening(
        self, facility: FacilityInfo, span: tuple[int, int], days: list[date], first: date, words: Words
    ) -> Entry:
        recurrence = recurrence_of(days)
        start, end = span
        return Entry(
            uid=self._hidden(f"opening/{facility.facility_id}/{start}/{end}"),
            starts_at=instant(recurrence.start, start),
            ends_at=instant(recurrence.start, end),
            summary=words.open.format(name=facility.name),
            stamp=midnight(first),
            busy=False,
            location=facility.name,
            recurrence=recurrence,
        )

    # -- within

    async def _closed(self, facility: FacilityInfo, room_id: str, name: str, words: Words) -> list[Entry]:
        """Announced closures of a room as taken time; lifted ones as cancelled, so that programs drop them."""
        today = tokyo_date(self._journal.now())
        stamp = midnight((today.replace(day=1) - ONE_DAY).replace(day=1))  # the same within a month

        def entry(row: ClosureRow) -> Entry:
            return Entry(
                uid=self._hidden(f"closed/{row.id}/{room_id}"),
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                summary=words.because(row.reason),
                stamp=stamp,
                sequence=int(row.lifted),
                cancelled=row.lifted,
                location=name,
            )

        rows = await self._announced.all_of(
            facility.facility_id, today - PAST_DAYS * ONE_DAY, today + AHEAD_DAYS * ONE_DAY
        )
        return [entry(row) for row in rows if concerns(row, facility, room_id)]

    async def _of_bookings(
        self, name: str, about: str, rows: AsyncIterator[BookingRow], entry: Callable[[BookingRow], Entry],
        words: Words, closed: Sequence[Entry] = (),
    ) -> Calendar:  # fmt: skip
        now = self._journal.now()
        told_since, until = now - CANCELLED_TOLD_DAYS * ONE_DAY, midnight(tokyo_date(now) + ONE_DAY)
        entries = list(closed[-EVENTS_MAX // 2 :])
        async for row in rows:
            made = entry(row)
            if made.cancelled and made.stamp < told_since:
                continue
            entries.append(made)
            if made.cancelled:
                until = min(until, made.stamp + CANCELLED_TOLD_DAYS * ONE_DAY)
            if len(entries) == EVENTS_MAX:
                break
        modified = max((each.stamp for each in entries), default=None)
        if closed:
            modified = None  # when they were announced, or lifted, is not known
        return Calendar(name, calendar(name, about, entries, words.language), modified, until)

    def _of_one_room(self, facility_id: str, room_id: str) -> AsyncIterator[BookingRow]:
        return self._rows("at_facility", facility_id, {"room_ids": room_id})

    async def _of_rooms(self, facility_id: str, rooms: Iterable[str]) -> AsyncIterator[BookingRow]:
        """Bookings of a room and of all that cannot be used beside it (a hall and its parts), each once, by start."""
        found = {row.id: row for room_id in rooms async for row in self._of_one_room(facility_id, room_id)}
        for row in sorted(found.values(), key=lambda each: each.at_facility):
            yield row

    async def _rows(self, column: str, id: str, having: dict[str, str]) -> AsyncIterator[BookingRow]:
        """Bookings by their start, of one room, group or person, in the days that a calendar holds."""
        today = tokyo_date(self._journal.now())
        since, until = midnight(today - PAST_DAYS * ONE_DAY), midnight(today + (AHEAD_DAYS + 1) * ONE_DAY)
        cursor: str | None = None
        for _ in range(ROWS_READ_MAX // PAGE_ROWS):
            page = await self._journal.page(
                BookingRow,
                having=having,
                order_by=column,
                since=f"{id}/{day_text(since)}",
                until=f"{id}/{day_text(until)}",
                cursor=cursor,
                limit=PAGE_ROWS,
            )
            for row in await self._groups.still_own(page.items, id) if column == "of_person" else page.items:
                yield row
            if page.next is None:
                return
            cursor = page.next

    async def _places(self) -> dict[str, Place]:
        """Each house with its address."""
        rows = await self._journal.all(FacilityRow)
        return {row.id: (await self._directory.facility(row.id), row.address) for row in rows}

    def _told(self, row: BookingRow, places: dict[str, Place], words: Words) -> Entry:
        """A booking for those who made it: the place, the purpose, how many, and its number; nobody's name."""
        facility, address = places.get(row.facility_id, (None, ""))
        rooms = words.rooms(facility, row.room_ids) if facility else words.joined.join(row.room_ids)
        house = words.house(facility) if facility else row.facility_id
        return self._entry(
            row,
            f"{row.id}@{self._place}",
            words.place.format(room=rooms, house=house),
            f"{house} {rooms} {address}".strip(),
            words.booked(row.purpose, row.people, row.id),
        )

    def _entry(self, row: BookingRow, uid: str, summary: str, location: str, description: str = "") -> Entry:
        return Entry(
            uid=uid,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            summary=summary,
            stamp=row.changed_at or row.starts_at,
            sequence=row.revision,
            cancelled=row.closed and row.status not in TOOK_PLACE,
            tentative=row.status in TENTATIVE,
            location=location,
            description=description,
        )

    def _hidden(self, what: str) -> str:
        """A UID that says nothing and stays the same."""
        return f"{hashlib.blake2b(what.encode(), key=self._key, digest_size=16).hexdigest()}@{self._place}"


def _about(text: str, words: Words, name: str = "") -> str:
    """What is in a calendar, and how much."""
    return text.format(name=name, bounds=words.bounds.format(**BOUNDS))
