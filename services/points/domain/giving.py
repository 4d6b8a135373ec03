"""Gifts from account to account: each lot keeps its programme, issuer, day and end; nothing is prolonged by giving.

What no account takes comes back to the giver. A person who was erased and one who never was look alike from outside.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services.points.domain.events import GIVING, account_of
from services.points.domain.lot import Hold
from services.points.domain.lots import by_programme, posted, reached_by
from services.points.domain.spending import Spending
from services.points.domain.spending_events import (
    AccountOpened,
    GiftArrived,
    GiftReceived,
    GiftRefused,
    GiftReturned,
    GiftSent,
    Part,
)
from services.points.refusals import GiftLimitReached, GiftToSelf, PointsShort
from shared.clock import tokyo_date
from shared.contracts.points import PointsGiven
from shared.events import Event
from shared.web.refusals import PersonErasedHere


@dataclass(frozen=True, slots=True)
class GiftLimits:
    """What one account may give in a day in Tokyo: points, and how often (what came back counts)."""

    given_a_day: int
    gifts_a_day: int


class Giving(Spending):
    """Gifts that are on their way."""

    gifts: dict[str, Hold] = {}
    opened: bool = False
    """Whether there is such a person: they registered, or took part."""

    # -- decisions

    def give(self, gift_id: str, recipient_id: str, amount: int, limits: GiftLimits, now: datetime) -> list[Event]:
        """Send points on their way, from the lots that end first.

        Raises ``GiftToSelf``, ``PersonErasedHere``, ``GiftLimitReached``, ``PointsShort``.
        """
        if recipient_id == self.stream_key:
            raise GiftToSelf
        if self.erased:
            raise PersonErasedHere
        today, available = self.asked_on(now), self.available(now)
        if today.given + amount > limits.given_a_day or today.gifts >= limits.gifts_a_day:
            left = limits.given_a_day - today.given if today.gifts < limits.gifts_a_day else 0
            raise GiftLimitReached(
                given_a_day=limits.given_a_day, gifts_a_day=limits.gifts_a_day, left_today=max(0, left)
            )
        if available < amount:
            raise PointsShort(price=amount, available=available, missing=amount - available)
        parts = self._parts(amount, now)
        told = self._told(parts, gift_id, self.balance, -1)
        sent = GiftSent(
            gift_id=gift_id,
            giver_id=self.stream_key,
            recipient_id=recipient_id,
            amount=amount,
            at=now,
            parts=parts,
            balance=self.balance - amount,
        )
        return [
            sent,
            *(PointsGiven(**each, role="giver") for each in told),
            *(
                posted(programme, gift_id, ((account_of(self.stream_key), -points), (GIVING, points)))
                for programme, points in by_programme(parts).items()
            ),
        ]

    def receive(self, sent: GiftSent, at: datetime) -> list[Event]:
        """Take a gift; an account of nobody, or of somebody who was erased, takes none."""
        common = _common(sent, at)
        if self.erased or not self.opened:
            return [GiftRefused(**common)]
        parts = tuple(_received(part) for part in sent.parts)
        told = self._told(parts, sent.gift_id, self.balance, +1)
        return [
            GiftReceived(**common, parts=parts),
            *(PointsGiven(**each, role="recipient") for each in told),
            *(
                posted(programme, sent.gift_id, ((GIVING, -points), (account_of(self.stream_key), points)))
                for programme, points in by_programme(parts).items()
            ),
        ]

    def arrive(self, gift_id: str) -> list[Event]:
        """The gift is in the other account."""
        return [GiftArrived(gift_id=gift_id)] if gift_id in self.gifts else []

    def get_back(self, refused: GiftRefused, at: datetime) -> list[Event]:
        """Nobody took the gift: the points return to their lots; those whose end has come are lost at once."""
        hold = self.gifts.get(refused.gift_id)
        if hold is None:
            return []
        repaid = self._repaid(hold)
        reached = hold.amount - sum(repaid.values())
        restored = self._restored(hold, repaid)
        returned = GiftReturned(
            **_common(refused, at), repaid=repaid, restored=restored, balance=self.balance + reached
        )
        return [
            returned,
            *self._told_back(hold, repaid, refused.gift_id, "gift-undelivered", {}),
            *self._back(hold, repaid, GIVING, refused.gift_id),
            *self._after(returned)._ended(at, reached_by(hold, restored)),  # noqa: SLF001 - its own kind
        ]

    def open(self) -> list[Event]:
        """There is such a person."""
        return [] if self.opened or self.erased else [AccountOpened(person_id=self.stream_key)]

    # -- the fold

    def apply(self, event: Event) -> None:
        if isinstance(event, GiftSent):
            self._take_out(event.parts)
            self.gifts[event.gift_id] = Hold(parts=event.parts)
            today = self._asked(event.at)
            today.gifts += 1
            today.given += event.amount
            self._move("given", -event.amount, event.at)
        elif isinstance(event, GiftReceived):
            for part in event.parts:
                if known := self.lots.get(part.lot_id):
                    known.amount += part.amount
                self._add(part.lot_id, part, part.amount)
            self._move("received", event.amount, event.at)
        elif isinstance(event, GiftArrived):
            self.gifts.pop(event.gift_id)
        elif isinstance(event, GiftReturned):
            hold = self.gifts.pop(event.gift_id)
            self._move("returned", self._put_back(hold, event.repaid, event.restored), event.at)
        elif isinstance(event, AccountOpened):
            self.opened = True
        else:
            super().apply(event)

    def _holds(self) -> Iterable[Hold]:
        return (*self.redemptions.values(), *self.gifts.values())


def _received(part: Part) -> Part:
    """A part as it lies in the recipient's account: its own end, and nothing of what its giver did for it.

    Parts of one programme, day and end come into one lot, so that many small gifts do not make many lots.
    """
    day = tokyo_date(part.issued_at)
    id = f"received-{part.programme_id}-{day.isoformat()}-{tokyo_date(part.expires_at).isoformat()}"
    return part.model_copy(
        update={"lot_id": id, "credited": part.amount, "activity_id": "", "sequence": "", "day": day}
    )


def _common(gift: GiftSent | GiftRefused, at: datetime) -> dict[str, object]:
    return {
        "gift_id": gift.gift_id,
        "giver_id": gift.giver_id,
        "recipient_id": gift.recipient_id,
        "amount": gift.amount,
        "at": at,
    }
