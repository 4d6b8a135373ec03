"""A month of an account: what was there, what came and went by kind, what is there now. Months are Tokyo's.

Each line of the history carries the sums up to it, so a statement is the difference of two lines, however long the
month; its own lines come in pages, and add up to the same.
"""

from dataclasses import dataclass
from datetime import date
from typing import get_args

from services.points.domain.calendar import start_of
from services.points.domain.lots import Moved
from services.points.rows import HistoryRow, place_of
from shared.clock import utc_text
from shared.journal import Journal, Page

KINDS: tuple[Moved, ...] = get_args(Moved)
BEHIND = "~"
"""Sorts behind every place that begins with the same text."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What an account had at one moment: what could be spent, and what was owed."""

    balance: int
    debt: int


@dataclass(frozen=True, slots=True)
class Statement:
    """``opening`` and the ``totals`` by kind make ``closing``; so do the lines of all pages."""

    opening: Standing
    totals: dict[Moved, int]
    closing: Standing
    lines: Page[HistoryRow]


async def statement_of(
    journal: Journal, person_id: str, month: date, *, cursor: str | None = None, limit: int = 50
) -> Statement:
    """The statement of the month that begins on ``month``, as far as it has come; one page of its lines."""
    begins = place_of(person_id, utc_text(start_of(month)))
    ends = place_of(person_id, utc_text(start_of(_month_after(month))))
    before = await _last(journal, person_id, begins)
    last = await _last(journal, person_id, ends)
    until = f"{last.place}{BEHIND}" if last else ends
    lines = await journal.page(HistoryRow, order_by="place", since=begins, until=until, cursor=cursor, limit=limit)
    return Statement(
        opening=_standing(before),
        totals={kind: _sum(last, kind) - _sum(before, kind) for kind in KINDS},
        closing=_standing(last),
        lines=lines,
    )


async def _last(journal: Journal, person_id: str, until: str) -> HistoryRow | None:
    """The last line that moved the balance before a place."""
    since = place_of(person_id, "")
    page = await journal.page(HistoryRow, order_by="place", descending=True, since=since, until=until, limit=1)
    return page.items[0] if page.items else None


def _standing(line: HistoryRow | None) -> Standing:
    return Standing(sum(line.sums.values()), line.debt) if line else Standing(0, 0)


def _sum(line: HistoryRow | None, kind: Moved) -> int:
    return line.sums.get(kind, 0) if line else 0


def _month_after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
