"""A worry on its way in: whose it is, what is against it, and what every later step needs to know of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from services.matching.consulting.refusals import DesksOverrun, NothingSaid, UnknownCategory, UnknownChannel
from services.matching.domain.areas import areas_of
from services.matching.domain.consulting.events import Consulting, Turn
from services.matching.domain.helping.codes import help_code
from services.matching.domain.outreach.events import AppointmentOf
from services.matching.domain.person import Person
from services.matching.domain.team.roster import Roster
from services.matching.domain.working_days import due_after
from services.matching.knowledge import Knowledge
from services.matching.permissions import relations, require
from services.matching.refusals import NoDeskOwner, PersonGone
from services.matching.rows import PersonRow
from services.matching.words_kept import Worry
from shared.clock import tokyo_date
from shared.contracts.matching import ConsultationChannel
from shared.errors import NotYet, Refusal
from shared.journal import Cause, Journal
from shared.web import Caller, Forbidden


@dataclass(frozen=True, slots=True)
class Opening:
    """A worry as it is brought. ``person_id``: for whom it is taken down; nobody when they have no account."""

    worry: Worry
    channel: str = "web"
    """An id of the city's channels."""
    kind: ConsultationChannel = "web"
    person_id: str | None = None
    areas: Mapping[str, str] = field(default_factory=dict)
    appointment: AppointmentOf | None = None


class Openings:
    """Makes a consultation's first event from what was brought, or says what is against it."""

    def __init__(self, journal: Journal, knowledge: Knowledge) -> None:
        self.journal = journal
        self.knowledge = knowledge

    def checked(self, opening: Opening) -> Opening:
        """The same with what its channel is like. Raises ``UnknownChannel``, ``NothingSaid``."""
        channel = self.knowledge.desks.channels.get(opening.channel)
        if channel is None:
            raise UnknownChannel(unknown=opening.channel)
        if not opening.worry.text and opening.worry.category is None:
            raise NothingSaid
        return replace(opening, kind=channel.kind)

    def triaged(self, opening: Opening) -> Opening:
        """The same with the category of a rule where nobody chose one. Likeness to examples names none."""
        worry, desks = opening.worry, self.knowledge.desks
        if worry.category is not None:
            return opening
        found = self.knowledge.triage.of(worry.text, tokyo_date(self.journal.now()))
        if found.category not in desks.categories:
            return opening
        return replace(opening, worry=replace(worry, category=found.category, rule=found.rule))

    async def objection(
        self, opening: Opening, person_id: str | None, person: PersonRow | None
    ) -> Refusal | NotYet | None:
        """What is against it, as far as other streams and the data tell."""
        if opening.kind != "web" and person_id:
            if person and person.closed:
                return PersonGone()
            if person is None or not person.heard:
                return NotYet("person-registered")
        category = opening.worry.category
        if category is not None and category not in self.knowledge.desks.categories:
            return UnknownCategory()
        owner, overrun = await self.journal.ask(Roster.main(), lambda roster: (roster.desk_owner, roster.overrun))
        if owner is None:
            return NoDeskOwner()
        return DesksOverrun() if overrun else None

    def asking(
        self, opening: Opening, person_id: str | None, person: PersonRow | None, cause: Cause
    ) -> tuple[Consulting, Turn]:
        """The consultation, and its first turn: the desk of its category until its working day."""
        now, desks = self.journal.now(), self.knowledge.desks
        category = opening.worry.category
        desk, terms = desks.place(category if category in desks.categories else None)
        areas = dict(opening.areas) or (person.areas if person else {})
        id = cause.new_id("consultation")
        asking = Consulting(
            consultation_id=id,
            person_id=person_id,
            document_id=cause.new_id(f"worry/{cause.digest}"),
            asked_at=now,
            channel=opening.kind,
            way=opening.channel if opening.channel != opening.kind else None,
            areas=areas,
            nearness=self.knowledge.areas.reach(areas_of(areas)),
            terms=terms,
            language=person.language if person else None,
            appointment=opening.appointment,
            code=None if opening.kind == "web" else help_code(self.journal.causes.mac(b"consultation", id.encode())),
        )
        turn = Turn(
            number=0,
            why="opened",
            desk=desk,
            general=desk == desks.general,
            due_at=due_after(now, terms.days, terms.closes_at),
        )
        return asking, turn


def whose(opening: Opening, by: Caller) -> str | None:
    """Whose consultation it is. Raises ``Forbidden``: by web everyone brings their own."""
    if opening.kind != "web":
        require("open-for-another", relations(by))
        return opening.person_id
    if opening.person_id not in (None, by.person_id):
        raise Forbidden(rule="own")
    return by.person_id


def nobody(asking: Consulting) -> str:
    """Whose key seals the words of somebody without an account: the consultation has one of its own."""
    return f"consultation:{asking.consultation_id}"


def refusal_of(person: Person, asking: Consulting, turn: Turn) -> Refusal | None:
    """What the person's stream has against it."""
    try:
        person.ask_consultation(asking, turn)
    except Refusal as refusal:
        return refusal
    return None
