"""Decides the requests of a past period again, one after the other, under some rules. Pure, and exact.

First what the rules say to each by itself (half of the work, and it can be shared out); then, in order, whether the
room is free and how much the party has already. A wish that its party has already is not wanted twice.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from services.booking.domain.grid import span
from services.booking.rulebook.asking import Use
from services.booking.rulebook.book import Book
from services.booking.rulebook.caps import Cap, check_caps
from services.booking.rulebook.engine import CHECKS
from services.booking.rulebook.places import Unanswerable
from services.booking.rulebook.prices import Prices, column_of, entries
from services.booking.simulator.past import ROOM_TAKEN, Asking

ALONE = tuple(check for check in CHECKS if check is not check_caps)
"""What the rules say to a request whatever else was booked."""
NOT_IN_TOWN = "not-in-town"
"""The proposed rules do not know the room, or say nothing about it."""

Told = Callable[[int], None]
"""Hears how many are done."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say to a request by itself: the first that refuses, or nothing; and the fee."""

    reason: str
    fee: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a request ends under some rules. ``reason`` as in ``Asking``; ``fee`` in yen, of what was given."""

    reason: str
    fee: int
    has_already: bool = False


def verdict(book: Book, asking: Asking) -> Verdict:
    """What the rules say to one request by itself."""
    try:
        asked = book.asked(asking.request, asking.facts, asking.order[0])
        for check in ALONE:
            for refusal in check(asked):
                return Verdict(refusal.rule_id, 0)
        table = asked.rule(Prices)
        lines = entries(asked, table, column_of(asked, table)) if table else []
    except Unanswerable:
        return Verdict(NOT_IN_TOWN, 0)
    if table is None or not lines:
        return Verdict(table.id if table else NOT_IN_TOWN, 0)
    return Verdict("", sum(line.yen for line in lines))


class Replay:
    """The town as it fills under some rules: what is taken, by whom, and what each party has."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._has_caps = bool(book.layers.all(Cap))
        self._taken: dict[tuple[str, date], dict[str, int]] = defaultdict(dict)
        self._uses: dict[str, dict[int, Use]] = defaultdict(dict)
        self._wishes: dict[tuple[object, ...], int] = {}
        self._given: dict[int, Asking] = {}
        self._meant: dict[int, int] = {}

    def run(self, asked: Sequence[Asking], verdicts: Iterable[Verdict], told: Told | None = None) -> list[Outcome]:
        """How each request ends, in their order."""
        waiting = sorted(
            (asking.ended.order, number) for number, asking in enumerate(asked) if asking.ended is not None
        )
        outcomes: list[Outcome] = []
        behind = 0
        for number, (asking, alone) in enumerate(zip(asked, verdicts, strict=True)):
            while behind < len(waiting) and waiting[behind][0] <= asking.order:
                self._end(asked, waiting[behind][1])
                behind += 1
            outcomes.append(self._decide(number, asking, alone))
            if told is not None and not number % 1_000:
                told(number)
        return outcomes

    def _decide(self, number: int, asking: Asking, alone: Verdict) -> Outcome:
        if alone.reason:
            return Outcome(alone.reason, 0)
        if asking.wish in self._wishes:
            self._meant[number] = self._wishes[asking.wish]  # its end, if it has one, is the end of that
            return Outcome("", 0, has_already=True)
        place = self._book.places.place(asking.request.rooms)
        taken = self._taken[asking.facility_id, asking.request.day]
        mask = span(asking.request.start, asking.request.end)
        if any(taken.get(room, 0) & mask for room in place.touched):
            return Outcome(ROOM_TAKEN, 0)
        if self._has_caps and (reason := self._capped(asking)):
            return Outcome(reason, 0)
        for room in asking.request.rooms:
            taken[room] = taken.get(room, 0) | mask
        request = asking.request
        for n, room in enumerate(request.rooms):
            self._uses[asking.party][number * 100 + n] = Use(
                room=room, day=request.day, start=request.start, end=request.end, channel=request.channel,
                by=asking.facts.party,
            )  # fmt: skip
        self._wishes[asking.wish] = number
        self._given[number] = asking
        return Outcome("", alone.fee)

    def _capped(self, asking: Asking) -> str:
        uses = tuple(self._uses[asking.party].values())
        facts = asking.facts.model_copy(update={"history": uses})
        for refusal in check_caps(self._book.asked(asking.request, facts, asking.order[0])):
            return refusal.rule_id
        return ""

    def _end(self, asked: Sequence[Asking], number: int) -> None:
        """A booking of the past ended early, or was cancelled; nothing where it was not made this time."""
        ended = asked[number].ended
        number = self._meant.get(number, number)
        asking = self._given.get(number)
        if asking is None or ended is None:
            return
        request = asking.request
        first = max(ended.first, request.start)
        if first < request.end:
            taken = self._taken[asking.facility_id, request.day]
            for room in request.rooms:
                taken[room] = taken.get(room, 0) & ~span(first, request.end)
        if ended.cancelled:
            for n in range(len(request.rooms)):
                self._uses[asking.party].pop(number * 100 + n, None)
            self._wishes.pop(asking.wish, None)
