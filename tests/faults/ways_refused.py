"""Whether what was refused had to be: somebody had the room, all of a thing were lent, or a limit was reached.

A refusal was decided at some position of the journal between two that are known; it must be right at one of them. So
a room that both rivals lost, and nobody had, is noticed.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tests.faults.books import KeptCommit
from tests.faults.ways_days import FOR_EVER, NEVER, Day, Tenure
from tests.faults.ways_tables import STOCK, Cap, Span, amount, caps_of, cells_of, hold_limit_of, is_open, span

TAKEN, CLOSED, LENT, RULE = "room-taken", "room-closed", "equipment-taken", "rule-refused"
UNCOUNTED = {"ways.closes", "ways.cancel", "ways.hold", "ways.start"}
"""Rules about the time at which one asks."""


@dataclass(slots=True)
class Refused:
    """A refusal that was told to somebody. ``own``: the booking that it would have changed."""

    kind: str
    code: str
    answer: Mapping[str, Any]
    body: Mapping[str, Any]
    own: str
    was: Mapping[str, Any] | None
    """The same as it was when that was asked, as far as was known."""
    first: int
    last: int
    began: datetime
    """On the town's clock, at the earliest."""

    def __str__(self) -> str:
        return f"{self.kind} {dict(self.body)}: {self.code} between {self.first} and {self.last}: {self.answer}"


@dataclass(slots=True)
class Counted:
    """A use while it counts under a key, between two positions."""

    id: str
    when: Span
    since: int
    until: int = FOR_EVER
    over: datetime = NEVER
    """Of what is held: when that ends by itself."""


@dataclass
class Counts:
    """What is counted where, as journals say it: quotas by their streams, days by the bookings in them."""

    now: dict[str, dict[str, Counted]] = field(default_factory=lambda: defaultdict(dict))
    past: dict[str, deque[Counted]] = field(default_factory=lambda: defaultdict(deque))

    def put(self, key: str, id: str, when: Span, position: int, over: datetime = NEVER) -> None:
        """It counts as this from here on."""
        self.drop(key, id, position)
        self.now[key][id] = Counted(id, when, position, over=over)

    def drop(self, key: str, id: str, position: int) -> None:
        """It does not count any more."""
        if (had := self.now[key].pop(id, None)) is not None:
            had.until = position
            self.past[key].append(had)

    def most(self, cap: Cap, key: str, but: tuple[str, ...], first: int, last: int) -> int:
        """What a limit counted at most at one position from ``first`` to ``last``, without some of them."""
        there = [
            each
            for each in (*self.now[key].values(), *self.past[key])
            if each.since <= last and each.until > first and each.id not in but
        ]
        moments = {first, *(each.since for each in there if each.since > first)}
        return max(sum(amount(cap, each.when) for each in there if each.since <= at < each.until) for at in moments)

    def take_quota(self, name: str, commit: KeptCommit, position: int) -> None:
        """One commit of a quota's stream."""
        for event, body in commit.events:
            id = str(body.get("booking_id"))
            if event == "quota-reserved.v1":
                held = name.endswith("/held")
                over = datetime.fromisoformat(body["wanted"]["hold_until"]) if held else NEVER
                self.put(name, id, span(body), position, over)
            elif event == "quota-extended.v1":
                self.put(name, id, span(body["wanted"]), position)
            elif event == "quota-recounted.v1":
                _, day, start, end, *_ = body["use"]
                self.put(name, id, Span(date.fromisoformat(day), start, end), position)
            elif event == "quota-released.v1":
                self.drop(name, id, position)

    def forget(self, before: int) -> None:
        """Nobody will ask about positions before this one any more."""
        for past in self.past.values():
            while past and past[0].until < before:
                past.popleft()


def unfounded(refused: Refused, day: Day | None, counts: Counts) -> bool:
    """Whether nothing that is on record explains a refusal."""
    body, code = refused.body, refused.code
    if code == RULE:
        return not any(_holds(refused, rule_id, counts) for rule_id in _rules(refused.answer))
    if day is None:
        return True
    there = [each for each in day.tenures(refused.first, refused.last) if each.id != refused.own]
    if code == LENT:
        return not _lent_out(refused, day, there)
    wanted = cells_of(body)
    met = [each for each in there if each.cells & wanted and each.closes == (code == CLOSED)]
    return not any(each.hold_until > refused.began for each in met)


def offered_although_taken(refused: Refused, day: Day | None) -> Iterator[str]:
    """What was named as free instead, and was not at any of the positions."""
    for place in refused.answer.get("alternatives") or ():
        wanted = cells_of({**place, "room_ids": place.get("room_ids") or [place["room_id"]]})
        if day is None:
            continue
        if any(
            each.cells & wanted
            and each.since <= refused.first
            and each.until > refused.last
            and each.hold_until == NEVER
            for each in day.tenures(refused.first, refused.last)
        ):
            yield f"{refused}: {place} is not free"


def _lent_out(refused: Refused, day: Day, there: list[Tenure]) -> bool:
    when = span(refused.body)
    moments = {refused.first, *(each.since for each in there if each.since > refused.first)}
    return any(
        day.peak(item, when, [each for each in there if each.since <= at < each.until]) + count > STOCK[item]
        for item, count in (refused.body.get("equipment") or {}).items()
        for at in moments
    )


def _rules(answer: Mapping[str, Any]) -> list[str]:
    return [str(said["rule_id"]) for said in answer.get("refusals") or [answer]]


def _holds(refused: Refused, rule_id: str, counts: Counts) -> bool:
    body, when = refused.body, span(refused.body)
    if rule_id == "ways.hours":
        return not is_open(when)
    if rule_id in UNCOUNTED:
        return True
    for id, cap, key in (*caps_of(body), hold_limit_of(body)):
        if id == rule_id:
            most = counts.most(cap, key, (refused.own,), refused.first, refused.last)
            return most + amount(cap, when) > cap.limit
    return False
