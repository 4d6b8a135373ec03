"""The use cases of activities: announce, change, cancel, sign up, withdraw, attend, correct.

Every decision is one commit on the activity's own stream; what is read of groups and bookings before it is advisory.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from services.booking.activities.certificates import CertificateNumbers, Certificates
from services.booking.activities.co_hosts import CoHosts
from services.booking.activities.codes import AttendanceCode, AttendanceCodes
from services.booking.activities.outcomes import Announced, Participant
from services.booking.activities.permissions import Groups, Standing
from services.booking.activities.reading import ActivityReading
from services.booking.activities.refusals import BookingDoesNotFit, CodeExpired, CodeWrong
from services.booking.activities.visit_refusals import VisitHasEnded
from services.booking.activities.waiting_list import WaitingList
from services.booking.domain.activities.activity import Activity
from services.booking.domain.activities.announcement import Announcement
from services.booking.domain.activities.events import AttendanceCodeRefused, VisitHeardEnded
from services.booking.domain.activities.participation import Status, Word
from services.booking.domain.activities.visit import Visit
from services.booking.forgotten import Forgotten
from shared.contracts.booking_activities import (
    ActivityAnnounced,
    ActivityAttended,
    ActivityCancelled,
    ActivityChanged,
    ActivitySignedUp,
    ActivityWithdrawn,
    AttendanceCorrected,
)
from shared.contracts.booking_values import CancelReason
from shared.contracts.matching_visits import VisitEnded, VisitForgone
from shared.events import Event
from shared.journal import Cause, Commit, Journal, Stream
from shared.web import Caller

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

    async def facility_of(self, booking_id: str) -> str | None:
        """The house of a booking."""
        ...


class Activities(ActivityReading):
    """Activities of the city's groups. ``by`` is always who asks: permissions are decided here, for every edge."""

    def __init__(
        self,
        journal: Journal,
        *,
        groups: Groups,
        bookings: Bookings,
        codes: AttendanceCodes,
        numbers: CertificateNumbers,
        forgotten: Forgotten,
    ) -> None:
        super().__init__(journal, groups=groups, forgotten=forgotten)
        self.waiting = WaitingList(journal, groups=groups, forgotten=forgotten)
        self.certificates = Certificates(journal)
        self.co_hosts = CoHosts(journal, groups=groups, forgotten=forgotten)
        self._bookings = bookings
        self._codes = codes
        self._numbers = numbers

    # -- announcing

    async def announce(self, wanted: Announcement, *, by: Caller, cause: Cause) -> Announced:
        """Invite to something, in the name of a group."""
        await self._allow("announce", by, wanted.group_id)
        absent = await self._closed_by_group(wanted.group_id)
        unfit = await self._unfit_booking(wanted)
        wanted, others = (
            await self._placed(wanted),
            await self.co_hosts.others(wanted.together_with, by=by, group_id=wanted.group_id),
        )
        now = self.journal.now()

        def decide(activity: Activity) -> list[Event]:  # refuses here, so that a repeat is answered as the first time
            if absent is not None:
                raise absent
            if unfit is not None:
                raise BookingDoesNotFit(booking_id=unfit)
            return activity.announce(wanted, now, others)

        commit = await self.journal.transact(Activity.stream(cause.new_id("activity")), cause, decide)
        return Announced(commit, commit.first(ActivityAnnounced))

    async def change(self, activity_id: str, wanted: Announcement, *, by: Caller, cause: Cause) -> Announced:
        """Let an activity be as it is wanted now, whole. Everybody who signed up or waits is told afterwards."""
        stream, _ = await self._enter("change", activity_id, by)
        unfit = await self._unfit_booking(wanted)
        others = await self.co_hosts.others(
            wanted.together_with, by=by, activity_id=activity_id, group_id=wanted.group_id
        )
        wanted, now = await self._placed(wanted), self.journal.now()

        def decide(activity: Activity) -> list[Event]:
            if unfit is not None:
                raise BookingDoesNotFit(booking_id=unfit)
            return activity.change(wanted, now, others)

        return await self._announced(await self.journal.transact(stream, cause, decide), stream)

    async def cancel(self, activity_id: str, reason: CancelReason, *, by: Caller, cause: Cause) -> Announced:
        """Call an activity off. Everybody is told, and what was recorded is taken back, afterwards."""
        stream, _ = await self._enter("cancel", activity_id, by)
        now, others = self.journal.now(), await self.co_hosts.others(None, by=by, activity_id=activity_id)
        commit = await self.journal.transact(stream, cause, lambda activity: activity.cancel(reason, now, others))
        return await self._announced(commit, stream)

    # -- taking part

    async def sign_up(
        self,
        activity_id: str,
        *,
        by: Caller,
        person_id: str | None = None,
        role: str | None = None,
        guests: int | None = None,
        visit_id: str | None = None,
        cause: Cause,
    ) -> Participant:
        """Give the caller, or the person at the counter, a place, and one to each whom they bring.

        The same answer when they have them already. ``visit_id``: the visit for which it is, and with which it ends.
        One that has ended takes no place; of one whose end is still on its way the place comes back. For a role that
        needs a check nobody enters themselves, whatever else they may; whoever enters another gives their word.
        """
        person = person_id or by.person_id
        stream, standings = await self._enter("sign-up", activity_id, by, person)
        word = None if person == by.person_id else _word_of(standings)
        absent = await self._closed_by_group((await self.activity(activity_id)).group_id)
        over = visit_id is not None and await self._visit_ended(visit_id, person, activity_id)
        now = self.journal.now()

        def decide(activity: Activity) -> list[Event]:
            self._forgotten.check(by.person_id, person)
            if over:
                raise VisitHasEnded
            if absent is not None and not activity.keeps_place(person, guests or 0):
                raise absent
            return activity.sign_up(person, now, role, guests=guests, visit_id=visit_id, word=word)

        commit = await self.journal.transact(stream, cause, decide)
        return await self._participant(commit, stream, person)

    async def withdraw(self, activity_id: str, person_id: str, *, by: Caller, cause: Cause) -> Participant:
        """Give a place back before the activity begins."""
        stream, _ = await self._enter("withdraw", activity_id, by, person_id)
        now = self.journal.now()
        commit = await self.journal.transact(stream, cause, lambda activity: activity.withdraw(person_id, now))
        return await self._participant(commit, stream, person_id)

    async def hear_visit_ended(self, event: VisitEnded | VisitForgone, *, cause: Cause) -> None:
        """A visit does not come about: the place that was, or will be, taken for it is free again, and its guest's."""
        heard = VisitHeardEnded(
            visit_id=event.request_id,
            activity_id=event.activity_id,
            person_id=event.person_id,
            starts_at=event.starts_at,
        )
        stream = Visit.stream(heard.visit_id, heard.person_id)
        await self.journal.transact(stream, cause, lambda visit: visit.hear_end(heard))

    # -- attendance

    async def attendance_code(self, activity_id: str, *, by: Caller) -> AttendanceCode:
        """The code to show at the place now."""
        stream, _ = await self._enter("show-code", activity_id, by)
        now = self.journal.now()
        closes_at = await self.journal.ask(stream, lambda activity: activity.codes_close_at(now))
        code = self._codes.current(activity_id, now)
        return replace(code, valid_until=min(code.valid_until, closes_at))

    async def attend_by_code(
        self, activity_id: str, code: str, *, by: Caller, session: int | None = None, cause: Cause
    ) -> Participant:
        """Record that the caller is there, as the code shows; the same answer when it is recorded already."""
        stream, _ = await self._enter("attend-by-code", activity_id, by, by.person_id)
        now = self.journal.now()
        verdict = self._codes.judge(activity_id, code, now)
        number = self._numbers.of(activity_id, by.person_id)

        def decide(activity: Activity) -> list[Event]:
            self._forgotten.check(by.person_id)
            return activity.attend_by_code(by.person_id, verdict, now, session, number)

        commit = await self.journal.transact(stream, cause, decide)
        for event in commit.events:
            if isinstance(event, AttendanceCodeRefused):
                raise _refusal_of(event)
        return await self._participant(commit, stream, by.person_id)

    async def attend_by_hand(
        self, activity_id: str, person_id: str, *, by: Caller, session: int | None = None, cause: Cause
    ) -> Participant:
        """Record that a person was there, on the word of an officer or of staff."""
        stream, standings = await self._enter("attend-by-hand", activity_id, by, person_id)
        number = self._numbers.of(activity_id, person_id)
        now = self.journal.now()

        def decide(activity: Activity) -> list[Event]:
            self._forgotten.check(by.person_id, person_id)
            return activity.attend_by_hand(person_id, _word_of(standings), now, session, number)

        commit = await self.journal.transact(stream, cause, decide)
        return await self._participant(commit, stream, person_id)

    async def correct(
        self, activity_id: str, person_id: str, *, by: Caller, session: int | None = None, cause: Cause
    ) -> Participant:
        """Take an attendance back that was recorded in error. Afterwards only officers and staff may record it anew."""
        stream, _ = await self._enter("correct", activity_id, by, person_id)
        commit = await self.journal.transact(stream, cause, lambda activity: activity.correct(person_id, session))
        return await self._participant(commit, stream, person_id)

    # -- within

    async def _visit_ended(self, visit_id: str, person_id: str, activity_id: str) -> bool:
        return await self.journal.ask(Visit.stream(visit_id, person_id), lambda visit: visit.has_ended(activity_id))

    async def _unfit_booking(self, wanted: Announcement) -> str | None:
        """A booking that is named and does not stand for this group over all of its time; ``None`` when all do."""
        named = {each.booking_id: (each.starts_at, each.ends_at) for each in wanted.times if each.booking_id}
        if wanted.booking_id:
            named[wanted.booking_id] = (wanted.starts_at, wanted.ends_at)
        for booking_id, (starts_at, ends_at) in named.items():
            if not await self._bookings.covers(
                booking_id, group_id=wanted.group_id, starts_at=starts_at, ends_at=ends_at
            ):
                return booking_id
        return None

    async def _placed(self, wanted: Announcement) -> Announcement:
        """The same in the house of its bookings, when they are all in one and it names none itself."""
        if wanted.facility_id is not None:
            return wanted
        named = dict.fromkeys(id for id in (wanted.booking_id, *(each.booking_id for each in wanted.times)) if id)
        houses = {await self._bookings.facility_of(id) for id in named}
        return wanted.model_copy(update={"facility_id": houses.pop()}) if len(houses) == 1 else wanted

    async def _announced(self, commit: Commit, stream: Stream[Activity]) -> Announced:
        """What the commit made of the activity; where nothing had to change, how it stands."""
        for event in commit.events:
            if isinstance(event, ActivityChanged | ActivityCancelled):
                return Announced(commit, event)
        return Announced(commit, await self.journal.ask(stream, lambda activity: activity.about))

    async def _participant(self, commit: Commit, stream: Stream[Activity], person_id: str) -> Participant:
        """What the commit made of a person's part; where nothing had to change, what it is."""
        for event in reversed(commit.events):  # who says otherwise about guests gives back, and has a place anew
            if isinstance(event, ActivitySignedUp) and (status := STATUS_AFTER.get(type(event))):
                return Participant(
                    commit, event.activity_id, event.person_id, status, event.role, event.minutes, event.evidence,
                    event.session, event.guests,
                )  # fmt: skip
        known = await self.journal.ask(stream, lambda activity: activity.participations[person_id].model_copy())
        activity_id = stream.name.partition("/")[2]
        return Participant(
            commit, activity_id, person_id, known.status, known.role, known.minutes, known.evidence, None, known.guests
        )


def _word_of(standings: frozenset[Standing]) -> Word:
    return "staff" if standings.isdisjoint({"officer", "co-host"}) else "officer"


def _refusal_of(event: AttendanceCodeRefused) -> CodeExpired | CodeWrong:
    refusal = CodeExpired if event.verdict == "expired" else CodeWrong
    return refusal(tries_left=event.tries_left)
