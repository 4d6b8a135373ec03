"""Looks for places that may be as good as one that the house took away. Advisory: their days decide."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice

from services.booking.decided import decided_by
from services.booking.domain.grid import span
from services.booking.domain.houses.facility import Facility
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.terms import DecidedBy
from services.booking.domain.wanted import Wanted
from services.booking.domain.ways import instead
from services.booking.domain.ways.displacement import OFFERS_MAX, STANDS_MIN, Search
from services.booking.domain.ways.instead import Candidate
from services.booking.domain.wish import place_on_grid
from services.booking.houses.directory import Directory
from services.booking.judging import Judging
from services.booking.rows import DayRow
from services.booking.wishes import Behalf, ForWhom, make_wish
from shared.contracts.booking_ways import FacilityClosureAnnounced
from shared.errors import Refusal
from shared.journal import Cause, Journal
from shared.web import Caller

STANDS = timedelta(days=3)
"""How long places are kept."""
LOOKED_AT_MAX = 200
"""Places at the same time that are looked at for one booking."""


@dataclass(slots=True)
class _Round:
    """One search: for what, by which facts, and what it has found."""

    search: Search
    by: DecidedBy
    now: datetime
    cause: Cause
    found: list[Wanted] = field(default_factory=list)
    houses: Counter[str] = field(default_factory=Counter)
    """Places at the same time that are kept or found, by facility."""
    closures: dict[str, tuple[FacilityClosureAnnounced, ...]] = field(default_factory=dict)
    days: dict[str, DayRow | None] = field(default_factory=dict)
    """What was read, by facility and by facility-day."""

    def in_time(self, candidate: Candidate) -> bool:
        """Whether it could be kept for as long as it has to be."""
        same_time = candidate.starts_at == self.search.opened.starts_at
        stands = candidate.starts_at >= self.now + (STANDS_MIN if same_time else STANDS)
        return stands and (self.search.until is None or candidate.starts_at >= self.search.until)


class OtherPlaces:
    """Free places at no higher fee that the rules allow for the same use. No cap refuses what the house has caused."""

    def __init__(self, journal: Journal, directory: Directory, judging: Judging) -> None:
        self.journal = journal
        self._directory = directory
        self._judging = judging

    async def find(self, search: Search, now: datetime, cause: Cause) -> list[Wanted]:
        """As many as are missing: one of them the own rooms on another day, the others at the same time."""
        opened = search.opened
        house = await self._directory.facility(opened.facility_id)
        by = await decided_by(self.journal, opened.facility_id, opened.starts_at, opened.booking_id)
        here = Counter(place.facility_id for place in search.kept if place.starts_at == opened.starts_at)
        this = _Round(search, by, now, cause, houses=here)
        missing = OFFERS_MAX - len(search.kept)
        for_another_day = 0 if any(place.starts_at != opened.starts_at for place in search.kept) else 1
        same_time = islice(instead.in_turn(await self._free(this, house), here), LOOKED_AT_MAX)
        other_days = instead.on_other_days(opened, house)
        await self._take(this, same_time, missing - for_another_day)
        await self._take(this, other_days, missing)
        await self._take(this, same_time, missing)
        return this.found

    async def _take(self, this: _Round, candidates: Iterator[Candidate], most: int) -> None:
        """Go on with the candidates until so many places are found."""
        while len(this.found) < most:
            candidate = next(candidates, None)
            if candidate is None:
                return
            place = await self._place(this, candidate) if this.in_time(candidate) else None
            if place is not None:
                this.found.append(place)
                this.houses[place.facility_id] += candidate.starts_at == this.search.opened.starts_at

    async def _free(self, this: _Round, house: FacilityInfo) -> list[Candidate]:
        """What the free rooms of the house, and of the houses of its kind, would do at the same time."""
        opened, wanted = this.search.opened, instead.seats_wanted(this.search.opened, house)
        others = [other for other in self._directory.of_kind(house.kind) if other.facility_id != house.facility_id]
        found: list[Candidate] = []
        for facility in (each for each in (house, *others) if each.bookable):
            alone = [Candidate(facility, (room_id,), opened.starts_at, opened.ends_at) for room_id in facility.rooms]
            free = [each.room_ids[0] for each in alone if await self._is_free(this, each)]
            found += instead.at_the_same_time(opened, facility, free, wanted)
        return found

    async def _is_free(self, this: _Round, candidate: Candidate) -> bool:
        """Whether nobody has it, and no closure that was announced takes it: its day may not know of that yet."""
        facility = candidate.facility
        touched = facility.rules.touched(candidate.room_ids)
        for closure in await self._closures(this, facility):
            if (
                closure.from_ < candidate.ends_at
                and candidate.starts_at < closure.until
                and (not closure.room_ids or not touched.isdisjoint(closure.room_ids))
            ):
                return False
        day, start, end = place_on_grid(candidate.starts_at, candidate.ends_at)
        row = await self._day(this, f"{facility.facility_id}/{day}")
        return row is None or not row.unfree(touched) & span(start, end)

    async def _closures(self, this: _Round, facility: FacilityInfo) -> tuple[FacilityClosureAnnounced, ...]:
        id = facility.facility_id
        if id not in this.closures:
            stream = Facility.stream(id)
            this.closures[id] = await self.journal.ask(stream, lambda state: tuple(state.closures.values()))
        return this.closures[id]

    async def _day(self, this: _Round, key: str) -> DayRow | None:
        if key not in this.days:
            this.days[key] = await self.journal.get(DayRow, key)
        return this.days[key]

    async def _place(self, this: _Round, candidate: Candidate) -> Wanted | None:
        """The place with its terms, if it is free, what is lent with it is there, and the rules allow it."""
        opened, by, now, facility = this.search.opened, this.by, this.now, candidate.facility
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
        if not await self._is_free(this, candidate):
            return None
        judged = await self._judging.judge(wish, facility, now, by=holder, entered=True)
        if judged.terms is None:
            return None
        fee = min(judged.terms.fee, opened.fee)
        terms = judged.terms.model_copy(update={"fee": fee, "day_caps": (), "period_caps": (), "lapses": False})
        if await self._judging.advice(wish, facility, replace(judged, terms=terms), now):
            return None
        id = this.cause.new_id(f"place-{len(this.found)}")
        place = Wanted.of(id, wish, facility, terms, way="offer", hold_until=wish.starts_at)
        return place.model_copy(update={"conditions": opened.conditions})
