"""Tries a table of worked cases on a book and shows where they differ: expected, and what the rules say."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.booking.domain.purposes import PURPOSES
from services.booking.rulebook.book import Book
from services.booking.rulebook.cases import Case
from services.booking.rulebook.engine import Decision, decide
from services.booking.rulebook.places import Unanswerable
from services.booking.rulebook.saying import instead
from services.booking.rulebook.schema import words_of_uses
from services.booking.rulebook.words import MARKS, plain_value
from shared.clock import day_begins, tokyo_date

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
    return Outcome(case, decision, (*_differences(case, decision), *strays(book, case)))


def strays(book: Book, case: Case) -> Iterator[Difference]:
    """Words of a case that no rule, room or list has: a slip of the pen proves less than it seems to."""
    rules = book.file.rules()
    columns = {name for table in book.file.prices for name in table.columns}
    spoken = {name for rule in rules for name in getattr(getattr(rule, "who", None), "categories", ())}
    known: dict[str, tuple[Iterable[str], set[str]]] = {
        "categories": (case.categories, spoken | columns),
        "marks": (case.marks, set(MARKS) | columns | words_of_uses(book.file)),
        "purpose": ((case.purpose,), set(PURPOSES)),
        "counts": (case.counts, {rule.id for rule in book.file.caps}),
        "grants": ((grant.reduction for grant in case.grants), {rule.id for rule in book.file.reductions}),
        "history": ((use.room for use in case.history), set(book.places.rooms)),
    }
    for field, (names, there) in known.items():
        for name in names:
            if name not in there:
                yield Difference(field, name, " / ".join(instead(name, there)))


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
            ends = name in DEADLINES and name != "start_from"
            yield Difference(name, *(_day_of(at) if ends else at for at in (wanted, is_so)))
    for at in expect.refund:
        yen, points = decision.refund_at(at.at, at.reason), decision.points_at(at.at, at.reason)
        if at.yen is not None and at.yen != yen:
            yield Difference(f"refund at {_shown(at.at)}", at.yen, yen)
        if at.points is not None and at.points != points:
            yield Difference(f"points at {_shown(at.at)}", at.points, points)


def _day_of(at: Any) -> Any:
    """A deadline at midnight as the end of the day before: ``2026-12-02 24:00``."""
    if isinstance(at, datetime) and day_begins(tokyo_date(at)) == at:
        return f"{tokyo_date(at) - timedelta(days=1)} 24:00"
    return at


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return str(plain_value(value))
    if isinstance(value, tuple):
        return " ".join(map(str, value)) or "-"
    return "-" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
