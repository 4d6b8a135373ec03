"""The use cases of gifts: points go from one account to another, to the end of the saga, or come back."""

from services.points.domain.account import Account
from services.points.domain.spending_events import GiftReceived, GiftRefused, GiftReturned, GiftSent
from services.points.refusals import GiftReturned as GiftCameBack
from services.points.rules import SpendingRules
from shared.journal import Cause, Chain, Journal


class Gifts:
    """Gifts between accounts."""

    def __init__(self, journal: Journal, rules: SpendingRules) -> None:
        self.journal = journal
        self.rules = rules

    async def give(self, giver_id: str, recipient_id: str, amount: int, *, cause: Cause) -> tuple[Chain, GiftSent]:
        """Give points to somebody.

        Raises ``GiftToSelf``, ``GiftLimitReached``, ``PointsShort``, ``PersonErasedHere``; then nothing moved. Raises
        ``refusals.GiftReturned`` when no account took them: all of them are back.
        """
        id, limits, now = cause.new_id(), self.rules.gifts, self.journal.now()
        sent = await self.journal.transact(
            Account.stream(giver_id), cause, lambda account: account.give(id, recipient_id, amount, limits, now)
        )
        chain = await self.journal.settle(sent)
        if isinstance(chain.first(GiftReceived, GiftRefused), GiftRefused):
            raise GiftCameBack(amount=amount, balance=chain.first(GiftReturned).balance)
        return chain, sent.first(GiftSent)
