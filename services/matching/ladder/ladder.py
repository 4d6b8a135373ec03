"""Use cases of the ladder: what it hears, and a person's own step with what led there. Nobody else may read that."""

from dataclasses import dataclass
from datetime import date

from services.matching.domain.ladder.ladder import Record, Standing
from services.matching.domain.ladder.terms import LadderTable, LadderTerms
from services.matching.domain.person import Person
from services.matching.rows import ActivityRow, MemberRow
from shared.clock import tokyo_date
from shared.contracts.booking_activities import ActivityAttended, AttendanceCorrected
from shared.journal import Cause, Journal


@dataclass(frozen=True, slots=True)
class OwnLadder:
    """A person's step on a day. ``consent``: without it nothing is derived."""

    day: date
    consent: bool
    standing: Standing
    terms: LadderTerms


class Ladders:
    """A part of the person's record."""

    def __init__(self, journal: Journal, table: LadderTable) -> None:
        self.journal = journal
        self.table = table

    async def of(self, person_id: str) -> OwnLadder:
        """The person's own step today; memberships count whenever they began, also those of before a new consent."""
        day = tokyo_date(self.journal.now())
        terms = self.table.on(day)
        taken, record = await self.journal.ask(Person.stream(person_id), lambda person: (person.takes, person.record))
        if not taken:
            return OwnLadder(day, consent=False, standing=Record().standing(day, terms), terms=terms)
        standing = record.standing(day, terms)
        rows = await self.journal.all(MemberRow, where={"person_id": person_id}, with_closed=False)
        return OwnLadder(day, consent=True, standing=_with_memberships(standing, rows), terms=terms)

    # -- what is heard

    async def note_attendance(self, event: ActivityAttended, *, cause: Cause) -> None:
        """Note an attendance, on the day of its activity; of one that is not known here, or goes on, on today's."""
        today, key = tokyo_date(self.journal.now()), attendance_key(event)
        activity = await self.journal.get(ActivityRow, event.activity_id)
        day = min(today, tokyo_date(activity.ends_at)) if activity else today
        await self.journal.transact(
            Person.stream(event.person_id), cause, lambda person: person.climb("attended", event.group_id, day, key)
        )

    async def void_attendance(self, event: AttendanceCorrected, *, cause: Cause) -> None:
        """Take an attendance back."""
        key = attendance_key(event)
        await self.journal.transact(Person.stream(event.person_id), cause, lambda person: person.void_attendance(key))


def attendance_key(event: ActivityAttended | AttendanceCorrected) -> str:
    """An activity, or one session of it."""
    return event.activity_id if event.session is None else f"{event.activity_id}#{event.session}"


def _with_memberships(standing: Standing, rows: list[MemberRow]) -> Standing:
    member = tuple(sorted({*standing.member_of, *(row.group_id for row in rows)}))
    acts = tuple(sorted({*standing.acts_for, *(row.group_id for row in rows if row.officer)}))
    step = standing.step
    if acts:
        step = "core"
    elif member and step != "core":
        step = "taking-part"
    return standing.model_copy(update={"member_of": member, "acts_for": acts, "step": step})
