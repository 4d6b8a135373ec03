"""Use cases of those who have an outreach day: announce it, note who came, walk-ins, hand it on, call it off.

What the day's own stream decides (slots, who waits) is exact; which days come next is advisory and read from rows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.matching.consulting.consultations import Consultations
from services.matching.consulting.opening import Opening
from services.matching.domain.outreach.day import OutreachDay
from services.matching.domain.outreach.events import AppointmentOf, Wish
from services.matching.domain.team.roster import Roster
from services.matching.knowledge import Knowledge
from services.matching.outreach.planning import NewOutreachDay, OutreachPlanning
from services.matching.outreach.refusals import NotTheirYes, UnknownReason
from services.matching.outreach.rows import AppointmentRow, OutreachDayRow
from services.matching.permissions import Action, Relation, relations, require
from services.matching.refusals import NoDeskOwner
from services.matching.words_kept import WordsKept, Worry
from shared.events import Event
from shared.journal import Cause, Chain, Commit, Journal
from shared.web import Caller, NotFound

NEXT_DAYS_MAX = 5
Decide = Callable[[OutreachDay], Sequence[Event]]


@dataclass(frozen=True, slots=True)
class LeadingOn:
    """What the consultation is to be about. ``yes``: whoever came agrees."""

    worry: Worry
    yes: bool


class OutreachDays:
    """The day's own stream, for those who have it."""

    def __init__(self, journal: Journal, knowledge: Knowledge, kept: WordsKept, consultations: Consultations) -> None:
        self.journal = journal
        self.terms = knowledge.outreach
        self.planning = OutreachPlanning(journal, knowledge)
        self.kept = kept
        self.consultations = consultations

    async def announce(
        self, new: NewOutreachDay, *, by: Caller | None, cause: Cause, day_id: str | None = None
    ) -> Commit:
        """Announce a day. Raises ``Forbidden``, ``PlanRefused``, ``UnknownWords``, ``NoDeskOwner``."""
        require("announce-outreach", relations(by))
        plan = await self.planning.plan(new, cause, day_id)
        objection = self.planning.out_of_time(plan)
        if objection is None and await self.desk_owner() is None:
            objection = NoDeskOwner()

        def announce(day: OutreachDay) -> Sequence[Event]:
            if objection is not None:
                raise objection
            return day.announce(plan)

        commit = await self.journal.transact(OutreachDay.stream(plan.outreach_day_id), cause, announce)
        await self.kept.settled(commit)
        return commit

    async def call_off(self, day_id: str, reason: str, *, by: Caller, cause: Cause) -> Chain:
        """Call a day off: everybody is told, and offered a place on the next day that has one.

        Raises ``NotFound``, ``Forbidden``, ``UnknownReason``, ``OutreachDayOver``.
        """
        row, now = await self.row(day_id), self.journal.now()
        if reason not in self.terms.reasons:
            raise UnknownReason
        later = await self.coming(now)
        ids = [each.id for each in later if each.id != day_id and not set(each.kinds).isdisjoint(row.kinds)]
        next_days = ids[:NEXT_DAYS_MAX]
        return await self._decide(row, by, cause, lambda day: day.call_off(reason, next_days, now, by=by.person_id))

    async def replace(self, day_id: str, gone: str, to: str, *, by: Caller, cause: Cause) -> Chain:
        """Somebody of the staff cannot come: somebody else is there by name, and has the day if they had it.

        Raises ``NotFound``, ``Forbidden``, ``NotOnTheStaff``, ``OutreachDayOver``.
        """
        return await self._decide(await self.row(day_id), by, cause, lambda day: day.replace(gone, to))

    async def note(self, day_id: str, appointment_id: str, *, came: bool, by: Caller, cause: Cause) -> Chain:
        """Somebody came, or not. Raises ``NotFound``, ``Forbidden``, ``NoSuchAppointment``, ``TooEarly``."""
        now = self.journal.now()
        return await self._decide(
            await self.row(day_id), by, cause, lambda day: day.note(appointment_id, now, came=came, by=by.person_id)
        )

    async def walk_in(self, day_id: str, slot: datetime | None, kind: str, *, by: Caller, cause: Cause) -> Chain:
        """Somebody came by without an appointment: into a slot that is free, or as a head seen between.

        Raises ``NotFound``, ``Forbidden``, ``OutreachDayOver``, ``SlotTaken``, ``NoSuchSlot``, ``KindNotOffered``.
        """
        now = self.journal.now()
        wish = Wish(
            appointment_id=cause.new_id("appointment"), outreach_day_id=day_id, slot=slot, kind=kind,
            channel="walk-in", at=now,
        )  # fmt: skip
        return await self._decide(
            await self.row(day_id), by, cause, lambda day: day.walk_in(wish, now, by=by.person_id)
        )

    async def ring(self, day_id: str, appointment_id: str, *, by: Caller, cause: Cause) -> Chain:
        """Somebody without an account was told that the day is off. Raises like ``note``."""
        return await self._decide(await self.row(day_id), by, cause, lambda day: day.ring(appointment_id))

    async def lead_on(self, day_id: str, appointment_id: str, leading: LeadingOn, *, by: Caller, cause: Cause) -> Chain:
        """With their yes, open a consultation for whoever came; the appointment names it, and it the appointment.

        Raises ``NotFound``, ``Forbidden``, ``NotTheirYes``, and what a consultation is refused for.
        """
        row, appointment = await self.row(day_id), await self.journal.get(AppointmentRow, appointment_id)
        await self.require("run-outreach", row, by)
        if appointment is None or appointment.outreach_day_id != day_id or not appointment.appointment_kind:
            raise NotFound(what="appointment")
        if not leading.yes:
            raise NotTheirYes
        opening = Opening(
            leading.worry,
            "counter",
            person_id=appointment.person_id,
            areas=row.areas,
            appointment=AppointmentOf(outreach_day_id=day_id, appointment_id=appointment_id),
        )
        return await self.consultations.open(opening, by=by, cause=cause)

    async def pass_clock(self, row: OutreachDayRow, cause: Cause) -> None:
        """The timer: offers end, people are reminded, words go, and nobody's day gets the owner of the desk."""
        now, owner = self.journal.now(), await self.desk_owner()
        commit = await self.journal.transact(OutreachDay.stream(row.id), cause, lambda day: day.pass_clock(now, owner))
        await self.kept.settled(commit)

    # -- for the neighbours

    async def row(self, day_id: str) -> OutreachDayRow:
        """A day. Raises ``NotFound``."""
        row = await self.journal.get(OutreachDayRow, day_id)
        if row is None:
            raise NotFound(what="outreach-day")
        return row

    async def coming(self, now: datetime) -> list[OutreachDayRow]:
        """The days that can still be booked, the next one first."""
        rows = await self.journal.all(OutreachDayRow, where={"status": "open"}, with_closed=False)
        return sorted((row for row in rows if row.slots[-1].starts_at > now), key=lambda row: (row.starts_at, row.id))

    async def desk_owner(self) -> str | None:
        """The city's desk owner, with whom everything ends that nobody else has."""
        owner: str | None = await self.journal.ask(Roster.main(), lambda roster: roster.desk_owner)
        return owner

    async def held(self, row: OutreachDayRow, by: Caller, person_id: str | None = None) -> frozenset[Relation]:
        """What the caller is to a day and to somebody's appointment there."""
        here = by.person_id in row.staff or by.person_id == row.owner_id
        return relations(
            by,
            person_id=person_id,
            coordinator_id=by.person_id if here else None,
            desk_owner_id=await self.desk_owner(),
        )

    async def require(self, action: Action, row: OutreachDayRow, by: Caller) -> None:
        """Raises ``Forbidden`` unless the caller may do that on the day."""
        require(action, await self.held(row, by))

    # -- inside

    async def _decide(self, row: OutreachDayRow, by: Caller, cause: Cause, decide: Decide) -> Chain:
        await self.require("run-outreach", row, by)
        return await self.kept.settled(await self.journal.transact(OutreachDay.stream(row.id), cause, decide))
