"""Counting what was committed: a row a counted event, with its day in Tokyo, what it is, and never who by name.

Where it is about a person the row says so with a pseudonym that is good for one day and one thing: enough to count how
many different people there were, useless to follow anybody from day to day, or from one thing to another.

A row of its own, because a counter that everybody adds to would be a row that everybody waits for. Like every row it is
derived: ``kyoso rebuild`` makes it again, also for what was committed before anybody counted.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, ClassVar

from shared.clock import tokyo_date
from shared.journal.commits import Commit
from shared.journal.model import Model, Row
from shared.journal.port import Total
from shared.unchecked import unchecked

if TYPE_CHECKING:
    from shared.journal.journal import Journal


@dataclass(frozen=True, slots=True)
class Count:
    """One event counts for ``what``, on the day of its commit unless ``day`` says another one.

    ``slot`` tells parts of a day apart (an hour); ``amount`` is what is summed, below zero for what is taken back.
    ``who`` is the id of the person it is about, or of their account; without it nobody is counted, and nothing is paid.
    """

    what: str
    amount: int = 1
    day: date | None = None
    slot: str = ""
    who: str | None = None


PSEUDONYM_BYTES = 10
"""Two people of one day who look alike would be counted as one: never told too early, and in a city never seen."""

Counts = Mapping[str, Callable[[Any], Iterable[Count]]]
"""By event type (its name, so that a type may be counted before anybody sends it): what one event counts for. Pure."""


class TallyRow(Row):
    """One event as figures count it. ``key`` is ``<day>/<what>/<slot>``, ``who`` a pseudonym within day and what."""

    kind: ClassVar[str] = "tally"
    columns: ClassVar[tuple[str, ...]] = ("key",)
    addends: ClassVar[tuple[str, ...]] = ("amount",)
    distinct: ClassVar[tuple[str, ...]] = ("who",)

    key: str
    amount: int
    who: str | None = None


@dataclass(frozen=True, slots=True)
class Tallied:
    """So many events of one kind in one part of a day, the sum of their amounts, and of how many different people."""

    day: date
    what: str
    slot: str
    events: int
    amount: int
    people: int


def with_tallies(model: Model, counts: Counts) -> Model:
    """The model of a service whose events are counted too."""
    return replace(model, rows=(*model.rows, TallyRow), counts=counts)


def rows_of(model: Model, state: Any, commit: Commit, index: int) -> Iterable[Row]:
    """All rows that one event of a commit makes or changes, once it is in ``state``: for lists, and as figures."""
    event = commit.events[index]
    for row in model.project(state, event):
        stamp = {"changed_at": commit.at, "revision": commit.version}
        yield unchecked(type(row), row.__dict__ | stamp) if row.stamped else row
    if (counts := model.counts.get(event.type)) is None:
        return
    for n, count in enumerate(counts(event)):
        day = (count.day or tokyo_date(commit.at)).isoformat()
        key = f"{day}/{count.what}/{count.slot}"
        id = f"{commit.event_id(index)}.{n}"
        who = None if count.who is None else _pseudonym(day, count.what, count.who)
        counted = {"id": id, "closed": False, "due_at": None, "key": key, "amount": count.amount, "who": who}
        yield unchecked(TallyRow, counted)


def _pseudonym(day: str, what: str, who: str) -> str:
    """The same for one person on one day doing one thing, another on any other day and for any other thing.

    No secret is in it: rows are derived, and ``kyoso rebuild`` must make the same ones anywhere. Whoever has a person's
    id can find their rows by it, as by the streams that the rows belong to; an id leads to somebody through the vault
    of people alone, and after an erasure to nobody.
    """
    return blake2b(f"{day}/{what}/{who}".encode(), digest_size=PSEUDONYM_BYTES).hexdigest()


async def tallied(journal: "Journal", first: date, last: date) -> Sequence[Tallied]:
    """What was counted on some days in Tokyo, both included. Raises ``StoreUnavailable``."""
    until = f"{(last + timedelta(days=1)).isoformat()}/"
    found = await journal.store.totals(
        TallyRow, by="key", of="amount", distinct="who", since=f"{first.isoformat()}/", until=until
    )
    return [_tallied(total) for total in found]


def _tallied(total: Total) -> Tallied:
    day, what, slot = total.value.split("/", 2)
    return Tallied(date.fromisoformat(day), what, slot, total.rows, total.sum, total.distinct)
