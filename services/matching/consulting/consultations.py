"""Use cases about consultations (よろず相談): bring a worry, refer, resolve, reopen, what the clock does, and read."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.matching.consulting.opening import Opening, Openings, nobody, refusal_of, whose
from services.matching.consulting.refusals import WordIsTheirs, WordNeeded
from services.matching.consulting.reopening import Decide, looked_at, refusal_of_end, standing
from services.matching.consulting.rows import ConsultationRow, DeskOwnerRow
from services.matching.domain.consulting.consultation import Consultation
from services.matching.domain.consulting.events import TakingUpRefused
from services.matching.domain.person import Person
from services.matching.knowledge import Knowledge
from services.matching.permissions import Relation, may, relations, require
from services.matching.rows import DESK, DeskRow, PersonRow
from services.matching.words_kept import WordsKept, Worry
from shared.errors import CauseReused, NotYet, Refusal
from shared.events import Event
from shared.journal import Cause, Chain, Journal, Page
from shared.web import Caller, NotFound


@dataclass(frozen=True, slots=True)
class SeenConsultation:
    """A consultation and, for who may read them, the worry and what the person was told."""

    row: ConsultationRow
    worry: Worry | None
    answers: tuple[str, ...] = ()


class Consultations:
    """The saga: the person's stream (so many open), the roster (exact capacity), the consultation."""

    def __init__(self, journal: Journal, knowledge: Knowledge, kept: WordsKept) -> None:
        self.journal = journal
        self.knowledge = knowledge
        self.kept = kept
        self.openings = Openings(journal, knowledge)

    async def open(self, opening: Opening, *, by: Caller, cause: Cause) -> Chain:
        """Take a worry in, and answer with who has it until when. Only the desk of its category leaves the vault.

        Where nobody chose a category, a rule of triage names it; where none fits, the general desk has it.

        Raises ``UnknownChannel``, ``NothingSaid``, ``Forbidden``, ``NotYet``, ``PersonGone``, ``UnknownCategory``,
        ``NoDeskOwner``, ``DesksOverrun``, ``TooManyConsultations``, ``Erased``.
        """
        opening = self.openings.checked(opening)
        person_id, opening = whose(opening, by), self.openings.triaged(opening)
        person = await self.journal.get(PersonRow, person_id) if person_id else None
        objection = await self.openings.objection(opening, person_id, person)
        asking, turn = self.openings.asking(opening, person_id, person, cause)
        if objection is None and person_id:
            objection = await self.journal.ask(Person.stream(person_id), lambda found: refusal_of(found, asking, turn))
        if objection is None:
            await self.kept.keep_worry(asking.document_id, person_id or nobody(asking), opening.worry)

        def decide(found: Person | Consultation) -> Sequence[Event]:
            if objection is not None:  # the words were not kept, so it must not come true after all
                raise objection
            return found.ask_consultation(asking, turn) if isinstance(found, Person) else found.ask(asking, turn)

        try:
            if person_id:
                commit = await self.journal.transact(Person.stream(person_id), cause, decide)
            else:
                commit = await self.journal.transact(Consultation.stream(asking.consultation_id), cause, decide)
        except (Refusal, NotYet, CauseReused):
            await self.kept.drop_unless_open(asking.document_id)
            raise
        if commit.replayed:  # the words of one that has ended were removed, and have just come back
            await self.kept.drop_unless_open(asking.document_id)
        return await self.kept.settled(commit)

    async def resolve(
        self, consultation_id: str, *, by: Caller, cause: Cause, word: str | None = None, answer: str | None = None
    ) -> Chain:
        """It is solved: the person's own word ends it; who has it asks for that, or records it (``word="recorded"``).

        ``answer``: what who has it tells the person; kept as the worry is. ``word="told"``: somebody without an account
        was told that it ends by itself unless they say otherwise.
        Raises ``NotFound``, ``Forbidden``, ``ConsultationOver``, ``AlreadyAnswered``, ``WordNeeded``,
        ``WordIsTheirs``, ``NotYet``.
        """
        now, row = self.journal.now(), await self.row_of(consultation_id)

        def resolve(found: Consultation, held: frozenset[Relation], relation: str) -> Sequence[Event]:
            if may("confirm-consultation", held):
                return found.resolve(now, word="person", by=by.person_id, relation=relation)
            require("answer-consultation", held)
            if word == "recorded":
                if row.channel == "web":
                    raise WordIsTheirs
                return found.resolve(now, word="recorded", by=by.person_id, relation=relation)
            if row.person_id is None and word != "told":
                raise WordNeeded
            return found.answer(now, by=by.person_id, relation=relation, document_id=document_id)

        document_id = await self._keep_answer(row, by, cause, answer)
        try:
            chain = await self._decide(row, by, cause, resolve)
        except (Refusal, NotYet, CauseReused):
            await self._drop_unused(document_id)
            raise
        await self._drop_unused(document_id)  # their own word, or an answer that came before and has ended
        return chain

    async def reopen(self, consultation_id: str, *, by: Caller, cause: Cause) -> Chain:
        """It is not solved: the person says so, or who has it for somebody who rang or came by.

        Somebody's open consultations count in their own stream, so it is taken up there first, and then here.
        Raises ``NotFound``, ``Forbidden``, ``StillOpen``, ``ConsultationOver``, ``ReopenedTooOften``,
        ``TooManyConsultations``, ``PersonGone``, ``NotYet``.
        """
        now, row = self.journal.now(), await self.row_of(consultation_id)
        owner = await self.owner_of(row.desk)

        def reopen(found: Consultation, held: frozenset[Relation], relation: str) -> Sequence[Event]:
            if not may("confirm-consultation", held):
                require("confirm-consultation" if row.channel == "web" else "answer-consultation", held)
            return found.reopen(now, by=by.person_id, relation=relation)

        if row.person_id is None:
            return await self._decide(row, by, cause, reopen)

        seen = await self.journal.ask(
            Consultation.stream(row.id), lambda found: looked_at(found, row, owner, by, reopen)
        )

        def take_up(person: Person) -> Sequence[Event]:
            if seen.objection is not None:
                raise seen.objection
            return person.take_up(seen.taken_up, seen.terms)

        chain = await self.kept.settled(await self.journal.transact(Person.stream(row.person_id), cause, take_up))
        events = (event for commit in chain.commits for event in commit.events)
        if refused := next((event for event in events if isinstance(event, TakingUpRefused)), None):
            raise refusal_of_end(refused, seen.terms)
        return chain

    async def pass_deadline(self, row: ConsultationRow, cause: Cause) -> None:
        """The timer: escalate once, take silence for a word, or let the words go, each once for its time."""
        now = self.journal.now()
        commit = await self.journal.transact(Consultation.stream(row.id), cause, lambda found: found.pass_deadline(now))
        await self.kept.settled(commit)

    # -- reading

    async def get(self, consultation_id: str, *, by: Caller) -> SeenConsultation:
        """One consultation. Raises ``NotFound``, also for somebody it does not concern."""
        row = await self.row_of(consultation_id)
        held = await self._held(row, row.coordinator_id, by)
        if not may("see-consultation", held):
            raise NotFound(what="consultation")
        if not may("read-worry", held) or row.closed:
            return SeenConsultation(row, None)
        let_go = row.withheld if "self" not in held else ()
        kept = [id for id in (row.document_id, *row.answers) if id not in let_go]
        found = {id: await self.kept.read_worry(id, reader=by.person_id) for id in kept}
        worry = found.pop(row.document_id, None)
        answers = found.values()
        return SeenConsultation(row, worry, tuple(each.text for each in answers if each))

    async def of_person(self, person_id: str, *, cursor: str | None, limit: int) -> Page[ConsultationRow]:
        """What somebody brought, newest first."""
        return await self._page("person_id", person_id, cursor, limit)

    async def assigned_to(self, person_id: str, *, cursor: str | None, limit: int) -> Page[ConsultationRow]:
        """What somebody has, newest first; what has ended for good is left out."""
        return await self._page("coordinator_id", person_id, cursor, limit, with_closed=False)

    async def of_desk(self, desk: str, *, by: Caller, cursor: str | None, limit: int) -> Page[ConsultationRow]:
        """What a desk has, newest first; what has ended for good is left out. Raises ``Forbidden``, ``NotFound``."""
        if desk not in self.knowledge.desks.desks:
            raise NotFound(what="desk")
        require("list-consultations-of-desk", relations(by, desk_owner_id=await self.owner_of(desk)))
        return await self._page("desk", desk, cursor, limit, with_closed=False)

    # -- inside

    async def _keep_answer(self, row: ConsultationRow, by: Caller, cause: Cause, answer: str | None) -> str | None:
        """Keep an answer of somebody who may give one, for somebody who can read it; its document."""
        held = await self._held(row, row.coordinator_id, by)
        if answer is None or row.person_id is None or not may("answer-consultation", held):
            return None
        document_id = cause.new_id(f"answer/{cause.digest}")
        await self.kept.keep_worry(document_id, row.person_id, Worry(answer))
        return document_id

    async def _drop_unused(self, document_id: str | None) -> None:
        if document_id is not None:
            await self.kept.drop_unless_open(document_id)

    async def _decide(self, row: ConsultationRow, by: Caller, cause: Cause, decide: Decide) -> Chain:
        owner = await self.owner_of(row.desk)

        def decided(found: Consultation) -> Sequence[Event]:
            return decide(found, *standing(found, row, owner, by))

        return await self.kept.settled(await self.journal.transact(Consultation.stream(row.id), cause, decided))

    async def _held(self, row: ConsultationRow, coordinator_id: str, by: Caller) -> frozenset[Relation]:
        owner = await self.owner_of(row.desk)
        return relations(by, person_id=row.person_id, coordinator_id=coordinator_id, desk_owner_id=owner)

    async def owner_of(self, desk: str) -> str | None:
        """With whom a desk's consultations end, as far as rows tell."""
        own = await self.journal.get(DeskOwnerRow, desk)
        if own is not None and not own.closed:
            return own.owner_id
        city = await self.journal.get(DeskRow, DESK)
        return city.owner_id if city else None

    async def _page(
        self, column: str, value: str, cursor: str | None, limit: int, *, with_closed: bool = True
    ) -> Page[ConsultationRow]:
        return await self.journal.page(
            ConsultationRow, where={column: value}, order_by="asked_at", descending=True, cursor=cursor, limit=limit,
            with_closed=with_closed,
        )  # fmt: skip

    async def row_of(self, consultation_id: str) -> ConsultationRow:
        """Raises ``NotFound``."""
        row = await self.journal.get(ConsultationRow, consultation_id)
        if row is None:
            raise NotFound(what="consultation")
        return row
