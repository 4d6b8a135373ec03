"""What comes back of a fee when a booking is cancelled, changed or moved: one rule for all three. Pure.

**What a change gives back, it gives back as a cancellation of that moment would.** Of the yen that the fee falls by,
the rules' table gives back its share, by the days before the use that the booking has now; of the yen that stand, what
the table would not have given back comes back no more (``kept``), wherever the booking moves. So nobody gets more by
moving a booking far away first, or by making it smaller step by step, than by cancelling it. A change for which the
house answers costs nothing.
"""

from datetime import datetime

from services.booking.domain.houses.rules import HouseRules
from services.booking.domain.ways.held import GivenBack, Held
from services.booking.rulebook.asking import Reason


def refund_of_cancelling(
    held: Held, rules: HouseRules, now: datetime, *, by_house: bool = False, reason: Reason | None = None
) -> int | None:
    """The yen of the fee that come back when a booking is cancelled; ``None``: no rule speaks of it, so all.

    ``reason``: what the rules may make an exception for. What came back no more after a change stays so then.
    """
    refund = rules.refund(held.confirmed, now, "operator" if by_house else reason)
    if by_house or not held.kept:
        return refund
    left = max(0, held.confirmed.fee - held.kept)
    return left if refund is None else min(refund, left)


def by_change(
    held: Held, rules: HouseRules, fee: int, now: datetime, *, by_house: bool = False, whole: bool = False
) -> tuple[GivenBack, int]:
    """What a change to another ``fee`` gives back, and how many yen of the new fee come back no more after it.

    ``rules`` are those of the place that the booking has now; ``whole``: it keeps nothing of what it has.
    """
    was = held.confirmed.fee
    stands = min(was, fee)
    fell = was - stands
    if by_house:
        return GivenBack(at=now, fell=fell, by_house=True, whole=whole), min(held.kept, stands)
    total = refund_of_cancelling(held, rules, now)
    if total is None:
        return GivenBack(at=now, fell=fell, whole=whole), 0
    back = min(_of_part(held, rules, fell, now), total)
    rest = min(_of_part(held, rules, stands, now), total - back)
    kept = max(stands - rest, min(held.kept, stands))  # also where nobody paid for the yen that fall
    return GivenBack(at=now, fell=fell, refund=back if fell else None, whole=whole), kept


def _of_part(held: Held, rules: HouseRules, yen: int, now: datetime) -> int:
    """What the table gives back of a part of the fee."""
    refund = rules.refund(held.confirmed.model_copy(update={"fee": yen}), now)
    return yen if refund is None else refund
