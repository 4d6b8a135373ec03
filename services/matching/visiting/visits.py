"""Use cases about coming once: said with one tap, somebody greets, one tap afterwards; and the clock."""

from collections.abc import Callable, Sequence
from typing import Literal

from services.matching.domain.person import Person
from services.matching.domain.recommending.activity import Activity
from services.matching.domain.recommending.booking_events import ActivityHeard
from services.matching.domain.team.roster import Roster
from services.matching.domain.visiting.events import VisitAnswer, Visiting
from services.matching.domain.visiting.visit import Visit
from services.matching.groups.standing_refusals import away
from services.matching.introducing.introductions import Introductions
from services.matching.permissions import Action, Relation, may, relations, require
from services.matching.refusals import NoDeskOwner
from services.matching.rows import ActivityRow, GroupRow, MemberRow, PersonRow, member_row_id
from services.matching.team.roster_rows import CoordinatorRow
from services.matching.visiting.refusals import NotAGreeter, VisitTooLate
from services.matching.visiting.rows import VisitRow
from shared.errors import NotYet, Refusal
from shared.events import Event
from shared.journal import Cause, Chain, Journal, Stream
from shared.web import Caller, NotFound

STRONGEST: tuple[Relation, ...] = ("officer", "assigned", "desk-owner", "coordinator", "self", "staff")
"""As what a decision is recorded when somebody is several things."""
Part = Literal["mine", "along", "owned"]
COLUMN_OF: dict[str, str] = {"mine": "person_id", "along": "companion_id"}
AGAIN = {
    "ja": "一度、活動に参加しました。また参加したいです。",
    "ja-plain": "いちど いきました。また いきたいです。",
    "en": "I came once, and would like to come again.",
}
"""What the group reads when somebody wants to come again: prepared words, because it is one tap."""

Decide = Callable[[Visit, Relation], Sequence[Event]]


class Visits:
    """The saga: the person's own record, the visit, who greets; then the saga of introductions, or a kind end."""

    def __init__(self, journal: Journal, introductions: Introductions) -> None:
        self.journal = journal
        self.introductions = introductions

    async def say(self, activity_id: str, *, friend: bool = False, by: Caller, cause: Cause) -> Chain:
        """Come to an activity once, alone or with a friend. Places in it are booking's to give: the answer says how.

        Raises ``NotFound``, ``NotYet``, ``VisitTooLate``, ``GroupPaused``, ``GroupIsOver``, ``NoDeskOwner``, and
        what the person's own record refuses.
        """
        activity = await self.journal.get(ActivityRow, activity_id)
        group = await self.journal.get(GroupRow, activity.group_id) if activity else None
        if activity is None or group is None:
            raise NotFound(what="activity")
        objection, now = await self._objection(by.person_id, activity, group), self.journal.now()
        person = await self.journal.get(PersonRow, by.person_id)
        visiting = Visiting(
            visit_id=cause.new_id("visit"),
            person_id=by.person_id,
            group_id=group.id,
            activity_id=activity_id,
            starts_at=activity.starts_at,
            ends_at=activity.ends_at,
            said_at=now,
            language=person.language if person else "ja",
            officer_ids=group.officers,
            guests=int(friend),
        )

        def say(person: Person) -> Sequence[Event]:
            if objection is not None:
                raise objection
            return person.say_visit(visiting, member=group.id in person.groups)

        return await self.journal.settle(await self.journal.transact(Person.stream(by.person_id), cause, say))

    async def greet(self, visit_id: str, companion_id: str, *, by: Caller, cause: Cause) -> Chain:
        """Name who greets: a member of the group, or a coordinator.

        Raises ``Forbidden``, ``NotFound``, ``NotAGreeter``, ``VisitIsOver``.
        """
        row = await self._row(visit_id)
        await self._catch_up(row, cause)
        fits = await self._may_greet(companion_id, row)

        def greet(visit: Visit, relation: Relation) -> Sequence[Event]:
            if not fits:
                raise NotAGreeter
            return visit.name_greeter(companion_id, by=by.person_id, relation=relation)

        return await self._decide("greet-visit", row, by, cause, greet)

    async def note_came(self, visit_id: str, *, came: bool, by: Caller, cause: Cause) -> Chain:
        """Whether they came, by the group's word.

        Raises ``Forbidden``, ``NotFound``, ``VisitToCome``, ``VisitIsOver``.
        """
        now = self.journal.now()
        return await self._decide(
            "note-visit",
            await self._row(visit_id),
            by,
            cause,
            lambda visit, relation: visit.note_came(now, came=came, by=by.person_id, relation=relation),
        )

    async def answer(self, visit_id: str, answer: VisitAnswer, *, by: Caller, cause: Cause) -> Chain:
        """The person's one tap. ``again`` asks to be introduced to the group, in the same commit.

        Raises ``NotFound``, ``VisitToCome``, ``VisitBegun``; for ``again`` what an introduction is refused for.
        """
        row = await self._row(visit_id)
        if row.person_id != by.person_id:
            raise NotFound(what="visit")
        now = self.journal.now()

        def tap(person: Person) -> Sequence[Event]:
            return person.answer_visit(visit_id, answer, now, row.starts_at)

        stream = Person.stream(by.person_id)
        known: bool = await self.journal.ask(
            stream, lambda person: row.group_id in person.groups or row.group_id in person.introductions
        )
        if answer != "again" or known:
            return await self.journal.settle(await self.journal.transact(stream, cause, tap))
        words = AGAIN.get(row.language, AGAIN["ja"])
        return await self.introductions.ask(by.person_id, row.group_id, words, cause=cause, also=tap)

    async def pass_day(self, row: VisitRow, cause: Cause) -> None:
        """The timer: nobody greets yet, it is over, or nobody said anything."""
        now, owner = self.journal.now(), await self._owner()
        heard = await self._heard(row.activity_id)
        group = await self.journal.get(GroupRow, row.group_id)
        over = group is not None and group.standing == "ended"

        def pass_day(visit: Visit) -> Sequence[Event]:
            gone = visit.group_away("ended", now) if over else []
            return gone or visit.pass_day(now, owner, heard)

        commit = await self.journal.transact(Visit.stream(row.id), cause, pass_day)
        await self.journal.settle(commit)

    # -- reading

    async def of_person(self, person_id: str, part: Part) -> list[VisitRow]:
        """Where somebody comes, whom they greet, or what they see to; the soonest first."""
        if part == "owned":
            rows = await self.journal.all(VisitRow, with_closed=False) if person_id == await self._owner() else []
            return sorted((row for row in rows if row.owner_id), key=lambda row: (row.starts_at, row.id))
        rows = await self.journal.all(VisitRow, where={COLUMN_OF[part]: person_id}, with_closed=part == "mine")
        return sorted(rows, key=lambda row: (row.starts_at, row.id))

    async def of_group(self, group_id: str, *, by: Caller) -> list[VisitRow]:
        """Who comes new to a group: that they do, never who. Raises ``Forbidden``, ``NotFound``."""
        group = await self.journal.get(GroupRow, group_id)
        if group is None:
            raise NotFound(what="group")
        require("list-visits", relations(by, officers=group.officers))
        rows = await self.journal.all(VisitRow, where={"group_id": group_id}, with_closed=False)
        return sorted(rows, key=lambda row: (row.starts_at, row.id))

    async def get(self, visit_id: str, *, by: Caller) -> VisitRow:
        """One visit, for those it concerns. Raises ``NotFound``, also for anybody else."""
        row = await self._row(visit_id)
        if not may("see-visit", await self._held(row, by)):
            raise NotFound(what="visit")
        return row

    # -- inside

    async def _catch_up(self, row: VisitRow, cause: Cause) -> None:
        """What was called off while the visit was on its way is off: nobody is named for it who would hear too late."""
        heard = await self._heard(row.activity_id)
        if heard is None or not heard.cancelled:
            return
        stream: Stream[Visit] = Visit.stream(row.id)
        await self.journal.settle(
            await self.journal.transact(stream, cause.beside("catch-up"), lambda visit: visit.hear(heard))
        )

    async def _heard(self, activity_id: str) -> ActivityHeard | None:
        heard: ActivityHeard | None = await self.journal.ask(Activity.stream(activity_id), lambda found: found.heard)
        return heard

    async def _decide(self, action: Action, row: VisitRow, by: Caller, cause: Cause, decide: Decide) -> Chain:
        held = await self._held(row, by)
        require(action, held)
        relation = next(relation for relation in STRONGEST if relation in held)
        commit = await self.journal.transact(Visit.stream(row.id), cause, lambda visit: decide(visit, relation))
        return await self.journal.settle(commit)

    async def _held(self, row: VisitRow, by: Caller) -> frozenset[Relation]:
        group = await self.journal.get(GroupRow, row.group_id)
        return relations(
            by,
            person_id=row.person_id,
            officers=group.officers if group else (),
            coordinator_id=row.companion_id or None,
            desk_owner_id=await self._owner() if row.owner_id else None,
        )

    async def _objection(self, person_id: str, activity: ActivityRow, group: GroupRow) -> Refusal | NotYet | None:
        person = await self.journal.get(PersonRow, person_id)
        if person is None or not (person.heard or person.closed):
            return NotYet("person-registered")
        if activity.closed:
            return NotFound(what="activity")
        if activity.starts_at <= self.journal.now():
            return VisitTooLate()
        if absent := away(group.id, group.standing):
            return absent
        return NoDeskOwner() if await self._owner() is None else None

    async def _owner(self) -> str | None:
        """Who sees to it where nobody greets: whoever is the city's desk owner now."""
        owner: str | None = await self.journal.ask(Roster.main(), lambda roster: roster.desk_owner)
        return owner

    async def _may_greet(self, companion_id: str, row: VisitRow) -> bool:
        """A member of the group, or a coordinator who serves; not who comes."""
        if companion_id == row.person_id:
            return False
        coordinator = await self.journal.get(CoordinatorRow, companion_id)
        if coordinator and not coordinator.closed and not coordinator.away:
            return True
        member = await self.journal.get(MemberRow, member_row_id(row.group_id, companion_id))
        return member is not None and not member.closed

    async def _row(self, visit_id: str) -> VisitRow:
        row = await self.journal.get(VisitRow, visit_id)
        if row is None:
            raise NotFound(what="visit")
        return row
