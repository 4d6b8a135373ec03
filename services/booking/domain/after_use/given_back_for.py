"""Why a booking was given back, shown afterwards: it counts as if it had been shown at the time. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from services.booking.after_use.refusals import NoReasonToShow, ReasonShownBefore
from services.booking.domain.after_use.events import ReasonShown, ShownReason
from services.booking.domain.day_facts import plain
from services.booking.domain.events import BookingDecided
from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.houses.rules import HouseRules
from services.booking.domain.money.fee_terms import refund_of
from services.booking.domain.money.giving_back import refund_of_cancelling
from services.booking.domain.money.reasons import rules_reason
from services.booking.domain.ways.held import Held
from shared.contracts.booking import BookingCancelled
from shared.journal import Commit

BY_HOLDER = frozenset({None, "holder", "staff"})
"""Reasons with which a holder's booking ends, on the web or at the counter; others say more already."""


@dataclass(frozen=True, slots=True)
class GivenBackOnce:
    """How a booking ended, in which commit, and how many yen of its fee came back no more by then."""

    ended: BookingCancelled
    commit: Commit
    kept: int

    @classmethod
    def of(cls, commits: Iterable[Commit], booking_id: str) -> "GivenBackOnce":
        """What a day's journal has of it. Raises ``NoReasonToShow`` where its holder did not give it back."""
        kept = 0
        for commit in commits:
            for event in commit.events:
                if isinstance(event, BookingDecided) and event.booking_id == booking_id:
                    kept = event.kept
                if isinstance(event, BookingCancelled) and event.booking_id == booking_id:
                    return cls(event, commit, kept)
        raise NoReasonToShow(booking_id=booking_id)


def show(day: FacilityDay, once: GivenBackOnce, reason: ShownReason, rules: HouseRules) -> list[ReasonShown]:
    """Record the reason, once, with what would have come back for it: never less than did.

    Raises ``ReasonShownBefore``, ``NoReasonToShow``.
    """
    ended, at = once.ended, once.commit.at
    if known := day.shown.get(ended.booking_id) or (ended.reason if ended.reason in get_args(ShownReason) else None):
        raise ReasonShownBefore(booking_id=ended.booking_id, reason=known)
    if ended.reason not in BY_HOLDER:
        raise NoReasonToShow(booking_id=ended.booking_id)
    held = Held(confirmed=plain(ended), start=0, end=0, kept=once.kept)
    was = refund_of(ended)
    shown = ended.model_copy(
        update={"reason": reason, "refund": refund_of_cancelling(held, rules, at, reason=rules_reason(reason))}
    )
    if refund_of(shown) < was:
        shown = shown.model_copy(update={"refund": ended.refund})
    return [ReasonShown(ended=shown, given_back_at=at, was_refund=was)]
