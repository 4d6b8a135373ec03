"""The use cases of displaced bookings: find other places for them, and what their holders answer."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.booking.attempts import asking_for
from services.booking.bookings import Bookings, Done
from services.booking.decided import decided_by
from services.booking.directory import Directory
from services.booking.domain.displacement import OFFERS_MAX, Displacement
from services.booking.domain.events import BookingRefused
from services.booking.domain.facility_info import FacilityInfo
from services.booking.domain.terms import DecidedBy
from services.booking.domain.wanted import Wanted
from services.booking.domain.way_events import DisplacementOpened
from services.booking.domain.wish import Wish
from services.booking.forgotten import Forgotten
from services.booking.groups import Groups
from services.booking.judging import Judging
from services.booking.permissions import own_of, require, standings
from services.booking.rows import DayRow
from services.booking.ways_refusals import PlaceOver
from services.booking.ways_rows import DisplacementRow
from services.booking.wishes import Behalf, ForWhom, make_wish
from shared.contracts.booking import BookingConfirmed
from shared.errors import Refusal
from shared.events import Event
from shared.journal import Cause, Commit
from shared.web import Caller, NotFound

STANDS = timedelta(days=3)
"""How long places are kept."""
STANDS_MIN = timedelta(hours=2)
"""What would be kept for a shorter time, because its use begins, is not offered."""
OTHER_DAYS_MAX = 14
LOOKED_AT_MAX = 200
"""Places that are looked at for one booking."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may be as good."""

    facility: FacilityInfo
    room_ids: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime


class Displacements:
    """Bookings that the house took away."""

    def __init__(
        self, bookings: Bookings, directory: Directory, judging: Judging, groups: Groups, forgotten: Forgotten
    ) -> None:
        self.journal = bookings.journal
        self._attempts = bookings.refused.attempts
        self._forgotten = forgotten
        self._directory = directory
        self._judging = judging
        self._groups = groups

    async def get(self, booking_id: str, *, by: Caller) -> DisplacementRow:
        """What is offered for a booking that was taken away. Raises ``NotFound``, ``Forbidden``."""
        row = await self.journal.get(DisplacementRow, booking_id)
        if row is None:
            raise NotFound(what="displacement", booking_id=booking_id)
        require("answer-offer", standings(by, holder=own_of(row), officers=await self._groups.officers(row.group_id)))
        return row

    async def accept(self, booking_id: str, place_id: str, *, by: Caller, cause: Cause) -> Done:
        """Take one of the places; the others are given up. Raises ``PlaceOver``."""
        row = await self.get(booking_id, by=by)
        now = self.journal.now()

        def decide(state: Displacement) -> list[Event]:
            self._forgotten.check(by.person_id)
            return state.accept(place_id, now)

        with self._attempts.counted(asking_for(row.group_id, by), now) as slowing:
            commit = await self.journal.transact(Displacement.stream(booking_id), cause, slowing(decide))
            chain = await self.journal.settle(commit)
            for event in (event for commit in chain.commits for event in commit.events):
                if isinstance(event, BookingConfirmed) and event.booking_id == place_id:
                    return Done(chain, event)
                if isinstance(event, BookingRefused) and event.booking_id == place_id:
                    break
            raise PlaceOver(booking_id=place_id, displacement="over")

    async def give_up(self, booking_id: str, *, by: Caller, cause: Cause) -> Commit:
        """Take none of the places. Raises ``PlaceOver``."""
        row = await self.get(booking_id, by=by)

        def decide(state: Displacement) -> list[Event]:
            return state.give_up()

        with self._attempts.counted(asking_for(row.group_id, by), self.journal.now()) as slowing:
            commit = await self.journal.transact(Displacement.stream(booking_id), cause, slowing(decide))
        await self.journal.settle(commit)
        return commit

    async def fall_due(self, row: DisplacementRow, cause: Cause) -> None:
        """Look for places, or give those up that nobody took in time."""
        now, stream = self.journal.now(), Displacement.stream(row.id)
        if row.stage != "searching":
            await self.journal.transact(stream, cause, lambda state: state.fall_due(now))
            return
        opened = await self.journal.ask(stream, lambda state: state.opened)
        if opened is None:
            return
        by = await decided_by(self.journal, opened.facility_id, opened.starts_at, opened.booking_id)
        places = [place async for place in self._places(opened, by, now, cause)]
        until = min([now.replace(microsecond=0) + STANDS, *(place.starts_at for place in places)])
        held = [place.model_copy(update={"hold_until": until}) for place in places]
        await self.journal.transact(stream, cause, lambda state: state.choose(held, until))

    async def _places(
        self, opened: DisplacementOpened, by: DecidedBy, now: datetime, cause: Cause
    ) -> AsyncIterator[Wanted]:
        """Free places at no higher fee. Advisory: their days decide."""
        found = looked_at = 0
        house = await self._directory.facility(opened.facility_id)
        for candidate in self._candidates(opened, house):
            looked_at += 1
            if found == OFFERS_MAX or looked_at > LOOKED_AT_MAX:
                return
            same_time = candidate.starts_at == opened.starts_at
            if candidate.starts_at < now + (STANDS_MIN if same_time else STANDS):
                continue
            place = await self._place(opened, by, candidate, cause.new_id(f"place-{found}"), now)
            if place is not None:
                found += 1
                yield place

    async def _place(
        self, opened: DisplacementOpened, by: DecidedBy, candidate: Candidate, id: str, now: datetime
    ) -> Wanted | None:
        """The place with its terms, if it is free and the rules allow it. No cap refuses what the house has caused."""
        facility = candidate.facility
        holder = Caller(opened.person_id, frozenset({"resident"}))
        whom = ForWhom(
            group_id=opened.group_id, people=opened.people, purpose=opened.purpose, equipment=opened.equipment,
            marks=by.marks, adult=by.adult,
        )  # fmt: skip
        behalf = Behalf(opened.person_id, opened.channel, by_staff=True)
        try:
            wish = make_wish(
                facility, candidate.room_ids, candidate.starts_at, candidate.ends_at, whom, behalf,
                series_id=opened.series_id, moved_from=opened.booking_id,
            )  # fmt: skip
        except Refusal:
            return None
        if not await self._is_free(wish, facility):
            return None
        judged = await self._judging.judge(wish, facility, now, by=holder, entered=True)
        if judged.terms is None or await self._judging.passing(wish, facility, judged, now):
            return None
        fee = min(judged.terms.fee, opened.fee)
        terms = judged.terms.model_copy(update={"fee": fee, "day_caps": (), "period_caps": (), "lapses": False})
        place = Wanted.of(id, wish, facility, terms, way="offer", hold_until=wish.starts_at)
        return place.model_copy(update={"conditions": opened.conditions})

    async def _is_free(self, wish: Wish, facility: FacilityInfo) -> bool:
        row = await self.journal.get(DayRow, f"{facility.facility_id}/{wish.day}")
        return row is None or not row.unfree(facility.rules.touched(wish.room_ids)) & wish.mask

    def _candidates(self, opened: DisplacementOpened, house: FacilityInfo) -> Iterator[Candidate]:
        """The same time in another room of the house, then in houses of its kind; then its own rooms on other days."""
        others = [other for other in self._directory.of_kind(house.kind) if other.facility_id != house.facility_id]
        for facility in (house, *others):
            fitting = [
                (room.capacity, room.room_id)
                for room in facility.rooms.values()
                if room.room_id not in opened.room_ids and facility.rules.capacity(room.room_id) >= opened.people
            ]
            for _, room_id in sorted(fitting)[:OFFERS_MAX]:
                yield Candidate(facility, (room_id,), opened.starts_at, opened.ends_at)
        for days in range(1, OTHER_DAYS_MAX + 1):
            for moved in (timedelta(days=days), timedelta(days=-days)):
                yield Candidate(house, opened.room_ids, opened.starts_at + moved, opened.ends_at + moved)
