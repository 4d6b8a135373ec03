"""What a request is charged: the entry of its rooms together, or, where no row joins them, each room's own.

Rooms that no row joins are asked for beside each other: each has to be allowed by itself, and each costs what the table
says for it. Parts of one hall are one thing together: they have a row, or no price. This is decided here alone, whoever
asks.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from services.booking.rulebook.asking import Asked
from services.booking.rulebook.equipment import equipment_entries
from services.booking.rulebook.places import Unanswerable
from services.booking.rulebook.prices import Entry, Prices, column_of, entries, no_entry
from services.booking.rulebook.reductions import Reduced, reduced, taken_off
from services.booking.rulebook.words import Refusal

Checks = tuple[Callable[[Asked], Iterator[Refusal]], ...]


@dataclass(frozen=True, slots=True)
class Charged:
    """The lines of a fee, or why there is none."""

    lines: tuple[Entry, ...]
    refusals: tuple[Refusal, ...]
    notices: tuple[Refusal, ...]
    by: tuple[Asked, ...]
    """The questions that were charged: the request itself; or, where no row joins its rooms, each of them by itself."""


def charged(asked: Asked, checks: Checks) -> Charged:
    """What a request is charged. ``checks``: what each room has to pass that is charged alone.

    Raises ``Unanswerable``.
    """
    reduction = reduced(asked)
    lines, refusal = price(asked, reduction)
    each = apart(asked) if refusal is not None else ()
    if len(each) < 2:
        refusals = () if refusal is None else (refusal,)
        return Charged(tuple(lines), refusals, reduction.notices, (asked,))
    reductions = [reduced(one) for one in each]
    prices = [price(one, reduction) for one, reduction in zip(each, reductions, strict=True)]
    found = [refusal for check in checks for one in each for refusal in check(one)]
    found += [refusal for _, refusal in prices if refusal is not None]
    return Charged(
        (*(line for own, _ in prices for line in own), *equipment_entries(asked)),
        each_once(found),
        each_once(notice for reduction in reductions for notice in reduction.notices),
        each,
    )


def apart(asked: Asked) -> tuple[Asked, ...]:
    """Each room as if it were asked for by itself, parts of one hall together; none where a table wants that.

    The people divide; what is lent belongs to all of them.
    """
    halls: dict[str, list[str]] = {}
    for room in asked.place.rooms:
        halls.setdefault(asked.places.hall_of(room.id), []).append(room.id)
    each = tuple(_of_these(asked, tuple(rooms)) for rooms in halls.values())
    return () if any(table.singly for one in each for table in one.rules(Prices)) else each


def _of_these(asked: Asked, rooms: tuple[str, ...]) -> Asked:
    place = asked.places.place(rooms)
    people = min(asked.request.people, place.capacity)
    request = asked.request.model_copy(update={"rooms": rooms, "people": people, "equipment": {}})
    return replace(asked, place=place, request=request)


def each_once(refusals: Iterable[Refusal]) -> tuple[Refusal, ...]:
    """The first of each rule."""
    found: dict[str, Refusal] = {}
    for refusal in refusals:
        found.setdefault(refusal.rule_id, refusal)
    return tuple(found.values())


def price(asked: Asked, reduction: Reduced) -> tuple[list[Entry], Refusal | None]:
    """The entries that make the fee of exactly these rooms, or why there is none.

    Raises ``Unanswerable`` without a table.
    """
    table = asked.rule(Prices)
    if table is None:
        raise Unanswerable("この日の料金表がありません", "no table of prices is in force on that day")
    column = column_of(asked, table)
    if reduction.rule is not None and reduction.rule.column is not None:
        column = reduction.rule.column
    lines = entries(asked, table, column)
    if not lines:
        return [], no_entry(asked, table, column)
    if reduction.rule is not None:
        lines.extend(taken_off(reduction.rule, sum(line.yen for line in lines)))
    lines.extend(equipment_entries(asked))
    return lines, None
