"""Decides the requests of a past period again, one after the other, under some rules. Pure, and exact.

First what the rules say to each by itself (most of the work, and it can be shared out); then, in order, whether the
room is free, how much the party has already, and whether enough is left to lend. A wish that its party has already is
not wanted twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from services.booking.domain.grid import span
from services.booking.rulebook.asking import Use
from services.booking.rulebook.caps import Cap, check_caps
from services.booking.rulebook.charging import charged
from services.booking.rulebook.engine import CHECKS
from services.booking.rulebook.moments import add_months, period_of
from services.booking.rulebook.opening import check_closures, check_opening
from services.booking.rulebook.places import Unanswerable
from services.booking.simulator.lending import Lent
from services.booking.simulator.past import EQUIPMENT_TAKEN, ROOM_TAKEN, Asking, Blocked, Order
from services.booking.simulator.town import Town

ALONE = tuple(check for check in CHECKS if check is not check_caps)
"""What the rules say to a request whatever else was booked."""
WHILE_OPEN = tuple(check for check in ALONE if check not in {check_opening, check_closures})
"""The same, where it is known that the rooms are open."""
NOT_IN_TOWN = "not-in-town"
"""The rules do not know the room or what is to be lent, or say nothing about it."""
ROOMS_MAX = 100


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


def verdict(town: Town, asking: Asking) -> Verdict:
    """What the rules say to one request by itself."""
    checks = () if asking.fixed else ALONE
    try:
        asked = town.asked(asking, asking.facts, asking.at)
        for check in WHILE_OPEN if checks and town.alike.is_open(asked) else checks:
            for refusal in check(asked):
                return Verdict(refusal.rule_id, 0)
        if not asking.equipment and (fee := town.alike.fee(asked)) is not None:
            return Verdict("", fee)
        bill = charged(asked, checks)
    except Unanswerable:
        return Verdict("" if asking.fixed else NOT_IN_TOWN, 0)
    reason = bill.refusals[0].rule_id if bill.refusals and not asking.fixed else ""
    return Verdict(reason, 0 if reason else sum(line.yen for line in bill.lines))


class Replay:
    """The town as it fills under some rules: what is taken, by whom, and what each party has."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._periods = {cap.per for cap in town.book.layers.all(Cap)}
        self._taken: dict[tuple[str, date], dict[str, int]] = defaultdict(dict)
        self._closed: dict[tuple[str, date], dict[str, tuple[frozenset[str], int]]] = defaultdict(dict)
        self._uses: dict[tuple[str, date], dict[int, Use]] = defaultdict(dict)
        """What a party has, by the month of use."""
        self._months_of: dict[date, list[date]] = {}
        self._wishes: dict[tuple[object, ...], int] = {}
        self._given: dict[int, Asking] = {}
        self._lent: dict[tuple[str, date], Lent] = defaultdict(Lent)
        self._meant: dict[int, int] = {}

    def run(
        self, asked: Sequence[Asking], verdicts: Iterable[Verdict], blocked: Sequence[Blocked] = ()
    ) -> Iterator[Outcome]:
        """How each request ends, in their order."""
        waiting: list[tuple[Order, int]] = [
            (asking.ended.order, number) for number, asking in enumerate(asked) if asking.ended is not None
        ]
        waiting += [(closing.order, -1 - number) for number, closing in enumerate(blocked)]
        waiting.sort()
        behind = 0
        for number, (asking, alone) in enumerate(zip(asked, verdicts, strict=True)):
            while behind < len(waiting) and waiting[behind][0] <= asking.order:
                which = waiting[behind][1]
                if which < 0:
                    self._close(blocked[-1 - which])
                else:
                    self._end(asked, which)
                behind += 1
            yield self._decide(number, asking, alone)

    def _decide(self, number: int, asking: Asking, alone: Verdict) -> Outcome:
        if alone.reason:
            return Outcome(alone.reason, 0)
        if asking.wish in self._wishes:
            self._meant[number] = self._wishes[asking.wish]  # its end, if it has one, is the end of that
            return Outcome("", 0, has_already=True)
        try:
            rooms = self._town.rooms(asking)
            touched = self._town.book.places.place(rooms).touched
        except Unanswerable:
            return Outcome("", 0)  # entered by the house, in a room that is no longer there
        mask = span(asking.start, asking.end)
        if not self._is_free(asking, touched, mask):
            return Outcome(ROOM_TAKEN, 0)
        if self._periods and not asking.fixed and (reason := self._capped(asking)):
            return Outcome(reason, 0)
        if asking.equipment and not asking.fixed and self._is_lent_out(asking, rooms):
            return Outcome(EQUIPMENT_TAKEN, 0)
        if asking.changes:
            return Outcome("", alone.fee)
        taken = self._taken[asking.facility_id, asking.day]
        for n, room in enumerate(rooms):
            taken[room] = taken.get(room, 0) | mask
            self._uses[asking.party, asking.day.replace(day=1)][number * ROOMS_MAX + n] = Use.model_construct(
                room=room, day=asking.day, start=asking.start, end=asking.end, channel=asking.channel,
                by=asking.facts.party,
            )  # fmt: skip
        if asking.equipment:
            self._lent[asking.facility_id, asking.day].lend(number, asking)
        self._wishes[asking.wish] = number
        self._given[number] = asking
        return Outcome("", alone.fee)

    def _is_free(self, asking: Asking, touched: frozenset[str], mask: int) -> bool:
        place = asking.facility_id, asking.day
        taken = self._taken[place]
        if any(taken.get(room, 0) & mask for room in touched):
            return False
        return not any(shut & mask and not rooms.isdisjoint(touched) for rooms, shut in self._closed[place].values())

    def _is_lent_out(self, asking: Asking, rooms: tuple[str, ...]) -> bool:
        lent, stock = self._lent[asking.facility_id, asking.day], self._town.stock(rooms, asking.day)
        return any(
            lent.most(item, asking.start, asking.end) + count > stock.get(item, 0) for item, count in asking.equipment
        )

    def _capped(self, asking: Asking) -> str:
        uses = tuple(
            use for month in self._months(asking.day) for use in self._uses.get((asking.party, month), {}).values()
        )
        facts = asking.facts.model_copy(update={"history": uses})
        for refusal in check_caps(self._town.asked(asking, facts, asking.at)):
            return refusal.rule_id
        return ""

    def _months(self, day: date) -> list[date]:
        """The months that a cap may have to count for a use on a day: a week can lie in two, a year has twelve."""
        if (known := self._months_of.get(day)) is not None:
            return known
        spans = [period_of(per, day) for per in self._periods]
        first, last = min(span[0] for span in spans), max(span[1] for span in spans)
        months = [first.replace(day=1)]
        while (following := add_months(months[-1], 1)) <= last:
            months.append(following)
        self._months_of[day] = months
        return months

    def _close(self, closing: Blocked) -> None:
        closed = self._closed[closing.facility_id, closing.day]
        if closing.lifted:
            closed.pop(closing.closure_id, None)
            return
        town = self._town
        named = town.of_register(closing.facility_id, closing.room_ids) or town.all_rooms(closing.facility_id)
        touched = frozenset().union(*(town.book.places.place((room,)).touched for room in named))
        closed[closing.closure_id] = touched, span(closing.start, closing.end)

    def _end(self, asked: Sequence[Asking], number: int) -> None:
        """A booking of the past ended early, or was cancelled; nothing where it was not made this time."""
        ended = asked[number].ended
        number = self._meant.get(number, number)
        asking = self._given.get(number)
        if asking is None or ended is None:
            return
        first = max(ended.first, asking.start)
        rooms = self._town.rooms(asking)
        if first < asking.end:
            taken = self._taken[asking.facility_id, asking.day]
            for room in rooms:
                taken[room] = taken.get(room, 0) & ~span(first, asking.end)
        if asking.equipment:
            back = asking.start if ended.returned or ended.cancelled else first
            self._lent[asking.facility_id, asking.day].give_back(number, back)
        if ended.cancelled:
            for n in range(len(rooms)):
                self._uses[asking.party, asking.day.replace(day=1)].pop(number * ROOMS_MAX + n, None)
            self._wishes.pop(asking.wish, None)
