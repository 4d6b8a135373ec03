"""What lists and timers read: programmes, accounts with the time something falls due, and each account's history."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, ClassVar, Literal

from services.points.domain.account import Account
from services.points.domain.events import (
    AccountErased,
    CorrectionNoted,
    Earning,
    EarningCapped,
    EarningDropped,
    LotExpired,
    LotIssued,
    LotReversed,
    PeriodClosed,
    ProgrammeOpened,
    ReservationRefused,
)
from shared.events import Event
from shared.journal import Row

What = Literal["earned", "withheld", "reversed", "expired"]


class ProgrammeRow(Row):
    """A programme as everyone sees it. What is left of its budget is asked of the stream, not kept here."""

    kind: ClassVar[str] = "programme"
    columns: ClassVar[tuple[str, ...]] = ("starts_on",)

    terms: ProgrammeOpened
    starts_on: date


class AccountRow(Row):
    """An account's sums; ``due_at`` is when a lot expires or a year's books close."""

    kind: ClassVar[str] = "account"

    balance: int
    debt: int
    debts: dict[str, int]


class HistoryRow(Row):
    """One line of an account's history. ``amount`` is what came (above zero) or went; 0 with a reason why."""

    kind: ClassVar[str] = "history"
    columns: ClassVar[tuple[str, ...]] = ("person_id", "at")

    person_id: str
    at: datetime
    what: What
    amount: int
    programme_id: str
    activity_id: str
    reason: str = ""
    expires_at: datetime | None = None


def project(state: Any, event: Event) -> Iterable[Row]:
    """The rows that an event makes or changes."""
    if isinstance(event, ProgrammeOpened):
        yield ProgrammeRow(id=event.programme_id, terms=event, starts_on=event.starts_on)
    elif isinstance(event, ReservationRefused):
        yield _line(event, "withheld", 0, event.reason)
    elif isinstance(state, Account) and isinstance(event, _MOVES):
        yield AccountRow(
            id=state.stream_key, balance=state.balance, debt=state.debt, debts=dict(state.debts), due_at=state.due_at
        )
        if isinstance(event, Earning):
            yield _line_of_account(event)


_MOVES = (
    LotIssued,
    LotReversed,
    LotExpired,
    EarningCapped,
    EarningDropped,
    CorrectionNoted,
    AccountErased,
    PeriodClosed,
)


def _line_of_account(event: Earning) -> HistoryRow:
    if isinstance(event, LotIssued):
        return _line(event, "earned", event.amount, "debt-repaid" if event.repaid else "", event.expires_at)
    if isinstance(event, LotReversed):
        return _line(event, "reversed", -(event.taken + event.owed), "debt" if event.owed else "")
    if isinstance(event, LotExpired):
        return _line(event, "expired", -event.amount, "")
    if isinstance(event, EarningDropped):
        return _line(event, "withheld", 0, event.reason)
    return _line(event, "withheld", 0, "daily-cap")


def _line(event: Earning, what: What, amount: int, reason: str, expires_at: datetime | None = None) -> HistoryRow:
    return HistoryRow(
        id=f"{event.earning_id}:{what}",
        person_id=event.person_id,
        at=event.at,
        what=what,
        amount=amount,
        programme_id=event.programme_id,
        activity_id=event.activity_id,
        reason=reason,
        expires_at=expires_at,
    )


ROWS: tuple[type[Row], ...] = (ProgrammeRow, AccountRow, HistoryRow)
