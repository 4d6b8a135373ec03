"""Reads the rows of one house and adds them up, day by day, into the periods of a report."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.booking.after_rows import WalkInRow
from services.booking.domain.facility_info import FacilityInfo
from services.booking.domain.grid import QUARTER_MINUTES, parse_clock
from services.booking.domain.use import ROOMS, Use
from services.booking.papers.texts import PaperTexts
from services.booking.report.cells import ALL, Cell, Dimension, Sums
from services.booking.report.occupancy import occupied, units
from services.booking.rows import BookingRow, DayRow
from shared.journal import Journal, Row
from shared.journal.port import Total

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Money:
    """What was paid and what came back, in yen, for uses of one kind."""

    use: Use
    paid: int
    refunded: int


IncomeOf = Callable[[str, date, date], Awaitable[Sequence[Money]]]
"""The money of a facility's uses from a day on, before another: where payments are kept."""


async def no_income(_facility_id: str, _since: date, _until: date) -> Sequence[Money]:
    """Where no payments are taken there is only what is due."""
    return ()


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``first`` on, before ``until``."""

    first: date
    until: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day < self.until


class UseReading:
    """Adds up the use of one house after another. What is alike is added first, so that a year takes a moment."""

    def __init__(self, journal: Journal, texts: PaperTexts, income: IncomeOf = no_income) -> None:
        self._journal = journal
        self._texts = texts
        self._income = income
        self._bands = texts.band_masks()

    async def add_up(self, facility: FacilityInfo, span: Span, into: Sequence[tuple[Span, Sums]]) -> None:
        """Read a house's days of ``span`` once and add each to the periods that it lies in."""
        if span.first >= span.until:
            return
        id = facility.facility_id
        rows = await self._journal.all(DayRow, since=f"{id}/{span.first}", until=f"{id}/{span.until}")
        taken = {row.id.rpartition("/")[2]: row.taken for row in rows}
        uses = await self._uses(id, span)
        walk_ins = await self._totals(WalkInRow, "tally", "heads", id, span)
        money = await self._income(id, span.first, span.until)
        for period, sums in into:
            self._add_minutes(sums, facility, period, taken)
            self._add_uses(sums, period, uses)
            for day, rest, total in walk_ins:
                if day in period:
                    sums.of("total", ALL).walk_ins += total.sum
                    sums.of("band", rest.partition("/")[0]).walk_ins += total.sum
            for line in money:
                if line.use.day in period:
                    for cell in self._lines(sums, line.use):
                        cell.add_money(line.paid, line.refunded)

    # -- how much of the open time was taken

    def _add_minutes(
        self, sums: Sums, facility: FacilityInfo, period: Span, taken: Mapping[str, Mapping[str, int]]
    ) -> None:
        whole, bands = units(facility.rooms), self._bands.items()
        rooms = dict.fromkeys(facility.rooms, 0)
        in_band = {code: [0, 0] for code in self._bands}
        opened, day = 0, period.first
        while day < period.until:
            open_mask = facility.rules.open_mask(day)
            opened += open_mask.bit_count()
            masks = occupied(facility.rooms, taken.get(day.isoformat(), {})) if open_mask else {}
            for room_id, mask in masks.items():
                rooms[room_id] += (mask & open_mask).bit_count()
            for code, band in bands:
                both = open_mask & band
                in_band[code][0] += sum((masks[room_id] & both).bit_count() for room_id in whole) if both else 0
                in_band[code][1] += both.bit_count() * len(whole)
            day += ONE_DAY
        for room_id, quarters in rooms.items():
            sums.of("room", room_id).add_minutes(quarters * QUARTER_MINUTES, opened * QUARTER_MINUTES)
        for code, (quarters, open_quarters) in in_band.items():
            sums.of("band", code).add_minutes(quarters * QUARTER_MINUTES, open_quarters * QUARTER_MINUTES)
        booked = sum(rooms[room_id] for room_id in whole)
        sums.of("total", ALL).add_minutes(booked * QUARTER_MINUTES, opened * len(whole) * QUARTER_MINUTES)

    # -- uses, heads, what is due

    async def _uses(self, facility_id: str, span: Span) -> list[tuple[date, str, int, int, int]]:
        """Day, the rest of the key, bookings, fees and heads."""
        fees = await self._totals(BookingRow, "use", "fee", facility_id, span)
        heads = await self._totals(BookingRow, "use", "heads_counted", facility_id, span)
        people = {total.value: total.sum for _, _, total in heads}
        return [(day, rest, total.rows, total.sum, people.get(total.value, 0)) for day, rest, total in fees]

    async def _totals(
        self, kind: type[Row], by: str, of: str, facility_id: str, span: Span
    ) -> list[tuple[date, str, Total]]:
        found = await self._journal.store.totals(
            kind, by=by, of=of, since=f"{facility_id}/{span.first}", until=f"{facility_id}/{span.until}"
        )
        parts = ((total.value.split("/", 2), total) for total in found)
        return [(date.fromisoformat(day), rest, total) for (_, day, rest), total in parts]

    def _add_uses(self, sums: Sums, period: Span, uses: Sequence[tuple[date, str, int, int, int]]) -> None:
        alike: dict[str, list[int]] = {}
        for day, rest, rows, fee, heads in uses:
            if day in period:
                counted = alike.setdefault(rest, [0, 0, 0])
                counted[0] += rows
                counted[1] += fee
                counted[2] += heads
        for rest, (rows, fee, heads) in alike.items():
            use = Use.parse(f"-/{period.first}/{rest}")
            if (cell := _counted(use, rows, fee, heads)) is not None:
                for line in self._lines(sums, use):
                    line.add(cell)

    def _lines(self, sums: Sums, use: Use) -> list[Cell]:
        """The lines that a use counts in: the house's, its rooms', the band's in which it begins, purpose, party."""
        band = self._texts.band_at(parse_clock(use.start)).code
        lines: tuple[tuple[Dimension, str], ...] = (
            ("total", ALL),
            ("room", ROOMS.join(use.room_ids)),
            ("band", band),
            ("purpose", use.purpose),
            ("party", use.party),
        )
        return [sums.of(dimension, code) for dimension, code in lines]


def _counted(use: Use, rows: int, fee: int, heads: int) -> Cell | None:
    """What uses of one kind add to their lines; nothing for bookings that are neither use nor its end."""
    match use.outcome:
        case "stood":
            return Cell(uses=rows, heads=heads, due=fee)
        case "no-show":
            return Cell(no_shows=rows, due=fee)
        case "cancelled":
            return Cell(cancelled=rows)
    return None
