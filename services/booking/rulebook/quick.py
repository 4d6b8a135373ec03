"""The same decision as ``engine.decide``, from what was worked out before: for whole towns that press one button.

What a check depends on is its key, so nothing that is kept can be out of date; whatever is refused, or asks for
something rare (equipment, a hold), is for ``decide`` to answer in full.
"""

from collections.abc import Callable, Hashable
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
from shared.clock import tokyo_date

T = TypeVar("T")
PLACE = (check_slots, check_opening, check_closures, check_lengths)
"""Whether rooms can be used in a span at all, whoever asks."""
ALONE = (*PLACE, check_suspension, check_eligibility, check_purposes)
"""What is said whatever else was booked, but for the window: that is asked at every moment anew."""
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
    lapses: bool
    """Whether it is given up when its fee is not paid in time."""
    opens: Due
    closes: Due
    """From when, and until when one may ask."""
    hold_until: datetime | None = None


class Quick:
    """The rules of one facility with what was worked out about it. Bounded; gone with the facility's next change."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._known: dict[Hashable, Any] = {}

    def allowed(self, question: Question, facts: Facts, now: datetime) -> Allowed | None:
        """What is allowed; ``None`` where ``decide`` has to say more. Raises ``Unanswerable``."""
        if question.equipment or question.hold:
            return None
        key = (question, facts_key(facts), tokyo_date(now))
        found = self.once(key, lambda: self._allowed(question, facts, now))
        if found is None or now < found.opens.at or too_late(found.closes, now):
            return None
        return found if found.pay_by is None or found.pay_by >= now else replace(found, pay_by=now)

    def _allowed(self, q: Question, facts: Facts, now: datetime) -> Allowed | None:
        """What is allowed on a day, at moments at which one may ask."""
        asked = self.asked(q, facts, now)
        fee = fee_of(asked)
        if fee is None or any(True for check in ALONE for _ in check(asked)):
            return None
        caps = bound_by(asked)
        if any(cap.amount > cap.rule.limit for cap in caps):
            return None
        payment = asked.rule(Payment) if fee else None
        cancellation, start = asked.rule(Cancellation), asked.rule(Start)
        return Allowed(
            fee,
            caps,
            pay_by=first_due(payment, asked).at if payment else None,
            cancel_until=first_due(cancellation, asked).at if cancellation else None,
            start_from=due(start.when, asked, closing=False).at if start else None,
            lapses=payment is not None and payment.lapses,
            opens=opening_of(asked)[0],
            closes=closing_of(asked)[0],
        )

    def fits(self, q: Question) -> bool:
        """Whether the rooms can be used in that span at all: grid, hours, closures, length."""
        key = ("fits", q.rooms, q.day, q.start, q.end)
        return self.once(key, lambda: not any(True for check in PLACE for _ in check(self._publicly(q))))

    def fee(self, q: Question, facts: Facts) -> int | None:
        """The yen of the table; nothing where it has no entry."""
        pays = (*who_of(facts), facts.grants)
        key = ("fee", q.rooms, q.day, q.start, q.end, q.purpose, q.marks, pays)
        return self.once(key, lambda: fee_of(self.asked(q, facts, q.request().starts_at)))

    def window(self, q: Question, facts: Facts, now: datetime) -> tuple[Due, Due]:
        """From when, and until when one may ask."""
        who = who_of(facts)
        key = ("window", q.rooms, q.day, q.start, tokyo_date(now), q.channel, who)
        return self.once(key, lambda: self._window(q, facts, now))

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

    def _publicly(self, q: Question) -> Asked:
        """The question, asked by nobody in particular."""
        return self.asked(q, Facts(), q.request().starts_at)

    def _window(self, q: Question, facts: Facts, now: datetime) -> tuple[Due, Due]:
        asked = self.asked(q, facts, now)
        return opening_of(asked)[0], closing_of(asked)[0]

    def slots(self, rooms: tuple[str, ...], day: date) -> Slots | None:
        """The grid of a day."""
        q = Question(rooms, day, 0, 1)
        return self.once(("slots", rooms, day), lambda: self.asked(q, Facts(), q.request().starts_at).rule(Slots))


def fee_of(asked: Asked) -> int | None:
    """The yen of the table; nothing where it has no entry."""
    lines, refusal = price(asked, reduced(asked))
    return None if refusal is not None else sum(line.yen for line in lines)


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
