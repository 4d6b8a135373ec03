"""The report of a month: of one house or of all, beside the month of last year and the fiscal year so far."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.booking.after_use.refusals import MonthNotReported
from services.booking.domain.after_use.use import ROOMS
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.purposes import PURPOSES
from services.booking.houses.directory import Directory
from services.booking.houses.house_bands import DayBand, HouseBands
from services.booking.papers.texts import PaperTexts
from services.booking.report.cells import ALL, DIMENSIONS, Cell, Dimension, Sums
from services.booking.report.income import Income
from services.booking.report.reading import Span, UseReading
from shared.clock import fiscal_year, tokyo_date
from shared.journal import Journal

MONTH = re.compile(r"2[01]\d\d-(0[1-9]|1[0-2])")
PARTIES = {"group": "団体", "person": "個人"}


@dataclass(frozen=True, slots=True)
class Periods:
    """The three periods of a report. ``month`` ends with yesterday while it is running: days that are over count."""

    month: Span
    last_year: Span
    year: Span
    complete: bool
    """Whether the month is over."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report, in the three periods."""

    dimension: Dimension
    code: str
    name: str
    month: Cell
    last_year: Cell
    year: Cell


@dataclass(frozen=True, slots=True)
class HouseReport:
    """The lines of one house; of all of them with ``facility_id`` empty."""

    facility_id: str
    name: str
    lines: tuple[Line, ...]

    def of(self, dimension: Dimension) -> tuple[Line, ...]:
        """The lines of one dimension."""
        return tuple(line for line in self.lines if line.dimension == dimension)

    @property
    def total(self) -> Line:
        """The house's own line."""
        return self.of("total")[0]


@dataclass(frozen=True, slots=True)
class Report:
    """A month's report. ``whole`` adds up the ``houses``; ``None`` for one house alone."""

    month: str
    periods: Periods
    houses: tuple[HouseReport, ...]
    whole: HouseReport | None


def periods_of(month: str, today: date) -> Periods:
    """The periods of a month (``2026-11``). Raises ``MonthNotReported`` for one that has not begun."""
    if not MONTH.fullmatch(month):
        raise MonthNotReported(month=month)
    first = date(int(month[:4]), int(month[5:]), 1)
    if first > today:
        raise MonthNotReported(month=month)
    after = next_month(first)
    until = min(after, today)
    last = first.replace(year=first.year - 1)
    return Periods(
        month=Span(first, until),
        last_year=Span(last, next_month(last)),
        year=Span(date(fiscal_year(first), 4, 1), until),
        complete=after <= today,
    )


def next_month(first: date) -> date:
    """The first day of the month after."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


class MonthlyReports:
    """Makes reports. Who may have one is decided at the edge."""

    def __init__(self, journal: Journal, directory: Directory, texts: PaperTexts, income: Income) -> None:
        self.journal = journal
        self.texts = texts
        self._directory = directory
        self._reading = UseReading(journal, HouseBands(texts), income)

    async def of(self, month: str, facility_id: str | None = None) -> Report:
        """The report of a month (``2026-11``). Raises ``MonthNotReported``, ``NotFound``."""
        periods = periods_of(month, tokyo_date(self.journal.now()))
        if facility_id is not None:
            facility = await self._directory.facility(facility_id)
            house, _ = await self._house(facility, periods)
            return Report(month, periods, (house,), None)
        made = []
        for facility in await self._directory.all():
            house, sums = await self._house(facility, periods)
            used = any(cell.counts for each in sums for cell in each.cells.values())
            if facility.rooms or used:  # a house that cannot be booked yet has no report
                made.append((house, sums))
        return Report(month, periods, tuple(house for house, _ in made), self._whole(made))

    async def _house(self, facility: FacilityInfo, periods: Periods) -> tuple[HouseReport, tuple[Sums, Sums, Sums]]:
        month, last_year, year = Sums(), Sums(), Sums()
        await self._reading.add_up(facility, periods.year, [(periods.month, month), (periods.year, year)])
        await self._reading.add_up(facility, periods.last_year, [(periods.last_year, last_year)])
        sums = (month, last_year, year)
        names = self._names(facility)
        return HouseReport(facility.facility_id, facility.name, _lines(sums, names)), sums

    def _whole(self, made: Sequence[tuple[HouseReport, tuple[Sums, Sums, Sums]]]) -> HouseReport:
        """All houses together: a line a house instead of the rooms."""
        whole = (Sums(), Sums(), Sums())
        names: dict[Dimension, dict[str, str]] = {**self._names(None), "facility": {}}
        for house, sums in made:
            names["facility"][house.facility_id] = house.name
            for into, found in zip(whole, sums, strict=True):
                into.bands |= {code: band for code, band in found.bands.items() if code not in into.bands}
                for (dimension, code), cell in found.cells.items():
                    if dimension == "room":
                        continue
                    into.of(dimension, code).add(cell)
                    if dimension == "total":
                        into.of("facility", house.facility_id).add(cell)
        return HouseReport("", "全施設", _lines(whole, names))

    def _names(self, facility: FacilityInfo | None) -> dict[Dimension, dict[str, str]]:
        rooms = {id: room.name for id, room in facility.rooms.items()} if facility else {}
        return {
            "total": {ALL: "合計"},
            "room": rooms,
            "purpose": {code: ja for code, (ja, _) in PURPOSES.items()},
            "party": PARTIES,
        }


def _lines(sums: tuple[Sums, Sums, Sums], names: dict[Dimension, dict[str, str]]) -> tuple[Line, ...]:
    """Every line that has a name, and those of joined, former or unknown things that have figures; in a fixed order.

    Purposes without any use are left out. Bands are all that were in force in one of the periods, by their hours: after
    a change of the rules the old ones and the new ones, each with the days of its own.
    """
    found: list[Line] = []
    bands: dict[str, DayBand] = {code: band for each in sums for code, band in each.bands.items()}
    named = {**names, "band": {band.code: band.name for band in sorted(bands.values())}}
    for dimension in DIMENSIONS:
        known = named.get(dimension, {})
        touched = {code for each in sums for kind, code in each.cells if kind == dimension}
        codes = [code for code in known if code in touched or dimension != "purpose"]
        codes += sorted(touched - set(known))
        for code in codes:
            month, last_year, year = (each.get(dimension, code) for each in sums)
            found.append(Line(dimension, code, _name(code, known), month, last_year, year))
    return tuple(found)


def _name(code: str, known: dict[str, str]) -> str:
    return "＋".join(known.get(part, part) for part in code.split(ROOMS))
