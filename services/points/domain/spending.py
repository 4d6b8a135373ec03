"""An account's redemptions: points are held when a reward is reserved, spent when it is handed over, or come back.

Hand-over, cancellation and time are decided on this one stream, so that exactly one of them happens.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from services.points.domain.events import HELD, REDEEMED, account_of
from services.points.domain.lot import Hold
from services.points.domain.lots import Lots, by_programme, posted, reached_by
from services.points.domain.spending_events import (
    NotFetched,
    NotRedeemed,
    Redemption,
    RedemptionHandedOver,
    RedemptionHeld,
    RedemptionRefused,
    RedemptionReturned,
    RewardReserved,
)
from services.points.refusals import RedemptionEnded, WrongNumber
from shared.clock import tokyo_date
from shared.contracts.points import PointsRedeemed, PointsReturned, RewardHandedOver
from shared.events import Event


class OpenRedemption(Hold):
    """A reward that waits for its person."""

    redemption: Redemption


class Today(BaseModel):
    """What an account asked for on the last day (Tokyo's) that it asked for anything: limits are by the day."""

    day: date
    redemptions: int = 0
    gifts: int = 0
    given: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """What an account could pay now, and what it has open: advisory for whoever decides on another stream."""

    available: int
    open: int
    today: int
    erased: bool


class Spending(Lots):
    """Redemptions that are open, and what was asked for today."""

    redemptions: dict[str, OpenRedemption] = {}
    today: Today | None = None

    def standing(self, now: datetime) -> Standing:
        """How the account stands at ``now``."""
        asked = self.asked_on(now)
        return Standing(self.available(now), len(self.redemptions), asked.redemptions, self.erased)

    def asked_on(self, now: datetime) -> Today:
        """What was asked for on the day of ``now``."""
        day = tokyo_date(now)
        return self.today if self.today is not None and self.today.day >= day else Today(day=day)

    # -- decisions

    def spend(self, reserved: RewardReserved, at: datetime) -> list[Event]:
        """Pay for what was reserved from the lots that end first, or record why not."""
        redemption, available = reserved.redemption, self.available(at)
        refused = self._not_redeemed(reserved, available, at)
        if refused is not None:
            missing = max(0, redemption.price - available)
            return [RedemptionRefused(redemption=redemption, reason=refused, balance=available, missing=missing, at=at)]
        parts = self._parts(redemption.price, at)
        told = self._told(parts, redemption.redemption_id, self.balance, -1)
        held = RedemptionHeld(redemption=redemption, parts=parts, balance=self.balance - redemption.price, at=at)
        about = _about(redemption) | {"place": redemption.place, "due_at": redemption.due_at}
        return [
            held,
            *(PointsRedeemed(**each, **about) for each in told),
            *(
                posted(programme, redemption.redemption_id, ((account_of(self.stream_key), -amount), (HELD, amount)))
                for programme, amount in by_programme(parts).items()
            ),
        ]

    def _not_redeemed(self, reserved: RewardReserved, available: int, at: datetime) -> NotRedeemed | None:
        if self.erased:
            return "erased"
        if len(self.redemptions) >= reserved.open_max:
            return "too-many-open"
        if self.asked_on(at).redemptions >= reserved.a_day_max:
            return "day-limit"
        return "short" if available < reserved.redemption.price else None

    def hand_over(self, redemption_id: str, number: str, now: datetime) -> list[Event]:
        """The person has it. Raises ``WrongNumber``, and ``RedemptionEnded`` when it is not open, or overdue."""
        hold = self._open(redemption_id)
        if hold.redemption.due_at <= now:
            raise RedemptionEnded(state="not-fetched")
        if number != hold.redemption.number:
            raise WrongNumber
        amounts = by_programme(hold.parts)
        redemption = hold.redemption
        return [
            RedemptionHandedOver(redemption=redemption, amounts=amounts, at=now),
            RewardHandedOver(
                account_id=self.stream_key,
                person_id=self.stream_key,
                cause=redemption_id,
                amount=redemption.price,
                **_about(redemption),
                place=redemption.place,
            ),
            *(
                posted(programme, redemption_id, ((HELD, -amount), (REDEEMED, amount)))
                for programme, amount in amounts.items()
            ),
        ]

    def cancel(self, redemption_id: str, now: datetime) -> list[Event]:
        """The person does not want it after all. Raises ``RedemptionEnded``."""
        return self._return(self._open(redemption_id), "cancelled", now)

    def fall_unfetched(self, redemption_id: str, now: datetime) -> list[Event]:
        """Nobody fetched it in time. Nothing when it is over already, or not due."""
        hold = self.redemptions.get(redemption_id)
        return [] if hold is None or hold.redemption.due_at > now else self._return(hold, "not-fetched", now)

    def _open(self, redemption_id: str) -> OpenRedemption:
        hold = self.redemptions.get(redemption_id)
        if hold is None:
            raise RedemptionEnded(state="ended")
        return hold

    def _return(self, hold: OpenRedemption, reason: NotFetched, now: datetime) -> list[Event]:
        """The points return to their lots; those whose end has come meanwhile are lost at once."""
        redemption = hold.redemption
        repaid = self._repaid(hold)
        reached = hold.amount - sum(repaid.values())
        restored = self._restored(hold, repaid)
        returned = RedemptionReturned(
            redemption=redemption,
            reason=reason,
            repaid=repaid,
            restored=restored,
            balance=self.balance + reached,
            at=now,
        )
        return [
            returned,
            *self._told_back(hold, repaid, redemption.redemption_id, reason, _about(redemption)),
            *self._back(hold, repaid, HELD, redemption.redemption_id),
            *self._after(returned)._ended(now, reached_by(hold, restored)),  # noqa: SLF001 - its own kind
        ]

    def _told_back(
        self, hold: Hold, repaid: dict[str, int], cause: str, reason: str, about: dict[str, Any]
    ) -> list[Event]:
        """The public events of a return; the balance in them is what is really there after each."""
        events: list[Event] = []
        told = self._told(hold.parts, cause, self.balance, +1)
        paid = 0
        for each in told:
            paid += sum(repaid.get(part.lot_id, 0) for part in hold.parts if part.programme_id == each["programme_id"])
            events.append(PointsReturned(**each | {"balance": each["balance"] - paid}, reason=reason, **about))
        return events

    def end_redemptions(self, now: datetime) -> list[Event]:
        """All that is open comes back, one after the other: its person was erased."""
        events: list[Event] = []
        for id in self.redemptions:
            after = self._after(*events)
            events += after._return(after.redemptions[id], "erased", now)  # noqa: SLF001 - its own kind
        return events

    # -- the fold

    def apply(self, event: Event) -> None:
        if isinstance(event, RedemptionHeld):
            self._take_out(event.parts)
            redemption = event.redemption
            self.redemptions[redemption.redemption_id] = OpenRedemption(parts=event.parts, redemption=redemption)
            self._asked(event.at).redemptions += 1
            self._move("redeemed", -redemption.price, event.at)
        elif isinstance(event, RedemptionHandedOver):
            self.redemptions.pop(event.redemption.redemption_id)
        elif isinstance(event, RedemptionReturned):
            hold = self.redemptions.pop(event.redemption.redemption_id)
            self._move("returned", self._put_back(hold, event.repaid, event.restored), event.at)

    def _asked(self, at: datetime) -> Today:
        self.today = self.asked_on(at)
        return self.today

    def _holds(self) -> Iterable[Hold]:
        """Everything that left its lots and may come back."""
        return self.redemptions.values()

    def _note_reversed(self, lot_id: str) -> None:
        """A lot was taken back: what was taken out of it and comes back repays what its reversal made owed."""
        for hold in self._holds():
            if any(part.lot_id == lot_id for part in hold.parts):
                hold.reversed.append(lot_id)


def held_in(holds: Iterable[Hold]) -> int:
    """The points of holds."""
    return sum(hold.amount for hold in holds)


def _about(redemption: Redemption) -> dict[str, Any]:
    return {
        "reward_id": redemption.reward_id,
        "reward_ja": redemption.reward_ja,
        "reward_en": redemption.reward_en,
    }
