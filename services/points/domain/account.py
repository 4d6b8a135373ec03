"""An account: what each attendance earned, taken back where it was none, and what time does to its lots.

Its state is bounded: what is used up of a fiscal year is forgotten when that year's books close.
"""

from datetime import date, datetime
from typing import Any, ClassVar

from services.points.domain.calendar import books_close
from services.points.domain.events import (
    IN_FLIGHT,
    AccountErased,
    CorrectionNoted,
    EarningCapped,
    EarningDropped,
    LotExpired,
    LotIssued,
    LotReversed,
    PeriodClosed,
    PointsReserved,
    account_of,
    debt_of,
)
from services.points.domain.giving import Giving
from services.points.domain.lot import Attendance, Lot
from services.points.domain.lots import posted
from services.points.domain.spending import held_in
from shared.clock import fiscal_year
from shared.contracts.points import PointsEarned, PointsReversed
from shared.events import Event


class Account(Giving):
    """One person's account, under their opaque id. ``balance`` is what can be spent: never below zero."""

    kind: ClassVar[str] = "account"
    fold_version: ClassVar[int] = 3

    earned: dict[str, int] = {}
    """What was earned, per ``programme/day``, for the daily cap."""
    oldest_year: int | None = None

    @property
    def due_at(self) -> datetime | None:
        """When time does something to this account next: a lot expires, or the books of a year close."""
        dates = [lot.expires_at for lot in self.lots.values() if lot.remaining]
        if self.oldest_year is not None:
            dates.append(books_close(self.oldest_year))
        return min(dates, default=None)

    @property
    def held(self) -> int:
        """What is held for rewards that wait for their person."""
        return held_in(self.redemptions.values())

    # -- decisions; all of them end in events

    def credit(self, reserved: PointsReserved, at: datetime) -> list[Event]:
        """Credit what was reserved, as far as the day's limit goes; what is not credited says why."""
        common = _common(reserved, at)
        known = self.attendances.get(reserved.activity_id)
        if self.erased:
            return [EarningDropped(**common, amount=reserved.amount, reason="erased")]
        if known and known.sequence > reserved.sequence:
            return [EarningDropped(**common, amount=reserved.amount, reason="corrected")]
        if known and known.earning_id:
            return [EarningDropped(**common, amount=reserved.amount, reason="already-earned")]
        room = reserved.daily_cap - self.earned.get(_day_key(reserved.programme_id, reserved.day), 0)
        amount = max(0, min(reserved.amount, room))
        if amount == 0:
            return [EarningCapped(**common, amount=reserved.amount)]
        events = self._credit(reserved, common, amount)
        if amount < reserved.amount:
            events.append(EarningCapped(**common, amount=reserved.amount - amount))
        return events

    def _credit(self, reserved: PointsReserved, common: dict[str, Any], amount: int) -> list[Event]:
        repaid = min(amount, self.debts.get(reserved.programme_id, 0))
        person = reserved.person_id
        entries = ((IN_FLIGHT, -amount), (debt_of(person), repaid), (account_of(person), amount - repaid))
        issued = LotIssued(
            **common, amount=amount, repaid=repaid, issuer=reserved.issuer, expires_at=reserved.expires_at
        )
        earned = PointsEarned(
            account_id=person,
            person_id=person,
            programme_id=reserved.programme_id,
            amount=amount,
            balance=self.balance + amount - repaid,
            cause=reserved.earning_id,
            expires_at=reserved.expires_at,
        )
        return [issued, earned, posted(reserved.programme_id, reserved.earning_id, entries)]

    def correct(self, activity_id: str, sequence: str, day: date, now: datetime) -> list[Event]:
        """Take back what the attendance earned: from its lot, and as debt what was used of it.

        What time took of it is gone already: nobody had it, and nobody owes it.
        """
        known = self.attendances.get(activity_id)
        if known and known.sequence > sequence:
            return []
        lot = self.lots.get(known.earning_id) if known else None
        person = self.stream_key
        if lot is None:
            return [CorrectionNoted(person_id=person, activity_id=activity_id, sequence=sequence, day=day)]
        back = lot.remaining + lot.used
        entries = ((account_of(person), -lot.remaining), (debt_of(person), -lot.used), (IN_FLIGHT, back))
        common = self._of_lot(lot, now) | {"sequence": sequence}
        reversed_ = LotReversed(**common, taken=lot.remaining, owed=lot.used)
        if not back:
            return [reversed_]
        return [
            reversed_,
            PointsReversed(**self._public(lot, back, self.balance - lot.remaining)),
            posted(lot.programme_id, lot.earning_id, entries),
        ]

    def fall_due(self, now: datetime) -> list[Event]:
        """Let lots end whose time is over, and close the books of years that are past."""
        events = self._ended(now)
        year = self.oldest_year
        if year is not None and books_close(year) <= now:
            events.append(PeriodClosed(person_id=self.stream_key, year=year))
        return events

    def erase(self, now: datetime) -> list[Event]:
        """Earn nothing any more, and let go of what is kept. What is there ends in its time; the books stay right."""
        return [] if self.erased else [AccountErased(person_id=self.stream_key), *self.end_redemptions(now)]

    # -- the fold

    def apply(self, event: Event) -> None:
        if isinstance(event, LotIssued):
            self._issue(event)
        elif isinstance(event, LotReversed):
            self._reverse(event)
        elif isinstance(event, LotExpired):
            self._expire(event)
        elif isinstance(event, CorrectionNoted):
            self.attendances[event.activity_id] = Attendance(sequence=event.sequence, day=event.day)
            self._remember(event.day)
        elif isinstance(event, AccountErased):
            self.erased = True
        elif isinstance(event, PeriodClosed):
            self._close(event.year)
        else:
            super().apply(event)

    def _issue(self, event: LotIssued) -> None:
        left = event.amount - event.repaid
        self.lots[event.earning_id] = Lot(
            earning_id=event.earning_id,
            programme_id=event.programme_id,
            activity_id=event.activity_id,
            sequence=event.sequence,
            day=event.day,
            amount=event.amount,
            remaining=left,
            repaid=event.repaid,
            issuer=event.issuer,
            issued_at=event.at,
            expires_at=event.expires_at,
        )
        self._move("earned", left, event.at)
        self._owe(event.programme_id, -event.repaid)
        self.opened = True
        key = _day_key(event.programme_id, event.day)
        self.earned[key] = self.earned.get(key, 0) + event.amount
        self.attendances[event.activity_id] = Attendance(
            sequence=event.sequence, day=event.day, earning_id=event.earning_id
        )
        self._remember(event.day)

    def _reverse(self, event: LotReversed) -> None:
        lot = self.lots.pop(event.earning_id)
        self._move("reversed", -event.taken, event.at)
        self._owe(lot.programme_id, event.owed)
        self._note_reversed(lot.earning_id)
        key = _day_key(lot.programme_id, lot.day)
        self.earned[key] = self.earned.get(key, 0) - lot.amount
        self.attendances[lot.activity_id] = Attendance(sequence=event.sequence, day=lot.day)

    def _expire(self, event: LotExpired) -> None:
        lot = self.lots[event.earning_id]
        lot.remaining -= event.amount
        lot.expired += event.amount
        self._forget_used(lot)
        self._move("expired", -event.amount, event.at)

    def _remember(self, day: date) -> None:
        year = fiscal_year(day)
        self.oldest_year = year if self.oldest_year is None else min(year, self.oldest_year)

    def _close(self, year: int) -> None:
        """Forget what no longer matters of ``year`` and before; lots with something left live on."""
        self.lots = {id: lot for id, lot in self.lots.items() if lot.remaining or fiscal_year(lot.day) > year}
        self.attendances = {id: seen for id, seen in self.attendances.items() if fiscal_year(seen.day) > year}
        self.earned = {key: points for key, points in self.earned.items() if _year_of(key) > year}
        years = {fiscal_year(seen.day) for seen in self.attendances.values()}
        self.oldest_year = min(years | {_year_of(key) for key in self.earned}, default=None)


def _common(reserved: PointsReserved, at: datetime) -> dict[str, Any]:
    return {
        "earning_id": reserved.earning_id,
        "programme_id": reserved.programme_id,
        "person_id": reserved.person_id,
        "activity_id": reserved.activity_id,
        "sequence": reserved.sequence,
        "day": reserved.day,
        "at": at,
    }


def _day_key(programme_id: str, day: date) -> str:
    return f"{programme_id}/{day.isoformat()}"


def _year_of(day_key: str) -> int:
    return fiscal_year(date.fromisoformat(day_key.rpartition("/")[2]))
