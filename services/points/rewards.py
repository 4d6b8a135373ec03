"""The use cases of rewards: offer, restock, withdraw, redeem, hand over, cancel, let what nobody fetched end.

A redemption is a saga: one of the stock is reserved, then the account pays or the reservation is released. Every check
that time can change stands inside ``decide``, so that a repeated request gets its first answer, however late it comes.
"""

import uuid

from services.points.domain.account import Account
from services.points.domain.reward import Offer, RedemptionLimits, Reward
from services.points.domain.spending_events import RedemptionHeld, RedemptionRefused
from services.points.refusals import PointsShort, RedemptionEnded, RedemptionLimitReached, RewardGone, TooManyOpen
from services.points.rows import RedemptionRow, RewardRow
from services.points.rules import SpendingRules
from shared.clock import tokyo_date
from shared.errors import Refusal
from shared.journal import Cause, Chain, Commit, Journal, Page
from shared.web import NotFound
from shared.web.refusals import PersonErasedHere

ALTERNATIVES = 3
LOOKED_AT_MAX = 200
"""Rewards among which alternatives are looked for: those whose term ends first."""
NUMBER_DIGITS = 8


class Rewards:
    """Rewards and their redemptions."""

    def __init__(self, journal: Journal, rules: SpendingRules) -> None:
        self.journal = journal
        self.rules = rules

    @property
    def limits(self) -> RedemptionLimits:
        """What one person may have open, and redeem in a day."""
        return self.rules.redemptions

    # -- staff

    async def offer(self, offer: Offer, *, cause: Cause) -> Commit:
        """Put a reward up. Raises ``RewardExists`` and the refusals of its terms."""
        return await self.journal.transact(Reward.stream(offer.reward_id), cause, lambda reward: reward.offer(offer))

    async def restock(self, reward_id: str, added: int, *, cause: Cause) -> Commit:
        """Add to the stock. Raises ``NotFound``, ``RewardNotOffered``, ``StockTooLarge``."""
        return await self.journal.transact(Reward.stream(reward_id), cause, lambda reward: reward.restock(added))

    async def withdraw(self, reward_id: str, *, cause: Cause) -> Commit:
        """Take a reward off the list; what is kept for people stays theirs. Raises ``NotFound``."""
        return await self.journal.transact(Reward.stream(reward_id), cause, lambda reward: reward.withdraw())

    async def hand_over(self, redemption_id: str, number: str, *, cause: Cause) -> Commit:
        """The person who shows this number has the reward. Raises ``NotFound``, ``WrongNumber``, ``RedemptionEnded``.

        Whose redemption it is never changes, so the row may say which account decides.
        """
        row = await self.redemption(redemption_id)
        now = self.journal.now()
        account = Account.stream(row.person_id)
        try:
            return await self.journal.transact(account, cause, lambda a: a.hand_over(redemption_id, number, now))
        except RedemptionEnded as ended:
            raise await self._ended(redemption_id, ended) from None

    # -- the person

    async def redeem(self, reward_id: str, person_id: str, *, cause: Cause) -> tuple[Chain, RedemptionHeld]:
        """Keep a reward for a person and take its price, to the end of the saga.

        Raises ``NotFound``, ``RewardNotOffered``, ``RewardGone``, ``PointsShort``, ``TooManyOpen``,
        ``RedemptionLimitReached``, ``PersonErasedHere``; then nothing was taken.
        """
        now = self.journal.now()
        standing = await self.journal.ask(Account.stream(person_id), lambda account: account.standing(now))
        id, number, limits = cause.new_id(), _number(cause), self.limits
        try:
            reserved = await self.journal.transact(
                Reward.stream(reward_id),
                cause,
                lambda reward: reward.reserve(id, person_id, number, standing, limits, now),
            )
        except RewardGone:
            raise RewardGone(
                reward_id=reward_id, alternatives=await self._alternatives(reward_id, standing.available)
            ) from None
        chain = await self.journal.settle(reserved)
        outcome = chain.first(RedemptionHeld, RedemptionRefused)
        if isinstance(outcome, RedemptionRefused):
            raise self._refusal(outcome)
        return chain, outcome

    def _refusal(self, refused: RedemptionRefused) -> Refusal:
        """The account did not pay after all: rivals for its points were first. The reservation is released."""
        if refused.reason == "erased":
            return PersonErasedHere()
        if refused.reason == "too-many-open":
            return TooManyOpen(open_max=self.limits.open_max)
        if refused.reason == "day-limit":
            return RedemptionLimitReached(a_day_max=self.limits.a_day_max)
        return PointsShort(price=refused.redemption.price, available=refused.balance, missing=refused.missing)

    async def _alternatives(self, reward_id: str, available: int) -> list[dict[str, object]]:
        """The dearest other rewards that there are and that ``available`` points reach for."""
        today = tokyo_date(self.journal.now())
        page = await self.rewards(limit=LOOKED_AT_MAX)
        found = [
            row
            for row in page.items
            if row.id != reward_id and row.left and row.terms.starts_on <= today and row.terms.price <= available
        ]
        found.sort(key=lambda row: (-row.terms.price, row.id))
        return [
            {
                "reward_id": row.id,
                "name": {"ja": row.terms.name_ja, "en": row.terms.name_en},
                "price": row.terms.price,
                "left": row.left,
            }
            for row in found[:ALTERNATIVES]
        ]

    async def cancel(self, redemption_id: str, person_id: str, *, cause: Cause) -> Commit:
        """The person does not want it after all. Raises ``NotFound``, ``RedemptionEnded``."""
        row = await self.redemption(redemption_id)
        if row.person_id != person_id:
            raise NotFound(what="redemption", redemption_id=redemption_id)
        now = self.journal.now()
        try:
            cancelled = await self.journal.transact(
                Account.stream(person_id), cause, lambda account: account.cancel(redemption_id, now)
            )
        except RedemptionEnded as ended:
            raise await self._ended(redemption_id, ended) from None
        await self.journal.settle(cancelled)
        return cancelled

    async def _ended(self, redemption_id: str, ended: RedemptionEnded) -> RedemptionEnded:
        """The same refusal, with how it ended as far as the row knows."""
        row = await self.redemption(redemption_id)
        return ended if row.status == "open" else RedemptionEnded(state=row.status)

    # -- time

    async def fall_unfetched(self, row: RedemptionRow, *, cause: Cause) -> Commit:
        """Nobody fetched it in time: the points return, and the reward can be had again."""
        now = self.journal.now()
        return await self.journal.transact(
            Account.stream(row.person_id), cause, lambda account: account.fall_unfetched(row.id, now)
        )

    # -- reading

    async def rewards(self, *, cursor: str | None = None, limit: int = 50) -> Page[RewardRow]:
        """Rewards that are or will be offered, those whose term ends first before the others."""
        today = tokyo_date(self.journal.now())
        return await self.journal.page(
            RewardRow, order_by="ends_on", since=today, cursor=cursor, limit=limit, with_closed=False
        )

    async def reward(self, reward_id: str) -> RewardRow:
        """One reward, also one that is over. Raises ``NotFound``."""
        row = await self.journal.get(RewardRow, reward_id)
        if row is None:
            raise NotFound(what="reward", reward_id=reward_id)
        return row

    async def redemption(self, redemption_id: str) -> RedemptionRow:
        """One redemption. Raises ``NotFound``."""
        row = await self.journal.get(RedemptionRow, redemption_id)
        if row is None:
            raise NotFound(what="redemption", redemption_id=redemption_id)
        return row

    async def redemptions_of(self, person_id: str, *, cursor: str | None, limit: int) -> Page[RedemptionRow]:
        """A person's redemptions, the newest first."""
        return await self.journal.page(
            RedemptionRow,
            where={"person_id": person_id},
            order_by="made_at",
            descending=True,
            cursor=cursor,
            limit=limit,
        )

    async def shown(self, number: str, *, cursor: str | None, limit: int) -> Page[RedemptionRow]:
        """The open redemptions whose person shows this number: mostly one, and never many."""
        return await self.journal.page(
            RedemptionRow, where={"number": number}, order_by="made_at", cursor=cursor, limit=limit, with_closed=False
        )


def _number(cause: Cause) -> str:
    """Eight digits to show at the counter: the same for the same request."""
    return f"{uuid.UUID(cause.new_id('number')).int % 10**NUMBER_DIGITS:0{NUMBER_DIGITS}d}"
