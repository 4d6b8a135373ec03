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
from services.booking.rulebook.reductions import Reduced, Reduction, reduced, taken_off
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
    usual = column_of(asked, table)
    ways = [_rooms(asked, table, usual, rule) for rule in reduction.rules or (None,)]
    charged = min(filter(None, ways), key=lambda lines: sum(line.yen for line in lines), default=None)
    if charged is None:
        column = next((rule.column for rule in reduction.rules if rule.column), usual)
        return [], no_entry(asked, table, column)
    return [*charged, *equipment_entries(asked)], None


def _rooms(asked: Asked, table: Prices, column: str, rule: Reduction | None) -> list[Entry]:
    """What the rooms cost by a reduction; nothing where the table has no entry for it."""
    if rule is None:
        return entries(asked, table, column)
    lines = entries(asked, table, rule.column or column)
    return [*lines, *taken_off(rule, sum(line.yen for line in lines))] if lines else []
