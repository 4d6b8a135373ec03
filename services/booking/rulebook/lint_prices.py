"""Prices that nobody can pay, and opening hours that have none."""

from collections.abc import Iterator

from services.booking.domain.grid import runs, span
from services.booking.rulebook.bands import Band, Lengths, Slots
from services.booking.rulebook.book import Book
from services.booking.rulebook.lint_places import Sample, samples
from services.booking.rulebook.prices import DAYS, STANDARD, Prices, Row
from services.booking.rulebook.reading import Finding
from services.booking.rulebook.rule import hours_text


def price_findings(book: Book) -> Iterator[Finding]:
    """Unreachable entries and gaps of every table."""
    known = {name: list(samples(book, (name,))) for name in book.places.rooms}
    reached: set[int] = set()
    for name, days in known.items():
        for day in days:
            table = day.asked.rule(Prices)
            if table is not None:
                yield from _gaps(book, table, name, day)
                reached.update(id(row) for row in _reachable(table, frozenset({name}), day))
    for table in book.file.prices:
        for row in table.rows:
            if len(row.rooms) > 1:
                joined = samples(book, tuple(row.rooms))
                reached.update(id(r) for day in joined for r in _reachable(table, day.asked.place.ids, day))
    for table in book.file.prices:
        for number, row in enumerate(table.rows, 1):
            if id(row) not in reached:
                ja = f"{number}行目: この料金になる申込みはありません（開館時間、区分、上限を見直してください）"
                en = f"row {number}: no request can have this price: see opening hours, bands and lengths"
                yield book.located.finding(table, ja, en, "rows")


def _open_bands(day: Sample) -> tuple[Band, ...]:
    """The bands that can be asked for: whole ones, or any part where a part of a band is lent."""
    slots = day.asked.rule(Slots)
    if slots is None:
        return ()
    if slots.whole:
        return tuple(band for band in slots.bands if span(*band.span) & ~day.mask == 0)
    return tuple(band for band in slots.bands if span(*band.span) & day.mask)


def _in_a_row(first: Band, last: Band, day: Sample) -> tuple[int, int]:
    """The shortest span, in quarters, that has all bands from the first to the last."""
    slots = day.asked.rule(Slots)
    if first is last or (slots is not None and slots.whole):
        return first.span[0], last.span[1]
    return first.span[1] - 1, last.span[0] + 1


def _beside_bands(day: Sample) -> list[str]:
    """Opening hours that lie in no band, where parts of bands are lent."""
    slots = day.asked.rule(Slots)
    if slots is None or slots.whole or not slots.bands:
        return []
    mask = day.mask
    for band in slots.bands:
        mask &= ~span(*band.span)
    return [hours_text(start, end) for start, end in runs(mask)]


def _length_max(day: Sample) -> int:
    """The longest use of a day, in minutes."""
    lengths = day.asked.rule(Lengths)
    longest = max((end - start) * 15 for start, end in runs(day.mask))
    return min(longest, lengths.minutes_max) if lengths else longest


def _reachable(table: Prices, rooms: frozenset[str], day: Sample) -> Iterator[Row]:
    """The rows that some request of that day finds."""
    bands, longest = _open_bands(day), _length_max(day)
    units: list[tuple[tuple[str, ...], int | str]] = [((), hours) for hours in range(1, -(-longest // 60) + 1)]
    units += [((), "hour"), *(((band.id,), "hour") for band in bands)]
    for first in range(len(bands)):
        for last in range(first, len(bands)):
            start, end = _in_a_row(bands[first], bands[last], day)
            if first == last or (span(start, end) & ~day.mask == 0 and (end - start) * 15 <= longest):
                units.append((tuple(band.id for band in bands[first : last + 1]), 0))
    for column in (STANDARD, *table.columns):
        for names, hours in units:
            if row := table.find(rooms, names, hours, day.kind, column):
                yield row


def _gaps(book: Book, table: Prices, name: str, day: Sample) -> Iterator[Finding]:
    """What can be asked for on that day and has no price: single bands, or hours."""
    bands, rooms = _open_bands(day), frozenset({name})
    by_hour = range(1, -(-_length_max(day) // 60) + 1)
    for column in (STANDARD, *table.columns):
        if table.find(rooms, (), "hour", day.kind, column):
            continue
        missing = [
            band.name.ja
            for band in bands
            if not table.find(rooms, (band.id,), 0, day.kind, column)
            and not table.find(rooms, (band.id,), "hour", day.kind, column)
        ]
        by_hours = all(table.find(rooms, (), hours, day.kind, column) for hours in by_hour)
        if not by_hours:
            missing += _beside_bands(day)
        if not bands:
            missing = [f"{hours}時間" for hours in by_hour if not table.find(rooms, (), hours, day.kind, column)]
        if missing:
            ja = f"料金がありません: {name} {DAYS[day.kind][0]} {column} {'、'.join(missing)}"
            en = f"no price: {name} {DAYS[day.kind][1]} {column} {', '.join(missing)}"
            yield book.located.finding(table, ja, en, "rows")
