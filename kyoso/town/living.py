"""Lives through the days before today: the demo's clock is moved from moment to moment, and each is acted out in it.

Where the clock stands says what is over, so an interrupted week goes on in the moment in which it was; what was done in
that one already has its causes and is not done again.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

from kyoso.town.model import Town
from kyoso.town.past import Past
from kyoso.town.past_model import Deed, Moment
from kyoso.town.past_rooms import ONE_DAY
from shared.clock import MovableClock, tokyo_date

Row = tuple[str, Callable[[], Awaitable[Any]]]
"""What a command is about (for the progress), and the command."""
Advance = Callable[[timedelta], Awaitable[None]]


async def live(
    town: Town,
    clock: MovableClock,
    first: date,
    *,
    do: Callable[[Deed], Awaitable[None]],
    advance: Advance,
    caught_up: Callable[[], Awaitable[None]],
    together: Callable[[Sequence[Row], Callable[[], None]], Awaitable[None]],
    begun: Callable[[int], Callable[[], None]],
) -> None:
    """Live through what is left of the days from ``first`` until yesterday; then the clock is the machine's.

    ``together`` does rows side by side and calls what ``begun`` gave after each. Raises what a row raises.
    """
    ahead = left(town, clock, first)
    done = begun(sum(len(moment.deeds) for moment in ahead))
    for moment in ahead:
        await _come_to(clock, moment.at, advance)
        await together([(each.row, partial(do, each)) for each in moment.deeds], done)
        if moment.last:
            await caught_up()
    if rest := clock.behind:
        await advance(rest)


def left(town: Town, clock: MovableClock, first: date) -> list[Moment]:
    """The moments from ``first`` until yesterday that are still to come, after the one in which the clock is."""
    now = clock.now()
    today = tokyo_date(now + clock.behind)
    moments = list(Past(town, first).moments(today - ONE_DAY))
    over = sum(later.at <= now for _, later in pairwise(moments))
    return moments[over:]


async def _come_to(clock: MovableClock, at: datetime, advance: Advance) -> None:
    """Move the clock to a moment that is still to come, but never beyond the machine's time."""
    missing = min(at - clock.now(), clock.behind)
    if missing > timedelta(0):
        await advance(missing)
