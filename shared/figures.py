"""A service's figures for everybody: what its journal counted by day, told so that nobody is given away.

They come from the journal's rows, so a restart changes nothing and every replica tells the same.
"""

import asyncio
import time
from collections import OrderedDict, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared.clock import TOKYO, tokyo_date
from shared.errors import Refusal
from shared.journal import Journal
from shared.journal.tallies import Tallied, tallied
from shared.small_counts import DayFound, PeriodTold, told

DAYS_MAX = 31
FRESH_SECONDS = 5.0
"""A day that is not settled is counted at most so often, however many ask."""
SETTLED_AFTER = timedelta(minutes=10)
"""So long after its end nothing is committed to a day any more: its counts are kept. Clocks differ by less."""
DAYS_KEPT_MAX = 400
YEARS = (2000, 2199)
ONE_DAY = timedelta(days=1)


class FiguresPeriodRefused(Refusal):
    """Figures are told for a month at most."""

    code = "figures-period-refused"
    ja = "集計の期間が正しくありません。"
    en = "Figures cannot be asked for that period."
    next_ja = "from と until を日付（2026-12-01）で、from が先になるように、{days_max}日以内にしてください。"
    next_en = "Give from and until as dates (2026-12-01), from first, at most {days_max} days."


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that is counted. ``open_to_all``: made of open events only. ``summed``: its amounts say something.

    What is not open must be counted with ``who``: otherwise nobody is behind it, and no day of it is ever told.
    """

    what: str
    open_to_all: bool = False
    summed: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """What was asked for, and the day on which it was."""

    first: date
    last: date
    today: date

    @property
    def days(self) -> list[date]:
        """Every day of it."""
        return [self.first + n * ONE_DAY for n in range((self.last - self.first).days + 1)]


class Figures:
    """Reads the counts of one service. ``figures`` are what it tells, in the order of the answer."""

    def __init__(self, journal: Journal, figures: Sequence[Figure]) -> None:
        self._journal = journal
        self._figures = figures
        self._kept: OrderedDict[date, tuple[float, list[Tallied]]] = OrderedDict()
        self._lock = asyncio.Lock()

    def period(self, first: date | None, last: date | None) -> Period:
        """The period of a question; by default the last seven days and today. Raises ``FiguresPeriodRefused``."""
        today = tokyo_date(self._journal.now())
        last = last or today
        if not all(YEARS[0] <= day.year <= YEARS[1] for day in (first or last, last)):
            raise FiguresPeriodRefused(days_max=DAYS_MAX)
        first = first or last - 7 * ONE_DAY
        if not first <= last < first + DAYS_MAX * ONE_DAY:
            raise FiguresPeriodRefused(days_max=DAYS_MAX)
        return Period(first, last, today)

    async def of(self, period: Period) -> Mapping[Figure, PeriodTold]:
        """What may be told of each figure. Raises ``StoreUnavailable``."""
        found: dict[str, dict[date, DayFound]] = defaultdict(dict)
        for each in await self._counted(period):
            before = found[each.what].get(each.day, DayFound())
            found[each.what][each.day] = DayFound(
                before.events + each.events,
                max(before.people, each.people),  # not the sum: the people of two parts of a day may be the same
                before.amount + each.amount,
            )
        return {
            figure: told(found[figure.what], period.days, period.today, open_to_all=figure.open_to_all)
            for figure in self._figures
        }

    async def by_slot(self, period: Period, what: str) -> Mapping[str, int]:
        """The sums of what is open to all, by part of the day. Raises ``StoreUnavailable``."""
        found: dict[str, int] = defaultdict(int)
        for each in await self._counted(period):
            if each.what == what:
                found[each.slot] += each.amount
        return found

    async def _counted(self, period: Period) -> list[Tallied]:
        """The counts of the days. A settled day is read once; the others together, by one for all who ask."""
        async with self._lock:
            now = time.monotonic()
            wanted = [day for day in period.days if now - self._read_at(day) >= FRESH_SECONDS]
            if wanted:
                read = await tallied(self._journal, wanted[0], wanted[-1])
                by_day: dict[date, list[Tallied]] = {day: [] for day in period.days if wanted[0] <= day <= wanted[-1]}
                for each in read:
                    by_day[each.day].append(each)
                for day, found in by_day.items():
                    self._kept[day] = (float("inf") if self._is_settled(day) else now, found)
                    self._kept.move_to_end(day)
            counted = [each for day in period.days for each in self._kept[day][1]]
            while len(self._kept) > DAYS_KEPT_MAX:
                self._kept.popitem(last=False)
            return counted

    def _read_at(self, day: date) -> float:
        return self._kept[day][0] if day in self._kept else float("-inf")

    def _is_settled(self, day: date) -> bool:
        over = datetime.combine(day + ONE_DAY, datetime.min.time(), TOKYO)
        return over + SETTLED_AFTER <= self._journal.now()
