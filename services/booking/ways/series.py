"""The use cases of series: preview, book, read, and cancel the rest."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime

from services.booking.attempts import asking_for
from services.booking.bookings import Bookings
from services.booking.domain.events import BookingRefused
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.wanted import Wanted
from services.booking.domain.ways.held import Lost as Ended
from services.booking.domain.ways.series import Series
from services.booking.domain.ways.way_events import SeriesBegun
from services.booking.domain.wish import Wish
from services.booking.forgotten import Forgotten
from services.booking.groups.refusals import GroupHasEnded
from services.booking.houses.directory import Directory
from services.booking.judging import Judged, Judging
from services.booking.permissions import own_of, require, standings
from services.booking.refusals import RuleRefused
from services.booking.refused import LostWish
from services.booking.rows import BookingRow
from services.booking.ways.rows import SeriesRow, series_row
from services.booking.ways.series_plan import (
    OnConflict,
    Planned,
    SeriesRequest,
    counted_alike,
    left_out,
    places_of,
    to_be_had,
)
from services.booking.ways.series_refusals import SeriesEmpty, SeriesNotPossible
from services.booking.ways.series_story import Told, conflicts_of, story
from services.booking.wishes import Behalf, Placed, make_wish
from shared.errors import NotYet, Refusal
from shared.events import Event
from shared.journal import Cause, Chain, Commit
from shared.web import Caller, Forbidden, NotFound

SETTLED_MAX = 30
"""Occurrences that are booked before the answer is given; more are booked behind it."""
OTHER_ROOMS_MAX = 3


class ManySeries:
    """Series of bookings."""

    def __init__(self, bookings: Bookings, directory: Directory, judging: Judging, forgotten: Forgotten) -> None:
        self.journal = bookings.journal
        self._bookings = bookings
        self._directory = directory
        self._judging = judging
        self._forgotten = forgotten
        self._refused = bookings.refused

    async def preview(self, request: SeriesRequest, *, by: Caller) -> tuple[list[Planned], Refusal | None]:
        """What would become of each occurrence now, and why nothing would be booked, if so. Changes nothing.

        Raises ``SeriesEmpty``, ``SeriesTooLong``, ``TooManyAttempts``.
        """
        now, asking = self.journal.now(), asking_for(request.group_id, by)
        self._refused.attempts.check(asking, now)
        plan = await self._plan(request, by, "preview", None)
        self._refused.attempts.note(asking, now, times=sum(each.refusal is not None for each in plan))
        try:
            to_be_had(plan, all_or_none=request.on_conflict == "stop")
        except Refusal as refusal:
            return plan, refusal
        return plan, None

    async def book(
        self, request: SeriesRequest, *, by: Caller, cause: Cause
    ) -> tuple[Commit | Chain, str, str, int, list[Told]]:
        """Book the occurrences; gives what followed, the id, the stage, how many were asked for, and each of them.

        Raises ``SeriesNotPossible`` when one conflict stops all, ``NeedsApproval`` when a rule wants each of them
        approved, ``SeriesEmpty``, ``SeriesTooLong``.
        """
        series_id = cause.new_id("series")
        all_or_none = request.on_conflict == "stop"
        now, asking = self.journal.now(), asking_for(request.group_id, by)
        try:
            slowed = self._refused.attempts.slowed(asking, now)
            plan: list[Planned] | Refusal = slowed or await self._plan(request, by, series_id, cause)
        except Refusal as refusal:
            plan = refusal
        decided = False

        def decide(series: Series) -> list[Event]:
            nonlocal decided
            self._forgotten.check(by.person_id, request.person_id or by.person_id)
            decided = True  # and no repeat, whose first request was counted
            if isinstance(plan, Refusal):
                raise plan
            wanted = to_be_had(plan, all_or_none=all_or_none)
            begun = SeriesBegun(
                occurrences=wanted, total=len(plan), all_or_none=all_or_none, left_out=left_out(plan), asked_at=now
            )
            return series.begin(begun)

        try:
            commit = await self.journal.transact(Series.stream(series_id), cause, decide)
        finally:
            if decided and isinstance(plan, list):
                lost = [lost for each in plan if each.refusal for lost in each.lost(each.refusal)]
                await self._keep(lost, asking, now, cause)
        begun = commit.first(SeriesBegun)
        outcome: Commit | Chain = commit
        if len(begun.occurrences) <= SETTLED_MAX:
            outcome = await self.journal.settle(commit)
        if decided and isinstance(plan, list):
            await self._keep(await self._beaten(outcome, plan, now, all_or_none), asking, now, cause.beside("beaten"))
        state = _folded(series_id, outcome)
        row = series_row(state)
        told = await story(row, self._directory, self._bookings)
        if state.stage == "stopped":
            raise SeriesNotPossible(
                total=begun.total,
                count=sum(each.outcome == "refused" for each in row.occurrences),
                conflicts=conflicts_of(told),
            )
        return outcome, series_id, state.stage, begun.total, told

    async def read(self, series_id: str, *, by: Caller) -> tuple[SeriesRow, list[Told]]:
        """A series and its occurrences, as they stand. Raises ``NotFound``, ``Forbidden``."""
        row = await self.get(series_id, by=by)
        return row, await story(row, self._directory, self._bookings)

    async def get(self, series_id: str, *, by: Caller) -> SeriesRow:
        """The row of a series. Raises ``NotFound``, ``Forbidden``."""
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

    # -- what was refused

    async def _keep(self, lost: list[LostWish], asking: tuple[str, ...], now: datetime, cause: Cause) -> None:
        """Each occurrence that was refused is an attempt, and lost demand."""
        self._refused.attempts.note(asking, now, times=len(lost))
        await self._refused.keep(lost, now, cause, "series")

    async def _beaten(
        self, outcome: Commit | Chain, plan: list[Planned], now: datetime, all_or_none: bool
    ) -> list[LostWish]:  # fmt: skip
        """Occurrences that seemed to be free, and that a rival or a cap refused.

        Where one conflict stops all, the others stood until then: what refused it is not to be found by itself.
        """
        by_id = {each.wanted.booking_id: each for each in plan if each.wanted is not None}
        commits = outcome.commits if isinstance(outcome, Chain) else ()
        found: list[LostWish] = []
        for event in (event for commit in commits for event in commit.events):
            each = by_id.get(event.booking_id) if isinstance(event, BookingRefused) else None
            if each is not None and each.wish is not None and each.facility is not None:
                why = Ended.model_validate(event.model_dump())
                refusal = await self._bookings.refusal(why, each.wish, each.facility, now)
                found += each.lost(refusal, alone=not all_or_none)
        return found

    # -- planning

    async def _plan(self, request: SeriesRequest, by: Caller, series_id: str, cause: Cause | None) -> list[Planned]:
        places = places_of(request)
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
        wanted, refusal, judged = await self._judged(wish, facility, by, request.on_conflict, booking_id)
        others: tuple[Wanted, ...] = ()
        if request.on_conflict == "other-room" and len(place.rooms) == 1:
            others = tuple([each async for each in self._others(wish, facility, by, booking_id)])
        if others and refusal is not None:
            wanted, refusal, others = others[0], None, others[1:]
        if wanted is not None:
            wanted = wanted.model_copy(update={"others": counted_alike(wanted, others)})
            wish = replace(wish, room_ids=wanted.room_ids)
        return Planned(place, wanted, refusal, wish, facility, judged)

    async def _judged(
        self, wish: Wish, facility: FacilityInfo, by: Caller, on_conflict: OnConflict, booking_id: str
    ) -> tuple[Wanted | None, Refusal | None, Judged]:
        """The wish with its terms, and why it cannot be had: by the rules (no terms then), or at the moment."""
        now = self.journal.now()
        judged = await self._judging.judge(wish, facility, now, by=by)
        if isinstance(judged.refusal, (NotYet, Forbidden, GroupHasEnded)):
            raise judged.refusal
        if (terms := judged.terms) is None:
            return None, judged.refusal if isinstance(judged.refusal, Refusal) else None, judged
        if terms.approval:
            return None, facility.rules.needs_approval(terms.approval, wish), judged
        taken = await self._judging.advice(wish, facility, judged, now)
        if isinstance(taken, RuleRefused):  # no rival, who may be gone until it is booked
            return None, taken, judged
        if on_conflict == "stop":
            held = Wanted.of(booking_id, wish, facility, terms, way="hold", hold_until=wish.ends_at)
            return held, taken, judged
        return Wanted.of(booking_id, wish, facility, terms), taken, judged

    async def _others(self, wish: Wish, facility: FacilityInfo, by: Caller, booking_id: str) -> AsyncIterator[Wanted]:
        fitting = sorted(
            (room.capacity, room.room_id)
            for room in facility.rooms.values()
            if room.room_id not in wish.room_ids and facility.rules.capacity(room.room_id) >= wish.people
        )
        for _, room_id in fitting[:OTHER_ROOMS_MAX]:
            there = replace(wish, room_ids=(room_id,))
            wanted, taken, _ = await self._judged(there, facility, by, "other-room", booking_id)
            if wanted is not None and taken is None and not await self._judging.is_over(there, wanted.terms):
                yield wanted


def _folded(series_id: str, outcome: Commit | Chain) -> Series:
    """The series as a commit and what followed it left it."""
    state = Series(stream_name=f"{Series.kind}/{series_id}")
    for commit in outcome.commits if isinstance(outcome, Chain) else (outcome,):
        if commit.stream == state.stream_name:
            for event in commit.events:
                state.apply(event)
    return state
