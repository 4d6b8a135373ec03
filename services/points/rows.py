"""What lists and timers read: programmes, rewards, redemptions, accounts and each account's history.

A row of the history that moved the balance also carries its place among them and the sums up to it: any month's
statement is the difference of two rows.
"""

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
from services.points.domain.lots import Moved, by_programme
from services.points.domain.programme import HELP_OCCASION
from services.points.domain.reward import Reward
from services.points.domain.spending_events import (
    GiftReceived,
    GiftReturned,
    GiftSent,
    NotFetched,
    Part,
    Redemption,
    RedemptionHandedOver,
    RedemptionHeld,
    RedemptionReturned,
    RewardOffered,
    RewardReleased,
    RewardReserved,
    RewardRestocked,
    RewardWithdrawn,
)
from shared.clock import utc_text
from shared.events import Event
from shared.journal import Row

What = Moved | Literal["withheld"]
RedemptionStatus = Literal["open", "handed-over"] | NotFetched


class ProgrammeRow(Row):
    """A programme as everyone sees it. What is left of its budget is asked of the stream, not kept here."""

    kind: ClassVar[str] = "programme"
    columns: ClassVar[tuple[str, ...]] = ("starts_on",)

    terms: ProgrammeOpened
    starts_on: date


class RewardRow(Row):
    """A reward as everyone sees it, and how many are ``left``. Closed when it is withdrawn."""

    kind: ClassVar[str] = "reward"
    columns: ClassVar[tuple[str, ...]] = ("ends_on",)

    terms: RewardOffered
    ends_on: date
    stock: int
    left: int


class RedemptionRow(Row):
    """A reward that is, or was, kept for a person. Closed when that is over; ``due_at`` is when it ends unfetched."""

    kind: ClassVar[str] = "redemption"
    columns: ClassVar[tuple[str, ...]] = ("person_id", "number", "made_at")

    redemption: Redemption
    person_id: str
    number: str
    made_at: datetime
    status: RedemptionStatus
    ended_at: datetime | None = None


class AccountRow(Row):
    """An account's sums; ``due_at`` is when a lot expires or a year's books close."""

    kind: ClassVar[str] = "account"

    balance: int
    debt: int
    debts: dict[str, int]
    held: int = 0


class HistoryRow(Row):
    """One line of an account's history. ``amount`` is what came (above zero) or went; 0 with a reason why.

    ``place`` orders the lines that moved the balance; ``change`` is by how much, ``sums`` the balance after it by kind
    of movement, ``debt`` what is owed after it. Lines that moved nothing have no place.
    """

    kind: ClassVar[str] = "history"
    columns: ClassVar[tuple[str, ...]] = ("person_id", "at", "place")

    person_id: str
    at: datetime
    what: What
    amount: int
    programme_id: str
    activity_id: str
    reason: str = ""
    expires_at: datetime | None = None
    reference: str = ""
    reward_ja: str = ""
    reward_en: str = ""
    place: str | None = None
    change: int = 0
    sums: dict[Moved, int] = {}
    debt: int = 0


def project(state: Any, event: Event) -> Iterable[Row]:
    """The rows that an event makes or changes."""
    if isinstance(event, ProgrammeOpened):
        yield ProgrammeRow(id=event.programme_id, terms=event, starts_on=event.starts_on)
    elif isinstance(event, ReservationRefused):
        if event.reason == "no-programme" and event.activity_id.startswith(HELP_OCCASION):
            return  # a city that thanks for no help withholds nothing
        yield _withheld(event, event.reason)
    elif isinstance(state, Reward) and isinstance(event, _OF_REWARD) and state.terms is not None:
        yield RewardRow(
            id=state.stream_key,
            terms=state.terms,
            ends_on=state.terms.ends_on,
            stock=state.stock,
            left=state.left,
            closed=state.withdrawn,
        )
    elif isinstance(state, Account) and isinstance(event, _MOVES):
        yield AccountRow(
            id=state.stream_key,
            balance=state.balance,
            debt=state.debt,
            debts=dict(state.debts),
            held=state.held,
            due_at=state.due_at,
        )
        yield from _redemption(event)
        yield from _line_of_account(state, event)


_OF_REWARD = (RewardOffered, RewardRestocked, RewardWithdrawn, RewardReserved, RewardReleased)
_MOVES = (
    LotIssued,
    LotReversed,
    LotExpired,
    EarningCapped,
    EarningDropped,
    CorrectionNoted,
    AccountErased,
    PeriodClosed,
    RedemptionHeld,
    RedemptionHandedOver,
    RedemptionReturned,
    GiftSent,
    GiftReceived,
    GiftReturned,
)


def _redemption(event: Event) -> Iterable[RedemptionRow]:
    if isinstance(event, RedemptionHeld):
        yield _redemption_row(event.redemption, "open", None)
    elif isinstance(event, RedemptionHandedOver):
        yield _redemption_row(event.redemption, "handed-over", event.at)
    elif isinstance(event, RedemptionReturned):
        yield _redemption_row(event.redemption, event.reason, event.at)


def _redemption_row(redemption: Redemption, status: RedemptionStatus, ended_at: datetime | None) -> RedemptionRow:
    return RedemptionRow(
        id=redemption.redemption_id,
        redemption=redemption,
        person_id=redemption.person_id,
        number=redemption.number,
        made_at=redemption.made_at,
        status=status,
        ended_at=ended_at,
        closed=status != "open",
        due_at=redemption.due_at if status == "open" else None,
    )


def _line_of_account(state: Account, event: Event) -> Iterable[HistoryRow]:
    if isinstance(event, Earning):
        yield _line_of_earning(state, event)
    elif isinstance(event, RedemptionHeld | RedemptionReturned):
        yield _line_of_redemption(state, event)
    elif isinstance(event, GiftSent):
        parts = _programme_of(event.parts)
        yield _line(state, "given", -event.amount, -event.amount, event.at, parts, reference=event.gift_id)
    elif isinstance(event, GiftReceived):
        parts = _programme_of(event.parts) | {"expires_at": min(part.expires_at for part in event.parts)}
        yield _line(state, "received", event.amount, event.amount, event.at, parts, reference=event.gift_id)
    elif isinstance(event, GiftReturned):
        change = event.amount - sum(event.repaid.values())
        yield _line(state, "returned", event.amount, change, event.at, {}, "gift-undelivered", event.gift_id)


def _line_of_earning(state: Account, event: Earning) -> HistoryRow:
    about: dict[str, Any] = {"programme_id": event.programme_id, "activity_id": event.activity_id}
    if isinstance(event, LotIssued):
        about |= {"expires_at": event.expires_at}
        why, change = "debt-repaid" if event.repaid else "", event.amount - event.repaid
        return _line(state, "earned", event.amount, change, event.at, about, why, event.earning_id)
    if isinstance(event, LotReversed):
        amount = event.taken + event.owed
        why = "debt" if event.owed else "" if amount else "expired"
        return _line(state, "reversed", -amount, -event.taken, event.at, about, why, event.earning_id)
    if isinstance(event, LotExpired):
        return _line(state, "expired", -event.amount, -event.amount, event.at, about, "", event.earning_id)
    if isinstance(event, EarningDropped):
        return _withheld(event, event.reason)
    return _withheld(event, "daily-cap")


def _line_of_redemption(state: Account, event: RedemptionHeld | RedemptionReturned) -> HistoryRow:
    redemption = event.redemption
    about: dict[str, Any] = {"reward_ja": redemption.reward_ja, "reward_en": redemption.reward_en}
    id, price = redemption.redemption_id, redemption.price
    if isinstance(event, RedemptionHeld):
        about |= _programme_of(event.parts)
        return _line(state, "redeemed", -price, -price, event.at, about, reference=id)
    change = price - sum(event.repaid.values())
    return _line(state, "returned", price, change, event.at, about, event.reason, id)


def _programme_of(parts: Iterable[Part]) -> dict[str, Any]:
    """The one programme that all parts are of; empty when there are several."""
    programmes = list(by_programme(parts))
    return {"programme_id": programmes[0] if len(programmes) == 1 else ""}


def _line(
    state: Account,
    what: Moved,
    amount: int,
    change: int,
    at: datetime,
    about: dict[str, Any],
    reason: str = "",
    reference: str = "",
) -> HistoryRow:
    assert state.line_at is not None, "the fold has counted this movement"
    number = f"{state.lines:09d}"
    return HistoryRow(
        **{"programme_id": "", "activity_id": "", **about},
        id=f"{state.stream_key}:{number}",
        person_id=state.stream_key,
        at=at,
        what=what,
        amount=amount,
        reason=reason,
        reference=reference,
        place=place_of(state.stream_key, utc_text(state.line_at), number),
        change=change,
        sums=dict(state.sums),
        debt=state.debt,
    )


def place_of(person_id: str, at: str, number: str = "") -> str:
    """Where a line lies: by person, then by time, then by number, so that one index finds any part of an account."""
    return f"{person_id}/{at}/{number}" if number else f"{person_id}/{at}"


def _withheld(event: Earning, reason: str) -> HistoryRow:
    return HistoryRow(
        id=f"{event.earning_id}:withheld",
        person_id=event.person_id,
        at=event.at,
        what="withheld",
        amount=0,
        programme_id=event.programme_id,
        activity_id=event.activity_id,
        reason=reason,
    )


ROWS: tuple[type[Row], ...] = (ProgrammeRow, RewardRow, RedemptionRow, AccountRow, HistoryRow)
