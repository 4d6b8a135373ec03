"""Who had which room when, worked out of a journal from outside; and how long each was in whose way.

A tenure is one booking, hold or closure while it has the same cells, between two positions of the journal. They are
kept as long as a refusal may still have to be explained by them.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.faults.books import KeptCommit
from tests.faults.ways_returns import Returns
from tests.faults.ways_tables import (
    APPROVED,
    STOCK,
    TOKYO,
    Span,
    all_cells,
    cells,
    cells_of,
    is_open,
    price,
    span,
)

GIVES = frozenset({"booking-confirmed.v1", "booking-held.v1", "booking-changed.v1", "booking-started.v1"})
BEGINS = frozenset({"booking-started.v1", "booking-no-show.v1"})
ENDS = frozenset({"booking-cancelled.v1", "booking-lapsed.v1"})
FOR_EVER = 1 << 62
NEVER = datetime.max.replace(tzinfo=TOKYO)
DECIDED_WITHIN = timedelta(hours=10)
"""On the town's clock, which moves while requests wait."""


@dataclass(slots=True)
class Tenure:
    """Cells that somebody has from a position on, until before another one."""

    id: str
    cells: int
    when: Span
    lent: Mapping[str, int]
    since: int
    until: int = FOR_EVER
    hold_until: datetime = NEVER
    """A hold is in nobody's way from then on, whether it was recorded or not."""
    closes: bool = False
    told_at: datetime = NEVER
    """Of a closure: when the day heard of it. What was over by then has been used."""

    @property
    def ends_at(self) -> datetime:
        """When its time is over, on the town's clock."""
        midnight = datetime(self.when.day.year, self.when.day.month, self.when.day.day, tzinfo=TOKYO)
        return midnight + timedelta(minutes=15 * self.when.end)

    def within(self, first: int, last: int) -> bool:
        """Whether it was there at some position from ``first`` to ``last``."""
        return self.since <= last and self.until > first


@dataclass
class Day:
    """One facility-day as its events say it."""

    name: str
    owners: dict[str, Tenure] = field(default_factory=dict)
    over: dict[str, Tenure] = field(default_factory=dict)
    """Uses that are completed: what nobody else has had since."""
    closed: dict[str, Tenure] = field(default_factory=dict)
    taken: int = 0
    past: deque[Tenure] = field(default_factory=deque)
    requested: set[str] = field(default_factory=set)
    begun: set[str] = field(default_factory=set)
    """Uses that began, and those to which nobody came: no closure takes them away."""
    returns: Returns = field(default_factory=Returns)
    """What comes back of bookings; of all days, because they move."""
    told: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What stands, as it was last told."""
    moving: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    # -- taking in

    def take(self, commit: KeptCommit, position: int) -> None:
        """One commit."""
        where = f"{commit.stream} v{commit.version}"
        for kind, body in commit.events:
            if kind in BEGINS:
                self.begun.add(body["booking_id"])
            if kind in GIVES:
                self._give(where, kind, body, position, commit)
            elif kind in ENDS:
                self._end(where, kind, body, position, commit)
            elif kind == "booking-completed.v1":
                self.over[body["booking_id"]] = self.owners.pop(body["booking_id"])
                self.told[body["booking_id"]] = body
            elif kind == "booking-released.v1":  # nobody came: they have what lies before it
                had, start = self.owners[body["booking_id"]], span(body).start
                free_from = span({"starts_at": body["starts_at"], "ends_at": body["released_from"]}).end
                self._keep(had, cells(body["room_ids"], start, free_from), position, lent={})
            elif kind == "slots-taken.v1":
                self.taken |= cells_of(body)
            elif kind == "slots-freed.v1":
                self._free(cells_of(body), position)
            else:
                self._take_other(kind, body, position, commit)
        self._check(where)
        kinds = {kind for kind, _ in commit.events}
        if "span-closed.v1" in kinds and "some-displaced.v1" not in kinds:
            self.wrong += [line for line in self.shut_in() if line not in self.wrong]

    def _take_other(self, kind: str, body: dict[str, Any], position: int, commit: KeptCommit) -> None:
        if kind == "span-closed.v1":
            when = span(body)
            shut = cells(body["room_ids"], when.start, when.end) if body["room_ids"] else all_cells(*when[1:])
            tenure = Tenure(body["closure_id"], shut, when, {}, position, closes=True, told_at=next(about(commit.at)))
            self.closed[body["closure_id"]] = tenure
        elif kind == "span-reopened.v1" and body["closure_id"] in self.closed:
            self._past(self.closed.pop(body["closure_id"]), position)
        elif kind == "change-begun.v1":
            self.moving[body["booking_id"]] = body["wanted"]["booking_id"]
            self.returns.begin(self.told[body["booking_id"]], body["wanted"], about(commit.at))
        elif kind == "change-ended.v1":
            self.moving.pop(body["booking_id"], None)
            self.returns.begun.pop(body["booking_id"], None)

    def _give(self, where: str, kind: str, body: dict[str, Any], position: int, commit: KeptCommit) -> None:
        id, wanted, when = body["booking_id"], cells_of(body), span(body)
        had = self.owners.get(id)
        for other in (*self.owners.values(), *self.over.values()):
            if other.cells & wanted and other.id != id:
                self.wrong.append(f"{where}: {id} and {other.id} both have {names(other.cells & wanted)}")
        new = wanted & ~had.cells if had else wanted
        for shut in self.closed.values():
            if new & shut.cells:
                self.wrong.append(f"{where}: {kind} of {id} inside the closure {shut.id}")
        lapses = kind == "booking-held.v1" and body["status"] != "offered"  # those are given up all at once
        held_until = datetime.fromisoformat(body["hold_until"]) if lapses else NEVER
        if had is None or (had.cells, had.lent, had.hold_until) != (wanted, body.get("equipment") or {}, held_until):
            if had is not None:
                self._past(had, position)
            self.owners[id] = Tenure(id, wanted, when, body.get("equipment") or {}, position, hold_until=held_until)
        if kind == "booking-changed.v1":
            self.wrong += (f"{where}: {line}" for line in self.returns.change(self.told[id], body, about(commit.at)))
        self._check_series(where, kind, id, commit)
        self._check_stock(where, self.owners[id])
        self._check_terms(where, kind, body, commit)
        self.told[id] = body

    def _check_series(self, where: str, kind: str, id: str, commit: KeptCommit) -> None:
        """What a series holds for itself is confirmed, or given back, by nobody who asks for that."""
        before = self.told.get(id, {})
        if before.get("status") == "held" and before.get("series_id") and commit.cause.startswith("http/"):
            self.wrong.append(f"{where}: {kind} of {id}, which {before['series_id']} holds for itself")

    def _check_stock(self, where: str, given: Tenure) -> None:
        for item in given.lent:
            if (most := self.peak(item, given.when, self.owners.values())) > STOCK[item]:
                self.wrong.append(f"{where}: {most} of {STOCK[item]} {item} are lent with {given.id}")

    def _check_terms(self, where: str, kind: str, body: dict[str, Any], commit: KeptCommit) -> None:
        """The fee is the table's (what is offered instead costs no more), and staff have seen what they must see."""
        id, costs = body["booking_id"], price(body)
        before = self.told.get(id)
        offered = body.get("moved_from") and (kind == "booking-held.v1" or before is not None)
        if body["fee"] > costs or (body["fee"] != costs and not offered):
            self.wrong.append(f"{where}: {id} costs {body['fee']} yen, by the table {costs}")
        if kind == "booking-held.v1" and body["status"] == "requested":
            self.requested.add(id)
        elif body["purpose"] in APPROVED and kind == "booking-confirmed.v1" and not body.get("moved_from"):
            by_staff = "http/staff" in commit.cause
            if not by_staff or (id not in self.requested and "pre-empted.v1" not in {k for k, _ in commit.events}):
                self.wrong.append(f"{where}: {id} was confirmed without approval")
        if before is None and not is_open(span(body)):
            self.wrong.append(f"{where}: {id} was given while the house is shut")
        if kind == "booking-changed.v1" and before is not None:
            was = (before["room_ids"], before["starts_at"], before["ends_at"], before["people"], before["fee"])
            told = (body["was_room_ids"], body["was_starts_at"], body["was_ends_at"], body["was_people"])
            if was != (*told, body["was_fee"]):
                self.wrong.append(f"{where}: {id} is told to have been {told}, it was {was}")

    def _end(self, where: str, kind: str, body: dict[str, Any], position: int, commit: KeptCommit) -> None:
        id = body["booking_id"]
        if id not in self.owners:
            self.wrong.append(f"{where}: {kind} of {id}, which does not stand")
            return
        self._past(self.owners.pop(id), position)
        if body.get("reason") == "given-back":
            self._check_series(where, kind, id, commit)
        before = self.told.pop(id)
        if before["fee"] != body["fee"]:
            self.wrong.append(f"{where}: {id} ends with a fee of {body['fee']} yen, it was {before['fee']}")
        if kind == "booking-cancelled.v1" and commit.cause.startswith("http/") and body.get("reason") is None:
            expected = self.returns.cancel(before, about(commit.at))
            if body["refund"] not in expected:
                self.wrong.append(f"{where}: of {id} {body['refund']} yen come back, by the table {expected}")
        elif body.get("reason") == "moved":
            self.wrong += (f"{where}: {line}" for line in self.returns.leave(before, body["refund"]))

    def _free(self, freed: int, position: int) -> None:
        self.taken &= ~freed
        for id, tenure in list(self.over.items()):
            if tenure.cells & freed:
                self._keep(tenure, tenure.cells & ~freed, position, lent={}, among=self.over)
                if not self.over[id].cells:
                    del self.over[id]

    def _keep(
        self, had: Tenure, left: int, position: int, *, lent: Mapping[str, int], among: dict[str, Tenure] | None = None
    ) -> None:
        self._past(had, position)
        owners = self.owners if among is None else among
        owners[had.id] = Tenure(had.id, left, had.when, lent, position)

    def _past(self, tenure: Tenure, position: int) -> None:
        tenure.until = position
        self.past.append(tenure)

    def _check(self, where: str) -> None:
        owned = 0
        for tenure in (*self.owners.values(), *self.over.values()):
            owned |= tenure.cells
        if owned != self.taken:
            self.wrong.append(f"{where}: told as taken is not what is had: {names(owned ^ self.taken)}")

    # -- asking

    def tenures(self, first: int, last: int) -> Iterator[Tenure]:
        """Everything that was there at some position from ``first`` to ``last``."""
        for each in (*self.owners.values(), *self.over.values(), *self.closed.values(), *self.past):
            if each.within(first, last):
                yield each

    def peak(self, item: str, when: Span, tenures: Iterable[Tenure]) -> int:
        """How many of a thing are lent at most in one quarter of a span."""
        lent: dict[int, int] = defaultdict(int)
        for tenure in tenures:
            if count := tenure.lent.get(item, 0):
                for quarter in range(max(when.start, tenure.when.start), min(when.end, tenure.when.end)):
                    lent[quarter] += count
        return max(lent.values(), default=0)

    def forget(self, before: int) -> None:
        """Nobody will ask about positions before this one any more."""
        while self.past and self.past[0].until < before:
            self.past.popleft()

    def shut_in(self) -> Iterator[str]:
        """What stands inside a closure, and should have been taken away by it."""
        for shut in self.closed.values():
            for id, tenure in self.owners.items():
                gone = id in self.begun or id in self.moving or tenure.ends_at <= shut.told_at
                if tenure.cells & shut.cells and not gone:
                    yield f"{self.name}: {id} stands inside the closure {shut.id}"

    def free(self) -> int:
        """The cells that nobody has, and that are not closed."""
        shut = self.taken
        for tenure in self.closed.values():
            shut |= tenure.cells
        return ~shut


def about(at: str) -> Iterator[datetime]:
    """The moment of a commit, and a while before it: what was decided a moment earlier is recorded now."""
    moment = datetime.fromisoformat(at).astimezone(TOKYO)
    yield moment
    yield moment - DECIDED_WITHIN


def names(found: int) -> str:
    """Cells for people."""
    atoms = {"east": 0, "west": 96, "tea": 192}
    return ", ".join(
        f"{atom} {q // 4:02}:{q % 4 * 15:02}"
        for atom, shift in atoms.items()
        for q in range(96)
        if found >> shift + q & 1
    )
