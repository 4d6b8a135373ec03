"""The use cases of activities: announce, sign up, withdraw, attend, correct, and the lists.

Every decision is one commit on the activity's own stream; what is read of groups and bookings before it is advisory.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, Protocol

from services.booking.activity_codes import AttendanceCode, AttendanceCodes
from services.booking.activity_permissions import Action, Groups, Standing, may, rule_of, standings_of
from services.booking.activity_refusals import BookingDoesNotFit, CodeExpired, CodeWrong
from services.booking.activity_rows import ActivityRow, ParticipationRow
from services.booking.domain.activity import Activity, Announcement, Status
from services.booking.domain.activity_events import AttendanceCodeRefused
from services.booking.forgotten import Forgotten
from shared.contracts.booking import (
    ActivityAnnounced,
    ActivityAttended,
    ActivitySignedUp,
    ActivityWithdrawn,
    AttendanceCorrected,
    Evidence,
)
from shared.errors import NotYet
from shared.events import Event
from shared.journal import Cause, Commit, Journal, Page, Reaction, State, Stream
from shared.web import Caller, Forbidden, NotFound

ACTIVITY_EVENTS: tuple[type[Event], ...] = (
    ActivityAnnounced,
    ActivitySignedUp,
    ActivityWithdrawn,
    ActivityAttended,
    AttendanceCorrected,
    AttendanceCodeRefused,
)
ACTIVITY_STATES: tuple[type[State], ...] = (Activity,)
ACTIVITY_REACTIONS: tuple[Reaction, ...] = ()
"""Nothing of booking's own follows from an activity: points, inboxes and profiles are other services'."""

STATUS_AFTER: Mapping[type[Event], Status] = {
    ActivitySignedUp: "signed-up",
    ActivityWithdrawn: "withdrawn",
    ActivityAttended: "attended",
    AttendanceCorrected: "corrected",
}


class Bookings(Protocol):
    """What activities ask about bookings. Advisory: the booking may be cancelled a moment later."""

    async def covers(self, booking_id: str, *, group_id: str, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether this is a standing booking of that group over all of that time."""
        ...


@dataclass(frozen=True)
class Announced:
    """An announced activity, and the commit that announced it."""

    commit: Commit
    about: ActivityAnnounced


@dataclass(frozen=True)
class Participant:
    """Where a person stands in an activity, and the commit that put or found them there."""

    commit: Commit
    activity_id: str
    person_id: str
    status: Status
    minutes: int = 0
    evidence: Evidence | None = None


class Activities:
    """Activities of the city's groups. ``by`` is always who asks: permissions are decided here, for every edge."""

    def __init__(
        self, journal: Journal, *, groups: Groups, bookings: Bookings, codes: AttendanceCodes, forgotten: Forgotten
    ) -> None:
        self.journal = journal
        self._groups = groups
        self._bookings = bookings
        self._codes = codes
        self._forgotten = forgotten

    # -- announcing

    async def announce(self, wanted: Announcement, *, by: Caller, cause: Cause) -> Announced:
        """Invite to something, in the name of a group."""
        await self._allow("announce", by, wanted.group_id)
        fits = wanted.booking_id is None or await self._bookings.covers(
            wanted.booking_id, group_id=wanted.group_id, starts_at=wanted.starts_at, ends_at=wanted.ends_at
        )
        now = self.journal.now()

        def decide(activity: Activity) -> list[Event]:  # refuses here, so that a repeat is answered as the first time
            if not fits:
                raise BookingDoesNotFit(booking_id=wanted.booking_id)
            return activity.announce(wanted, now)

        commit = await self.journal.transact(Activity.stream(cause.new_id("activity")), cause, decide)
        return Announced(commit, commit.first(ActivityAnnounced))

    # -- taking part

    async def sign_up(self, activity_id: str, *, by: Caller, person_id: str | None = None, cause: Cause) -> Participant:
        """Give the caller, or the person at the counter, a place; the same answer when they have one already."""
        person = person_id or by.person_id
        stream, _ = await self._enter("sign-up", activity_id, by, person)
        now = self.journal.now()

        def decide(activity: Activity) -> list[Event]:
            self._forgotten.check(by.person_id, person)
            return activity.sign_up(person, now)

        commit = await self.journal.transact(stream, cause, decide)
        return await self._participant(commit, stream, person)

    async def withdraw(self, activity_id: str, person_id: str, *, by: Caller, cause: Cause) -> Participant:
        """Give a place back before the activity begins."""
        stream, _ = await self._enter("withdraw", activity_id, by, person_id)
        now = self.journal.now()
        commit = await self.journal.transact(stream, cause, lambda activity: activity.withdraw(person_id, now))
        return await self._participant(commit, stream, person_id)

    # -- attendance

    async def attendance_code(self, activity_id: str, *, by: Caller) -> AttendanceCode:
        """The code to show at the place now."""
        stream, _ = await self._enter("show-code", activity_id, by)
        now = self.journal.now()
        closes_at = await self.journal.ask(stream, lambda activity: activity.codes_close_at(now))
        code = self._codes.current(activity_id, now)
        return replace(code, valid_until=min(code.valid_until, closes_at))

    async def attend_by_code(self, activity_id: str, code: str, *, by: Caller, cause: Cause) -> Participant:
        """Record that the caller is there, as the code shows; the same answer when it is recorded already."""
        stream, _ = await self._enter("attend-by-code", activity_id, by, by.person_id)
        now = self.journal.now()
        verdict = self._codes.judge(activity_id, code, now)

        def decide(activity: Activity) -> list[Event]:
            self._forgotten.check(by.person_id)
            return activity.attend_by_code(by.person_id, verdict, now)

        commit = await self.journal.transact(stream, cause, decide)
        for event in commit.events:
            if isinstance(event, AttendanceCodeRefused):
                raise _refusal_of(event)
        return await self._participant(commit, stream, by.person_id)

    async def attend_by_hand(self, activity_id: str, person_id: str, *, by: Caller, cause: Cause) -> Participant:
        """Record that a person was there, on the word of an officer or of staff."""
        stream, standings = await self._enter("attend-by-hand", activity_id, by, person_id)
        evidence: Literal["officer", "staff"] = "officer" if "officer" in standings else "staff"
        now = self.journal.now()

        def decide(activity: Activity) -> list[Event]:
            self._forgotten.check(by.person_id, person_id)
            return activity.attend_by_hand(person_id, evidence, now)

        commit = await self.journal.transact(stream, cause, decide)
        return await self._participant(commit, stream, person_id)

    async def correct(self, activity_id: str, person_id: str, *, by: Caller, cause: Cause) -> Participant:
        """Take an attendance back that was recorded in error. Afterwards only officers and staff may record it anew."""
        stream, _ = await self._enter("correct", activity_id, by, person_id)
        commit = await self.journal.transact(stream, cause, lambda activity: activity.correct(person_id))
        return await self._participant(commit, stream, person_id)

    # -- reading

    async def activity(self, activity_id: str) -> ActivityRow:
        """One activity. Raises ``NotFound``."""
        row = await self.journal.get(ActivityRow, activity_id)
        if row is None:
            raise NotFound(what="activity")
        return row

    async def activities(
        self,
        *,
        since: datetime,
        until: datetime | None = None,
        area: str | None = None,
        tag: str | None = None,
        group_id: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[ActivityRow]:
        """Activities that start from ``since`` on (and before ``until``), the earliest first."""
        having = {name: value for name, value in (("area_ids", area), ("tags", tag)) if value is not None}
        return await self.journal.page(
            ActivityRow,
            where={"group_id": group_id} if group_id is not None else {},
            having=having,
            order_by="starts_at",
            since=since,
            until=until,
            cursor=cursor,
            limit=limit,
        )

    async def participants(
        self, activity_id: str, *, by: Caller, cursor: str | None = None, limit: int = 50
    ) -> Page[ParticipationRow]:
        """Who has a place, for the group's officers and staff."""
        await self._enter("list-participants", activity_id, by)
        where = {"activity_id": activity_id}
        return await self.journal.page(ParticipationRow, where=where, cursor=cursor, limit=limit, with_closed=False)

    async def mine(self, *, by: Caller, cursor: str | None = None, limit: int = 50) -> Page[ParticipationRow]:
        """What the caller has signed up for, the latest first."""
        return await self.journal.page(
            ParticipationRow,
            where={"person_id": by.person_id},
            order_by="starts_at",
            descending=True,
            cursor=cursor,
            limit=limit,
            with_closed=False,
        )

    # -- within

    async def _enter(
        self, action: Action, activity_id: str, by: Caller, person_id: str | None = None
    ) -> tuple[Stream[Activity], frozenset[Standing]]:
        """The stream of an activity with which the caller may do this. Raises ``NotFound``, ``Forbidden``."""
        row = await self.activity(activity_id)
        return Activity.stream(activity_id), await self._allow(action, by, row.group_id, person_id)

    async def _allow(
        self, action: Action, by: Caller, group_id: str, person_id: str | None = None
    ) -> frozenset[Standing]:
        """How the caller stands to the group and the person. Raises ``Forbidden``; ``NotYet`` for an unheard group."""
        standings = await standings_of(by, self._groups, group_id, person_id)
        if action == "announce" and "officer" not in standings and not await self._groups.knows(group_id):
            raise NotYet("group")
        if not may(action, standings):
            raise Forbidden(rule=rule_of(action))
        return standings

    async def _participant(self, commit: Commit, stream: Stream[Activity], person_id: str) -> Participant:
        """What the commit made of a person's part; where nothing had to change, what it is."""
        for event in commit.events:
            if isinstance(event, ActivitySignedUp):
                status = STATUS_AFTER[type(event)]
                return Participant(commit, event.activity_id, event.person_id, status, event.minutes, event.evidence)
        known = await self.journal.ask(stream, lambda activity: activity.participations[person_id].model_copy())
        activity_id = stream.name.partition("/")[2]
        return Participant(commit, activity_id, person_id, known.status, known.minutes, known.evidence)


def _refusal_of(event: AttendanceCodeRefused) -> CodeExpired | CodeWrong:
    refusal = CodeExpired if event.verdict == "expired" else CodeWrong
    return refusal(tries_left=event.tries_left)
