"""Keeps what could not be served: lost demand cannot be measured later.

The record waits for its commit a moment of the caller's time at most; it is written whether anyone waits or not.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

from services.booking.demand_together import TogetherRecorded
from services.booking.domain.demand import Demand
from services.booking.domain.events import AskedAs, DemandRecorded
from services.booking.domain.terms import DecidedBy
from services.booking.domain.wish import Wish
from services.booking.refusals import RuleRefused
from services.booking.rows import DemandRow
from shared.clock import tokyo_date
from shared.errors import Refusal
from shared.journal import Cause, Journal, Page

DAYS_KEPT = timedelta(days=730)
"""Wishes for days further away are mistakes or mischief, and would each open a stream."""
RESTS_ON_MORE = frozenset({"passings", "holds", "hold_limits", "cancellations"})
"""Sections whose rules look at what is not kept with a wish: a habit, what is held, the booking it changes."""


class LostDemand:
    """Refused requests, by facility and day."""

    def __init__(self, journal: Journal, key: bytes) -> None:
        self.journal = journal
        self._key = key
        self._together = TogetherRecorded(journal)

    async def record(
        self, wish: Wish, refusal: Refusal, by: DecidedBy, now: datetime, cause: Cause, *,
        asked_as: AskedAs = "booking", alone: bool = True,
    ) -> None:  # fmt: skip
        """Keep a refused wish. Never fails: the refusal is the answer, whatever becomes of its record.

        ``alone``: what refused it can be asked again without anything that was asked beside it.
        """
        if abs(wish.starts_at - now) > DAYS_KEPT:
            return
        recorded = DemandRecorded(
            facility_id=wish.facility_id,
            room_id=wish.room_ids[0],
            room_ids=wish.room_ids if len(wish.room_ids) > 1 else (),
            starts_at=wish.starts_at,
            ends_at=wish.ends_at,
            people=wish.people,
            purpose=wish.purpose,
            for_group=wish.group_id is not None,
            reason=refusal.code,
            rule_id=refusal.rule_id if isinstance(refusal, RuleRefused) else "",
            rule_ids=refusal.rule_ids if isinstance(refusal, RuleRefused) and len(refusal.rule_ids) > 1 else (),
            channel=wish.channel,
            at=now,
            by=by.short,
            wisher=self._wisher(wish.party),
            asked_as=asked_as,
            equipment=dict(wish.equipment),
            beside=not alone or _rests_on_more(refusal),
        )
        stream = Demand.stream(wish.facility_id, wish.day.isoformat())
        await self._together.record(stream, cause, recorded)

    async def written(self) -> None:
        """Return when all that was refused so far is on record, or given up."""
        await self._together.written()

    def start(self) -> None:
        """Nothing is begun: wishes come with requests."""

    def let_go(self) -> None:
        """No answer waits for it longer than a moment."""

    async def stop(self) -> None:
        """Finish what is in hand: a wish whose caller went on without it is written too."""
        await self.written()

    async def on_record(
        self, facility_id: str, room_id: str, starts_at: datetime, ends_at: datetime, party: str
    ) -> tuple[datetime, DemandRecorded] | None:
        """When and how a party's request for just that was refused, the newest time; nothing when it never was."""
        stream, wisher = Demand.stream(facility_id, tokyo_date(starts_at).isoformat()), self._wisher(party)
        for commit in reversed(await self.journal.store.of_stream(stream.name)):
            if not any(record.type == DemandRecorded.type for record in commit.records):
                continue  # also what lies in the archive
            for event in reversed(commit.events):
                if (
                    isinstance(event, DemandRecorded)
                    and (event.wisher, event.room_id) == (wisher, room_id)
                    and (event.starts_at, event.ends_at) == (starts_at, ends_at)
                ):
                    return commit.at, event
        return None

    def _wisher(self, party: str) -> str:
        return hmac.digest(self._key, party.encode(), hashlib.sha256).hex()[:16]

    async def page(self, facility_id: str | None, *, cursor: str | None, limit: int) -> Page[DemandRow]:
        """Days with refused requests."""
        where = {"facility_id": facility_id} if facility_id is not None else {}
        return await self.journal.page(DemandRow, where=where, cursor=cursor, limit=limit)


def _rests_on_more(refusal: Refusal) -> bool:
    """Whether a rule refused for what a request does not say by itself."""
    return isinstance(refusal, RuleRefused) and refusal.data["section"] in RESTS_ON_MORE
