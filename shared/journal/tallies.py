"""Counting what was committed: a row a counted event, with its day in Tokyo, what it is, and never who.

A row of its own, because a counter that everybody adds to would be a row that everybody waits for. Like every row it is
derived: ``kyoso rebuild`` makes it again, also for what was committed before anybody counted.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from shared.clock import tokyo_date
from shared.journal.commits import Commit
from shared.journal.model import Model, Row

if TYPE_CHECKING:
    from shared.journal.journal import Journal


@dataclass(frozen=True, slots=True)
class Count:
    """One event counts for ``what``, on the day of its commit unless ``day`` says another one.

    ``slot`` tells parts of a day apart (an hour); ``amount`` is what is summed, below zero for what is taken back.
    """

    what: str
    amount: int = 1
    day: date | None = None
    slot: str = ""


Counts = Mapping[str, Callable[[Any], Iterable[Count]]]
"""By event type (its name, so that a type may be counted before anybody sends it): what one event counts for. Pure."""


class TallyRow(Row):
    """One event as figures count it. ``key`` is ``<day>/<what>/<slot>``."""

    kind: ClassVar[str] = "tally"
    columns: ClassVar[tuple[str, ...]] = ("key",)
    addends: ClassVar[tuple[str, ...]] = ("amount",)

    key: str
    amount: int


@dataclass(frozen=True, slots=True)
class Tallied:
    """So many events of one kind in one part of a day, and the sum of their amounts."""

    day: date
    what: str
    slot: str
    events: int
    amount: int


def with_tallies(model: Model, counts: Counts) -> Model:
    """The model of a service whose events are counted too."""
    return replace(model, rows=(*model.rows, TallyRow), counts=counts)


def rows_of(model: Model, state: Any, commit: Commit, index: int) -> Iterable[Row]:
    """All rows that one event of a commit makes or changes, once it is in ``state``: for lists, and as figures."""
    event = commit.events[index]
    yield from model.project(state, event)
    if (counts := model.counts.get(event.type)) is None:
        return
    for n, count in enumerate(counts(event)):
        day = count.day or tokyo_date(commit.at)
        key = f"{day.isoformat()}/{count.what}/{count.slot}"
        id = f"{commit.event_id(index)}.{n}"
        yield TallyRow.model_construct(id=id, key=key, amount=count.amount)  # made here: nothing to check


async def tallied(journal: "Journal", first: date, last: date) -> Sequence[Tallied]:
    """What was counted on some days in Tokyo, both included. Raises ``StoreUnavailable``."""
    until = f"{(last + timedelta(days=1)).isoformat()}/"
    found = await journal.store.totals(TallyRow, by="key", of="amount", since=f"{first.isoformat()}/", until=until)
    return [_tallied(total.value, total.rows, total.sum) for total in found]


def _tallied(key: str, events: int, amount: int) -> Tallied:
    day, what, slot = key.split("/", 2)
    return Tallied(date.fromisoformat(day), what, slot, events, amount)
