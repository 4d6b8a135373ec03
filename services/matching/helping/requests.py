"""Use cases about requests and offers of help: open, "I'll do it", yes or no, done, prolong, close, and the clock.

Places are decided on the request's own stream, exactly; limits, checks and age on the person's. What is asked of other
streams (a companion, first deeds, what is full) is advisory and comes before.
"""

from collections.abc import Callable, Sequence
from datetime import date

from services.matching.domain.areas import areas_of
from services.matching.domain.helping.events import HelpAsking, PlaceRefused, PlaceTaken
from services.matching.domain.helping.request import HelpRequest
from services.matching.domain.person import Person
from services.matching.helping.opening import HelpOpenings, NewHelp, refusal_of
from services.matching.helping.refusals import HelpFull, HelpOver, NoCompanion
from services.matching.helping.rows import HelpRow
from services.matching.knowledge import Knowledge
from services.matching.permissions import Relation, relations, require
from services.matching.rows import GroupRow, MemberRow, PersonRow, member_row_id
from services.matching.team.roster_rows import CoordinatorRow
from services.matching.words_kept import WordsKept
from shared.clock import tokyo_date
from shared.errors import CauseReused, NotYet, Refusal
from shared.events import Event
from shared.journal import Cause, Chain, Journal
from shared.web import Caller, Forbidden, NotFound

STRONGEST: tuple[Relation, ...] = ("self", "officer", "desk-owner", "coordinator")
"""As what a decision is recorded when somebody is several things."""
ALTERNATIVES_MAX = 3

Decide = Callable[[HelpRequest, Relation], Sequence[Event]]


class HelpRequests:
    """The saga: the person's own record (limits, checks), the request (places), the person's own record again."""

    def __init__(self, journal: Journal, knowledge: Knowledge, kept: WordsKept) -> None:
        self.journal = journal
        self.knowledge = knowledge
        self.terms = knowledge.help
        self.kept = kept
        self.openings = HelpOpenings(journal, knowledge)

    async def open(self, new: NewHelp, *, by: Caller, cause: Cause) -> Chain:
        """Ask for help, or offer it, for oneself, as an officer for a group, or for somebody who rang or came by.

        Raises ``Forbidden``, ``NotFound``, ``NotYet``, ``NoDeskOwner``, ``UnknownHelpCategory``, ``UnknownWords``,
        ``HelpNotInRange``, ``WhoseIsIt``, and what the person's own record refuses.
        """
        person_id = await self.openings.whose(new, by)
        category = self.openings.category(new.category)
        today = tokyo_date(self.journal.now())
        asking = await self.openings.asking(new, category, person_id, by, cause)
        objection = await self._objection(person_id) or self.openings.out_of_range(asking.until, asking.minutes)
        if objection is None:
            stream = Person.stream(person_id)
            objection = await self.journal.ask(stream, lambda helper: refusal_of(helper, asking, category, today))
        if objection is None and new.words and asking.document_id:
            await self.kept.keep(asking.document_id, person_id, new.words)

        def ask(helper: Person) -> Sequence[Event]:
            if objection is not None:  # its words were not kept, so it must not come true after all
                raise objection
            return helper.ask_help(asking, category, today)

        try:
            commit = await self.journal.transact(Person.stream(person_id), cause, ask)
        except (Refusal, NotYet, CauseReused):
            await self._drop(asking)
            raise
        if commit.replayed:  # the words of one that has ended were removed, and have just come back
            await self._drop(asking)
        return await self.kept.settled(commit)

    async def tap(self, request_id: str, *, by: Caller, cause: Cause, people: int = 1) -> Chain:
        """Say "I'll do it": a place for each of ``people``, once, however often it is said; or what else there is.

        Raises ``NotFound``, ``NotYet``, ``HelpFull``, ``HelpOver``, and what the person's own record refuses.
        """
        row = await self._row(request_id)
        category, today = self.openings.category(row.category), tokyo_date(self.journal.now())
        objection = await self._objection(by.person_id) or await self._no_place(row, by.person_id, people)

        companion = category.companion and not await self._goes_alone(row, by.person_id)

        def tap(helper: Person) -> Sequence[Event]:
            tapped = helper.tap(request_id, category, row.help_kind, today, companion=companion, people=people)
            if objection is not None:
                raise objection
            return tapped

        commit = await self.journal.transact(Person.stream(by.person_id), cause, tap)
        chain = await self.kept.settled(commit)
        told = [event for each in chain.commits for event in each.events]
        if refused := next((event for event in told if isinstance(event, PlaceRefused)), None):
            raise await self._refused(row, refused.reason)
        if not any(isinstance(event, PlaceTaken) for event in told):
            raise HelpOver
        return chain

    async def accept(
        self, request_id: str, person_id: str, *, by: Caller, cause: Cause, companion_id: str | None = None
    ) -> Chain:
        """The asking side's yes (of an offer: of who made it); the first time with a named companion.

        Raises ``Forbidden``, ``NotFound``, ``HelpOver``, ``NotTheirAnswer``, ``AlreadyMatched``, ``CompanionNeeded``,
        ``NoCompanion``.
        """
        row = await self._row(request_id)
        alone, now = await self._goes_alone(row, person_id), self.journal.now()
        wrong = companion_id is not None and not await self._may_go_along(companion_id, row, person_id)

        def accept(request: HelpRequest, relation: Relation) -> Sequence[Event]:
            if wrong:
                raise NoCompanion
            return request.accept(
                person_id, companion_id=companion_id, alone=alone, by=by.person_id, relation=relation, at=now
            )

        return await self._decide(row, by, cause, accept, about=person_id)

    async def decline(self, request_id: str, person_id: str, *, by: Caller, cause: Cause) -> Chain:
        """The asking side's no: the place is free again. Raises like ``accept``."""
        row = await self._row(request_id)
        return await self._decide(
            row, by, cause, lambda request, _: request.end_answer(person_id, "declined"), about=person_id
        )

    async def withdraw(self, request_id: str, *, by: Caller, cause: Cause) -> Chain:
        """Give one's own place back. Raises ``NotFound``, ``HelpOver``, ``NotTheirAnswer``."""
        await self._row(request_id)
        commit = await self.journal.transact(
            HelpRequest.stream(request_id), cause, lambda request: request.end_answer(by.person_id, "withdrawn")
        )
        return await self.kept.settled(commit)

    async def settle(self, request_id: str, person_id: str, *, done: bool, by: Caller, cause: Cause) -> Chain:
        """It was done, or not: the word of whoever was helped, or of a coordinator; never of who helped.

        Raises ``Forbidden``, ``NotFound``, ``HelpOver``, ``NotTheirAnswer``, ``NotMatchedYet``.
        """
        row = await self._row(request_id)
        helper_id = person_id if row.help_kind == "request" else row.person_id

        def settle(request: HelpRequest, relation: Relation) -> Sequence[Event]:
            return request.settle(person_id, done=done, by=by.person_id, relation=relation)

        return await self._decide(
            row, by, cause, settle, about=helper_id, side=person_id if row.help_kind == "offer" else None
        )

    async def prolong(self, request_id: str, until: date, *, by: Caller, cause: Cause) -> Chain:
        """Let it stand until another day. Raises ``Forbidden``, ``NotFound``, ``HelpOver``, ``HelpNotInRange``."""
        row = await self._row(request_id)
        wrong = self.openings.out_of_range(until)

        def prolong(request: HelpRequest, _: Relation) -> Sequence[Event]:
            if wrong is not None:
                raise wrong
            return request.prolong(until)

        return await self._decide(row, by, cause, prolong)

    async def close(self, request_id: str, *, by: Caller, cause: Cause) -> Chain:
        """End it. Raises ``Forbidden``, ``NotFound``, ``HelpOver``."""
        row = await self._row(request_id)
        return await self._decide(row, by, cause, lambda request, _: request.close())

    async def pass_day(self, row: HelpRow, cause: Cause) -> None:
        """The timer: a day has passed; a named owner is told, and in the end it ends by itself."""
        now, owner_id = self.journal.now(), await self.openings.desk_owner()
        commit = await self.journal.transact(
            HelpRequest.stream(row.id), cause, lambda request: request.pass_day(now, owner_id)
        )
        await self.kept.settled(commit)

    # -- inside

    async def _decide(
        self, row: HelpRow, by: Caller, cause: Cause, decide: Decide, *, about: str | None = None,
        side: str | None = None,
    ) -> Chain:  # fmt: skip
        """Decide on a request, for who may. ``about``: nobody decides on what they did themselves.

        ``side``: who speaks instead of the one who opened it and the group.
        """
        group = await self.journal.get(GroupRow, row.group_id) if row.group_id else None
        held = relations(
            by,
            person_id=side or row.person_id,
            officers=group.officers if group and side is None else (),
            desk_owner_id=await self.openings.desk_owner(),
        )
        if by.person_id == about:
            raise Forbidden(rule="somebody-else")
        require("decide-help", held)
        relation = next(relation for relation in STRONGEST if relation in held)
        commit = await self.journal.transact(
            HelpRequest.stream(row.id), cause, lambda request: decide(request, relation)
        )
        return await self.kept.settled(commit)

    async def _objection(self, person_id: str) -> Refusal | NotYet | None:
        """Whether somebody is under 18 is known when the people service has told of them, and not before."""
        person = await self.journal.get(PersonRow, person_id)
        return None if person and (person.heard or person.closed) else NotYet("person-registered")

    async def _no_place(self, row: HelpRow, person_id: str, people: int) -> Refusal | None:
        """A lost race costs three commits, so what is full already is said at once."""
        free, status, declined = await self.journal.ask(
            HelpRequest.stream(row.id), lambda request: (request.free, request.status, person_id in request.declined)
        )
        if status != "open":
            return await self._refused(row, "over")
        return await self._refused(row, "full") if free < people or declined else None

    async def _refused(self, row: HelpRow, reason: str) -> Refusal:
        return HelpOver() if reason == "over" else HelpFull(alternatives=await self._alternatives(row))

    async def _alternatives(self, row: HelpRow) -> list[dict[str, object]]:
        """What else there is: of the same kind, with a place left, of the same category and area first."""
        rows = await self.journal.all(HelpRow, where={"status": "open"}, with_closed=False)
        others = [each for each in rows if each.id != row.id and each.help_kind == row.help_kind and each.free > 0]
        mine = set(areas_of(row.areas))
        others.sort(
            key=lambda each: (each.category != row.category, mine.isdisjoint(areas_of(each.areas)), each.until, each.id)
        )
        return [
            {"request_id": each.id, "category": each.category, "minutes": each.minutes, "until": each.until}
            for each in others[:ALTERNATIVES_MAX]
        ]

    async def _goes_alone(self, row: HelpRow, person_id: str) -> bool:
        """Whether whoever helps has helped often enough to need nobody beside them."""
        helper_id, enough = person_id if row.help_kind == "request" else row.person_id, self.terms.companion_free_after
        alone: bool = await self.journal.ask(Person.stream(helper_id), lambda helper: helper.times_helped >= enough)
        return alone

    async def _may_go_along(self, companion_id: str, row: HelpRow, person_id: str) -> bool:
        """A member of the group, or a coordinator; neither of the two sides."""
        if companion_id in (row.person_id, person_id):
            return False
        coordinator = await self.journal.get(CoordinatorRow, companion_id)
        if coordinator and not coordinator.closed and not coordinator.away:
            return True
        if row.group_id is None:
            return False
        member = await self.journal.get(MemberRow, member_row_id(row.group_id, companion_id))
        return member is not None and not member.closed

    async def _row(self, request_id: str) -> HelpRow:
        row = await self.journal.get(HelpRow, request_id)
        if row is None:
            raise NotFound(what="help-request")
        return row

    async def _drop(self, asking: HelpAsking) -> None:
        if asking.document_id:
            await self.kept.drop_unless_open(asking.document_id)
