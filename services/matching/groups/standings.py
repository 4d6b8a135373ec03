"""Use cases about how a group stands: it pauses, ends, is back; and what was under way with it hears of that.

What was under way is found by rows, by the clock within seconds, and once more a little later for what was on its way.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.matching.domain.groups.group import Group
from services.matching.domain.groups.standing_events import ContactGone, Standing, StandingSeenTo
from services.matching.domain.introducing.introduction import Introduction
from services.matching.groups.group_rows import GroupContactRow, GroupStandingRow
from services.matching.groups.standing_endings import Endings
from services.matching.groups.standing_refusals import away
from services.matching.introducing.introductions import Introductions
from services.matching.introducing.rows import IntroductionRow
from services.matching.permissions import relations, require
from services.matching.refusals import AlreadyMember
from services.matching.rows import GroupRow, MemberRow, member_row_id
from services.matching.team.roster_rows import LOOK_AGAIN, LOOKS
from services.matching.words_kept import WordsKept
from shared.errors import Refusal
from shared.events import Event
from shared.journal import Cause, Chain, Journal
from shared.web import Caller, NotFound

FOUND_MAX = 200
"""Of each sort at one look: an event stays small. What is left is found by the next look, at once."""


LEAVE_AT_ONCE = 100
"""Memberships that end at one look."""
WINDS_UP = timedelta(days=90)
"""So long officers of a group that has ended act for what is left: rooms, activities, what is paid back."""


class Standings:
    """Decided on the group's own stream; each change has a number, and what comes late of an earlier one is nothing."""

    def __init__(self, journal: Journal, introductions: Introductions, kept: WordsKept) -> None:
        self.journal = journal
        self.introductions = introductions
        self.kept = kept
        self.endings = Endings(journal, kept)

    async def put(self, group_id: str, standing: Standing, *, by: Caller | None, cause: Cause) -> Chain:
        """Say how a group stands, by an officer or staff; staff alone bring one back that has ended.

        Raises ``NotFound``, ``Forbidden``, ``GroupIsOver``.
        """

        def stand(group: Group) -> Sequence[Event]:
            if not group.registered:
                raise NotFound(what="group")
            held = relations(by, officers=group.officers)
            require("pause-group", held)
            return group.stand(standing, undo=not held.isdisjoint({"staff", "bulk"}))

        return await self.journal.settle(await self.journal.transact(Group.stream(group_id), cause, stand))

    async def see_to(self, row: GroupStandingRow, cause: Cause) -> None:
        """The timer: what is under way hears how its group stands; of one that has ended memberships end, too.

        A while later (``WINDS_UP``) the offices of those who settled what was left.
        """
        id = row.id
        known = await self.journal.ask(Group.stream(id), lambda group: (group.standing, group.number))
        standing: Standing = known[0] if known[1] == row.number else "active"
        left = await self.endings.end(id, standing, cause) if standing != "active" else False
        introductions = await self.journal.all(IntroductionRow, where={"group_id": id}, with_closed=False)
        behind = [each.id for each in introductions if each.group_number < row.number]
        contacts = await self.journal.all(GroupContactRow, having={"groups": id}, with_closed=False)
        gone = [await self._gone(each, id) for each in contacts[:FOUND_MAX]]
        now = self.journal.now()

        def note(group: Group) -> list[Event]:
            if group.number != row.number:  # it stands otherwise by now: that has a look of its own
                return []
            is_back = group.standing == "active"
            waits = len(contacts) > FOUND_MAX and not is_back
            ended = group.standing == "ended"
            waits = waits or (ended and len(group.plain_members) > LEAVE_AT_ONCE) or left
            more = len(behind) > FOUND_MAX or waits  # what is left for a next look
            times = row.times + (not more)
            return [
                *(group.wind_up(now + WINDS_UP, LEAVE_AT_ONCE) if row.times < LOOKS else group.close_offices()),
                StandingSeenTo(
                    group_id=id,
                    standing=group.standing,
                    number=group.number,
                    times=times,
                    again_at=now if more else _next_look(now, times, ended=ended),
                    introduction_ids=tuple(behind[:FOUND_MAX]),
                    contacts=() if is_back else tuple(gone),
                ),
            ]

        await self.kept.settled(await self.journal.transact(Group.stream(id), cause, note))

    async def suggest(self, introduction_id: str, to_group: str, *, by: Caller, cause: Cause) -> Chain:
        """Suggest another group instead of one that is away (who has it, coordinators): this introduction is over.

        Raises ``NotFound``, ``Forbidden``, ``NothingToReplace``, ``GroupPaused``, ``GroupIsOver``, ``AlreadyMember``.
        """
        row = await self.introductions.row(introduction_id)
        objection = await self._objection(to_group, row.person_id)

        def suggest(found: Introduction, relation: str) -> Sequence[Event]:
            if objection is not None:
                raise objection
            return found.suggest(to_group, by=by.person_id, relation=relation)

        commit = await self.introductions.decide("suggest-another", introduction_id, by, cause, suggest)
        return await self.kept.settled(commit)

    async def _objection(self, group_id: str, person_id: str) -> Refusal | None:
        group = await self.journal.get(GroupRow, group_id)
        if group is None:
            raise NotFound(what="group")
        member = await self.journal.get(MemberRow, member_row_id(group_id, person_id))
        if member is not None and not member.closed:
            return AlreadyMember(group_id=group_id)
        return away(group_id, group.standing)

    async def _gone(self, contact: GroupContactRow, group_id: str) -> ContactGone:
        other = next(id for id in contact.groups if id != group_id)
        row = await self.journal.get(GroupRow, other)
        return ContactGone(contact_id=contact.id, round=contact.asked_round, told=row.officers if row else ())


def _next_look(now: datetime, times: int, *, ended: bool) -> datetime | None:
    """Once more a little later; of a group that has ended once more when its officers are done."""
    if times < LOOKS:
        return now + LOOK_AGAIN
    return now + WINDS_UP if ended and times == LOOKS else None
