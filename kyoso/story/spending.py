"""What the resident of the story does with the points: has a reward kept, fetches it, and looks at the month.

Another instance may have no reward that one attendance pays for, or none at all: then the play says so and goes on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kyoso.story.client import Actor, Client, Refused, StepFailed
from kyoso.story.stage import Stage

LISTED = 200
NOT_TODAY = frozenset({"reward-gone", "reward-not-offered", "points-short", "too-many-open", "redemption-limit"})
"""Refusals that say something about the stock or the day, not about the loop."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A reward that is kept for the resident."""

    redemption_id: str
    number: str
    name: str
    place: str
    price: int
    balance: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """Why nothing was redeemed, in both languages."""

    ja: str
    en: str


class Spending(Stage):
    """The steps about spending. ``kept``: what waits to be fetched, or to be given back at the end."""

    kept: Kept | None = None

    async def redeem(self) -> None:
        """The resident has a reward kept, where there is one that the balance reaches for."""
        self.client.next_step()
        outcome = await redeem_something(self.client, self.players.resident)
        if not isinstance(outcome, Kept):
            await self.done(outcome.ja, outcome.en)
            return
        self.kept = outcome
        self.outcome.redemption_id = outcome.redemption_id
        await self.done(
            f"{outcome.price}ポイントを「{outcome.name}」と引き換えました"
            f"（引換番号 {outcome.number}、残高 {outcome.balance}）",
            "Redeemed points for a reward",
            "points-redeemed.v1",
            "message-sent.v1",
        )

    async def fetch(self) -> None:
        """The resident shows the number at the counter; with a cast that plays again, it is given back at the end."""
        kept, counter = self.kept, self.players.counter
        if kept is None or counter is None:
            return
        self.client.next_step()
        path = f"/points/redemptions/{kept.redemption_id}/hand-over"
        await self.client.command("POST", path, counter, {"number": kept.number})
        self.kept = None
        await self.done(
            f"{kept.place}で番号を見せて受け取りました",
            "Showed the number at the counter and received it",
            "reward-handed-over.v1",
            "message-sent.v1",
        )

    async def see_statement(self) -> None:
        """The month in figures: what was there, what came and went, what is there."""
        self.client.next_step()
        found = await statement_of_now(self.client, self.players.resident)
        if found is None:
            await self.done("ポイントの明細がないので、省きました", "There is no statement here: left out")
            return
        month, told = found
        totals = told["totals"]
        await self.done(
            f"{month[:4]}年{int(month[5:])}月のポイントの明細: 初め {told['opening_balance']}、"
            f"付与 {totals['earned']:+}、利用 {totals['redeemed']:+}、今 {told['closing_balance']}",
            "Read the month's statement of points",
        )


async def redeem_something(client: Client, resident: Actor) -> Kept | Skipped:
    """Redeem what there is most of and the balance reaches for. Raises ``Refused``, ``StepFailed``."""
    account = await client.get("/points/accounts/me", resident)
    wanted = affordable(await _rewards(client), int(account["balance"]))
    if wanted is None:
        return Skipped(
            f"残高{account['balance']}ポイントで交換できる特典がないので、引換えは省きました",
            f"Nothing can be had for {account['balance']} points here: redeeming is left out",
        )
    try:
        made = await client.command("POST", "/points/redemptions", resident, {"reward_id": wanted["reward_id"]})
    except Refused as refused:
        if refused.code not in NOT_TODAY:
            raise
        why = refused.problem.get("detail") or refused.code
        return Skipped(f"引換えは省きました: {why}", f"Redeeming is left out ({refused.code})")
    return Kept(
        redemption_id=str(made["redemption_id"]),
        number=str(made["number"]),
        name=str(made["name"]["ja"]),
        place=str(made["place"]),
        price=int(made["price"]),
        balance=int(made["balance"]),
    )


async def _rewards(client: Client) -> Sequence[dict[str, Any]]:
    """What the instance offers; nothing where it knows no rewards."""
    try:
        page = await client.get("/points/rewards", limit=LISTED)
    except Refused as refused:
        if refused.status != 404:
            raise
        return ()
    items: Sequence[dict[str, Any]] = page["items"]
    return items


def affordable(rewards: Sequence[dict[str, Any]], balance: int) -> dict[str, Any] | None:
    """The reward of which most is left: a play takes nothing that is scarce."""
    found = [each for each in rewards if each["status"] == "open" and each["left"] > 0 and each["price"] <= balance]
    return max(found, key=lambda each: (int(each["left"]), str(each["reward_id"])), default=None)


async def statement_of_now(client: Client, resident: Actor) -> tuple[str, dict[str, Any]] | None:
    """The resident's statement of the month, checked; ``None`` where there are none. Raises ``StepFailed``."""
    account = await client.get("/points/accounts/me", resident, limit=1)
    month = str(account["history"]["items"][0]["at"])[:7]
    try:
        told = await client.get("/points/accounts/me/statement", resident, month=month, limit=LISTED)
    except Refused as refused:
        if refused.status != 404:
            raise
        return None
    opening, closing = int(told["opening_balance"]), int(told["closing_balance"])
    moved = [sum(told["totals"].values())]
    if told["lines"]["next"] is None:
        moved.append(sum(line["amount"] for line in told["lines"]["items"]))
    if any(opening + each != closing for each in moved):
        raise StepFailed("明細の合計が合いません。 / The statement does not add up.")
    return month, told
