"""The use cases of bookings: book, cancel, start, complete, and the lists.

A person's booking is one commit on the facility-day. What counts in quotas (a group's bookings, and a person's where a
cap of the rules says so) is a saga: each quota is reserved, then the slots are taken or refused, then each is used or
released. Every check that time can change counts inside ``decide`` alone, so that a repeated request gets its first
answer, however late it comes.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.booking.after_use.use_checks import check_heads
from services.booking.attempts import Attempts, asking_for
from services.booking.demand import LostDemand
from services.booking.domain.events import BookingRefused
from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.given_up import TakenFromOthers
from services.booking.domain.grid import day_text
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.quota import Quota
from services.booking.domain.wanted import Wanted
from services.booking.domain.ways.held import Lost
from services.booking.domain.ways.holding import way_of
from services.booking.domain.wish import Wish
from services.booking.forgotten import Forgotten
from services.booking.groups.groups import Groups
from services.booking.houses.directory import Directory
from services.booking.judging import BookingRequest, Judged, Judging, day_of, quota_of
from services.booking.permissions import Action, Standing, as_staff, own_of, require, standings
from services.booking.refusals import WrongStartCode
from services.booking.refused import LOST, LostWish, RefusedWishes
from services.booking.rows import BookingRow
from services.booking.start_codes import StartCodes
from services.booking.ways.refusals import OnlyStaff
from shared.clock import tokyo_date
from shared.contracts.booking import BookingCancelled, BookingCompleted, BookingConfirmed, BookingStarted
from shared.contracts.booking_values import GivenBackBecause
from shared.contracts.booking_ways import BookingHeld, BookingLapsed
from shared.errors import Refusal
from shared.events import Event
from shared.journal import Cause, Chain, Commit, Journal, Page, Stream
from shared.journal.journal import PAGE_LIMIT_MAX
from shared.web import Caller, NotFound


@dataclass(frozen=True, slots=True)
class Done:
    """What a command did to a booking, and the commit (or chain) that did it."""

    outcome: Commit | Chain
    event: BookingConfirmed


class Bookings:
    """Bookings of the city's rooms. ``by`` is always who asks: permissions are decided here, for every edge."""

    def __init__(
        self,
        journal: Journal,
        directory: Directory,
        groups: Groups,
        forgotten: Forgotten,
        demand: LostDemand,
        codes: StartCodes,
        judging: Judging,
    ) -> None:
        self.journal = journal
        self.codes = codes
        self._judging = judging
        self._directory = directory
        self._groups = groups
        self._forgotten = forgotten
        self.refused = RefusedWishes(Attempts(), judging, demand)

    # -- booking

    async def book(self, request: BookingRequest, *, by: Caller, cause: Cause) -> Done:
        """Give a room to a person or their group, or say what is free instead, or which rules refuse.

        Raises the refusals of ``place_on_grid`` and ``HouseRules.terms``, ``RoomTaken``, ``NotFound``, ``Forbidden``,
        ``NotYet``, ``PersonErasedHere``.
        """
        wish, facility = await self._judging.wish(request, by=by)
        now = self.journal.now()
        asking = asking_for(wish.group_id, by)
        if slowed := self.refused.attempts.slowed(asking, now):  # said in ``decide``: a repeat gets its first answer
            judged = Judged(refusal=slowed)
        else:
            judged = await self._judging.judge(wish, facility, now, by=by)
        try:
            return await self._cleared(wish, facility, judged, now, by=by, cause=cause)
        except LOST as refusal:
            self.refused.attempts.note(asking, now)
            raise await self.refused.whole(LostWish(wish, facility, judged, refusal), now, cause) from None

    async def _cleared(
        self, wish: Wish, facility: FacilityInfo, judged: Judged, now: datetime, *, by: Caller, cause: Cause
    ) -> Done:
        """Place the wish; what others gave up not long ago is cleared with the rules first."""
        cleared: set[str] = set()
        while True:
            try:
                return await self._place(wish, facility, judged, now, cleared, by=by, cause=cause)
            except TakenFromOthers as taken:
                taken.__traceback__ = None  # it stands in the calls that it came through, and would keep them
                await self._judging.clear(wish, facility, judged, taken.given_up, now)
                cleared |= {one.booking_id for one in taken.given_up}

    async def _place(
        self, wish: Wish, facility: FacilityInfo, judged: Judged, now: datetime, cleared: Collection[str], *,
        by: Caller, cause: Cause,
    ) -> Done:  # fmt: skip
        booking_id = cause.new_id("booking")
        quota = _first_quota(wish, facility)
        # what a rule says, and what the day says in advance (a lost race costs three commits), counts inside
        # ``decide`` only, where a repeated request has already been found
        taken = await self._taken(wish, facility, judged, now, cleared) if quota else None
        before = await self._judging.held_until(wish, facility, now) if quota and wish.hold else None

        def decide(state: FacilityDay | Quota) -> list[Event]:
            self._forgotten.check(by.person_id, wish.person_id)
            terms = judged.terms_or_raise()
            held_until = before if isinstance(state, Quota) else state.held_until(wish, facility, now)
            way, until = way_of(wish, facility, terms, now, held_until)
            if taken is not None:
                raise taken
            if isinstance(state, Quota):
                wanted = Wanted.of(booking_id, wish, facility, terms, way=way, hold_until=until)
                (reserved,) = state.reserve(booking_id, wish, facility, terms)
                return [reserved.model_copy(update={"wanted": wanted})]
            return state.confirm(booking_id, wish, facility, terms, now, way=way, hold_until=until, cleared=cleared)

        if quota is None:
            commit = await self.journal.transact(day_of(wish), cause, decide)
            return Done(commit, given(commit, booking_id))
        chain = await self.journal.settle(await self.journal.transact(quota, cause, decide))
        ended = given(chain, booking_id)
        if isinstance(ended, BookingRefused):
            raise await self.refusal(Lost.model_validate(ended.model_dump()), wish, facility, now)
        return Done(chain, ended)

    async def _taken(
        self, wish: Wish, facility: FacilityInfo, judged: Judged, now: datetime, cleared: Collection[str]
    ) -> Exception | None:
        """Why the day has no place for a wish that the rules allow, or whose rooms it would take over."""
        if (terms := judged.terms) is None:
            return None

        def look(day: FacilityDay) -> tuple[Exception | None]:
            refusal = day.refusal_of(wish, facility, terms, now)
            return (refusal or day.unclear(wish, facility, now, cleared),)

        (taken,) = await self.journal.ask(day_of(wish), look)
        return taken

    async def refusal(self, refused: Lost, wish: Wish, facility: FacilityInfo, now: datetime) -> Refusal:
        """The end of a lost saga, as the refusal that the advance question would have given."""
        if refused.reason == "rule-refused":
            return facility.rules.refusal(refused.rule_id, value=refused.value, limit=refused.limit, wish=wish)
        (found,) = await self.journal.ask(day_of(wish), lambda day: (day.lost(refused, wish, facility, now),))
        return found

    # -- what becomes of a booking

    async def cancel(
        self, booking_id: str, *, by: Caller, cause: Cause, reason: GivenBackBecause | None = None
    ) -> Done:
        """Give a booking back, or what is only held; a group gets its quota back with it. Only staff give a reason."""
        row, stream, found = await self.enter("cancel-booking", booking_id, by)
        if reason is not None:
            if "staff" not in found:
                raise OnlyStaff(field="reason")
            require("cancel-for-the-house", found)
        facility = await self._directory.facility(row.facility_id)
        now = self.journal.now()
        commit = await self.journal.transact(
            stream, cause, lambda day: day.cancel(booking_id, facility, now, by_staff=as_staff(found), reason=reason)
        )
        return Done(await self.journal.settle(commit), commit.first(BookingCancelled, BookingLapsed))

    async def start(self, booking_id: str, code: str, *, by: Caller, cause: Cause) -> Done:
        """Record that the use begins, by the code that came with the booking. Raises ``WrongStartCode``."""
        row, stream, _ = await self.enter("start-booking", booking_id, by)
        if not self.codes.fits(booking_id, code):
            raise WrongStartCode(booking_id=booking_id)
        facility = await self._directory.facility(row.facility_id)
        now = self.journal.now()
        commit = await self.journal.transact(stream, cause, lambda day: day.start(booking_id, facility, now))
        return Done(commit, commit.first(BookingStarted))

    async def complete(self, booking_id: str, heads: int, *, by: Caller, cause: Cause, sure: bool = False) -> Done:
        """Record the use with the heads that came, and free what is left of the time.

        Raises ``HeadsAboveCapacity`` for more than its rooms take, unless they are ``sure``.
        """
        row, stream, _ = await self.enter("complete-booking", booking_id, by)
        facility = await self._directory.facility(row.facility_id)
        now = self.journal.now()

        def decide(day: FacilityDay) -> list[Event]:
            check_heads(facility, row.room_ids, heads, sure=sure)
            return day.complete(booking_id, heads, facility, now)

        commit = await self.journal.transact(stream, cause, decide)
        return Done(commit, commit.first(BookingCompleted))

    # -- reading

    async def get(self, booking_id: str, *, by: Caller) -> BookingRow:
        """One booking, for those it concerns."""
        row, _, _ = await self.enter("see-booking", booking_id, by)
        return row

    async def of_person(
        self, person_id: str, *, since: datetime | None, cursor: str | None, limit: int
    ) -> Page[BookingRow]:
        """A person's bookings, by their start; a page is shorter where they act no more for a group."""
        page = await self.page("of_person", person_id, since, cursor, limit)
        return Page(await self._groups.still_own(page.items, person_id), page.next)

    async def of_group(
        self, group_id: str, *, by: Caller, since: datetime | None, cursor: str | None, limit: int
    ) -> Page[BookingRow]:
        """A group's bookings, by their start."""
        require("list-bookings-of-group", standings(by, officers=await self._groups.officers(group_id)))
        return await self.page("of_group", group_id, since, cursor, limit)

    async def of_series(self, series_id: str) -> list[BookingRow]:
        """The bookings of a series, by their start; those that moved included."""
        page = await self.page("of_series", series_id, None, None, PAGE_LIMIT_MAX)
        return page.items

    async def officers(self, group_id: str | None) -> tuple[str, ...]:
        """Who acts for a group."""
        return await self._groups.officers(group_id)

    async def of_facility(
        self, facility_id: str, *, by: Caller, since: datetime | None, cursor: str | None, limit: int
    ) -> Page[BookingRow]:
        """A facility's bookings, by their start."""
        require("list-bookings-of-facility", standings(by))
        return await self.page("at_facility", facility_id, since, cursor, limit)

    async def counted(self, group_id: str, month: str, *, by: Caller) -> dict[str, int]:
        """What a group has used and reserved in a month (``2026-12``), by the rule of each cap that counts it."""
        require("see-quota", standings(by, officers=await self._groups.officers(group_id)))
        return await self._judging.counted_of_month(group_id, month)

    async def covers(self, booking_id: str, *, group_id: str, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether this is a standing booking of that group over all of that time."""
        row = await self.journal.get(BookingRow, booking_id)
        return (
            row is not None
            and row.status in {"confirmed", "started"}
            and row.group_id == group_id
            and row.starts_at <= starts_at
            and ends_at <= row.ends_at
        )

    async def facility_of(self, booking_id: str) -> str | None:
        """The house of a booking; nothing for one that there is not."""
        row = await self.journal.get(BookingRow, booking_id)
        return row.facility_id if row else None

    # -- within

    async def page(
        self, column: str, id: str | None, since: datetime | None, cursor: str | None, limit: int
    ) -> Page[BookingRow]:
        """Rows whose column is ``<id>/<start>``, or a start where there is no id; "0" is the character after "/"."""
        start = day_text(since) if since else ""
        first, end = (f"{id}/{start}", f"{id}0") if id is not None else (start or "0", None)
        return await self.journal.page(BookingRow, order_by=column, since=first, until=end, cursor=cursor, limit=limit)

    async def enter(
        self, action: Action, booking_id: str, by: Caller
    ) -> tuple[BookingRow, Stream[FacilityDay], frozenset[Standing]]:
        """A booking with which the caller may do this, and its facility-day. Raises ``NotFound``, ``Forbidden``."""
        row = await self.journal.get(BookingRow, booking_id)
        if row is None:
            raise NotFound(what="booking", booking_id=booking_id)
        found = standings(by, holder=own_of(row), officers=await self._groups.officers(row.group_id))
        require(action, found)
        return row, FacilityDay.stream(row.facility_id, tokyo_date(row.starts_at).isoformat()), found


def given(outcome: Commit | Chain, booking_id: str) -> Any:
    """What a commit or saga made of a wish: the event that ends it, ``BookingRefused`` included."""
    commits = outcome.commits if isinstance(outcome, Chain) else (outcome,)
    ends = (BookingConfirmed, BookingHeld, BookingRefused)
    found = [e for commit in commits for e in commit.events if isinstance(e, ends) and e.booking_id == booking_id]
    return found[0]


def _first_quota(wish: Wish, facility: FacilityInfo) -> Stream[Quota] | None:
    """Where a booking begins, if not with its day: for a group with its month, whether that counts anything or not.

    Never by what is decided: a repeated request must find its first.
    """
    if wish.group_id:
        return Quota.stream(wish.group_id, f"{wish.day:%Y-%m}")
    quotas = facility.rules.quotas(wish)
    return quota_of(quotas[0]) if quotas else None
