"""A programme: a budget that is reserved for attendances and gets back what does not reach an account.

Its stream is bounded: a programme lies in one fiscal year (a city's budgets do) and its state is a handful of numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal

from services.points.domain.calendar import books_close, days_after, end_of_fiscal_year
from services.points.domain.events import (
    BUDGET,
    IN_FLIGHT,
    ISSUER,
    BudgetReturned,
    NoReservation,
    PointsReserved,
    Posted,
    ProgrammeOpened,
    ReservationRefused,
)
from services.points.refusals import (
    CapBelowAmount,
    ExpiryTooLate,
    ProgrammeExists,
    TermCrossesYears,
    TermEndsBeforeStart,
)
from shared.clock import fiscal_year
from shared.events import Event
from shared.journal import State

HELP_OCCASION = "help/"
"""Before the id of a request for help, where an attendance has its activity."""
PARTNER_DAYS_MAX = 180
"""Instruments usable for at most six months are outside the rules on prepaid instruments; the shortest six months
have 181 days."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What somebody asks a programme to be. ``expires_after_days`` empty: until the end of the fiscal year."""

    programme_id: str
    name_ja: str
    name_en: str
    budget: int
    amount: int
    daily_cap: int
    starts_on: date
    ends_on: date
    issuer: Literal["city", "partner"] = "city"
    expires_after_days: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One attendance that asks for points. ``earning_id`` is its fact's id, ``sequence`` the fact's place in order."""

    earning_id: str
    person_id: str
    activity_id: str
    sequence: str
    day: date


class Programme(State):
    """One programme's budget."""

    kind: ClassVar[str] = "programme"

    terms: ProgrammeOpened | None = None
    left: int = 0

    def open(self, terms: Terms) -> list[Event]:
        """Open the programme with its whole budget. Raises the refusals of its terms, or ``ProgrammeExists``."""
        if self.terms is not None:
            raise ProgrammeExists(programme_id=terms.programme_id)
        if terms.ends_on < terms.starts_on:
            raise TermEndsBeforeStart
        if fiscal_year(terms.starts_on) != fiscal_year(terms.ends_on):
            raise TermCrossesYears
        if terms.daily_cap < terms.amount:
            raise CapBelowAmount(amount=terms.amount, daily_cap=terms.daily_cap)
        if terms.issuer != "city" and not 0 < (terms.expires_after_days or 0) <= PARTNER_DAYS_MAX:
            raise ExpiryTooLate(days_max=PARTNER_DAYS_MAX)
        opened = ProgrammeOpened(
            programme_id=terms.programme_id,
            name_ja=terms.name_ja,
            name_en=terms.name_en,
            issuer=terms.issuer,
            budget=terms.budget,
            amount=terms.amount,
            daily_cap=terms.daily_cap,
            starts_on=terms.starts_on,
            ends_on=terms.ends_on,
            expires_after_days=terms.expires_after_days,
        )
        return [opened, self._posted(terms.programme_id, ((ISSUER, -terms.budget), (BUDGET, terms.budget)))]

    def reserve(self, claim: Claim, now: datetime) -> list[Event]:
        """Send the amount of one attendance on its way, or record why the programme gives nothing."""
        terms = self.terms
        reason = self._refusal(claim, now)
        if reason or terms is None:
            return [
                ReservationRefused(
                    earning_id=claim.earning_id,
                    programme_id=self.stream_key,
                    person_id=claim.person_id,
                    activity_id=claim.activity_id,
                    sequence=claim.sequence,
                    day=claim.day,
                    at=now,
                    reason=reason or "no-programme",
                )
            ]
        reserved = PointsReserved(
            earning_id=claim.earning_id,
            programme_id=terms.programme_id,
            person_id=claim.person_id,
            activity_id=claim.activity_id,
            sequence=claim.sequence,
            day=claim.day,
            at=now,
            amount=terms.amount,
            daily_cap=terms.daily_cap,
            issuer=terms.issuer,
            expires_at=_expiry(terms, claim.day),
        )
        return [reserved, self._posted(claim.earning_id, ((BUDGET, -terms.amount), (IN_FLIGHT, terms.amount)))]

    def take_back(self, earning_id: str, amount: int) -> list[Event]:
        """Points in flight return to the budget."""
        return [
            BudgetReturned(programme_id=self.stream_key, earning_id=earning_id, amount=amount),
            self._posted(earning_id, ((IN_FLIGHT, -amount), (BUDGET, amount))),
        ]

    def apply(self, event: Event) -> None:
        if isinstance(event, PointsReserved):
            self.left -= event.amount
        elif isinstance(event, BudgetReturned):
            self.left += event.amount
        elif isinstance(event, ProgrammeOpened):
            self.terms = event
            self.left = event.budget

    def _refusal(self, claim: Claim, now: datetime) -> NoReservation | None:
        terms = self.terms
        if terms is None:
            return "no-programme"
        if not terms.starts_on <= claim.day <= terms.ends_on:
            return "not-in-term"
        if now >= books_close(fiscal_year(terms.ends_on)):
            return "books-closed"
        if self.left < terms.amount:
            return "budget-used-up"
        return None

    def _posted(self, reference: str, entries: Sequence[tuple[str, int]]) -> Posted:
        return Posted(programme_id=self.stream_key, reference=reference, entries=tuple(entries))


def status_on(starts_on: date, ends_on: date, day: date) -> Literal["planned", "open", "ended"]:
    """How a programme with this term stands on a day."""
    if day < starts_on:
        return "planned"
    return "open" if day <= ends_on else "ended"


def _expiry(terms: ProgrammeOpened, day: date) -> datetime:
    if terms.expires_after_days is None:
        return end_of_fiscal_year(day)
    return days_after(day, terms.expires_after_days)
