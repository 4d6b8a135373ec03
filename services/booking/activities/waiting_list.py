"""The use cases of the waiting list: join, accept what is offered, leave, and what time does to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.booking.activities.reading import ActivityReading
from services.booking.activities.rows import WaitingListRow, WaitingRow
from services.booking.activities.waiting_refusals import NotWaiting
from services.booking.domain.activities.activity import Activity
from services.booking.domain.activities.waiting import closes_at
from shared.contracts.booking_activities import WaitingAccepted, WaitingJoined, WaitingOffered, WaitingPassed
from shared.events import Event
from shared.journal import Cause, Commit, Page, Stream
from shared.web import Caller

WaitingStatus = Literal["waiting", "offered", "accepted", "passed", "signed-up"]


@dataclass(frozen=True)
class Waiting:
    """How a person stands to the list, as told to nobody but them. ``until``: the list closes, or the offer ends."""

    activity_id: str
    person_id: str
    status: WaitingStatus
    role: str
    position: int | None = None
    until: datetime | None = None
    guests: int = 0


class WaitingList(ActivityReading):
    """The waiting lists of activities."""

    async def join(
        self, activity_id: str, *, by: Caller, role: str | None = None, guests: int | None = None, cause: Cause
    ) -> tuple[Commit, Waiting]:
        """Wait for a place, or for two with a friend; the same answer when the caller waits so already."""
        stream, _ = await self._enter("wait", activity_id, by, by.person_id)
        absent = await self._closed_by_group((await self.activity(activity_id)).group_id)
        now = self.journal.now()

        def decide(activity: Activity) -> list[Event]:
            self._forgotten.check(by.person_id)
            if absent is not None and not activity.has_place(by.person_id):
                raise absent
            return activity.wait(by.person_id, now, role, guests)

        commit = await self.journal.transact(stream, cause, decide)
        return commit, await self._waiting(stream, commit, by.person_id)

    async def accept(self, activity_id: str, *, by: Caller, cause: Cause) -> tuple[Commit, Waiting]:
        """Take the place that is held for the caller."""
        stream, _ = await self._enter("wait", activity_id, by, by.person_id)
        absent = await self._closed_by_group((await self.activity(activity_id)).group_id)
        now = self.journal.now()

        def decide(activity: Activity) -> list[Event]:
            self._forgotten.check(by.person_id)
            if absent is not None and not activity.keeps_place(by.person_id):
                raise absent
            return activity.accept(by.person_id, now)

        commit = await self.journal.transact(stream, cause, decide)
        return commit, await self._waiting(stream, commit, by.person_id)

    async def leave(self, activity_id: str, *, by: Caller, cause: Cause) -> tuple[Commit, Waiting]:
        """Leave the list; a place that was held goes to the next."""
        stream, _ = await self._enter("wait", activity_id, by, by.person_id)
        now = self.journal.now()
        commit = await self.journal.transact(stream, cause, lambda activity: activity.leave_list(by.person_id, now))
        return commit, await self._waiting(stream, commit, by.person_id)

    async def own(self, activity_id: str, *, by: Caller) -> Waiting:
        """How the caller stands, with their place in the order. Raises ``NotWaiting`` for who never waited."""
        stream, _ = await self._enter("wait", activity_id, by, by.person_id)
        return await self.journal.ask(stream, lambda activity: _standing(activity, by.person_id))

    async def people(
        self, activity_id: str, *, by: Caller, cursor: str | None = None, limit: int = 50
    ) -> Page[WaitingRow]:
        """Who waits, in the order in which they came, for the group's officers and staff."""
        await self._enter("list-participants", activity_id, by)
        return await self.journal.page(
            WaitingRow,
            where={"activity_id": activity_id},
            order_by="number",
            cursor=cursor,
            limit=limit,
            with_closed=False,
        )

    async def fall_due(self, row: WaitingListRow, cause: Cause) -> None:
        """Pass on what nobody took in time; tell everybody when the list has ended."""
        now = self.journal.now()
        await self.journal.transact(Activity.stream(row.id), cause, lambda activity: activity.fall_due(now))

    async def _waiting(self, stream: Stream[Activity], commit: Commit, person_id: str) -> Waiting:
        """How the commit left a person; where nothing had to change, how they stand."""
        for event in reversed(commit.events):  # who waits for one place instead of two may have it at once
            if isinstance(event, WaitingJoined) and event.person_id == person_id:
                status, role, until = STATUS_AFTER[type(event)], event.role, event.deadline
                return Waiting(event.activity_id or "", person_id, status, role, None, until, event.guests)
        return await self.journal.ask(stream, lambda activity: _standing(activity, person_id))


STATUS_AFTER: dict[type[WaitingJoined], WaitingStatus] = {
    WaitingJoined: "waiting",
    WaitingOffered: "offered",
    WaitingAccepted: "accepted",
    WaitingPassed: "passed",
}


def _standing(activity: Activity, person_id: str) -> Waiting:
    activity_id, standing = activity.about.activity_id, activity.standing_of(person_id)
    if standing is None and not activity.waits.get(person_id):
        raise NotWaiting
    if standing is None:
        return Waiting(activity_id, person_id, "passed", "")
    status, role = standing
    offer = activity.offers.get(person_id)
    until = offer.until if offer else closes_at(activity.about) if status == "waiting" else None
    wanted = offer or activity.waiter(person_id) or activity.participations.get(person_id)
    guests = wanted.guests if wanted else 0
    return Waiting(activity_id, person_id, status, role, activity.position_of(person_id), until, guests)
