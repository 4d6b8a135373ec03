"""The use cases of what follows a use, or its end: no-shows, reasons, heads that staff count, walk-ins."""

from dataclasses import dataclass
from datetime import date, timedelta

from services.booking.after_use.refusals import DayNotCounted, UnknownAge, UnknownBand
from services.booking.after_use.rows import StartDueRow, WalkInRow
from services.booking.after_use.use_checks import check_heads
from services.booking.bookings import Done
from services.booking.domain.after_use import after_use, given_back_for
from services.booking.domain.after_use.events import (
    HeadsCorrected,
    HeadsReason,
    NoShowReason,
    ReasonShown,
    ShownReason,
    WalkInReason,
    WalkInsCounted,
)
from services.booking.domain.after_use.walk_ins import WalkIns
from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.groups.groups import Groups
from services.booking.houses.directory import Directory
from services.booking.houses.house_bands import HouseBands
from services.booking.papers.texts import PaperTexts
from services.booking.permissions import Action, own_of, require, standings
from services.booking.rows import BookingRow
from shared.clock import tokyo_date
from shared.contracts.booking import BookingCompleted, BookingConfirmed, BookingStarted
from shared.events import Event
from shared.journal import Cause, Commit, Journal, Page, Stream
from shared.web import Caller, NotFound

COUNTED_DAYS_MAX = 400
"""A year, and some weeks in which its figures are put together: what is older is not counted any more."""


@dataclass(frozen=True, slots=True)
class Tally:
    """People who came without a booking on ``day``: ``heads`` more, or fewer."""

    facility_id: str
    day: date
    band: str
    age: str
    heads: int
    reason: WalkInReason


class AfterUse:
    """What is recorded when a use is over, or did not take place. ``by`` is always who asks."""

    def __init__(self, journal: Journal, directory: Directory, groups: Groups, texts: PaperTexts) -> None:
        self.journal = journal
        self._directory = directory
        self._groups = groups
        self._texts = texts
        self._bands = HouseBands(texts)

    # -- no-shows

    async def fall_due(self, row: StartDueRow, cause: Cause) -> None:
        """A use should have begun: record a no-show unless it has, and free the rooms where the rules say so."""
        facility, now = await self._directory.facility(row.facility_id), self.journal.now()
        stream = FacilityDay.stream(row.facility_id, row.day)
        await self.journal.transact(stream, cause, lambda day: after_use.fail_to_start(day, row.id, facility, now))

    async def withdraw_no_show(self, booking_id: str, reason: NoShowReason, *, by: Caller, cause: Cause) -> Done:
        """Take a no-show back; the use counts as begun."""
        _, stream = await self._enter("withdraw-no-show", booking_id, by)
        commit = await self.journal.transact(
            stream, cause, lambda day: after_use.withdraw_no_show(day, booking_id, reason)
        )
        return Done(commit, commit.first(BookingStarted))

    async def show_reason(self, booking_id: str, reason: ShownReason, *, by: Caller, cause: Cause) -> Done:
        """Record why a holder gave a booking back, as it was shown afterwards; fee and points follow.

        Raises ``NoReasonToShow``, ``ReasonShownBefore``.
        """
        row, stream = await self._enter("show-reason", booking_id, by)
        facility = await self._directory.facility(row.facility_id)
        commits = await self.journal.store.of_stream(stream.name)
        once = given_back_for.GivenBackOnce.of(commits, booking_id)
        commit = await self.journal.transact(
            stream, cause, lambda day: given_back_for.show(day, once, reason, facility.rules)
        )
        return Done(await self.journal.settle(commit), commit.first(ReasonShown).ended)

    # -- heads

    async def record_heads(
        self, booking_id: str, heads: int, reason: HeadsReason, *, by: Caller, cause: Cause, sure: bool = False
    ) -> Done:
        """Record the heads that staff counted, or correct those that count.

        Raises ``HeadsAboveCapacity`` for more than its rooms take, unless they are ``sure``.
        """
        row, stream = await self._enter("count-heads", booking_id, by)
        now, was = self.journal.now(), _completed(row)
        facility = await self._directory.facility(row.facility_id)

        def decide(day: FacilityDay) -> list[Event]:
            check_heads(facility, row.room_ids, heads, sure=sure)
            return after_use.record_heads(day, booking_id, heads, reason, now, was=was)

        commit = await self.journal.transact(stream, cause, decide)
        for event in commit.events:
            if isinstance(event, BookingCompleted):
                return Done(commit, event)
            if isinstance(event, HeadsCorrected):
                return Done(commit, event.completed)
        row, _ = await self._enter("count-heads", booking_id, by)  # nothing had to change: what counts already
        return Done(commit, _completed(row) or _confirmed(row))

    # -- people who came without a booking

    async def count_walk_ins(self, tally: Tally, *, by: Caller, cause: Cause) -> tuple[Commit, WalkInsCounted]:
        """Add people to a day's band, or take back what was counted wrongly.

        Raises ``DayNotCounted``, ``UnknownBand``, ``UnknownAge``, ``MoreThanCounted``, ``TalliesFull``, ``NotFound``.
        """
        require("count-walk-ins", standings(by))
        facility = await self._directory.facility(tally.facility_id)
        self._check(tally, facility)
        today = tokyo_date(self.journal.now())

        def decide(walk_ins: WalkIns) -> list[WalkInsCounted]:
            if not today - timedelta(days=COUNTED_DAYS_MAX) <= tally.day <= today:
                raise DayNotCounted(day=tally.day.isoformat(), days_max=COUNTED_DAYS_MAX)
            return walk_ins.count(tally.facility_id, tally.day, tally.band, tally.age, tally.heads, tally.reason)

        stream = WalkIns.stream(tally.facility_id, f"{tally.day:%Y-%m}")
        commit = await self.journal.transact(stream, cause, decide)
        return commit, commit.first(WalkInsCounted)

    async def walk_ins(
        self, facility_id: str, month: str, *, by: Caller, cursor: str | None = None, limit: int = 50
    ) -> Page[WalkInRow]:
        """What is counted in a month (``2026-11``), by day, band and age."""
        require("see-walk-ins", standings(by))
        prefix = f"{facility_id}/{month}"
        return await self.journal.page(
            WalkInRow, order_by="tally", since=f"{prefix}-", until=f"{prefix}.", cursor=cursor, limit=limit
        )

    def _check(self, tally: Tally, facility: FacilityInfo) -> None:
        bands = tuple(dict.fromkeys(band.id for band in self._bands.of_house(facility, tally.day)))
        ages = self._texts.ages_of(facility.kind, facility.facility_id)
        if tally.band not in bands and tally.heads > 0:  # what was counted by other bands can be taken back
            raise UnknownBand(band=tally.band, bands=bands)
        if tally.age not in (ages or ("",)):
            raise UnknownAge(age=tally.age, ages=ages)

    # -- within

    async def _enter(self, action: Action, booking_id: str, by: Caller) -> tuple[BookingRow, Stream[FacilityDay]]:
        require(action, standings(by))
        row = await self.journal.get(BookingRow, booking_id)
        if row is None:
            raise NotFound(what="booking", booking_id=booking_id)
        require(action, standings(by, holder=own_of(row), officers=await self._groups.officers(row.group_id)))
        return row, FacilityDay.stream(row.facility_id, tokyo_date(row.starts_at).isoformat())


def _completed(row: BookingRow) -> BookingCompleted | None:
    """A use that is over, as the lists know it."""
    if row.status != "completed" or row.heads is None:
        return None
    return BookingCompleted(**_confirmed(row).model_dump(), heads=row.heads)


def _confirmed(row: BookingRow) -> BookingConfirmed:
    return BookingConfirmed(booking_id=row.id, **row.model_dump(include=set(BookingConfirmed.model_fields)))
