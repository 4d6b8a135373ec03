"""The use cases of series: preview, book, read, and cancel the rest."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from services.booking.bookings import Bookings
from services.booking.directory import Directory
from services.booking.domain.facility_info import FacilityInfo
from services.booking.domain.recurrence import OCCURRENCES_MAX, days_of
from services.booking.domain.series import Series
from services.booking.domain.wanted import Wanted
from services.booking.domain.way_events import SeriesBegun
from services.booking.domain.wish import Wish
from services.booking.forgotten import Forgotten
from services.booking.judging import Judging, day_of
from services.booking.permissions import own_of, require, standings
from services.booking.rows import BookingRow
from services.booking.ways_refusals import NeedsApproval, SeriesEmpty, SeriesNotPossible, SeriesTooLong
from services.booking.ways_rows import Occurrence, SeriesRow, series_row
from services.booking.wishes import Behalf, ForWhom, Placed, make_wish
from shared.clock import TOKYO, tokyo_date
from shared.errors import NotYet, Refusal
from shared.events import Event
from shared.journal import Cause, Chain, Commit
from shared.web import Caller, Forbidden, NotFound

SETTLED_MAX = 30
"""Occurrences that are booked before the answer is given; more are booked behind it."""
OTHER_ROOMS_MAX = 3

OnConflict = Literal["skip", "other-room", "stop"]


class SeriesRequest(ForWhom):
    """Several bookings at once: one place again and again, or several places.

    ``weeks``: every so many weeks; ``monthly``: the same weekday of each month, as the second Tuesday. ``until`` is the
    last day, ``count`` how many. With ``places`` instead: exactly these, all or none. ``on_conflict`` says what becomes
    of an occurrence that cannot be had: it is left out, or another room of the house is taken, or none is booked.
    """

    place: Placed | None = None
    weeks: Annotated[int, Field(ge=1, le=12)] | None = None
    monthly: bool = False
    until: date | None = None
    count: Annotated[int, Field(ge=1, le=OCCURRENCES_MAX)] | None = None
    places: Annotated[tuple[Placed, ...], Field(max_length=OCCURRENCES_MAX)] = ()
    on_conflict: OnConflict = "stop"

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (self.place is None) == (not self.places):
            raise ValueError("give either place, with weeks or monthly, or places")
        if self.place is not None and ((self.weeks is None) != self.monthly or (self.until or self.count) is None):
            raise ValueError("give weeks or monthly, and until or count")
        if self.places and self.on_conflict != "stop":
            raise ValueError("places are booked all or none: on_conflict is stop")
        return self


@dataclass(frozen=True, slots=True)
class Planned:
    """An occurrence as asked for, and how it can be had: ``wanted``, or why not (``refusal``)."""

    place: Placed
    wanted: Wanted | None
    refusal: Refusal | None = None


class ManySeries:
    """Series of bookings."""

    def __init__(self, bookings: Bookings, directory: Directory, judging: Judging, forgotten: Forgotten) -> None:
        self.journal = bookings.journal
        self._bookings = bookings
        self._directory = directory
        self._judging = judging
        self._forgotten = forgotten

    async def preview(self, request: SeriesRequest, *, by: Caller) -> list[Planned]:
        """What would become of each occurrence now. Changes nothing. Raises ``SeriesEmpty``, ``SeriesTooLong``."""
        return await self._plan(request, by, "preview", None)

    async def book(
        self, request: SeriesRequest, *, by: Caller, cause: Cause
    ) -> tuple[Commit | Chain, str, str, int, list[Occurrence]]:
        """Book the occurrences; gives what followed, the id, the stage, how many were asked for, and each of them.

        Raises ``SeriesNotPossible`` when one conflict stops all, ``NeedsApproval`` when a rule wants each of them
        approved, ``SeriesEmpty``, ``SeriesTooLong``.
        """
        series_id = cause.new_id("series")
        all_or_none = request.on_conflict == "stop"
        try:
            plan: list[Planned] | Refusal = await self._plan(request, by, series_id, cause)
        except Refusal as refusal:
            plan = refusal

        def decide(series: Series) -> list[Event]:
            self._forgotten.check(by.person_id, request.person_id or by.person_id)
            if isinstance(plan, Refusal):
                raise plan
            lost = [each.refusal for each in plan if each.refusal is not None]
            if len(lost) == len(plan) and isinstance(lost[0], NeedsApproval):
                raise lost[0]
            if all_or_none and lost:
                raise not_possible(plan)
            wanted = tuple(each.wanted for each in plan if each.wanted is not None and each.refusal is None)
            if not wanted:
                raise SeriesEmpty
            return series.begin(SeriesBegun(occurrences=wanted, total=len(plan), all_or_none=all_or_none))

        commit = await self.journal.transact(Series.stream(series_id), cause, decide)
        begun = commit.first(SeriesBegun)
        outcome: Commit | Chain = commit
        if len(begun.occurrences) <= SETTLED_MAX:
            outcome = await self.journal.settle(commit)
        state = _folded(series_id, outcome)
        row = series_row(state)
        if state.stage == "stopped":
            raise SeriesNotPossible(
                total=begun.total,
                count=sum(each.outcome == "refused" for each in row.occurrences),
                conflicts=[
                    {"starts_at": each.starts_at, "code": each.reason}
                    for each in row.occurrences if each.outcome == "refused"
                ],
            )  # fmt: skip
        return outcome, series_id, state.stage, begun.total, list(row.occurrences)

    async def get(self, series_id: str, *, by: Caller) -> SeriesRow:
        """A series as it stands. Raises ``NotFound``, ``Forbidden``."""
        row = await self.journal.get(SeriesRow, series_id)
        if row is None:
            raise NotFound(what="series", series_id=series_id)
        officers = await self._bookings.officers(row.group_id)
        require("see-booking", standings(by, holder=own_of(row), officers=officers))
        return row

    async def cancel_rest(
        self, series_id: str, since: datetime | None, *, by: Caller, cause: Cause
    ) -> list[tuple[BookingRow, Refusal | None]]:
        """Cancel what is still to come of a series, each by itself: one whose deadline is over stays, and is named.

        A repeat with the same key goes on where the first one ended.
        """
        await self.get(series_id, by=by)
        first = max(since or self.journal.now(), self.journal.now())
        done: list[tuple[BookingRow, Refusal | None]] = []
        for row in await self._bookings.of_series(series_id):
            if row.starts_at < first or row.status in {"completed", "lapsed", "refused"}:
                continue
            try:
                await self._bookings.cancel(row.id, by=by, cause=cause.beside(f"cancel/{row.id}"))
            except Refusal as refusal:
                if row.status != "cancelled":
                    done.append((row, refusal))
            else:
                done.append((row, None))
        return done

    # -- planning

    async def _plan(self, request: SeriesRequest, by: Caller, series_id: str, cause: Cause | None) -> list[Planned]:
        places = _places(request)
        if not places:
            raise SeriesEmpty
        behalf = await self._judging.behalf(request, by=by)
        return [
            await self._occurrence(request, place, by, behalf, series_id, cause.new_id(f"booking-{n}") if cause else "")
            for n, place in enumerate(places)
        ]

    async def _occurrence(
        self, request: SeriesRequest, place: Placed, by: Caller, behalf: Behalf, series_id: str, booking_id: str
    ) -> Planned:
        """One occurrence with its terms; in the place of rooms that are taken, others where that is wanted."""
        facility = await self._directory.facility(place.facility_id)
        try:
            wish = make_wish(
                facility, place.rooms, place.starts_at, place.ends_at, request, behalf, series_id=series_id
            )
        except NotFound:
            raise
        except Refusal as bad:
            return Planned(place, None, bad)
        wanted, refusal = await self._judged(wish, facility, by, request.on_conflict, booking_id)
        others: tuple[Wanted, ...] = ()
        if request.on_conflict == "other-room" and len(place.rooms) == 1:
            others = tuple([each async for each in self._others(wish, facility, by, booking_id)])
        if wanted is None and others:
            wanted, others = others[0], others[1:]
        if wanted is not None and others:
            wanted = wanted.model_copy(update={"others": others})
        if refusal is not None and others:
            refusal = None
        return Planned(place, wanted, refusal)

    async def _judged(
        self, wish: Wish, facility: FacilityInfo, by: Caller, on_conflict: OnConflict, booking_id: str
    ) -> tuple[Wanted | None, Refusal | None]:
        """The wish with its terms, and why it cannot be had: by the rules (no terms then), or at the moment."""
        now = self.journal.now()
        judged = await self._judging.judge(wish, facility, now, by=by)
        if isinstance(judged.refusal, (NotYet, Forbidden)):
            raise judged.refusal
        if (terms := judged.terms) is None:
            return None, judged.refusal if isinstance(judged.refusal, Refusal) else None
        if terms.approval:
            return None, facility.rules.needs_approval(terms.approval, wish)
        (taken,) = await self.journal.ask(day_of(wish), lambda day: (day.refusal_of(wish, facility, terms, now),))
        if on_conflict == "stop":
            held = Wanted.of(booking_id, wish, facility, terms, way="hold", hold_until=wish.starts_at)
            return held, taken
        return Wanted.of(booking_id, wish, facility, terms), taken

    async def _others(self, wish: Wish, facility: FacilityInfo, by: Caller, booking_id: str) -> AsyncIterator[Wanted]:
        fitting = sorted(
            (room.capacity, room.room_id)
            for room in facility.rooms.values()
            if room.room_id not in wish.room_ids and facility.rules.capacity(room.room_id) >= wish.people
        )
        for _, room_id in fitting[:OTHER_ROOMS_MAX]:
            wanted, taken = await self._judged(
                replace(wish, room_ids=(room_id,)), facility, by, "other-room", booking_id
            )
            if wanted is not None and taken is None:
                yield wanted


def not_possible(plan: Sequence[Planned]) -> SeriesNotPossible:
    """The refusal of a series that one conflict stops: which occurrences, and why."""
    lost = [each for each in plan if each.refusal is not None]
    conflicts = [
        {"starts_at": each.place.starts_at, "code": each.refusal.code, **_rule_of(each.refusal)}
        for each in lost if each.refusal is not None
    ]  # fmt: skip
    return SeriesNotPossible(total=len(plan), count=len(lost), conflicts=conflicts)


def _rule_of(refusal: Refusal) -> dict[str, str]:
    return {"rule_id": str(refusal.data["rule_id"])} if "rule_id" in refusal.data else {}


def _places(request: SeriesRequest) -> list[Placed]:
    if request.place is None:
        return list(request.places)
    place = request.place
    start, end = place.starts_at.astimezone(TOKYO), place.ends_at.astimezone(TOKYO)
    days = days_of(tokyo_date(place.starts_at), weeks=request.weeks, until=request.until, count=request.count)
    if len(days) > OCCURRENCES_MAX:
        raise SeriesTooLong(limit=OCCURRENCES_MAX, until=days[OCCURRENCES_MAX - 1])
    return [
        place.model_copy(update={"starts_at": start + (day - start.date()), "ends_at": end + (day - start.date())})
        for day in days
    ]


def _folded(series_id: str, outcome: Commit | Chain) -> Series:
    """The series as a commit and what followed it left it."""
    state = Series(stream_name=f"{Series.kind}/{series_id}")
    for commit in outcome.commits if isinstance(outcome, Chain) else (outcome,):
        if commit.stream == state.stream_name:
            for event in commit.events:
                state.apply(event)
    return state
