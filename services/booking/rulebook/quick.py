"""The same decision as ``engine.decide``, from what was worked out before: for whole towns that press one button.

What a check depends on is its key, so nothing that is kept can be out of date; whatever is refused, or asks for
something rare (equipment, a hold, that others make way), is for ``decide`` to answer in full.
"""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar, cast

from services.booking.domain.grid import QUARTER_MINUTES, instant, span
from services.booking.rulebook.asking import NEVER, Asked, Channel, Facts, Request
from services.booking.rulebook.bands import Lengths, Slots
from services.booking.rulebook.book import Book
from services.booking.rulebook.caps import Cap, own_amount
from services.booking.rulebook.charging import price
from services.booking.rulebook.eligibility import check_eligibility, check_purposes
from services.booking.rulebook.moments import Due
from services.booking.rulebook.opening import Closure, Opening, day_type, usable
from services.booking.rulebook.penalties import check_suspension
from services.booking.rulebook.prices import Prices
from services.booking.rulebook.reductions import Reduction, reduced
from services.booking.rulebook.windows import (
    Cancellation,
    Closes,
    Opens,
    Payment,
    Start,
    closing_of,
    due,
    first_due,
    opening_of,
    too_late,
)
from services.booking.rulebook.words import Refusal
from shared.clock import fiscal_year, tokyo_date
from shared.unchecked import unchecked

T = TypeVar("T")
OF_MOMENTS = (Opens, Closes, Payment, Cancellation, Start, Slots, Opening, Closure)
"""The rules on which the moments of a request rest: their own, the pieces of a day, and the days that are none."""
UNKNOWN = object()
KNOWN_MAX = 6_000
"""Answers kept of one facility, some hundred bytes each; then it begins anew."""


class Question(NamedTuple):
    """A request as plain values: rooms of one facility, quarters of a day, and what for."""

    rooms: tuple[str, ...]
    day: date
    start: int
    end: int
    people: int = 1
    purpose: str = "other"
    marks: frozenset[str] = NEVER
    channel: Channel = "direct"
    hold: bool = False
    equipment: tuple[tuple[str, int], ...] = ()
    adult: bool = False
    preempts: str | None = None

    def request(self) -> Request:
        """As the rules are asked; what was checked at the edge is not checked again."""
        return unchecked(Request, self._asdict() | {"equipment": dict(self.equipment)})


class Bound(NamedTuple):
    """A cap that the request is held to, and what the request alone counts."""

    rule: Cap
    amount: int


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the rules allow, as far as no other booking has to be counted."""

    fee: int
    caps: tuple[Bound, ...]
    pay_by: datetime | None
    cancel_until: datetime | None
    start_from: datetime | None
    lapses: bool
    """Whether it is given up when its fee is not paid in time."""
    hold_until: datetime | None = None


class _Held(NamedTuple):
    """What holds for rooms on a day of use, whoever asks."""

    slots: Slots | None
    lengths: Lengths | None
    usable: int
    """The quarters that neither opening hours nor a closure take away."""
    priced: tuple[Hashable, ...]
    """All by which the prices of two rooms, and of two days, differ: the rules (which live as long as their book), the
    kind of day, and the rooms where a price is of them."""


class _Answer(NamedTuple):
    allowed: Allowed
    window: tuple[Due, Due]


class Quick:
    """The rules of one facility with what was worked out about it. Bounded; gone with the facility's next change."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._known: dict[Hashable, Any] = {}

    def allowed(self, question: Question, facts: Facts, now: datetime) -> Allowed | None:
        """What is allowed; ``None`` where ``decide`` has to say more. Raises ``Unanswerable``."""
        if question.equipment or question.hold or question.preempts:
            return None
        key = ("all", question, facts_key(facts), tokyo_date(now))
        found = self.once(key, lambda: self._allowed(question, facts, now))
        if found is None or not _timely(found.window, now):
            return None
        allowed = found.allowed
        return allowed if allowed.pay_by is None or allowed.pay_by >= now else replace(allowed, pay_by=now)

    def _allowed(self, q: Question, facts: Facts, now: datetime) -> _Answer | None:
        """What is allowed on a day, at moments at which one may ask, and which these are."""
        fee = self.fee(q, facts)
        if fee is None or not self.fits(q):
            return None
        asked, today = self.asked(q, facts, now), tokyo_date(now)
        asks = ("asks", q.rooms, q.day, q.people, q.purpose, q.marks, q.channel, q.adult, today, facts_key(facts))
        if not self.once(asks, lambda: _passes(asked, check_suspension, check_eligibility, check_purposes)):
            return None
        caps = bound_by(asked)
        if any(cap.amount > cap.rule.limit for cap in caps):
            return None
        due, window = self._timing(asked, pays=fee > 0)
        return _Answer(replace(due, fee=fee, caps=caps), window)

    def _timing(self, asked: Asked, *, pays: bool) -> _Answer:
        """The moments of a request: the same for all rooms of which the same rules speak."""
        request = asked.request
        alike = self.once(("alike", request.rooms), lambda: _rules_of_moments(asked))
        key = ("timing", alike, request.day, request.start, asked.today, request.channel, who_of(asked.facts), pays)
        return self.once(key, lambda: _Answer(_due(asked, pays=pays), _window(asked)))

    def fits(self, q: Question) -> bool:
        """Whether the rooms can be used in that span at all: grid, hours, closures, length."""
        held = self._held(q)
        return (
            (held.slots is None or held.slots.fits(q.start, q.end))
            and not span(q.start, q.end) & ~held.usable
            and (held.lengths is None or held.lengths.fits((q.end - q.start) * QUARTER_MINUTES))
        )

    def fee(self, q: Question, facts: Facts) -> int | None:
        """The yen of the table; nothing where it has no entry. Raises ``Unanswerable`` without a table."""
        return self.once(("fee", _fee_key(self._held(q).priced, q, facts)), lambda: self._fee(q, facts))

    def window(self, q: Question, facts: Facts, now: datetime) -> tuple[Due, Due]:
        """From when, and until when one may ask."""
        who = who_of(facts)
        key = ("window", q.rooms, q.day, q.start, tokyo_date(now), q.channel, who)
        return self.once(key, lambda: _window(self.asked(q, facts, now)))

    def timely(self, q: Question, facts: Facts, now: datetime) -> bool:
        """Whether one may ask at that moment: neither too early nor too late."""
        return _timely(self.window(q, facts, now), now)

    def asked(self, q: Question, facts: Facts, now: datetime) -> Asked:
        """The question to the rules."""
        return self.book.asked(q.request(), facts, now)

    def once(self, key: Hashable, work: Callable[[], T]) -> T:
        """What ``work`` says, asked once for a key."""
        found: T | object = self._known.get(key, UNKNOWN)  # looked up once: to hash a whole question takes a while
        if found is not UNKNOWN:
            return cast("T", found)
        made = work()
        if len(self._known) >= KNOWN_MAX:
            self._known.clear()
        self._known[key] = made
        return made

    def known(self, key: Hashable) -> object:
        """What is known by a key; ``None`` when nothing is."""
        return self._known.get(key)

    def put(self, key: Hashable, value: object) -> None:
        """Know something instead of what was known."""
        self._known[key] = value

    def slots(self, rooms: tuple[str, ...], day: date) -> Slots | None:
        """The grid of a day."""
        return self._held(Question(rooms, day, 0, 1)).slots

    # -- worked out

    def _held(self, q: Question) -> _Held:
        return self.once(("held", q.rooms, q.day), lambda: self._hold(q))

    def _hold(self, q: Question) -> _Held:
        asked = self._of_use(q, Facts())
        return _Held(asked.rule(Slots), asked.rule(Lengths), usable(asked), _priced(asked))

    def _of_use(self, q: Question, facts: Facts) -> Asked:
        """The question as of the use itself: for what does not depend on when it is asked."""
        return self.asked(q, facts, instant(q.day, q.start))

    def _fee(self, q: Question, facts: Facts) -> int | None:
        asked = self._of_use(q, facts)
        lines, refusal = price(asked, reduced(asked))
        return None if refusal is not None else sum(line.yen for line in lines)


def fee_key(asked: Asked) -> Hashable:
    """All by which the fees of two requests of one set of rules differ, as long as nothing is lent."""
    return _fee_key(_priced(asked), asked.request, asked.facts)


def _fee_key(priced: tuple[Hashable, ...], q: Question | Request, facts: Facts) -> Hashable:
    day = q.day if facts.grants else None  # of a grant the day itself may decide
    return priced, q.start, q.end, q.purpose, q.marks, who_of(facts), facts.grants, day


def _priced(asked: Asked) -> tuple[Hashable, ...]:
    """Of a fee what rooms and a day have to do with it."""
    request, table = asked.request, asked.rule(Prices)
    ruling = (table, asked.rule(Slots), *asked.rules(Reduction))
    rooms = request.rooms if len(request.rooms) > 1 or (table is not None and table.by_room) else ()
    return (rooms, day_type(request.day), fiscal_year(request.day), *map(id, ruling))


def _passes(asked: Asked, *checks: Callable[[Asked], Iterator[Refusal]]) -> bool:
    return not any(True for check in checks for _ in check(asked))


def _window(asked: Asked) -> tuple[Due, Due]:
    return opening_of(asked)[0], closing_of(asked)[0]


def _timely(window: tuple[Due, Due], now: datetime) -> bool:
    opens, closes = window
    return now >= opens.at and not too_late(closes, now)


def _rules_of_moments(asked: Asked) -> tuple[Hashable, ...]:
    """Which rules may say something about moments, whenever they are in force; they live as long as their book."""
    return tuple(tuple(map(id, asked.layers.ever(kind, asked.place))) for kind in OF_MOMENTS)


def _due(asked: Asked, *, pays: bool) -> Allowed:
    """The moments of what is allowed; its fee and its caps are for others to say."""
    payment = asked.rule(Payment) if pays else None
    cancellation, start = asked.rule(Cancellation), asked.rule(Start)
    return Allowed(
        fee=0,
        caps=(),
        pay_by=first_due(payment, asked).at if payment else None,
        cancel_until=first_due(cancellation, asked).at if cancellation else None,
        start_from=due(start.when, asked, closing=False).at if start else None,
        lapses=payment is not None and payment.lapses,
    )


def bound_by(asked: Asked) -> tuple[Bound, ...]:
    """The caps that a request is held to."""
    return tuple(Bound(rule, own_amount(rule, asked)) for rule in asked.rules(Cap) if rule.binds(asked))


def facts_key(facts: Facts) -> tuple[Hashable, ...]:
    """Everything of the facts by which quick answers differ."""
    return (
        facts.party, facts.members, facts.eligible, facts.accredited, facts.categories, facts.age,
        facts.registered_until, facts.faults, facts.grants, facts.claimed,
    )  # fmt: skip


def who_of(facts: Facts) -> tuple[Hashable, ...]:
    """Of the facts those by which a rule says of whom it is."""
    return facts.party, facts.accredited, facts.categories
