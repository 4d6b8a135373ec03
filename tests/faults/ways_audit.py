"""Follows a journal of bookings from outside while it grows, and works out without the product's code what must hold.

It reads each commit once and keeps what stands, not what was: at a million operations it needs no more time for one
than at the first. What clients were told is laid beside it as soon as the journal is read so far.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.faults.books import KeptCommit
from tests.faults.ways_days import ENDS, GIVES, Day
from tests.faults.ways_money import Money
from tests.faults.ways_offers import Offers
from tests.faults.ways_refused import Counts, Refused, offered_although_taken, unfounded
from tests.faults.ways_returns import Returns
from tests.faults.ways_tables import amount, caps_of, hold_limit_of, is_kept, span

WRONG_MAX = 200
SEEN = (
    "booking-confirmed.v1", "booking-held.v1", "booking-cancelled.v1", "booking-lapsed.v1", "booking-started.v1",
    "booking-completed.v1", "booking-changed.v1", "booking-no-show.v1", "booking-released.v1",
)  # fmt: skip
BIT = {kind: 1 << n for n, kind in enumerate(SEEN)}
TOLD = {
    "confirmed": "booking-confirmed.v1", "held": "booking-held.v1", "requested": "booking-held.v1",
    "cancelled": "booking-cancelled.v1", "lapsed": "booking-lapsed.v1", "refused": "booking-lapsed.v1",
    "started": "booking-started.v1", "completed": "booking-completed.v1", "no-show": "booking-no-show.v1",
}  # fmt: skip
FACTS = ("facility_id", "room_ids", "people", "fee", "equipment")
LENIENT = frozenset({"pre-empted.v1", "offer-taken.v1"})
"""What comes in the house's own name is counted, and refused by no limit."""


@dataclass(slots=True)
class Series:
    """A series that is booked whole or not at all."""

    ids: tuple[str, ...]
    excused: int = 0
    """Occurrences that the house took away while they were only held, or that were to begin by then."""


@dataclass
class Audit:
    """What stands, what it counts, what it costs, and what was found wrong."""

    position: int = 0
    days: dict[str, Day] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)
    money: Money = field(default_factory=Money)
    returns: Returns = field(default_factory=Returns)
    offers: Offers = field(default_factory=Offers)
    seen: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Types of events by booking, a bit each."""
    standing: dict[str, dict[str, tuple[int, bool]]] = field(default_factory=lambda: defaultdict(dict))
    """By what limits count: each booking that stands, what it counts, and whether no limit can refuse it."""
    moved_to: dict[str, str] = field(default_factory=dict)
    """Where a booking went that moved: it leaves its old place a moment after it has the new one, and counts once."""
    series: dict[str, Series] = field(default_factory=dict)
    refusals: list[Refused] = field(default_factory=list)
    """Still to be looked at."""
    told: list[tuple[str, str, dict[str, Any], bool]] = field(default_factory=list)
    """Booking, status and answer that somebody was given; whether it was the first sending."""
    receipts: list[tuple[str, int]] = field(default_factory=list)
    recent: deque[tuple[int, dict[str, list[dict[str, Any]]]]] = field(
        default_factory=lambda: deque([(0, defaultdict(list))])
    )
    """What the journal said of bookings since each of the last looks (from where on), the newest last."""
    taken_away: list[str] = field(default_factory=list)
    """Bookings that the house took away."""
    looked_at: int = 0
    bookings: int = 0
    wrong: list[str] = field(default_factory=list)

    # -- the journal

    def take(self, commit: KeptCommit, position: int) -> None:
        """The next commit."""
        self.position = position
        self.money.take(commit)
        kind, _, name = commit.stream.partition("/")
        if kind == "facility-day":
            self._take_day(name, commit, position)
        elif kind == "quota":
            self.counts.take_quota(name, commit, position)
            self._check_quota(name, commit)
        elif kind == "displacement":
            self.offers.take(name, commit)
        elif kind == "series":
            self._take_series(name, commit)

    def _take_day(self, name: str, commit: KeptCommit, position: int) -> None:
        day = self.days.get(name) or self.days.setdefault(name, Day(name, returns=self.returns))
        kinds = {kind for kind, _ in commit.events}
        for event, body in commit.events:
            if event in BIT:
                self._see(body["booking_id"], event)
            if event in GIVES:
                self.recent[-1][1][body["booking_id"]].append(body)
                self._count(name, event, body, position, lenient=bool(kinds & LENIENT))
                if is_kept(body) and body["booking_id"] not in self.counts.now[hold_limit_of(body)[2]]:
                    self.wrong.append(f"{name}: {body['booking_id']} is {body['status']}, and no limit counts that")
            elif event in ENDS:
                self._count_no_more(name, body, position)
                self._note_end(event, body)
        day.take(commit, position)
        if day.wrong:
            self.wrong += day.wrong
            day.wrong.clear()

    def _note_end(self, event: str, body: dict[str, Any]) -> None:
        reason = body.get("reason")
        if event == "booking-cancelled.v1" and reason in {"closure", "pre-empted"}:
            self.taken_away.append(body["booking_id"])
        elif reason in {"closure", "pre-empted"} and body.get("series_id") in self.series:
            self.series[body["series_id"]].excused += 1

    def _see(self, id: str, event: str) -> None:
        known = self.seen[id]
        self.bookings += not known
        once = event not in {"booking-changed.v1", "booking-started.v1"}
        if once and known & BIT[event]:
            self.wrong.append(f"{event} of {id} was told twice")
        self.seen[id] = known | BIT[event]

    def _count(self, name: str, event: str, body: dict[str, Any], position: int, *, lenient: bool) -> None:
        if event == "booking-held.v1" and body["status"] == "offered":
            return
        id = body["booking_id"]
        if body.get("moved_from"):
            self.moved_to[body["moved_from"]] = id
        for rule_id, cap, key in caps_of(body):
            had = self.standing[key].get(id)
            mine = amount(cap, span(body))
            free = lenient or (had is not None and had[1])
            if (had is None or mine > had[0]) and not free:
                stand = self.standing[key]
                others = sum(
                    n
                    for i, (n, by_house) in stand.items()
                    if not by_house and i not in (id, body.get("moved_from")) and self.moved_to.get(i) not in stand
                )
                if others + mine > cap.limit:
                    self.wrong.append(f"{name}: with {id} {key} has {others + mine}, {rule_id} allows {cap.limit}")
            self.standing[key][id] = mine, free
            if cap.period == "house-day":
                self.counts.put(key, id, span(body), position)

    def _count_no_more(self, name: str, body: dict[str, Any], position: int) -> None:
        for _, cap, key in caps_of(body):
            self.standing[key].pop(body["booking_id"], None)
            if cap.period == "house-day":
                self.counts.drop(key, body["booking_id"], position)

    def _check_quota(self, name: str, commit: KeptCommit) -> None:
        """A place is reserved in a quota only where its limit allows it, with all that are reserved already."""
        for event, body in commit.events:
            wanted = {"quota-reserved.v1": body, "quota-extended.v1": body.get("wanted")}.get(event)
            if not wanted:
                continue
            asked_at = datetime.fromisoformat((wanted.get("terms") or {}).get("asked_at") or commit.at)
            for rule_id, cap, key in (*caps_of(wanted), hold_limit_of(wanted)):
                moved_from = (body.get("wanted") or {}).get("moved_from")
                counted = (each for each in self.counts.now[key].values() if each.over > asked_at)
                total = sum(amount(cap, each.when) for each in counted if each.id != moved_from)
                if key == name and total > cap.limit:
                    self.wrong.append(f"quota {name}: {total} are reserved, {rule_id} allows {cap.limit}")

    def _take_series(self, name: str, commit: KeptCommit) -> None:
        for event, body in commit.events:
            if event == "series-begun.v1" and body["all_or_none"]:
                self.series[name] = Series(tuple(each["booking_id"] for each in body["occurrences"]))

    # -- what clients were told

    def lay_beside(self, oldest: int) -> None:
        """Look at what was told up to here; nobody will tell of what was decided before ``oldest``."""
        for id, status, answer, first in self.told:
            if not self.seen.get(id, 0) & BIT[TOLD[status]]:
                self.wrong.append(f"{id} was told to be {status}, and the journal does not have it")
            elif first and status in {"confirmed", "held", "requested"} and not self._fits(id, answer):
                self.wrong.append(f"{id} was told to be {answer}, the journal has other facts")
        for number, amount_paid in self.receipts:
            if number not in self.money.numbers:
                self.wrong.append(f"receipt {number} of {amount_paid} yen was given, and the journal does not have it")
        for refused in self.refusals:
            self._look_at(refused)
        self.told, self.receipts, self.refusals = [], [], []
        self.recent.append((self.position, defaultdict(list)))
        while len(self.recent) > 1 and self.recent[1][0] < oldest:
            self.recent.popleft()
        self.counts.forget(oldest)
        for day in self.days.values():
            day.forget(oldest)
        self.wrong += self.money.wrong
        self.money.wrong.clear()
        if len(self.wrong) > WRONG_MAX:
            raise AssertionError("\n".join(self.wrong[:20]))

    def _fits(self, id: str, answer: dict[str, Any]) -> bool:
        bodies = [body for _, look in self.recent for body in look.get(id, ())]
        told = {name: answer.get(name) for name in FACTS}, span(answer)
        return not bodies or any((({name: body.get(name) for name in FACTS}, span(body)) == told) for body in bodies)

    def _look_at(self, refused: Refused) -> None:
        if refused.was is not None and not self._is(refused.own, refused.was):
            return  # it had become another one meanwhile
        self.looked_at += 1
        when = span(refused.body)
        day = self.days.get(f"{refused.body['facility_id']}/{when.day}")
        if unfounded(refused, day, self.counts):
            self.wrong.append(f"refused for nothing: {refused}")
        self.wrong += list(offered_although_taken(refused, day))

    def _is(self, id: str, told: Mapping[str, Any]) -> bool:
        day = self.days.get(f"{told['facility_id']}/{span(told).day}")
        body = day.told.get(id) if day else None
        return body is not None and _place(body) == _place(told)

    # -- the end

    def at_the_end(self, now: datetime) -> Iterator[str]:
        """What must hold when nothing is under way any more."""
        yield from self.wrong
        yield from self.money.at_the_end()
        yield from self._quota_differences()
        for name, day in self.days.items():
            yield from day.shut_in()
            yield from (f"{name}: {id} is still on its way to {new}" for id, new in day.moving.items())
            for id, body in day.told.items():
                if (until := body.get("hold_until")) and datetime.fromisoformat(until) <= now:
                    yield f"{name}: {id} is held although its time was over at {until}"
        yield from self._moved_and_standing()
        yield from self._series_in_part()
        yield from self.offers.at_the_end(self.taken_away, self.days.values())

    def _quota_differences(self) -> Iterator[str]:
        """Each quota counts exactly the bookings that stand, as what they are; none forgotten and none twice."""
        expected: dict[str, dict[str, int]] = defaultdict(dict)
        for day in self.days.values():
            for body in day.told.values():
                if body.get("status", "held") == "offered":
                    continue
                for _, cap, key in caps_of(body):
                    if cap.period != "house-day":
                        expected[key][body["booking_id"]] = amount(cap, span(body))
                if is_kept(body):
                    expected[hold_limit_of(body)[2]][body["booking_id"]] = 1
        told = [body for day in self.days.values() for body in day.told.values()]
        caps = {key: cap for body in told for _, cap, key in (*caps_of(body), hold_limit_of(body))}
        found = {
            key: {each.id: amount(caps[key], each.when) if key in caps else 0 for each in counted.values()}
            for key, counted in self.counts.now.items()
            if key.count("/") == 1 and counted
        }
        for key in sorted({*expected, *found}):
            if expected.get(key, {}) != found.get(key, {}):
                differing = dict(expected.get(key, {}).items() ^ found.get(key, {}).items())
                yield f"quota {key}: {len(differing)} bookings are counted otherwise than they stand: {differing}"

    def _moved_and_standing(self) -> Iterator[str]:
        """Of a booking that moved, one of the two stands."""
        standing = {id for day in self.days.values() for id in day.told}
        for day in self.days.values():
            for id, body in day.told.items():
                if body.get("moved_from") in standing:
                    yield f"{day.name}: {id} stands, and so does {body['moved_from']} that it came from"

    def _series_in_part(self) -> Iterator[str]:
        for name, series in self.series.items():
            given = [id for id in series.ids if self.seen.get(id, 0) & BIT["booking-confirmed.v1"]]
            if given and len(given) + series.excused < len(series.ids):
                yield f"series {name}: {len(given)} of {len(series.ids)} were booked, all or none were asked for"


def _place(body: Mapping[str, Any]) -> tuple[Any, ...]:
    """Of a booking what a change that does not say otherwise goes on with."""
    return body["room_ids"], span(body), body.get("equipment") or {}
