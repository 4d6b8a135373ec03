"""Why not, and what would have to be different: the whole answer to a booking that is not made. Changes nothing."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.booking.attempts import Attempts, asking_for
from services.booking.domain.grid import day_text, instant, midnight, quarter_of
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.money.fee_terms import pay_by_at
from services.booking.domain.wish import Wish
from services.booking.houses.directory import Directory
from services.booking.judging import BookingRequest, Judging, day_of
from services.booking.refusals import NotBookableYet
from services.booking.rows import BookingRow
from services.booking.rulebook.asking import Facts, Party, Request, Use
from services.booking.rulebook.book import Book
from services.booking.rulebook.changes import Change
from services.booking.rulebook.conditions import Condition, conditions, of_changes
from services.booking.rulebook.engine import Decision, decide
from services.booking.rulebook.explain import Explanation, enough, explain
from services.booking.rulebook.moments import period_of
from services.booking.rulebook.places import Unanswerable
from services.booking.rulebook.together import Together
from services.booking.rulebook.ways import DAYS_MAX
from shared.clock import tokyo_date
from shared.errors import Refusal
from shared.journal import Journal
from shared.web import Caller

AT_ONCE = 2
"""Explanations that are worked out at the same time; looking for what would have to differ takes some hundredths of a
second each, beside everything else that the process does."""
HISTORY_MAX = 1_000
"""Bookings of one party that are looked at."""
GONE = frozenset({"cancelled", "lapsed", "refused"})


@dataclass(frozen=True, slots=True)
class Explained:
    """A decision in full: what is due if it is allowed, and everything that stands against it."""

    wish: Wish
    decision: Decision
    refusals: tuple[Explanation, ...]
    together: Together | None
    """Changes that together are enough, where none of those is alone."""
    conditions: tuple[Condition, ...]
    obstacle: Refusal | None
    """What is in its way beside the rules: another booking, or a closure."""

    @property
    def allowed(self) -> bool:
        """Whether the booking would be made now."""
        return self.decision.allowed and self.obstacle is None

    @property
    def pay_by(self) -> datetime | None:
        """Until when its fee would be paid, as the bill will say."""
        if not self.decision.fee:
            return None
        return pay_by_at(self.decision.asked.now, self.decision.deadlines.pay_by, self.wish.starts_at)


class Explaining:
    """Explains bookings before they are asked for."""

    def __init__(self, journal: Journal, directory: Directory, judging: Judging, attempts: Attempts) -> None:
        self.journal = journal
        self._directory = directory
        self._judging = judging
        self._attempts = attempts
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def explain(self, request: BookingRequest, *, by: Caller) -> Explained:
        """What would be answered to the request now, and why.

        Raises the refusals of ``place_on_grid``, ``NotFound``, ``NotBookableYet``, ``Forbidden``, ``NotYet``,
        ``TooManyAttempts``.
        """
        wish, facility = await self._judging.wish(request, by=by)
        now = self.journal.now()
        asking = asking_for(wish.group_id, by)
        self._attempts.check(asking, now)
        if not facility.bookable:
            raise NotBookableYet(facility_id=facility.facility_id)
        facts = await self._judging.facts(wish, facility, now, by=by)
        self._attempts.note(asking, now)  # each, whatever it says: nothing that can be asked costs more
        history = tuple([use async for use in self._history(wish)])
        known = facts.model_copy(update={"history": history, "holds": await self._judging.holds_of(wish, now)})
        asked = facility.rules.question(wish).request()
        async with self._turn:
            try:
                decision, refusals, both = await asyncio.to_thread(_explained, self._directory.town, asked, known, now)
            except Unanswerable as silent:
                raise NotBookableYet(facility_id=facility.facility_id) from silent
        told = (*conditions(decision), *of_changes(decision)) if decision.allowed else ()
        return Explained(wish, decision, refusals, both, told, await self._in_the_way(wish, facility, now))

    async def _in_the_way(self, wish: Wish, facility: FacilityInfo, now: datetime) -> Refusal | None:
        (found,) = await self.journal.ask(day_of(wish), lambda day: (day.taken_refusal(wish, facility, now),))
        return found

    async def _history(self, wish: Wish) -> AsyncIterator[Use]:
        """What the party has already, as far as a cap of the file may count it on any day that is looked at."""
        party = "group" if wish.group_id else "person"
        firsts = [period_of(cap.per, wish.day)[0] for cap in self._directory.book.file.caps if cap.party == party]
        if not firsts:
            return
        column, id = ("of_group", wish.group_id) if wish.group_id else ("of_person", wish.person_id)
        since = day_text(midnight(min(*firsts, wish.day - timedelta(days=DAYS_MAX))))
        until = day_text(midnight(wish.day + timedelta(days=DAYS_MAX + 1)))
        cursor, seen = None, 0
        while seen < HISTORY_MAX:
            page = await self.journal.page(
                BookingRow, order_by=column, since=f"{id}/{since}", until=f"{id}/{until}", cursor=cursor, limit=200
            )
            seen += len(page.items)
            for row in page.items:
                if row.status not in GONE and (row.group_id or None) == wish.group_id and (use := self._use(row)):
                    yield use
            if (cursor := page.next) is None:
                return

    def _use(self, row: BookingRow) -> Use | None:
        """A booking as caps count it; nothing for one in a room that is there no more."""
        house, day = self._directory.house(row.facility_id), tokyo_date(row.starts_at)
        if house is None or row.room_ids[0] not in house.keys:
            return None
        start, end = quarter_of(day, row.starts_at), quarter_of(day, row.ends_at)
        by: Party = "group" if row.group_id else "person"
        return Use.model_construct(
            room=house.keys[row.room_ids[0]], day=day, start=start, end=end, channel="direct", by=by
        )

    def instead(self, changes: Sequence[Change], wish: Wish) -> dict[str, Any] | None:
        """The request that changes come to, where it is one that can be sent."""
        if not changes or not SENT.issuperset(change.kind for change in changes):
            return None
        asked = changes[-1].request
        found = self._directory.town.places.facility_of(asked.rooms[0])
        house = self._directory.house(found.id) if found else None
        if found is None or house is None:
            return None
        called = {key: room_id for room_id, key in house.keys.items()}
        rooms = [called[key] for key in asked.rooms]
        more = {
            "hold": asked.hold, "equipment": asked.equipment, "marks": sorted(asked.marks), "adult": asked.adult,
        }  # fmt: skip
        return {
            "facility_id": found.id,
            **({"room_id": rooms[0]} if len(rooms) == 1 else {"room_ids": rooms}),
            "starts_at": day_text(instant(asked.day, asked.start)),
            "ends_at": day_text(instant(asked.day, asked.end)),
            "group_id": wish.group_id,
            "people": asked.people,
            "purpose": asked.purpose,
            **{name: value for name, value in more.items() if value},
        }


SENT = frozenset({"time", "day", "room", "people", "equipment", "direct", "adult"})
"""Changes of the request itself; the others are about who asks, or when."""


def _explained(
    town: Book, request: Request, facts: Facts, now: datetime
) -> tuple[Decision, tuple[Explanation, ...], Together | None]:
    decision = decide(town, request, facts, now)
    refusals = tuple(explain(town, request, facts, now))
    return decision, refusals, enough(town, decision, refusals)
