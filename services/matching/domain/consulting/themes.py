"""What a month's consultations were about, told so that nobody is found in it. One month is told once and never again.

A cell is a category of the menu; its number is how many different people brought it in that month (whoever has no
account counts as one each time). Cells stand together by the desk that the menu leads to, because staff see elsewhere
how many consultations each desk had, exactly: that number must not give a cell away.

1. A cell of fewer than five people is hidden, nobody too (primary suppression).
2. Where a desk has a hidden cell, its smallest cell of five or more is hidden as well, with all that equal it
   (secondary suppression). What is hidden could then change places without anything told being different: each hidden
   cell may be the one of five or more, for all that anybody can work out, also who knows this rule and every total.
3. What is left is told in whole fives, downwards. Sums are sums of what is told, never of what was counted.

Source: Hundepool et al., Statistical Disclosure Control, Wiley 2012, ch. 4 (suppression, audits, rounding); the number
five is that of ``docs/decisions/0013-people-not-events.md``.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict

from shared.clock import TOKYO, tokyo_date
from shared.events import Event
from shared.journal import State
from shared.small_counts import COUNT_SHOWN_MIN, whole_fives

HOURS_AFTER = 4
"""A month is told so long after its end, when whatever was brought at its last minute has arrived."""


class Theme(BaseModel):
    """One cell. ``category``: ``None`` where nobody named one. ``people``: in whole fives; ``None``: not told."""

    model_config = ConfigDict(frozen=True)

    desk: str
    category: str | None
    people: int | None


class ThemeMonthBegun(Event):
    """The first consultation of a month was brought: the month is told at ``due_at``."""

    type = "theme-month-begun.v1"

    month: str
    due_at: AwareDatetime


class ThemesTold(Event):
    """What a month was about. Nothing of what is hidden is in it."""

    type = "themes-told.v1"

    month: str
    on: date
    themes: tuple[Theme, ...]


class ThemeMonth(State):
    """``theme-month/2026-11``."""

    kind = "theme-month"

    due_at: datetime | None = None
    told: ThemesTold | None = None

    def begin(self, month: str) -> list[Event]:
        """Step of a saga: there is something to tell of the month."""
        return [] if self.due_at else [ThemeMonthBegun(month=month, due_at=due(month))]

    def tell(self, month: str, now: datetime, themes: Sequence[Theme]) -> list[Event]:
        """Tell the month once it is over; a second time nothing, whatever has come, gone or been erased since."""
        if self.told is not None or self.due_at is None or now < self.due_at:
            return []
        return [ThemesTold(month=month, on=tokyo_date(now), themes=tuple(themes))]

    def apply(self, event: Event) -> None:
        match event:
            case ThemeMonthBegun():
                self.due_at = event.due_at
            case ThemesTold():
                self.told = event


def careful(counted: Mapping[tuple[str, str | None], int]) -> tuple[Theme, ...]:
    """What may be told of people by (desk, category), in that order. See the module."""
    by_desk: dict[str, dict[str | None, int]] = defaultdict(dict)
    for (desk, category), people in counted.items():
        by_desk[desk][category] = people
    hidden = {(desk, category) for desk, cells in by_desk.items() for category in _hidden(cells)}
    return tuple(
        Theme(desk=desk, category=category, people=None if (desk, category) in hidden else whole_fives(people))
        for (desk, category), people in counted.items()
    )


def _hidden(cells: Mapping[str | None, int]) -> set[str | None]:
    few = {category for category, people in cells.items() if people < COUNT_SHOWN_MIN}
    if not few or len(few) == len(cells):
        return few
    smallest = min(people for category, people in cells.items() if category not in few)
    return few | {category for category, people in cells.items() if people == smallest}


def month_of(instant: datetime) -> str:
    """The month in Tokyo, ``2026-11``."""
    return tokyo_date(instant).isoformat()[:7]


def bounds(month: str) -> tuple[datetime, datetime]:
    """The first instant of a month and of the next, as it begins in Tokyo. Raises ``ValueError``."""
    first = date.fromisoformat(f"{month}-01")
    following = (first + timedelta(days=31)).replace(day=1)
    return _midnight(first), _midnight(following)


def due(month: str) -> datetime:
    """When a month is told."""
    return bounds(month)[1] + timedelta(hours=HOURS_AFTER)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=TOKYO).astimezone(UTC)


EVENTS: tuple[type[Event], ...] = (ThemeMonthBegun, ThemesTold)
