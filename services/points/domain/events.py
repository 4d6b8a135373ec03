"""What the books record for themselves: programmes, reservations, lots, and the postings behind every movement.

Every commit that moves points carries ``Posted`` for each programme it touches; its entries sum to zero.
"""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from shared.events import Event

Entry = tuple[str, int]
"""A ledger account and the points that came to it (negative: left it)."""

ISSUER = "issuer"
BUDGET = "budget"
IN_FLIGHT = "in-flight"
EXPIRED = "expired"
HELD = "held"
REDEEMED = "redeemed"
GIVING = "giving"


def account_of(person_id: str) -> str:
    """The ledger account with what a person can spend."""
    return f"account/{person_id}"


def debt_of(person_id: str) -> str:
    """The ledger account with what a person owes; never above zero."""
    return f"debt/{person_id}"


class Posted(Event):
    """One balanced movement in one programme.

    ``reference`` is what it belongs to: an earning, a redemption, a gift, or the programme itself.
    """

    type = "posted.v1"

    programme_id: str
    reference: str
    entries: tuple[Entry, ...]


# -- the programme's side


class ProgrammeOpened(Event):
    """A programme gives points for taking part between two days of one fiscal year, until its budget is used up.

    ``expires_after_days`` is empty for lots that last until the end of the fiscal year.
    """

    type = "programme-opened.v1"

    programme_id: str
    name_ja: str
    name_en: str
    issuer: Literal["city", "partner"]
    budget: int
    amount: int
    daily_cap: int
    starts_on: date
    ends_on: date
    expires_after_days: int | None = None


class Earning(Event):
    """What identifies one earning: the fact that earns it, whose it is, for which activity, on which day."""

    earning_id: str
    programme_id: str
    person_id: str
    activity_id: str
    sequence: str
    day: date
    at: AwareDatetime


class PointsReserved(Earning):
    """Points left the budget and are on their way to an account."""

    type = "points-reserved.v1"

    amount: int
    daily_cap: int
    issuer: Literal["city", "partner"]
    expires_at: AwareDatetime


NoReservation = Literal["no-programme", "not-in-term", "books-closed", "budget-used-up"]


class ReservationRefused(Earning):
    """The programme gives nothing for this attendance."""

    type = "reservation-refused.v1"

    reason: NoReservation


class BudgetReturned(Event):
    """Points in flight came back to the budget."""

    type = "budget-returned.v1"

    programme_id: str
    earning_id: str
    amount: int


# -- the account's side


class LotIssued(Earning):
    """A lot of an account: ``amount`` was credited, of which ``repaid`` went into the debt."""

    type = "lot-issued.v1"

    amount: int
    repaid: int = 0
    issuer: Literal["city", "partner"]
    expires_at: AwareDatetime


class EarningCapped(Earning):
    """The day's limit was reached: ``amount`` of what was reserved is not credited."""

    type = "earning-capped.v1"

    amount: int


class EarningDropped(Earning):
    """Nothing is credited, because the account is ``erased``, the attendance ``corrected`` or ``already-earned``."""

    type = "earning-dropped.v1"

    amount: int
    reason: Literal["erased", "corrected", "already-earned"]


class LotReversed(Earning):
    """An earning is taken back: ``taken`` from its lot, ``owed`` becomes debt. What had expired is gone."""

    type = "lot-reversed.v1"

    taken: int
    owed: int


class LotExpired(Earning):
    """What was left of a lot is lost to time."""

    type = "lot-expired.v1"

    amount: int


class CorrectionNoted(Event):
    """An attendance that earned nothing was corrected; an older fact of it that comes late earns nothing either."""

    type = "correction-noted.v1"

    person_id: str
    activity_id: str
    sequence: str
    day: date


class AccountErased(Event):
    """The person is forgotten: the account goes on under its opaque id; it earns, is given and redeems nothing more."""

    type = "account-erased.v1"

    person_id: str


class PeriodClosed(Event):
    """The books of a fiscal year are closed for this account: what is used up of it is no longer remembered."""

    type = "period-closed.v1"

    person_id: str
    year: int


EVENTS: tuple[type[Event], ...] = (
    Posted,
    ProgrammeOpened,
    PointsReserved,
    ReservationRefused,
    BudgetReturned,
    LotIssued,
    EarningCapped,
    EarningDropped,
    LotReversed,
    LotExpired,
    CorrectionNoted,
    AccountErased,
    PeriodClosed,
)
