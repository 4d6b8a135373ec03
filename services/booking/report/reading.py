"""Reads the rows of one house and adds them up, day by day, into the periods of a report."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.booking.after_use.rows import WalkInRow
from services.booking.domain.after_use.use import ROOMS, Use
from services.booking.domain.grid import QUARTER_MINUTES, parse_clock
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.houses.house_bands import OUTSIDE, DayBand, DayBands, HouseBands
from services.booking.report.cells import ALL, Cell, Dimension, Sums
from services.booking.report.income import Charge, Income
from services.booking.report.occupancy import occupied, shut, units
from services.booking.rows import BookingRow, DayRow
from shared.journal import Journal, Row
from shared.journal.port import Total

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``first`` on, before ``until``."""

    first: date
    until: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day < self.until


class UseReading:
    """Adds up the use of one house after another. What is alike is added first, so that a year takes a moment."""

    def __init__(self, journal: Journal, bands: HouseBands, income: Income) -> None:
        self._journal = journal
        self._bands = bands
        self._income = income

    async def add_up(self, facility: FacilityInfo, span: Span, into: Sequence[tuple[Span, Sums]]) -> None:
        """Read a house's days of ``span`` once and add each to the periods that it lies in."""
        if span.first >= span.until:
            return
        id = facility.facility_id
        rows = await self._journal.all(DayRow, since=f"{id}/{span.first}", until=f"{id}/{span.until}")
        days = {row.id.rpartition("/")[2]: row for row in rows}
        uses = await self._uses(id, span)
        walk_ins = await self._totals(WalkInRow, "tally", "heads", id, span)
        charges = await self._income.charges(id, span.first, span.until)
        cash = await self._income.cash(id, span.first, span.until)
        for period, sums in into:
            self._add_minutes(sums, facility, period, days)
            self._add_uses(sums, facility, period, uses)
            self._add_walk_ins(sums, facility, period, walk_ins)
            self._add_charges(sums, facility, period, charges)
            total = sums.of("total", ALL)
            total.add_cash(0, 0)
            for line in cash:
                if line.day in period:
                    total.add_cash(line.received, line.refunded)

    # -- how much of the open time was taken

    def _add_minutes(self, sums: Sums, facility: FacilityInfo, period: Span, days: Mapping[str, DayRow]) -> None:
        pieces, day = units(facility.rooms), period.first
        sums.of("total", ALL).add_minutes(0, 0)
        while day < period.until:
            row = days.get(day.isoformat())
            masks = occupied(facility.rooms, row.taken if row else {})
            for room_id, taken in masks.items():
                opened = facility.rules.open_mask(day, room_id) & ~shut(facility, room_id, row)
                _add(sums.of("room", room_id), taken, opened)
                if room_id not in pieces:
                    continue
                _add(sums.of("total", ALL), taken, opened)
                bands = self._bands.of_room(facility, room_id, day)
                for band in bands.bands:
                    _add(sums.band(band), taken, opened & band.mask)
                if rest := opened & bands.rest:
                    _add(sums.band(OUTSIDE), taken, rest)
            day += ONE_DAY

    # -- uses, heads, money

    async def _uses(self, facility_id: str, span: Span) -> list[tuple[date, str, int, int]]:
        """Day, the rest of the key, bookings and heads."""
        heads = await self._totals(BookingRow, "use", "heads_counted", facility_id, span)
        return [(day, rest, total.rows, total.sum) for day, rest, total in heads]

    async def _totals(
        self, kind: type[Row], by: str, of: str, facility_id: str, span: Span
    ) -> list[tuple[date, str, Total]]:
        found = await self._journal.store.totals(
            kind, by=by, of=of, since=f"{facility_id}/{span.first}", until=f"{facility_id}/{span.until}"
        )
        parts = ((total.value.split("/", 2), total) for total in found)
        return [(date.fromisoformat(day), rest, total) for (_, day, rest), total in parts]

    def _add_uses(
        self, sums: Sums, facility: FacilityInfo, period: Span, uses: Sequence[tuple[date, str, int, int]]
    ) -> None:
        within = ((day, rest, (rows, heads)) for day, rest, rows, heads in uses if day in period)
        for band, use, (rows, heads) in self._alike(facility, within):
            if (cell := _counted(use, rows, heads)) is not None:
                _add_to_lines(sums, band, use, cell)

    def _add_walk_ins(
        self, sums: Sums, facility: FacilityInfo, period: Span, walk_ins: Sequence[tuple[date, str, Total]]
    ) -> None:
        for day, rest, total in walk_ins:
            if day in period:
                sums.of("total", ALL).walk_ins += total.sum
                band_id = rest.partition("/")[0]
                band = self._bands.named(facility, day, band_id)
                (sums.band(band) if band else sums.of("band", band_id)).walk_ins += total.sum

    def _add_charges(self, sums: Sums, facility: FacilityInfo, period: Span, charges: Sequence[Charge]) -> None:
        within = (
            (each.day, each.rest, (each.charged, each.outstanding, each.owed_back))
            for each in charges
            if each.day in period
        )
        for band, use, (charged, outstanding, owed_back) in self._alike(facility, within):
            _add_to_lines(sums, band, use, Cell(charged=charged, outstanding=outstanding, owed_back=owed_back))

    def _alike(
        self, facility: FacilityInfo, found: Iterable[tuple[date, str, tuple[int, ...]]]
    ) -> Iterable[tuple[DayBand, Use, list[int]]]:
        """The numbers of uses that differ by their day alone, added up by the band in which they begin."""
        about: dict[str, tuple[Use, int]] = {}
        tables: dict[tuple[str, date], DayBands] = {}
        alike: dict[tuple[str, str], tuple[DayBand, Use, list[int]]] = {}
        for day, rest, numbers in found:
            if rest not in about:
                use = Use.parse(f"{facility.facility_id}/{day}/{rest}")
                about[rest] = use, parse_clock(use.start)
            use, start = about[rest]
            place = use.room_ids[0], day
            if place not in tables:
                tables[place] = self._bands.of_room(facility, *place)
            band = tables[place].at(start)
            sums = alike.setdefault((rest, band.code), (band, use, [0] * len(numbers)))[2]
            for n, number in enumerate(numbers):
                sums[n] += number
        return alike.values()


def _add_to_lines(sums: Sums, band: DayBand, use: Use, cell: Cell) -> None:
    """Add to the lines that a use counts in: the house's, its rooms', its band's, its purpose's, its party's."""
    sums.band(band).add(cell)
    lines: tuple[tuple[Dimension, str], ...] = (
        ("total", ALL),
        ("room", ROOMS.join(use.room_ids)),
        ("purpose", use.purpose),
        ("party", use.party),
    )
    for dimension, code in lines:
        sums.of(dimension, code).add(cell)


def _add(cell: Cell, taken: int, opened: int) -> None:
    cell.add_minutes((taken & opened).bit_count() * QUARTER_MINUTES, opened.bit_count() * QUARTER_MINUTES)


def _counted(use: Use, rows: int, heads: int) -> Cell | None:
    """What uses of one kind add to their lines; nothing for bookings that are neither use nor its end."""
    match use.outcome:
        case "stood":
            return Cell(uses=rows, heads=heads)
        case "no-show":
            return Cell(no_shows=rows)
        case "cancelled":
            return Cell(cancelled=rows)
    return None
