"""What use cases of activities have in common: the activity's row, what the caller may do with it, and the lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services.booking.activities.permissions import Action, Groups, Standing, may, rule_of, standings_of
from services.booking.activities.rows import ActivityRow, ActivityStatus, ParticipationRow
from services.booking.domain.activities.activity import Activity
from services.booking.domain.heard_events import Standing as GroupStanding
from services.booking.forgotten import Forgotten
from services.booking.groups.refusals import takes_nobody
from shared.errors import NotYet, Refusal
from shared.journal import Journal, Page, Stream
from shared.web import Caller, Forbidden, NotFound


@dataclass(frozen=True, slots=True)
class Host:
    """A group as it is shown beside what it holds."""

    name: str
    standing: GroupStanding


class ActivityReading:
    """Activities as they are read. ``by`` is always who asks: permissions are decided here, for every edge."""

    def __init__(self, journal: Journal, *, groups: Groups, forgotten: Forgotten) -> None:
        self.journal = journal
        self._groups = groups
        self._forgotten = forgotten

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
        status: ActivityStatus | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[ActivityRow]:
        """Activities that start from ``since`` on (and before ``until``), the earliest first; of any status, or one.

        Those of a group are also those that it holds together with another.
        """
        said = (("area_ids", area), ("tags", tag), ("held_by", group_id))
        return await self.journal.page(
            ActivityRow,
            where={"status": status} if status is not None else {},
            having={name: value for name, value in said if value is not None},
            order_by="starts_at",
            since=since,
            until=until,
            cursor=cursor,
            limit=limit,
        )

    async def hosts(self, group_ids: Iterable[str]) -> dict[str, Host]:
        """What each of these groups is called, and whether it is active, pauses or has ended."""
        return {id: Host(await self._groups.name(id), await self._groups.standing(id)) for id in set(group_ids)}

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
        return Activity.stream(activity_id), await self._allow(action, by, row.group_id, person_id, row.together_with)

    async def _closed_by_group(self, group_id: str) -> Refusal | None:
        """Why nobody joins what a group announced, or announces for it, when it pauses or has ended."""
        return takes_nobody(group_id, await self._groups.standing(group_id))

    async def _allow(
        self,
        action: Action,
        by: Caller,
        group_id: str,
        person_id: str | None = None,
        co_hosts: Iterable[str] = (),
    ) -> frozenset[Standing]:
        """How the caller stands to the group and the person. Raises ``Forbidden``; ``NotYet`` for an unheard group."""
        standings = await standings_of(by, self._groups, group_id, person_id, co_hosts)
        if action == "announce" and "officer" not in standings and not await self._groups.knows(group_id):
            raise NotYet("group")
        if not may(action, standings):
            raise Forbidden(rule=rule_of(action))
        return standings
