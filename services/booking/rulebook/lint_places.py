"""Questions that lints ask about a room on a sample of days: one day of each kind, wherever rules change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from services.booking.rulebook.asking import Asked, Facts, Request
from services.booking.rulebook.bands import Lengths, Slots
from services.booking.rulebook.book import Book
from services.booking.rulebook.opening import DayType, day_type, open_mask
from services.booking.rulebook.prices import Prices

SAMPLE_DAYS = 400
"""How far days are looked at from where rules begin: each weekday, and every holiday of a year."""
START = date(2026, 4, 1)
YEAR = timedelta(days=365)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sample:
    """A day of a room, with the hours in which it is open."""

    asked: Asked
    day: date
    kind: DayType
    mask: int


def ask(book: Book, rooms: tuple[str, ...], day: date, start: int = 36, end: int = 40) -> Asked:
    """A question about rooms on a day, by nobody in particular."""
    request = Request(rooms=rooms, day=day, start=start, end=end)
    return book.asked(request, Facts(), datetime(day.year, day.month, day.day, tzinfo=UTC))


def samples(book: Book, rooms: tuple[str, ...]) -> Iterator[Sample]:
    """One day for each kind of day, set of hours, and table, grid and length that rooms ever have together."""
    rules = book.file.rules()
    changes = {rule.since for rule in rules if rule.since is not None}
    history = {rule.until - YEAR for rule in rules if rule.until is not None and rule.until < START + YEAR}
    begins = sorted({START, *changes, *history})
    for begin, following in zip(begins, [*begins[1:], date.max], strict=True):
        seen: set[tuple[DayType | int, ...]] = set()
        asked = ask(book, rooms, begin)
        for ahead in range(min(SAMPLE_DAYS, (following - begin).days)):
            day = begin + ahead * ONE_DAY
            mask, kind = open_mask(asked, day), day_type(day)
            held = [id(rule) for of in (Slots, Lengths, Prices) for rule in book.layers.of(of, asked.place, day)]
            if mask and (kind, mask, *held) not in seen:
                seen.add((kind, mask, *held))
                yield Sample(ask(book, rooms, day), day, kind, mask)
