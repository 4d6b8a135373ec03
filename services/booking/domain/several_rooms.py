"""The terms of a wish for several rooms: joined, where the rules know them so; else each room by its own rules.

Two rooms that are no hall together are two entries of the price table, not a sum that nobody wrote down: each has to
be allowed, and each is charged what the table says for it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.booking.domain.house_rules import HouseRules
from services.booking.domain.terms import Party, Terms
from services.booking.domain.wish import Wish
from services.booking.refusals import RuleRefused

PRICES = "prices"


def terms_of(rules: HouseRules, wish: Wish, party: Party, now: datetime) -> Terms:
    """What holds for a wish that the rules allow. Raises what ``HouseRules.terms`` raises."""
    try:
        return rules.terms(wish, party, now)
    except RuleRefused as refusal:
        if len(wish.room_ids) == 1 or any(said["section"] != PRICES for said in refusal.data["refusals"]):
            raise
    each = [rules.terms(_alone(rules, wish, number), party, now) for number in range(len(wish.room_ids))]
    day_caps, period_caps = rules.caps(wish, party.facts, now)
    return each[0].model_copy(update={**_strictest(each), "day_caps": day_caps, "period_caps": period_caps})


def _strictest(each: Sequence[Terms]) -> dict[str, Any]:
    """What holds for rooms together that are asked for together: the sum of the fees, else the strictest of each."""
    earliest: dict[str, datetime | None] = {
        name: min((at for terms in each if (at := getattr(terms, name)) is not None), default=None)
        for name in ("pay_by", "hold_until", "cancel_until", "start_by")
    }
    return {
        **earliest,
        "fee": sum(terms.fee for terms in each),
        "lapses": any(terms.lapses for terms in each),
        "start_from": max((terms.start_from for terms in each if terms.start_from is not None), default=None),
        "approval": next((terms.approval for terms in each if terms.approval), ""),
    }


def _alone(rules: HouseRules, wish: Wish, number: int) -> Wish:
    """One of the rooms as if it were wished alone; the people divide, and what is lent goes with the first."""
    room_id = wish.room_ids[number]
    return replace(
        wish,
        room_ids=(room_id,),
        people=min(wish.people, rules.capacity(room_id)),
        equipment=wish.equipment if number == 0 else (),
    )
