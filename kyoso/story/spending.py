"""What the resident of the story does with the points: has a reward kept, fetches it, and looks at the month.

Another instance may have no reward that one attendance pays for, or none at all: then the play says so and goes on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kyoso.story.client import Actor, Client, Refused, StepFailed

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


async def redeem_something(client: Client, resident: Actor) -> Kept | Skipped:
    """Redeem what there is most of and the balance reaches for. Raises ``Refused``, ``StepFailed``."""
    account = await client.get("/points/accounts/me", resident)
    wanted = _affordable(await _rewards(client), int(account["balance"]))
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


def _affordable(rewards: Sequence[dict[str, Any]], balance: int) -> dict[str, Any] | None:
    """The reward of which most is left: a play takes nothing that is scarce."""
    found = [each for each in rewards if each["status"] == "open" and each["left"] > 0 and each["price"] <= balance]
    return max(found, key=lambda each: (int(each["left"]), str(each["reward_id"])), default=None)


async def statement_of_now(client: Client, resident: Actor) -> tuple[str, dict[str, Any]] | None:
    """This month's statement of the resident, checked; ``None`` where the instance has none. Raises ``StepFailed``."""
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
