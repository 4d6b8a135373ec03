"""Use cases about appointments at outreach days: book or wait, accept an offer, move, cancel.

It begins on the person's own record (one a day, a few in all) and gets its place on the day's stream, exactly. Who has
no account is booked by those who took the call, on the day's stream alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.matching.consulting.refusals import UnknownCategory
from services.matching.domain.outreach.day import OutreachDay
from services.matching.domain.outreach.events import (
    AppointmentOf,
    AppointmentRefused,
    AppointmentTaken,
    NoPlace,
    Wish,
)
from services.matching.domain.outreach.record import COMING
from services.matching.domain.person import Person
from services.matching.knowledge import Knowledge
from services.matching.outreach.days import OutreachDays
from services.matching.outreach.refusals import (
    AppointmentConsentMissing,
    NoSuchAppointment,
    OutreachDayOver,
    refusal_of,
)
from services.matching.outreach.rows import AppointmentRow, OutreachDayRow
from services.matching.permissions import may, require
from services.matching.refusals import PersonGone
from services.matching.rows import PersonRow
from services.matching.words_kept import Visit, WordsKept
from shared.contracts.matching import ConsultationChannel
from shared.errors import CauseReused, NotYet, Refusal
from shared.events import Event
from shared.journal import Cause, Chain, Journal
from shared.web import Caller, Forbidden, NotFound

DAYS_TOLD_MAX = 3
Decide = Callable[[OutreachDay], Sequence[Event]]


@dataclass(frozen=True, slots=True)
class NewAppointment:
    """An appointment as it is asked for. ``wait``: a place in the line, for ``slot`` or for whichever becomes free.

    ``person_id``: for whom it is taken down by phone or at the counter; nobody when they have no account.
    """

    kind: str
    slot: datetime | None = None
    wait: bool = False
    visit: Visit | None = None
    channel: ConsultationChannel = "web"
    person_id: str | None = None
    moved_from: AppointmentOf | None = None


class Appointments:
    """The saga: the person's own record, the day, the person's own record again."""

    def __init__(self, journal: Journal, knowledge: Knowledge, kept: WordsKept, days: OutreachDays) -> None:
        self.journal = journal
        self.knowledge = knowledge
        self.kept = kept
        self.days = days

    async def book(self, day_id: str, new: NewAppointment, *, by: Caller, cause: Cause) -> Chain:
        """A slot, exactly one, however often it is asked for; or what else is free.

        Raises ``NotFound``, ``Forbidden``, ``NotYet``, ``PersonGone``, ``AppointmentConsentMissing``,
        ``UnknownCategory``, ``AlreadyBooked``, ``TooManyAppointments``, ``SlotTaken``, ``NoSuchSlot``,
        ``KindNotOffered``, ``OutreachDayOver``, ``Erased``.
        """
        row, now = await self.days.row(day_id), self.journal.now()
        person_id = await self._whose(row, new, by)
        wish = self._wish(row, new, person_id, cause, now)
        objection = await self._objection(new, person_id) or await self._no_place(row, wish, now)
        if objection is None and wish.document_id and new.visit:
            await self.kept.keep_visit(wish.document_id, person_id or nobody(wish), new.visit)

        def book(found: Person | OutreachDay) -> Sequence[Event]:
            events = found.wish_appointment(wish) if isinstance(found, Person) else found.book(wish, now)
            if objection is not None:  # the words were not kept, so it must not come true after all
                raise objection
            return events

        try:
            if person_id:
                commit = await self.journal.transact(Person.stream(person_id), cause, book)
            else:
                commit = await self.journal.transact(OutreachDay.stream(day_id), cause, book)
        except (Refusal, NotYet, CauseReused):
            await self._drop(wish)
            raise
        if commit.replayed:  # the words of one that has ended were removed, and have just come back
            await self._drop(wish)
        chain = await self.kept.settled(commit)
        told = [event for each in chain.commits for event in each.events]
        if refused := next((event for event in told if isinstance(event, AppointmentRefused)), None):
            raise await self._refusal(row, refused.reason, wish, now)
        if not any(isinstance(event, AppointmentTaken) for event in told):
            raise OutreachDayOver
        return chain

    async def move(
        self, appointment_id: str, slot: datetime, *, by: Caller, cause: Cause, day_id: str | None = None
    ) -> Chain:
        """Another slot of the same day, in one step; or of another day, where the old one ends when the new one stands.

        Raises like ``book``, and ``NoSuchAppointment``, ``AppointmentPast``.
        """
        found, row = await self._of(appointment_id, by)
        now = self.journal.now()
        if day_id is None or day_id == row.id:
            return await self._decide(row, cause, lambda day: day.move(appointment_id, slot, now))
        old = AppointmentOf(outreach_day_id=row.id, appointment_id=appointment_id)
        if found.closed or found.status not in COMING:
            raise NoSuchAppointment
        visit = await self.kept.read_visit(found.document_id, reader=by.person_id) if found.document_id else None
        new = NewAppointment(
            kind=found.appointment_kind,
            slot=slot,
            visit=visit,
            channel="web" if found.person_id == by.person_id else "counter",
            person_id=found.person_id,
            moved_from=old,
        )
        return await self.book(day_id, new, by=by, cause=cause)

    async def accept(self, appointment_id: str, *, by: Caller, cause: Cause) -> Chain:
        """Take the place that is kept for somebody. Raises ``NotFound``, ``NotOffered``, ``NoSuchAppointment``."""
        _, row = await self._of(appointment_id, by)
        now = self.journal.now()
        return await self._decide(row, cause, lambda day: day.accept(appointment_id, now))

    async def cancel(self, appointment_id: str, *, by: Caller, cause: Cause) -> Chain:
        """It stands no more (a wait, an offer too). Raises ``NoSuchAppointment``, ``AppointmentPast``."""
        found, row = await self._of(appointment_id, by)
        now, role = self.journal.now(), "self" if found.person_id == by.person_id else "staff"
        return await self._decide(row, cause, lambda day: day.cancel(appointment_id, now, role=role))

    # -- inside

    async def _of(self, appointment_id: str, by: Caller) -> tuple[AppointmentRow, OutreachDayRow]:
        """An appointment that the caller may change. Raises ``NotFound``, also for somebody it does not concern."""
        found = await self.journal.get(AppointmentRow, appointment_id)
        if found is None:
            raise NotFound(what="appointment")
        row = await self.days.row(found.outreach_day_id)
        if not may("change-appointment", await self.days.held(row, by, found.person_id)):
            raise NotFound(what="appointment")
        return found, row

    async def _whose(self, row: OutreachDayRow, new: NewAppointment, by: Caller) -> str | None:
        """Whose it is. Raises ``Forbidden``: by web everybody books for themselves."""
        if new.channel != "web":
            require("book-for-another", await self.days.held(row, by))
            return new.person_id
        if new.person_id not in (None, by.person_id):
            raise Forbidden(rule="own")
        return by.person_id

    def _wish(
        self, row: OutreachDayRow, new: NewAppointment, person_id: str | None, cause: Cause, now: datetime
    ) -> Wish:
        document_id = cause.new_id(f"visit/{cause.digest}") if new.visit else None
        return Wish(
            appointment_id=cause.new_id("appointment"),
            outreach_day_id=row.id,
            person_id=person_id,
            slot=new.slot,
            kind=new.kind,
            channel=new.channel,
            document_id=document_id,
            wait=new.wait and person_id is not None,
            at=now,
            moved_from=new.moved_from,
        )

    async def _objection(self, new: NewAppointment, person_id: str | None) -> Refusal | NotYet | None:
        category = new.visit.category if new.visit else None
        if category is not None and category not in self.knowledge.desks.categories:
            return UnknownCategory()
        if person_id is None:
            return None
        person = await self.journal.get(PersonRow, person_id)
        if person and person.closed:
            return PersonGone()
        if person is None or not person.heard:
            return NotYet("person-registered")
        return None if person.consent else AppointmentConsentMissing()

    async def _no_place(self, row: OutreachDayRow, wish: Wish, now: datetime) -> Refusal | None:
        """A lost race costs three commits, so what is full already is said at once."""
        reason: NoPlace | None = await self.journal.ask(
            OutreachDay.stream(row.id), lambda day: day.objection(wish, now)
        )
        return await self._refusal(row, reason, wish, now) if reason else None

    async def _refusal(self, row: OutreachDayRow, reason: NoPlace, wish: Wish, now: datetime) -> Refusal:
        """The refusal, with what else is free: times of the same day, then the next days."""
        if reason != "full":
            return refusal_of(reason, alternatives=[])
        times: list[datetime] = await self.journal.ask(
            OutreachDay.stream(row.id), lambda day: day.nearest_free(wish.slot, now)
        )
        others = [
            each
            for each in await self.days.coming(now)
            if each.id != row.id and wish.kind in each.kinds and any(slot.free for slot in each.slots)
        ]
        days: list[dict[str, object]] = [
            {"outreach_day_id": each.id, "day": each.day, "place": each.place} for each in others[:DAYS_TOLD_MAX]
        ]
        return refusal_of(reason, alternatives=times, days=days)

    async def _decide(self, row: OutreachDayRow, cause: Cause, decide: Decide) -> Chain:
        return await self.kept.settled(await self.journal.transact(OutreachDay.stream(row.id), cause, decide))

    async def _drop(self, wish: Wish) -> None:
        if wish.document_id:
            await self.kept.drop_unless_open(wish.document_id)


def nobody(wish: Wish) -> str:
    """Whose key seals the words of somebody without an account: the appointment has one of its own."""
    return f"appointment:{wish.appointment_id}"
