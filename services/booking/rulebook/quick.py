"""The same decision as ``engine.decide``, from what was worked out before: for whole towns that press one button.

What a check depends on is its key, so nothing that is kept can be out of date; whatever is refused, or asks for
something rare (equipment, a hold, that others make way), is for ``decide`` to answer in full.
"""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from services.booking.rulebook.asking import NEVER, Asked, Channel, Facts, Request
from services.booking.rulebook.bands import Slots, check_lengths, check_slots
from services.booking.rulebook.book import Book
from services.booking.rulebook.caps import Cap, own_amount
from services.booking.rulebook.eligibility import check_eligibility, check_purposes
from services.booking.rulebook.engine import price
from services.booking.rulebook.moments import Due
from services.booking.rulebook.opening import check_closures, check_opening
from services.booking.rulebook.penalties import check_suspension
from services.booking.rulebook.reductions import reduced
from services.booking.rulebook.windows import (
    Cancellation,
    Payment,
    Start,
    closing_of,
    due,
    first_due,
    opening_of,
    too_late,
)
from services.booking.rulebook.words import Refusal
from shared.clock import tokyo_date

T = TypeVar("T")
KNOWN_MAX = 50_000
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
        return Request.model_construct(**{**self._asdict(), "equipment": dict(self.equipment)})


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
    hold_until: datetime | None = None


class _Due(NamedTuple):
    pay: datetime | None
    cancel: datetime | None
    start: datetime | None


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
        if found is None or not self.timely(question, facts, now):
            return None
        return found if found.pay_by is None or found.pay_by >= now else replace(found, pay_by=now)

    def _allowed(self, q: Question, facts: Facts, now: datetime) -> Allowed | None:
        """What is allowed on a day, at moments at which one may ask."""
        today, who = tokyo_date(now), who_of(facts)
        fee = self.fee(q, facts)
        if fee is None or not self.fits(q):
            return None
        asks = ("asks", q.rooms, q.day, q.people, q.purpose, q.marks, q.channel, q.adult, today, facts_key(facts))
        if not self.once(
            asks, lambda: self._passes(q, facts, now, check_suspension, check_eligibility, check_purposes)
        ):
            return None
        caps = self.once(("caps", q.rooms, q.day, q.start, q.end, today, q.channel, who),
                         lambda: bound_by(self.asked(q, facts, now)))  # fmt: skip
        if any(cap.amount > cap.rule.limit for cap in caps):
            return None
        dues = self.once(("dues", q.rooms, q.day, q.start, today, q.channel, fee > 0),
                         lambda: self._dues(q, facts, now, fee))  # fmt: skip
        return Allowed(fee, caps, dues.pay, dues.cancel, dues.start)

    def fits(self, q: Question) -> bool:
        """Whether the rooms can be used in that span at all: grid, hours, closures, length."""
        key = ("fits", q.rooms, q.day, q.start, q.end)
        checks = (check_slots, check_opening, check_closures, check_lengths)
        return self.once(key, lambda: self._passes(q, Facts(), None, *checks))

    def fee(self, q: Question, facts: Facts) -> int | None:
        """The yen of the table; nothing where it has no entry."""
        pays = (*who_of(facts), facts.grants)
        key = ("fee", q.rooms, q.day, q.start, q.end, q.purpose, q.marks, pays)
        return self.once(key, lambda: self._fee(q, facts))

    def window(self, q: Question, facts: Facts, now: datetime) -> tuple[Due, Due]:
        """From when, and until when one may ask."""
        who = who_of(facts)
        key = ("window", q.rooms, q.day, q.start, tokyo_date(now), q.channel, who)
        return self.once(key, lambda: self._window(q, facts, now))

    def timely(self, q: Question, facts: Facts, now: datetime) -> bool:
        """Whether one may ask at that moment: neither too early nor too late."""
        opens, closes = self.window(q, facts, now)
        return now >= opens.at and not too_late(closes, now)

    def asked(self, q: Question, facts: Facts, now: datetime) -> Asked:
        """The question to the rules."""
        return self.book.asked(q.request(), facts, now)

    def once(self, key: Hashable, work: Callable[[], T]) -> T:
        """What ``work`` says, asked once for a key."""
        if key in self._known:
            found: T = self._known[key]
            return found
        if len(self._known) >= KNOWN_MAX:
            self._known.clear()
        made = self._known[key] = work()
        return made

    def known(self, key: Hashable) -> object:
        """What is known by a key; ``None`` when nothing is."""
        return self._known.get(key)

    def put(self, key: Hashable, value: object) -> None:
        """Know something instead of what was known."""
        self._known[key] = value

    # -- worked out

    def _passes(
        self, q: Question, facts: Facts, now: datetime | None, *checks: Callable[[Asked], Iterator[Refusal]]
    ) -> bool:
        asked = self.asked(q, facts, now or q.request().starts_at)
        return not any(True for check in checks for _ in check(asked))

    def _fee(self, q: Question, facts: Facts) -> int | None:
        asked = self.asked(q, facts, q.request().starts_at)
        lines, refusal = price(asked, reduced(asked))
        return None if refusal is not None else sum(line.yen for line in lines)

    def _window(self, q: Question, facts: Facts, now: datetime) -> tuple[Due, Due]:
        asked = self.asked(q, facts, now)
        return opening_of(asked)[0], closing_of(asked)[0]

    def _dues(self, q: Question, facts: Facts, now: datetime, fee: int) -> _Due:
        asked = self.asked(q, facts, now)
        payment = asked.rule(Payment) if fee else None
        cancellation, start = asked.rule(Cancellation), asked.rule(Start)
        return _Due(
            first_due(payment, asked).at if payment else None,
            first_due(cancellation, asked).at if cancellation else None,
            due(start.when, asked, closing=False).at if start else None,
        )

    def slots(self, rooms: tuple[str, ...], day: date) -> Slots | None:
        """The grid of a day."""
        q = Question(rooms, day, 0, 1)
        return self.once(("slots", rooms, day), lambda: self.asked(q, Facts(), q.request().starts_at).rule(Slots))


def bound_by(asked: Asked) -> tuple[Bound, ...]:
    """The caps that a request is held to."""
    return tuple(Bound(rule, own_amount(rule, asked)) for rule in asked.rules(Cap) if rule.binds(asked))


def facts_key(facts: Facts) -> tuple[Hashable, ...]:
    """Everything of the facts by which quick answers differ."""
    return (
        facts.party, facts.members, facts.eligible, facts.accredited, facts.categories, facts.age,
        facts.registered_until, facts.faults, facts.grants,
    )  # fmt: skip


def who_of(facts: Facts) -> tuple[Hashable, ...]:
    """Of the facts those by which a rule says of whom it is."""
    return facts.party, facts.accredited, facts.categories
