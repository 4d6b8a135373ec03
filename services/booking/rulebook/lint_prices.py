"""Prices that nobody can pay, opening hours that have none, and reductions to a column that a table has not."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from services.booking.domain.grid import runs, span
from services.booking.rulebook.bands import Band, Lengths, Slots
from services.booking.rulebook.book import Book
from services.booking.rulebook.lint_places import Sample, samples
from services.booking.rulebook.opening import DayType
from services.booking.rulebook.prices import DAYS, Prices, Row
from services.booking.rulebook.reading import Finding
from services.booking.rulebook.reductions import Reduction
from services.booking.rulebook.rule import Name, hours_text
from services.booking.rulebook.saying import SHOWN_MAX

Gap = tuple[Name, str, DayType, str]
"""What has no price, the room, the kind of day, and the column."""


def price_findings(book: Book, known: dict[str, list[Sample]]) -> Iterator[Finding]:
    """Unreachable entries and gaps of every table; columns that a reduction needs. ``known`` are the days of rooms."""
    reached: set[int] = set()
    gaps: dict[int, list[Gap]] = {}
    for name, days in known.items():
        for day in days:
            table = day.asked.rule(Prices)
            if table is not None:
                found = gaps.setdefault(id(table), [])
                found += [gap for gap in _gaps(table, name, day) if gap not in found]
                reached.update(id(row) for row in _reachable(table, frozenset({name}), day))
    for table in book.file.prices:
        yield from _told(book, table, gaps.get(id(table), []))
        for rooms in {row.rooms for row in table.rows if len(row.rooms) > 1}:
            for day in samples(book, rooms):
                reached.update(id(row) for row in _reachable(table, day.asked.place.ids, day))
    for table in book.file.prices:
        for number, row in enumerate(table.rows):
            if id(row) not in reached:
                ja = "この料金になる申込みはありません（開館時間、区分、上限を見直してください）"
                en = f"row {number + 1}: no request can have this price: see opening hours, bands and lengths"
                yield book.located.finding(table, f"rows の{number + 1}番目: {ja}", en, "rows", number)
    yield from _columns_of_reductions(book, known)


def _columns_of_reductions(book: Book, known: dict[str, list[Sample]]) -> Iterator[Finding]:
    """Whoever has a reduction to a column that the table has not can book no more."""
    for rule in book.file.reductions:
        if rule.column is None:
            continue
        days = (day for days in known.values() for day in days if rule in day.asked.rules(Reduction))
        tables = {table.id: table for day in days if (table := day.asked.rule(Prices))}
        for table in tables.values():
            if rule.column not in table.columns:
                ja = f"料金表「{table.id}」に列 {rule.column} がありません。この減免の方は使えなくなります"
                en = f"the table {table.id} has no column {rule.column}: whoever has this reduction could not book"
                yield book.located.finding(rule, ja, en, "column")


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


def _beside_bands(day: Sample) -> list[tuple[int, int]]:
    """Opening hours that lie in no band, and can be had alone."""
    slots = day.asked.rule(Slots)
    if slots is None or slots.whole or slots.breaks or not slots.bands:
        return []
    mask = day.mask
    for band in slots.bands:
        mask &= ~span(*band.span)
    return list(runs(mask))


def _length_max(day: Sample) -> int:
    """The longest use of a day, in minutes."""
    lengths = day.asked.rule(Lengths)
    longest = max((end - start) * 15 for start, end in runs(day.mask))
    return min(longest, lengths.minutes_max) if lengths else longest


def _hours(day: Sample, start: int, end: int) -> list[int]:
    """How many hours, begun ones counted whole, a use within a span may have."""
    slots, lengths = day.asked.rule(Slots), day.asked.rule(Lengths)
    step = slots.minutes if slots else 15
    shortest = max(step, -(-(lengths.minutes_min if lengths else 0) // step) * step)
    longest = min((end - start) * 15, _length_max(day))
    return sorted({-(-minutes // 60) for minutes in range(shortest, longest + 1, step)})


def _reachable(table: Prices, rooms: frozenset[str], day: Sample) -> Iterator[Row]:
    """The rows that some request of that day finds."""
    bands, longest = _open_bands(day), _length_max(day)
    units: list[tuple[tuple[str, ...], int | str]] = [((), hours) for hours in _hours(day, 0, 96)]
    units += [((), "hour"), *(((band.id,), "hour") for band in bands)]
    for first in range(len(bands)):
        for last in range(first, len(bands)):
            start, end = _in_a_row(bands[first], bands[last], day)
            if first == last or (span(start, end) & ~day.mask == 0 and (end - start) * 15 <= longest):
                units.append((tuple(band.id for band in bands[first : last + 1]), 0))
    for column in table.every_column:
        for names, hours in units:
            if row := table.find(rooms, names, hours, day.kind, column):
                yield row


def _gaps(table: Prices, name: str, day: Sample) -> Iterator[Gap]:
    """What can be asked for on that day and has no price: single bands, time beside them, or hours."""
    for column in table.every_column:
        for unit in _Priced(table, frozenset({name}), day, column).missing():
            yield unit, name, day.kind, column


@dataclass(frozen=True, slots=True)
class _Priced:
    """What a table has for rooms on a day in one column."""

    table: Prices
    rooms: frozenset[str]
    day: Sample
    column: str

    def missing(self) -> Iterator[Name]:
        """What it has not."""
        if self.has((), "hour"):
            return
        bands = _open_bands(self.day)
        yield from (band.name for band in bands if not self.has_band(band))
        beside = _beside_bands(self.day)
        yield from (Name(ja=text, en=text) for text in (hours_text(*one) for one in beside if not self.has_hours(*one)))
        if not bands:
            hours = (hours for hours in _hours(self.day, 0, 96) if not self.has((), hours))
            yield from (Name(ja=f"{count}時間", en=f"{count} h") for count in hours)

    def has(self, bands: tuple[str, ...], unit: int | str) -> bool:
        """A row for exactly that."""
        return self.table.find(self.rooms, bands, unit, self.day.kind, self.column) is not None

    def has_hours(self, start: int, end: int) -> bool:
        """A row for every use within a span."""
        return all(self.has((), hours) for hours in _hours(self.day, start, end))

    def has_band(self, band: Band) -> bool:
        """A price for every use of a band; what is too short or too long to be asked for needs none."""
        if self.has((band.id,), 0) or self.has((band.id,), "hour"):
            return True
        slots = self.day.asked.rule(Slots)
        if slots is None or not slots.whole:
            return all(self.has_hours(*part) for part in runs(span(*band.span) & self.day.mask))
        minutes = (band.span[1] - band.span[0]) * 15
        return minutes not in _lengths(self.day) or self.has((), -(-minutes // 60))


def _lengths(day: Sample) -> range:
    """The minutes that one use may have."""
    lengths = day.asked.rule(Lengths)
    return range(lengths.minutes_min if lengths else 0, _length_max(day) + 1)


def _told(book: Book, table: Prices, gaps: list[Gap]) -> Iterator[Finding]:
    """One finding for all that is missing for one cause."""
    for units, rooms, kinds, columns in _merged(gaps):
        days = [DAYS[kind] for kind in kinds]
        ja, en = _list("、", [unit.ja for unit in units]), _list(", ", [unit.en for unit in units])
        where_ja = f"{_list('、', rooms)}: {'、'.join(day[0] for day in days)}: {'、'.join(columns)}"
        where_en = f"{_list(', ', rooms)}: {', '.join(day[1] for day in days)}: {', '.join(columns)}"
        yield book.located.finding(
            table, f"料金がありません: {ja}（{where_ja}）", f"no price: {en} ({where_en})", "rows"
        )


def _merged(gaps: Iterable[Gap]) -> list[tuple[Any, ...]]:
    """Gaps put together as long as they are the same but for one thing: kinds of day, rooms, columns, units."""
    boxes: list[tuple[Any, ...]] = [tuple((one,) for one in gap) for gap in gaps]
    for axis in (2, 1, 3, 0):
        found: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        for box in boxes:
            key = (*box[:axis], *box[axis + 1 :])
            found[key] = (*found.get(key, ()), *box[axis])
        boxes = [(*key[:axis], together, *key[axis:]) for key, together in found.items()]
    return boxes


def _list(mark: str, names: Sequence[str]) -> str:
    return mark.join(names[:SHOWN_MAX]) + (" …" if len(names) > SHOWN_MAX else "")
