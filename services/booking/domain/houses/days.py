"""What the rules of one facility say of its days and rooms, whoever asks: opening hours, windows, grid, sizes, parts.

Every answer is kept; a facility that changes gets a new object.
"""

from collections.abc import Hashable, Iterable
from datetime import date, datetime, timedelta
from typing import TypeVar

from services.booking.domain.grid import QUARTERS, midnight
from services.booking.domain.houses.houses import House
from services.booking.domain.houses.windows import OpenDay, open_day
from services.booking.rulebook.asking import Facts
from services.booking.rulebook.bands import Slots
from services.booking.rulebook.book import Book
from services.booking.rulebook.eligibility import Eligibility
from services.booking.rulebook.opening import open_mask
from services.booking.rulebook.places import Unanswerable
from services.booking.rulebook.quick import Question, Quick
from services.booking.rulebook.rule import Rule
from services.booking.rulebook.windows import Closes
from shared.clock import TOKYO, tokyo_date

R = TypeVar("R", bound=Rule)
PEOPLE_MAX = 100_000
ONE_DAY = timedelta(days=1)
AHEAD_MAX = 800
"""Days ahead that are looked through for the last one that can be asked for."""
PUBLIC = (Facts(party="person", eligible=1), Facts(party="group", members=10_000, eligible=10_000))
"""For whom what is free is shown: whoever may ask at all."""


class HouseDays:
    """The rules of one facility, apart from any wish."""

    def __init__(self, book: Book, house: House, *, bookable: bool) -> None:
        """``book`` are the town's rules; they are asked about this house alone."""
        self.book = book.about([house.facility])
        self.house = house.facility
        self.bookable = bookable
        self._rooms = house.rooms
        self._in_english = {id: room.name.en for id, room in zip(house.keys, house.facility.rooms, strict=True)}
        self._house = house
        self._quick = Quick(self.book)
        file = book.file
        windows = (*file.opening, *file.closures, *file.opens, *file.closes)
        self._alike = not any(rule.rooms for rule in windows)
        """Whether all rooms have the same days, so that one is asked for all."""
        self._first = tuple(self._rooms)[:1]
        self.nearest: dict[Hashable, list[dict[str, str]]] = {}
        """What was free instead, lately: see ``alternatives``."""

    def of_rules(self, room_ids: Iterable[str]) -> tuple[str, ...]:
        """How the rules call the rooms."""
        return tuple(self._house.keys[room_id] for room_id in room_ids)

    def in_english(self, room_id: str) -> str:
        """A room's English name: the register's, else the file's, else its name; of one that is gone its id."""
        return self._in_english.get(room_id, room_id)

    # -- days

    def open_mask(self, day: date, room_id: str | None = None) -> int:
        """The quarters of a day in which the room (or any room) is open; 0 on a closed day."""
        mask = 0
        for each in self._asked_for(room_id):
            mask |= self._quick.once(("open", each, day), lambda room_id=each: self._open_mask(room_id, day))  # type: ignore[misc]  # a default binds it
        return mask

    def _open_mask(self, room_id: str, day: date) -> int:
        question = Question(self.of_rules((room_id,)), day, 0, 1)
        return open_mask(self._quick.asked(question, PUBLIC[0], midnight(day)), day)

    def bookable_mask(self, day: date, now: datetime, room_id: str | None = None) -> int:
        """The quarters of a day that are left open to booking at ``now``: open, not begun, and within the window."""
        if not self.bookable:
            return 0
        mask = 0
        for each in self._asked_for(room_id):
            known = self._quick.known(("bookable", each, day))
            if isinstance(known, OpenDay) and known.since <= now < known.until:
                mask |= known.mask
            elif opened := self.open_mask(day, each):
                mask |= self._window(each, day, opened, now).mask
        return mask

    def bookable_masks(self, day: date, now: datetime) -> tuple[int, ...]:
        """``bookable_mask`` of each room; where all have the same, of one."""
        return tuple(self.bookable_mask(day, now, room_id) for room_id in self._asked_for(None))

    def stands_until(self, days: Iterable[date], now: datetime) -> datetime:
        """The moment from which ``bookable_mask`` may be another on one of the days; midnight at the latest."""
        ends = (
            self._window(room_id, day, opened, now).until
            for day in days
            for room_id in self._asked_for(None)
            if (opened := self.open_mask(day, room_id))
        )
        midnight_next = midnight(tokyo_date(now) + ONE_DAY)
        return min(ends, default=midnight_next) if self.bookable else midnight_next

    def _window(self, room_id: str, day: date, opened: int, now: datetime) -> OpenDay:
        key = ("bookable", room_id, day)
        known = self._quick.known(key)
        if not isinstance(known, OpenDay) or not known.since <= now < known.until:
            known = open_day(self._quick, self.of_rules((room_id,)), day, opened, now, PUBLIC)
            self._quick.put(key, known)
        return known

    def days_ahead(self, now: datetime) -> int:
        """How many days ahead can be asked for at the most."""
        today = tokyo_date(now)
        return self._quick.once(("ahead", today, now.astimezone(TOKYO).hour), lambda: self._days_ahead(today, now))

    def _days_ahead(self, today: date, now: datetime) -> int:
        rooms = self.of_rules(self._first)
        if not rooms:
            return 0

        def opened(ahead: int) -> bool:
            question = Question(rooms, today + ahead * ONE_DAY, QUARTERS - 1, QUARTERS)
            return any(self._opened(question, who, now) for who in PUBLIC)

        low, high = 0, AHEAD_MAX  # openings come in the order of the days that they are for
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if opened(middle) else (low, middle - 1)
        return low

    def _opened(self, question: Question, who: Facts, now: datetime) -> bool:
        try:
            return now >= self._quick.window(question, who, now)[0].at
        except Unanswerable:
            return False

    def _asked_for(self, room_id: str | None) -> Iterable[str]:
        if self._alike:
            return self._first
        return self._rooms if room_id is None else (room_id,)

    # -- grid

    @property
    def step(self) -> int:
        """The finest grid of the house that bookings start and end on, in quarters of an hour."""
        return self._quick.once("step", lambda: min((rule.minutes // 15 for rule in self._ever(Slots)), default=1))

    @property
    def takes_running_slot(self) -> bool:
        """Whether the slot that has already begun may still be booked."""
        return self._quick.once("running", lambda: any(rule.running for rule in self._ever(Closes)))

    def slots(self, room_ids: tuple[str, ...], day: date) -> Slots | None:
        """The grid of rooms on a day."""
        return self._quick.slots(self.of_rules(room_ids), day)

    def slots_of_past(self, room_id: str, day: date) -> Slots | None:
        """The same of one room, for whoever looks through a year: it is not kept, and drives out nothing that is."""
        held = self.book.layers.of(Slots, self.book.places.place(self.of_rules((room_id,))), day)
        return held[0] if held else None

    def whole_bands(self, room_ids: tuple[str, ...], day: date) -> tuple[tuple[int, int], ...]:
        """The bands of a day on which rooms are lent by whole bands alone; none where any span of the grid will do."""
        slots = self.slots(room_ids, day)
        return tuple(band.span for band in slots.bands) if slots and slots.whole else ()

    def possible(self, room_ids: tuple[str, ...], day: date, start: int, end: int) -> bool:
        """Whether the rooms can be had in that span at all, and have a price then."""
        return self._quick.once(
            ("possible", room_ids, day, start, end), lambda: self._possible(room_ids, day, start, end)
        )

    def _possible(self, room_ids: tuple[str, ...], day: date, start: int, end: int) -> bool:
        question = Question(self.of_rules(room_ids), day, start, end)
        return self._quick.fits(question) and any(self._quick.fee(question, who) is not None for who in PUBLIC)

    def usual_fee(self, room_id: str, day: date, start: int, end: int, purpose: str, *, group: bool) -> int | None:
        """The price of a room for whoever has no category and no reduction; nothing where the rules name none."""
        return self._quick.fee(Question(self.of_rules((room_id,)), day, start, end, purpose=purpose), PUBLIC[group])

    # -- rooms

    def capacity(self, room_id: str) -> int:
        """How many people a room may be booked for at most."""
        return self._quick.once(("capacity", room_id), lambda: self._capacity(room_id))

    def _capacity(self, room_id: str) -> int:
        size, most = self._house.rooms[room_id].capacity, PEOPLE_MAX
        for rule in self._ever(Eligibility, room_id):
            if rule.test == "capacity-percent":
                most = min(most, size * (rule.limit or 0) // 100)
            elif rule.test == "people-max":
                most = min(most, rule.limit or 0)
        return most

    def touched(self, room_ids: Iterable[str]) -> frozenset[str]:
        """The rooms, their parts, and the halls that they are parts of: what cannot be used beside them."""
        wanted = tuple(room_ids)
        return self._quick.once(("touched", wanted), lambda: self._touched(frozenset(wanted)))

    def _touched(self, wanted: frozenset[str]) -> frozenset[str]:
        rooms = self._house.rooms
        with_parts = wanted.union(*(rooms[room_id].parts for room_id in wanted if room_id in rooms))
        halls = {room_id for room_id, room in rooms.items() if with_parts.intersection(room.parts)}
        return with_parts | halls

    def counted_as(self, room_ids: tuple[str, ...]) -> tuple[str, ...]:
        """The rooms as caps count them: all parts of a hall are the hall."""
        place = self.book.places.place(self.of_rules(room_ids))
        return tuple(room_id for room_id, key in self._house.keys.items() if key in place.ids)

    # -- the rules themselves

    def rules(self) -> list[tuple[Rule, tuple[str, ...]]]:
        """Every rule that holds here at some time, in the order of the file, and the rooms that it holds for."""
        rooms_of: dict[int, list[str]] = {}
        kinds = {type(rule) for rule in self.book.file.rules()}
        for room_id in self._rooms:
            place = self.book.places.place(self.of_rules((room_id,)))
            for rule in (rule for kind in kinds for rule in self.book.layers.ever(kind, place)):
                rooms_of.setdefault(id(rule), []).append(room_id)
        return [(rule, tuple(rooms_of[id(rule)])) for rule in self.book.file.rules() if id(rule) in rooms_of]

    def _ever(self, kind: type[R], room_id: str | None = None) -> list[R]:
        """The rules of a kind that hold on some day for the room, or for any room."""
        return [
            rule
            for each in ([room_id] if room_id is not None else self._rooms)
            for rule in self.book.layers.ever(kind, self.book.places.place(self.of_rules((each,))))
        ]
