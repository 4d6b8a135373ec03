"""The use cases of holding an activity together: who may be asked, their word, leaving, and a group that has ended."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.booking.activities.co_host_refusals import CoHostAway
from services.booking.activities.permissions import Action, may, rule_of, standings_of
from services.booking.activities.reading import ActivityReading
from services.booking.activities.rows import CoHostRow
from services.booking.domain.activities.activity import Activity
from services.booking.domain.activities.hosting import Candidate, Others
from services.booking.domain.activities.record import HostStanding
from services.booking.groups.refusals import ActivityGroupEnded
from shared.contracts.booking_co_hosts import CoHostAnswered, CoHostEnded
from shared.errors import NotYet
from shared.events import Event
from shared.journal import Cause, Commit, Page
from shared.web import Caller, Forbidden, NotFound


@dataclass(frozen=True)
class CoHosting:
    """How a group stands to an activity that another announced, and the commit that put or found it there."""

    commit: Commit
    activity_id: str
    group_id: str
    to_group_id: str
    standing: HostStanding


class CoHosts(ActivityReading):
    """Groups that hold what another announced. Whoever is asked is heard of from matching, so that it is advisory."""

    async def others(
        self, wanted: Iterable[str] | None, *, by: Caller, activity_id: str | None = None, group_id: str = ""
    ) -> Others:
        """The groups that ``group_id`` wants to ask, and who acts for those that were, as far as it was heard of.

        Raises ``NotYet`` for a group that was not.
        """
        candidates: dict[str, Candidate] = {}
        for id in wanted or ():
            if not await self._groups.knows(id):
                raise NotYet("group")
            officers, standing = await self._groups.officers(id), await self._groups.standing(id)
            candidates[id] = Candidate(officers, standing, await self._waiting(group_id, id, activity_id))
        where = {"activity_id": activity_id}
        rows = await self.journal.all(CoHostRow, where=where, with_closed=False) if activity_id else []
        told = {row.to_group_id: await self._groups.officers(row.to_group_id) for row in rows}
        first = await self._groups.standing(group_id) if candidates else "active"
        return Others(candidates, told, by.person_id, first)

    async def answer(self, activity_id: str, group_id: str, *, accepted: bool, by: Caller, cause: Cause) -> CoHosting:
        """A group's yes or no, by an officer of it, or as staff heard it. The first word counts.

        Raises ``NotFound``, ``Forbidden``, ``CoHostAway``, ``ActivityGroupEnded``, ``CoHostAnsweredAlready``,
        ``CoHostingOver``.
        """
        row = await self._asked("answer-as-host", activity_id, group_id, by)
        own, first = await self._groups.standing(group_id), await self._groups.standing(row.group_id)
        now, told = self.journal.now(), await self._groups.officers(row.group_id)

        def decide(activity: Activity) -> list[Event]:
            self._forgotten.check(by.person_id)
            events = activity.answer_as_host(group_id, now, accepted=accepted, told=told, by=by.person_id)
            if events and accepted and own != "active":
                raise CoHostAway(group_id=group_id)
            if events and accepted and first == "ended":
                raise ActivityGroupEnded(group_id=row.group_id)
            return events

        return await self._hosting(await self.journal.transact(Activity.stream(activity_id), cause, decide), row)

    async def leave(self, activity_id: str, group_id: str, *, by: Caller, cause: Cause) -> CoHosting:
        """A group that agreed holds it no more.

        Raises ``NotFound``, ``Forbidden``, ``NotCoHost``, ``CoHostingOver``.
        """
        row = await self._asked("leave-as-host", activity_id, group_id, by)
        now, told = self.journal.now(), await self._groups.officers(row.group_id)

        def decide(activity: Activity) -> list[Event]:
            self._forgotten.check(by.person_id)
            return activity.leave_as_host(group_id, now, told=told, by=by.person_id)

        return await self._hosting(await self.journal.transact(Activity.stream(activity_id), cause, decide), row)

    async def end_of_group(self, group_id: str, *, cause: Cause) -> None:
        """A group has ended: of what is still to come it holds nothing, and is asked about nothing, any more."""
        now = self.journal.now()
        rows = await self.journal.all(
            CoHostRow, where={"to_group_id": group_id}, order_by="ends_at", since=now, with_closed=False
        )
        told = {row.group_id: await self._groups.officers(row.group_id) for row in rows}

        def end(activity: Activity) -> list[Event]:
            return activity.host_is_over(group_id, now, told=told.get(activity.about.group_id, ()))

        for row in rows:
            await self.journal.transact(Activity.stream(row.activity_id), cause, end)

    async def of_activity(self, activity_id: str, *, by: Caller) -> list[CoHostRow]:
        """Every group that was ever asked, for officers of the groups that hold it, and staff."""
        await self._enter("list-co-hosts", activity_id, by)
        return list(await self.journal.all(CoHostRow, where={"activity_id": activity_id}))

    async def of_group(self, group_id: str, *, by: Caller, cursor: str | None, limit: int) -> Page[CoHostRow]:
        """What a group is asked about, or holds with others, and that is not over; for its officers and staff."""
        if not (by.has("staff") or await self._groups.is_officer(group_id, by.person_id)):
            raise Forbidden(rule="officer-of-group")
        return await self.journal.page(
            CoHostRow,
            where={"to_group_id": group_id},
            order_by="ends_at",
            since=self.journal.now(),
            cursor=cursor,
            limit=limit,
            with_closed=False,
        )

    # -- within

    async def _asked(self, action: Action, activity_id: str, group_id: str, by: Caller) -> CoHostRow:
        """What a group was asked. Raises ``Forbidden``, ``NotFound`` for one that was not, and to a stranger always.

        Before a yes nobody else is to know whom a group asks.
        """
        row = await self.journal.get(CoHostRow, f"{activity_id}:{group_id}")
        if row is None:
            raise NotFound(what="co-host")
        found = await standings_of(by, self._groups, row.group_id, None, (group_id,))
        if not may(action, found):
            if "officer" not in found:
                raise NotFound(what="co-host")
            raise Forbidden(rule=rule_of(action))
        return row

    async def _waiting(self, group_id: str, to_group_id: str, activity_id: str | None) -> int:
        """How many questions of the one to the other wait for a word, but for those of an activity."""
        rows = await self.journal.all(CoHostRow, where={"to_group_id": to_group_id}, with_closed=False)
        return sum(
            row.standing == "asked" and row.group_id == group_id and row.activity_id != activity_id for row in rows
        )

    async def _hosting(self, commit: Commit, row: CoHostRow) -> CoHosting:
        """What the commit made of it; where nothing had to change, how it stands."""
        standing = next((found for event in commit.events if (found := _standing_of(event))), None)
        if standing is None:
            stream = Activity.stream(row.activity_id)
            known: HostStanding = await self.journal.ask(stream, lambda activity: activity.hosts[row.to_group_id])
            standing = known
        return CoHosting(commit, row.activity_id, row.group_id, row.to_group_id, standing)


def _standing_of(event: Event) -> HostStanding | None:
    match event:
        case CoHostAnswered():
            return "agreed" if event.accepted else "declined"
        case CoHostEnded():
            return event.reason
    return None
