"""What every way to a room does when it is refused: the attempt counts, all caps are named, the lost demand is kept."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.booking.attempts import Attempts
from services.booking.demand import LostDemand
from services.booking.domain.events import AskedAs
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.wish import Wish
from services.booking.judging import Judged, Judging
from services.booking.refusals import RoomTaken, RuleRefused
from services.booking.ways.refusals import EquipmentTaken, RoomClosed
from shared.errors import Refusal
from shared.journal import Cause

LOST = (RoomTaken, RoomClosed, EquipmentTaken, RuleRefused)
"""Refusals that say that a wish for a room could not be served; others say that it was no wish."""


@dataclass(frozen=True, slots=True)
class LostWish:
    """A wish that was refused, and what was known of it. ``alone``: asked again by itself it would be refused alike."""

    wish: Wish
    facility: FacilityInfo
    judged: Judged
    refusal: Refusal
    alone: bool = True


class RefusedWishes:
    """Counts and keeps what is refused, for bookings, series and changes alike."""

    def __init__(self, attempts: Attempts, judging: Judging, demand: LostDemand) -> None:
        self.attempts = attempts
        self._judging = judging
        self._demand = demand

    async def whole(self, lost: LostWish, now: datetime, cause: Cause, asked_as: AskedAs = "booking") -> Refusal:
        """Keep one refused wish; gives its refusal with every cap that it would go above."""
        wish, facility, judged = lost.wish, lost.facility, lost.judged
        whole = await self._judging.whole(lost.refusal, wish, facility, judged, now)
        by = judged.decided_by(wish, facility, now)
        await self._demand.record(wish, whole, by, now, cause, asked_as=asked_as, alone=lost.alone)
        return whole

    async def keep(self, found: Sequence[LostWish], now: datetime, cause: Cause, asked_as: AskedAs) -> None:
        """Keep several wishes of one request, at once."""
        kept = [each for each in found if isinstance(each.refusal, LOST)]
        await asyncio.gather(*(self.whole(each, now, cause.beside(str(n)), asked_as) for n, each in enumerate(kept)))
