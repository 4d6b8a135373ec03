"""Rows of the months whose consultations are counted by theme."""

from datetime import date

from services.matching.domain.consulting.themes import Theme, ThemeMonth
from shared.journal import Row


class ThemeMonthRow(Row):
    """A month, by its name (``2026-11``). ``due_at`` arms the timer; closed once it is told."""

    kind = "theme-month"

    on: date | None = None
    themes: tuple[Theme, ...] = ()


def of_theme_month(found: ThemeMonth) -> list[Row]:
    """The row of a month after each of its events."""
    told = found.told
    if told is None:
        return [ThemeMonthRow(id=found.stream_key, due_at=found.due_at)]
    return [ThemeMonthRow(id=found.stream_key, closed=True, on=told.on, themes=told.themes)]
