"""Use cases about handing cases over: look at a plan, carry it out, and what the clock does at leave and overload.

A live case is moved for leave, overload or on request, never because it would be nicer. All of them are planned
together, and carried out as one commit on the roster.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.matching.domain.accompanying.accompanied_record import Accompanied
from services.matching.domain.consulting.consultation import Consultation
from services.matching.domain.introducing.introduction import Introduction
from services.matching.domain.team.assigning import Assignment, Case, assign
from services.matching.domain.team.choosing import Coordinator, Coordinators, Wanted, kept
from services.matching.domain.team.fullness import look_again, watched
from services.matching.domain.team.handing_over import MOVES_MAX, PlannedMove
from services.matching.domain.team.roster import Roster
from services.matching.domain.team.wanted import wanted_at_desk, wanted_near
from services.matching.introducing.rows import IntroductionRow
from services.matching.knowledge import Knowledge
from services.matching.permissions import relations, require
from services.matching.refusals import NoDeskOwner
from services.matching.team.hand_over_accompaniments import Beside, moves_of, open_beside, seen_to, within
from services.matching.team.hand_over_plan import Plan, Request
from services.matching.team.hand_over_refusals import NotOnLeave, NotOverloaded, PlanChanged
from services.matching.team.roster_rows import DutyRow, RoomRow
from shared.clock import tokyo_date
from shared.events import Event
from shared.journal import Cause, Chain, Commit, Journal
from shared.web import Caller, NotFound

READS_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class _Open:
    """An open case of somebody's as it is now."""

    id: str
    wanted: Wanted
    asked_at: datetime
    due_at: datetime | None
    begun: bool
    introduction: PlannedMove | None = None


@dataclass(frozen=True, slots=True)
class _Team:
    """The roster at one moment, and what one of them has."""

    coordinators: Coordinators
    held: tuple[str, ...]
    cases: tuple[str, ...]
    desk_owner: str | None
    beside: Mapping[str, Accompanied]


class HandOvers:
    """Plans are made beside the journal; the roster checks each move again when it carries one out."""

    def __init__(self, journal: Journal, knowledge: Knowledge) -> None:
        self.journal = journal
        self.knowledge = knowledge

    async def look(self, request: Request, *, by: Caller) -> Plan:
        """The plan as it would be carried out now. Raises as ``carry_out``."""
        require("hand-over", relations(by, person_id=request.person_id))
        return await self.plan(request)

    async def carry_out(self, request: Request, *, by: Caller, cause: Cause, digest: str | None = None) -> Chain:
        """Hand over what ``request`` names. ``digest``: only as the plan was looked at.

        Raises ``Forbidden``, ``NotFound``, ``NotOnLeave``, ``NotOverloaded``, ``NoDeskOwner``, ``PlanChanged``.
        """
        require("hand-over", relations(by, person_id=request.person_id))
        try:
            plan: Plan | None = await self.plan(request)
        except (NotFound, NotOnLeave, NotOverloaded) as refusal:
            plan, refused = None, refusal

        def carry_out(roster: Roster) -> Sequence[Event]:
            if plan is None:  # a request that was answered before is answered the same, whatever is now
                raise refused
            if digest is not None and digest != plan.digest:
                raise PlanChanged(plan=plan.digest)
            return watched(roster, roster.hand_over(plan.as_hand_over(by.person_id)), self.journal.now())

        commit = await self.journal.transact(Roster.main(), cause, carry_out)
        return await self.journal.settle(commit)

    async def do_duty(self, row: DutyRow, cause: Cause) -> None:
        """The timer: on the first day of a leave, or when a capacity is below the load; once each time it is set."""
        request = Request(row.person_id, row.why)
        days = (row.first_day, row.last_day) if row.first_day and row.last_day else None
        try:
            plan = await self.plan(request, days=days)
        except (NotFound, NotOnLeave, NotOverloaded):  # it was taken back: nothing is to be done
            plan = Plan(request, (), 0.0, 0.0)
        commit = await self.journal.transact(
            Roster.main(),
            cause,
            lambda roster: watched(roster, roster.hand_over(plan.as_hand_over(None, row.id)), self.journal.now()),
        )
        await self.journal.settle(commit)

    async def look_for_room(self, row: RoomRow, cause: Cause) -> None:
        """The timer: somebody is to be back from leave; the alarm of a desk that is full is over, or goes on."""
        now = self.journal.now()
        await self.journal.transact(Roster.main(), cause, lambda roster: look_again(roster, row.desk, now))

    async def plan(self, request: Request, *, days: tuple[date, date] | None = None) -> Plan:
        """Who would get what. ``days``: of the leave that begins."""
        team = await self.journal.ask(Roster.main(), lambda roster: _team(roster, request.person_id))
        if team.desk_owner is None:
            raise NoDeskOwner
        found = await self._open(team, request)
        chosen = self._concerned(request, team, found, days)
        weights = self.knowledge.assigning.on(tokyo_date(self.journal.now()))
        cases = [Case(each.id, each.wanted) for each in chosen]
        # what goes away frees no place of theirs: they are no candidate
        made = await asyncio.to_thread(assign, cases, team.coordinators, weights) if cases else Assignment({}, 0.0, 0.0)
        beside = await self._beside(request, team, len(chosen), days)
        moves = moves_of(
            beside, team.coordinators, tuple(made.to.values()), tokyo_date(self.journal.now()), request.person_id
        )
        return Plan(request, tuple(_move(each, made, team) for each in chosen), made.gap, made.points, moves)

    # -- inside

    def _concerned(
        self, request: Request, team: _Team, found: Sequence[_Open], days: tuple[date, date] | None
    ) -> list[_Open]:
        """Which of the open cases are to go; the promised day first."""
        entry = team.coordinators.all.get(request.person_id)
        named = request.names_some
        ordered = sorted(found, key=lambda each: (each.due_at or each.asked_at, each.id))
        match request.why:
            case "leave":
                leaves = _leaves(entry, days, tokyo_date(self.journal.now()))
                chosen = ordered if named or leaves is None else [each for each in ordered if _within(each, leaves)]
            case "overload":
                load = team.coordinators.loads.get(request.person_id, 0)
                excess = load - entry.capacity if entry else 0
                if excess <= 0:
                    raise NotOverloaded
                newest = sorted(found, key=lambda each: (each.begun, -each.asked_at.timestamp(), each.id))
                chosen = newest if named else newest[:excess]
            case _:
                chosen = ordered
        return chosen[:MOVES_MAX]

    async def _beside(self, request: Request, team: _Team, cases: int, days: tuple[date, date] | None) -> list[Beside]:
        """Which accompaniments go along. ``cases``: so many others go. Raises ``NotFound`` for one that is not theirs.

        The desk owner's wait with them until they are asked for: the desk has no leave and no limit.
        """
        if request.why == "retired" or (request.person_id == team.desk_owner and request.why != "request"):
            return []
        found = await open_beside(self.journal, request.person_id, team.beside)
        if request.names_some:
            named = {*(request.accompaniment_ids or ())}
            if not named <= {each.accompaniment_id for each in found}:
                raise NotFound(what="accompaniment")
            return [each for each in found if each.accompaniment_id in named]
        entry = team.coordinators.all.get(request.person_id)
        if request.why == "leave":
            return within(found, _leaves(entry, days, tokyo_date(self.journal.now())))
        if request.why == "overload" and entry is not None:
            left = team.coordinators.loads.get(request.person_id, 0) - entry.capacity - cases
            counted = [each for each in found if each.places]
            return counted[: max(left, 0)]
        return found

    async def _open(self, team: _Team, request: Request) -> list[_Open]:
        """The open cases of somebody's that were asked for. Raises ``NotFound`` for one that is not theirs."""
        every = not request.names_some
        introductions, consultations = team.held, team.cases
        if request.person_id == team.desk_owner:
            introductions = (*introductions, *await self._at_desk(request.person_id))
        if not every:
            asked = {*(request.introduction_ids or ())}, {*(request.consultation_ids or ())}
            if not asked[0] <= {*introductions} or not asked[1] <= {*consultations}:
                raise NotFound(what="case")
            introductions, consultations = tuple(sorted(asked[0])), tuple(sorted(asked[1]))
        day, but = tokyo_date(self.journal.now()), request.person_id
        found: list[_Open | None] = []
        for start in range(0, len(introductions), READS_AT_ONCE):
            ids = introductions[start : start + READS_AT_ONCE]
            found += await asyncio.gather(*(self._introduction(id, day, but) for id in ids))
        for start in range(0, len(consultations), READS_AT_ONCE):
            ids = consultations[start : start + READS_AT_ONCE]
            found += await asyncio.gather(*(self._consultation(id, day, but) for id in ids))
        return [each for each in found if each is not None]

    async def _at_desk(self, owner: str) -> tuple[str, ...]:
        """Introductions that the desk owner has: they wait for somebody with room."""
        rows = await self.journal.all(IntroductionRow, where={"coordinator_id": owner}, with_closed=False)
        return tuple(row.id for row in rows if row.at_desk)

    async def _introduction(self, id: str, day: date, but: str) -> _Open | None:
        now, answer_days = self.journal.now(), 1

        def read(found: Introduction) -> _Open | None:
            asking = found.asking
            if asking is None or found.over or found.due_at is None or found.coordinator_id != but:
                return None
            wanted = wanted_near(asking, day, tuple(dict.fromkeys((*found.tried, but))))
            due_at = max(found.due_at, now.replace(microsecond=0))
            move = PlannedMove(id, wanted, None, asking=asking, turn=found.turn + answer_days, due_at=due_at)
            return _Open(id, wanted, asking.asked_at, found.due_at, found.status == "accepted", move)

        return await self.journal.ask(Introduction.stream(id), read)

    async def _consultation(self, id: str, day: date, but: str) -> _Open | None:
        def read(found: Consultation) -> _Open | None:
            asking, turn = found.asking, found.next_turn(but)
            if asking is None or turn is None:
                return None
            wanted = replace(wanted_at_desk(asking, day, turn), before=turn.earlier)
            return _Open(id, wanted, asking.asked_at, found.due_at, found.status == "answered")

        return await self.journal.ask(Consultation.stream(id), read)


def _team(roster: Roster, person_id: str) -> _Team:
    """A copy: what ``ask`` gives must not be the state."""
    return _Team(
        Coordinators(dict(roster.coordinators), dict(roster.loads)),
        tuple(id for id, holder in roster.held.items() if holder == person_id),
        tuple(id for id, case in roster.cases.items() if case.holder == person_id),
        roster.desk_owner,
        seen_to(roster, person_id),
    )


def _leaves(entry: Coordinator | None, days: tuple[date, date] | None, today: date) -> list[tuple[date, date]] | None:
    """The leaves that are not over; ``None``: away, nobody knows until when. Raises ``NotOnLeave``."""
    if entry is None:
        raise NotOnLeave
    entered = [(leave.first_day, leave.last_day) for leave in entry.leave if leave.last_day >= today]
    if days is not None:
        entered = [each for each in entered if each == days]
    elif entry.away:
        return None
    if not entered:
        raise NotOnLeave
    return entered


def _within(each: _Open, leaves: Sequence[tuple[date, date]]) -> bool:
    """Whether its day falls in a leave, or is unknown."""
    if each.due_at is None:
        return True
    return any(first <= tokyo_date(each.due_at) <= last for first, last in leaves)


def _move(each: _Open, made: Assignment, team: _Team) -> PlannedMove:
    move = each.introduction or PlannedMove(each.id, each.wanted, None)
    to = made.to[each.id]
    return replace(move, to=to, considered=kept(team.coordinators.weigh(each.wanted), to))


def settled(chain: Chain) -> Commit:
    """The commit on the roster with which a chain began."""
    return chain.commits[0]
