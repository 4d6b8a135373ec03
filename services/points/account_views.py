"""What points answers with about an account: its lots, its history, a month's statement."""

from typing import Any

from services.points.domain.lot import Lot
from services.points.domain.lots import Moved
from services.points.rows import HistoryRow
from services.points.statement import Statement
from services.points.words import WORDS
from shared.web import TokyoInstant, View


class LotView(View):
    """Points that came together and end together."""

    lot_id: str
    programme_id: str
    issuer: str
    amount: int
    remaining: int
    issued_at: TokyoInstant
    expires_at: TokyoInstant

    @classmethod
    def of(cls, lot: Lot) -> "LotView":
        """The view of a lot."""
        return cls(
            lot_id=lot.earning_id,
            programme_id=lot.programme_id,
            issuer=lot.issuer,
            amount=lot.amount,
            remaining=lot.remaining,
            issued_at=lot.issued_at,
            expires_at=lot.expires_at,
        )


class Why(View):
    """A reason: a stable code, and words."""

    code: str
    ja: str
    en: str


class Called(View):
    """What a reward is called, in both languages."""

    ja: str
    en: str


class HistoryView(View):
    """One line of the history; ``amount`` above zero came, below zero went.

    ``programme_id`` is empty where several programmes' points moved together; ``reference`` is the id of the earning,
    redemption or gift.
    """

    at: TokyoInstant
    what: str
    amount: int
    programme_id: str
    activity_id: str
    session: int | None
    reference: str
    reward: Called | None
    expires_at: TokyoInstant | None
    why: Why | None

    @classmethod
    def of(cls, row: HistoryRow) -> "HistoryView":
        """The view of a line."""
        return cls(
            at=row.at,
            what=row.what,
            amount=row.amount,
            programme_id=row.programme_id,
            **_occasion(row),
            reference=row.reference,
            reward=Called(ja=row.reward_ja, en=row.reward_en) if row.reward_ja else None,
            expires_at=row.expires_at,
            why=why(row),
        )


class History(View):
    """A page of an account's history, the newest first."""

    items: list[HistoryView]
    next: str | None


class AccountView(View):
    """An account: what can be spent, what is held for rewards that wait, what the next earnings repay, and the lots."""

    account_id: str
    balance: int
    debt: int
    held: int
    lots: list[LotView]
    lots_left_off: int
    history: History


class StatementLine(View):
    """One movement: what it added to the balance (below zero: took), what is there and what is owed after it."""

    at: TokyoInstant
    what: Moved
    amount: int
    balance: int
    debt: int
    programme_id: str
    activity_id: str
    session: int | None
    reference: str
    reward: Called | None
    why: Why | None

    @classmethod
    def of(cls, row: HistoryRow) -> "StatementLine":
        """The view of a movement."""
        assert row.what != "withheld", "only movements have a place"
        return cls(
            at=row.at,
            what=row.what,
            amount=row.change,
            balance=sum(row.sums.values()),
            debt=row.debt,
            programme_id=row.programme_id,
            **_occasion(row),
            reference=row.reference,
            reward=Called(ja=row.reward_ja, en=row.reward_en) if row.reward_ja else None,
            why=why(row),
        )


class StatementLines(View):
    """A page of a month's movements, the oldest first."""

    items: list[StatementLine]
    next: str | None


class Totals(View):
    """What came (above zero) and went in the month, by kind. What repaid a debt is not in it: it never was there."""

    earned: int
    redeemed: int
    given: int
    received: int
    expired: int
    reversed: int
    returned: int


class StatementView(View):
    """A month in Tokyo. ``opening_balance`` and all totals, or all lines of all pages, make ``closing_balance``."""

    account_id: str
    month: str
    opening_balance: int
    opening_debt: int
    totals: Totals
    closing_balance: int
    closing_debt: int
    lines: StatementLines

    @classmethod
    def of(cls, account_id: str, month: str, statement: Statement) -> "StatementView":
        """The view of a statement."""
        lines = statement.lines
        return cls(
            account_id=account_id,
            month=month,
            opening_balance=statement.opening.balance,
            opening_debt=statement.opening.debt,
            totals=Totals.model_validate(statement.totals),
            closing_balance=statement.closing.balance,
            closing_debt=statement.closing.debt,
            lines=StatementLines(items=[StatementLine.of(row) for row in lines.items], next=lines.next),
        )


def _occasion(row: HistoryRow) -> dict[str, Any]:
    """The activity of a line, and the session of one with several days."""
    activity_id, _, session = row.activity_id.partition("#")
    return {"activity_id": activity_id, "session": int(session) if session else None}


def why(row: HistoryRow) -> Why | None:
    """Why a line is as it is; ``None`` where that needs no words."""
    ja, en = WORDS.get(row.reason, ("", ""))
    return Why(code=row.reason, ja=ja, en=en) if row.reason else None
