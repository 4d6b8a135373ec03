"""What holds for rooms that are charged each alone: all caps, the strictest deadline, of the fee back each its own.

So nobody gets round a cap, a deadline or the refunds of one room by naming another one with it.
"""

from collections.abc import Hashable, Sequence
from datetime import datetime

from services.booking.rulebook.asking import Asked, Reason
from services.booking.rulebook.charging import charged, price
from services.booking.rulebook.moments import Due
from services.booking.rulebook.places import Unanswerable
from services.booking.rulebook.quick import Bound, bound_by
from services.booking.rulebook.reductions import reduced
from services.booking.rulebook.refunds import Refund, RefundStep, refund_at, steps
from services.booking.rulebook.windows import Cancellation, first_due


def each_of(asked: Asked) -> tuple[Asked, ...]:
    """The questions that are charged each alone; all of it together where there is no table any more."""
    try:
        return charged(asked, ()).by
    except Unanswerable:
        return (asked,)


def caps_of(asked: Asked, by: Sequence[Asked]) -> tuple[Bound, ...]:
    """The caps that rooms are held to together, and those to which one is held by itself."""
    found = {bound.rule.id: bound for one in (*by, asked) for bound in bound_by(one)}
    return tuple(found.values())


def cancellation_of(by: Sequence[Asked]) -> tuple[Due, Cancellation, Asked] | None:
    """The first deadline of cancelling, by which rule, of which rooms; nothing where no rule speaks of it."""
    dues = [(first_due(rule, one), rule, one) for one in by if (rule := one.rule(Cancellation))]
    return min(dues, key=lambda found: found[0].at, default=None)


def refund_of(by: Sequence[Asked], fee: int, at: datetime, reason: Reason | None = None) -> int | None:
    """The yen that come back of the ``fee`` of all of them; nothing is said where no rule speaks of any."""
    found = [(part, refund_at(one, part, at, reason)) for one, part in by_table(by, fee)]
    if all(yen is None for _, yen in found):
        return None
    return sum(part if yen is None else yen for part, yen in found)


def refund_rule_of(by: Sequence[Asked], fee: int, at: datetime) -> Refund | None:
    """The table that keeps most of the ``fee`` when it is cancelled at ``at``, if there is one."""
    keeps = [
        (part - (refund_at(one, part, at) or 0), rule) for one, part in by_table(by, fee) if (rule := one.rule(Refund))
    ]
    return max(keeps, key=lambda kept: kept[0], default=(0, None))[1]


def refunds_of(by: Sequence[Asked], fee: int) -> tuple[RefundStep, ...]:
    """What comes back of the ``fee`` of all of them until when, the earliest first."""
    if len(by) == 1:
        return steps(by[0], fee)
    each = [(part, steps(one, part)) for one, part in by_table(by, fee)]
    ends = sorted({step.before for _, found in each for step in found})
    return tuple(_step(each, fee, before) for before in ends)


def _step(each: Sequence[tuple[int, Sequence[RefundStep]]], fee: int, before: datetime) -> RefundStep:
    """What comes back just before ``before``; of rooms of which no rule speaks all of it."""
    parts = [
        (part, 100) if not found else next(((s.yen, s.percent) for s in found if before <= s.before), (0, 0))
        for part, found in each
    ]
    yen = sum(part for part, _ in parts)
    whole = all(percent == 100 for _, percent in parts)
    return RefundStep(before, 100 if whole else min(99, yen * 100 // fee) if fee else 0, yen)


def by_table(by: Sequence[Asked], fee: int) -> list[tuple[Asked, int]]:
    """The yen of a fee about which each table of refunds is asked: what is of the same lines is rounded once."""
    found: dict[Hashable, tuple[Asked, int]] = {}
    for one, part in zip(by, shares(by, fee), strict=True):
        rule = one.rule(Refund)
        key = (rule.id, *rule.lines({room.type for room in one.place.rooms})) if rule else None
        first, yen = found.get(key, (one, 0))
        found[key] = first, yen + part
    return list(found.values())


def shares(by: Sequence[Asked], fee: int) -> list[int]:
    """The yen of a fee that are of each: as their entries in the tables stand to each other, the rest with the last."""
    if len(by) == 1:
        return [fee]
    yen = [_listed(one) for one in by]
    total = sum(yen)
    parts = [fee * each // total if total else fee // len(by) for each in yen]
    return [*parts[:-1], fee - sum(parts[:-1])]


def _listed(asked: Asked) -> int:
    try:
        lines, _ = price(asked, reduced(asked))
    except Unanswerable:
        return 0
    return sum(line.yen for line in lines)
