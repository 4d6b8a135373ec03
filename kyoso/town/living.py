"""Lives through the time before today: the demo's clock is moved from moment to moment, and each is acted out in it.

Where the clock stands says what is over, so an interrupted week goes on in the moment in which it was; what was done in
that one already has its causes and is not done again.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

from kyoso.town.model import Town
from kyoso.town.past import MORNING, Past
from kyoso.town.past_model import Deed, Moment
from kyoso.town.past_rooms import ONE_DAY
from kyoso.town.worries import Month, worries_of
from shared.clock import TOKYO, MovableClock, tokyo_date

Row = tuple[str, Callable[[], Awaitable[Any]]]
"""What a command is about (for the progress), and the command."""
Advance = Callable[[timedelta], Awaitable[None]]
Begun = Callable[[int], Callable[[], None]]
"""Is told how many rows there will be, and gives what is called after each."""


@dataclass(frozen=True, slots=True)
class Life:
    """The days from ``first`` until yesterday, the months before them, and how they are lived through.

    ``together`` does rows side by side and calls something after each; ``told`` returns when a month's themes are.
    """

    town: Town
    clock: MovableClock
    first: date
    do: Callable[[Deed], Awaitable[None]]
    advance: Advance
    caught_up: Callable[[], Awaitable[None]]
    together: Callable[[Sequence[Row], Callable[[], None]], Awaitable[None]]
    told: Callable[[str], Awaitable[None]]

    async def months(self, begun: Begun) -> None:
        """What is left of the months; then it is the day before the week. Raises what a row raises."""
        ahead, week = months_left(self.town, self.clock, self.first), _eve(self.first)
        done = begun(sum(len(month.deeds) for month in ahead))
        for month in ahead:
            await self._come_to(month.at)
            await self.together([(each.row, partial(self.do, each)) for each in month.deeds], done)
            if month.counted_at < week:
                await self._come_to(month.counted_at)
                await self.told(month.name)
        await self._come_to(week)

    async def week(self, begun: Begun) -> None:
        """What is left of the days; then the clock is the machine's. Raises what a row raises."""
        ahead = left(self.town, self.clock, self.first)
        done = begun(sum(len(moment.deeds) for moment in ahead))
        for moment in ahead:
            await self._come_to(moment.at)
            await self.together([(each.row, partial(self.do, each)) for each in moment.deeds], done)
            if moment.last:
                await self.caught_up()
        if rest := self.clock.behind:
            await self.advance(rest)

    async def _come_to(self, at: datetime) -> None:
        """Move the clock to a moment that is still to come, but never beyond the machine's time."""
        missing = min(at - self.clock.now(), self.clock.behind)
        if missing > timedelta(0):
            await self.advance(missing)


def left(town: Town, clock: MovableClock, first: date) -> list[Moment]:
    """The moments from ``first`` until yesterday that are still to come, after the one in which the clock is."""
    now = clock.now()
    today = tokyo_date(now + clock.behind)
    moments = list(Past(town, first).moments(today - ONE_DAY))
    over = sum(later.at <= now for _, later in pairwise(moments))
    return moments[over:]


def months_left(town: Town, clock: MovableClock, first: date) -> list[Month]:
    """The months before ``first`` that are not over: of that in which the clock is, what was not brought yet is."""
    now = clock.now()
    if tokyo_date(now) >= first - ONE_DAY:
        return []
    return [month for month in worries_of(town, first) if now < month.counted_at]


def _eve(first: date) -> datetime:
    """When groups, and what ties people to them, are entered: on the day before the week."""
    return datetime.combine(first - ONE_DAY, MORNING, TOKYO)
