"""Tries a table of worked cases on a book and shows where they differ: expected, and what the rules say."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.booking.rulebook.book import Book
from services.booking.rulebook.cases import Case
from services.booking.rulebook.engine import Decision, decide
from services.booking.rulebook.places import Unanswerable
from services.booking.rulebook.words import plain_value

DEADLINES = ("pay_by", "hold_until", "confirm_by", "cancel_until", "cancel_free_until", "start_from", "start_by")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a case expects, and what the rules say instead."""

    what: str
    expected: Any
    actual: Any

    def __str__(self) -> str:
        return f"{self.what}: {_shown(self.expected)} ≠ {_shown(self.actual)}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case that was tried."""

    case: Case
    decision: Decision | None
    differences: tuple[Difference, ...]


def try_case(book: Book, case: Case) -> Outcome:
    """One case. A request that the rules cannot be asked about differs from whatever was expected."""
    try:
        decision = decide(book, case.request, case.facts, case.now)
    except Unanswerable as why:
        return Outcome(case, None, (Difference("allowed", case.expect.allowed, str(why)),))
    return Outcome(case, decision, tuple(_differences(case, decision)))


def _differences(case: Case, decision: Decision) -> Iterator[Difference]:
    expect = case.expect
    actual: dict[str, Any] = {
        "allowed": decision.allowed,
        "refused": tuple(refusal.rule_id for refusal in decision.refusals),
        "fee": decision.fee,
        "lines": tuple(line.yen for line in decision.lines),
        "noticed": tuple(notice.rule_id for notice in decision.notices),
        **{name: getattr(decision.deadlines, name) for name in DEADLINES},
        "points": decision.points_now,
    }
    for name, is_so in actual.items():
        wanted = getattr(expect, name)
        if wanted is not None and wanted != is_so:
            yield Difference(name, wanted, is_so)
    for at in expect.refund:
        yen, points = decision.refund_at(at.at, at.reason), decision.points_at(at.at, at.reason)
        if at.yen is not None and at.yen != yen:
            yield Difference(f"refund at {_shown(at.at)}", at.yen, yen)
        if at.points is not None and at.points != points:
            yield Difference(f"points at {_shown(at.at)}", at.points, points)


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return str(plain_value(value))
    if isinstance(value, tuple):
        return " ".join(map(str, value)) or "-"
    return "-" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
