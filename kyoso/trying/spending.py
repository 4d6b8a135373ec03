"""What points are good for: a reward is kept and handed over at a counter, or points are given to somebody."""

from datetime import datetime, timedelta
from typing import Any

from kyoso.story.spending import LISTED, affordable
from kyoso.trying.play import Play
from kyoso.trying.refusing import Unfilled
from kyoso.trying.visit import Form, Visit

REWARDS_SHOWN = 8
GIFT = 10
"""As many points as a thank-you suggests; whoever has fewer is suggested all of them."""
GIFT_DIGITS_MAX = 6


async def show_rewards(visit: Visit) -> dict[str, Any]:
    """What there is to have, the cheapest first; what the balance does not reach for is shown too, to be tried."""
    balance = await _balance(visit)
    page = await visit.get("/points/rewards", limit=LISTED)
    found = [each for each in page["items"] if each["status"] == "open" and each["left"] > 0]
    offered = sorted(found, key=lambda each: (each["price"], each["reward_id"]))[:REWARDS_SHOWN]
    return {
        "balance": balance,
        "rewards": offered,
        "wanted": affordable(offered, balance),
        "too_dear": next((each for each in reversed(offered) if each["price"] > balance), None),
    }


async def redeem(visit: Visit, form: Form) -> Play:
    """One is kept for the resident. Who hands it over is looked up before: somebody will have to."""
    reward = form.one("reward")
    if not reward:
        raise Unfilled("choose_reward")
    staff = await visit.client.get("/identity/people", role="staff", limit=1)
    if not staff["items"]:
        raise Unfilled("nobody_at_counter")
    made = await visit.command("POST", "/points/redemptions", "resident", form, {"reward_id": reward})
    return visit.play.but(redemption=made["redemption_id"], staff=staff["items"][0]["person_id"])


async def show_redemption(visit: Visit) -> dict[str, Any]:
    """What the resident shows at the counter, and the last moment at which it is kept."""
    kept = await visit.soon(f"/points/redemptions/{visit.play.redemption}", "resident")
    return {"kept": kept, "until": datetime.fromisoformat(kept["due_at"]) - timedelta(seconds=1)}


async def hand_over(visit: Visit, form: Form) -> Play:
    """Staff enter the number that they are shown: the reward changes hands, and the points are spent for good."""
    number = form.one("number")
    if not number:
        raise Unfilled("give_number")
    path = f"/points/redemptions/{visit.play.redemption}/hand-over"
    await visit.command("POST", path, "staff", form, {"number": number})
    return visit.play


async def show_gift(visit: Visit) -> dict[str, Any]:
    """How much there is to give, and what would be a thank-you."""
    balance = await _balance(visit)
    return {"balance": balance, "amount": min(balance, GIFT)}


async def give(visit: Visit, form: Form) -> Play:
    """Some points to the officer who opened the room and led the afternoon."""
    amount = form.one("amount")
    if not (amount.isascii() and amount.isdigit() and len(amount) <= GIFT_DIGITS_MAX and int(amount)):
        raise Unfilled("count_points")
    body = {"to": visit.play.officer, "amount": int(amount)}
    await visit.command("POST", "/points/gifts", "resident", form, body)
    return visit.play


async def _balance(visit: Visit) -> int:
    account = await visit.get("/points/accounts/me", "resident", limit=1)
    return int(account["balance"])
