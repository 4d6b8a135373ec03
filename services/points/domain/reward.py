"""A reward: a stock of something that points are redeemed for, reserved one by one and exactly.

Its stream is bounded: so many reservations, then the offer is over; its state is a handful of numbers.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar, Literal

from services.points.domain.calendar import days_after
from services.points.domain.spending import Standing
from services.points.domain.spending_events import (
    Redemption,
    RewardOffered,
    RewardReleased,
    RewardReserved,
    RewardRestocked,
    RewardWithdrawn,
)
from services.points.refusals import (
    PointsShort,
    RedemptionLimitReached,
    RewardExists,
    RewardGone,
    RewardNotOffered,
    StockTooLarge,
    TermEndsBeforeStart,
    TermTooLong,
    TooManyOpen,
)
from shared.clock import tokyo_date
from shared.events import Event
from shared.journal import State
from shared.web import NotFound
from shared.web.refusals import PersonErasedHere

STOCK_MAX = 100_000
TERM_DAYS_MAX = 366
RESERVATIONS_MAX = 2 * STOCK_MAX
"""More than these (those that came back are counted again) and the offer is over: staff make a new one."""

RewardStatus = Literal["planned", "open", "ended", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Offer:
    """What staff ask a reward to be."""

    reward_id: str
    name_ja: str
    name_en: str
    description_ja: str
    description_en: str
    place: str
    price: int
    stock: int
    starts_on: date
    ends_on: date
    keep_days: int


@dataclass(frozen=True, slots=True)
class RedemptionLimits:
    """What one account may have open, and how often it may ask in a day in Tokyo (what came back counts)."""

    open_max: int
    a_day_max: int


class Reward(State):
    """One reward's stock. ``out`` is what is kept for people or was handed over: never more than ``stock``."""

    kind: ClassVar[str] = "reward"

    terms: RewardOffered | None = None
    stock: int = 0
    out: int = 0
    reservations: int = 0
    withdrawn: bool = False

    @property
    def left(self) -> int:
        """How many can still be had."""
        return max(0, min(self.stock - self.out, RESERVATIONS_MAX - self.reservations))

    # -- staff

    def offer(self, offer: Offer) -> list[Event]:
        """Put it up. Raises ``RewardExists``, ``TermEndsBeforeStart``, ``TermTooLong``."""
        if self.terms is not None:
            raise RewardExists(reward_id=offer.reward_id)
        if offer.ends_on < offer.starts_on:
            raise TermEndsBeforeStart
        if offer.ends_on - offer.starts_on >= timedelta(days=TERM_DAYS_MAX):
            raise TermTooLong(days_max=TERM_DAYS_MAX)
        return [
            RewardOffered(
                reward_id=offer.reward_id,
                name_ja=offer.name_ja,
                name_en=offer.name_en,
                description_ja=offer.description_ja,
                description_en=offer.description_en,
                place=offer.place,
                price=offer.price,
                stock=offer.stock,
                starts_on=offer.starts_on,
                ends_on=offer.ends_on,
                keep_days=offer.keep_days,
            )
        ]

    def restock(self, added: int) -> list[Event]:
        """Add to the stock. Raises ``NotFound``, ``StockTooLarge``, ``RewardNotOffered`` when it was withdrawn."""
        self._offered()
        if self.withdrawn:
            raise RewardNotOffered(state="withdrawn")
        if self.stock + added > STOCK_MAX:
            raise StockTooLarge(stock=self.stock, stock_max=STOCK_MAX, room=STOCK_MAX - self.stock)
        return [RewardRestocked(reward_id=self.stream_key, added=added)]

    def withdraw(self) -> list[Event]:
        """Nobody can redeem it any more. Raises ``NotFound``."""
        self._offered()
        return [] if self.withdrawn else [RewardWithdrawn(reward_id=self.stream_key)]

    # -- the saga

    def reserve(
        self,
        redemption_id: str,
        person_id: str,
        number: str,
        standing: Standing,
        limits: RedemptionLimits,
        now: datetime,
    ) -> list[Event]:
        """Keep one for a person who looks able to pay; the account decides, on its own stream.

        Raises ``NotFound``, ``RewardNotOffered``, ``RewardGone``, and what the account would refuse.
        """
        terms = self._offered()
        status = self.status_on(tokyo_date(now))
        if status != "open":
            raise RewardNotOffered(state=status)
        if self.left < 1:
            raise RewardGone(reward_id=terms.reward_id)
        refuse(standing, limits, terms.price)
        redemption = Redemption(
            redemption_id=redemption_id,
            person_id=person_id,
            reward_id=terms.reward_id,
            reward_ja=terms.name_ja,
            reward_en=terms.name_en,
            place=terms.place,
            price=terms.price,
            number=number,
            made_at=now,
            due_at=days_after(tokyo_date(now), terms.keep_days),
        )
        return [RewardReserved(redemption=redemption, open_max=limits.open_max, a_day_max=limits.a_day_max)]

    def release(self, redemption_id: str) -> list[Event]:
        """One that was kept for somebody can be had again."""
        return [RewardReleased(reward_id=self.stream_key, redemption_id=redemption_id)]

    def status_on(self, day: date) -> RewardStatus:
        """How the offer stands on a day in Tokyo."""
        terms = self._offered()
        return status_on(terms, day, withdrawn=self.withdrawn)

    def _offered(self) -> RewardOffered:
        if self.terms is None:
            raise NotFound(what="reward", reward_id=self.stream_key)
        return self.terms

    def apply(self, event: Event) -> None:
        if isinstance(event, RewardReserved):
            self.out += 1
            self.reservations += 1
        elif isinstance(event, RewardReleased):
            self.out -= 1
        elif isinstance(event, RewardRestocked):
            self.stock += event.added
        elif isinstance(event, RewardWithdrawn):
            self.withdrawn = True
        elif isinstance(event, RewardOffered):
            self.terms = event
            self.stock = event.stock


def refuse(standing: Standing, limits: RedemptionLimits, price: int) -> None:
    """Refuse what an account cannot pay or may not have open, as far as is known beforehand."""
    if standing.erased:
        raise PersonErasedHere
    if standing.open >= limits.open_max:
        raise TooManyOpen(open_max=limits.open_max)
    if standing.today >= limits.a_day_max:
        raise RedemptionLimitReached(a_day_max=limits.a_day_max)
    if standing.available < price:
        raise PointsShort(price=price, available=standing.available, missing=price - standing.available)


def status_on(terms: RewardOffered, day: date, *, withdrawn: bool) -> RewardStatus:
    """How an offer with these terms stands on a day in Tokyo."""
    if withdrawn:
        return "withdrawn"
    if day < terms.starts_on:
        return "planned"
    return "open" if day <= terms.ends_on else "ended"
