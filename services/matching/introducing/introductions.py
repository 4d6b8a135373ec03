"""Use cases about introductions: ask, accept, decline, hand over when nobody answers, and read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.matching.domain.areas import areas_of
from services.matching.domain.events import Asking
from services.matching.domain.introducing.introduction import Introduction
from services.matching.domain.person import Person
from services.matching.domain.team.roster import Roster
from services.matching.groups.standing_refusals import away
from services.matching.introducing.refusals import UnknownKindWords
from services.matching.introducing.rows import IntroductionRow
from services.matching.permissions import Action, Relation, may, relations, require
from services.matching.recommending.recommendations import Recommendations
from services.matching.refusals import NoDeskOwner, ResidentsOnly
from services.matching.rows import FacilityRow, GroupRow, PersonRow
from services.matching.words_kept import WordsKept
from shared.errors import CauseReused, Refusal
from shared.events import Event
from shared.journal import Cause, Chain, Commit, Journal, Page
from shared.web import Caller, NotFound

STRONGEST: tuple[Relation, ...] = ("officer", "self", "assigned", "coordinator")
"""As what a decision is recorded when somebody is several things."""

Decide = Callable[[Introduction, Relation], Sequence[Event]]
Also = Callable[[Person], Sequence[Event]]


@dataclass(frozen=True, slots=True)
class Seen:
    """An introduction and, for who may read them, the resident's words and those about the place."""

    row: IntroductionRow
    message: str | None
    place: str | None = None


class Introductions:
    """The saga: the resident's stream (one open request a group), the roster (exact capacity), the introduction."""

    def __init__(self, journal: Journal, recommendations: Recommendations, kept: WordsKept) -> None:
        self.journal = journal
        self.recommendations = recommendations
        self.kept = kept

    async def ask(
        self,
        person_id: str,
        group_id: str,
        message: str,
        *,
        cause: Cause,
        also: Also | None = None,
        invited: bool = False,
    ) -> Chain:
        """Ask to meet a group, and answer with who has the introduction until when. ``also``: in the same commit.

        Raises ``NotFound``, ``ResidentsOnly``, ``NoDeskOwner``, ``PersonGone``, ``AlreadyMember``, ``AlreadyAsked``,
        ``TooManyAsked``, ``GuardianSaidNo``, ``IntroductionNeedsGuardian``, ``GroupPaused``, ``GroupIsOver``,
        ``Erased``; ``invited``: in answer to an invitation, ``NotInvited``.
        """
        group = await self.journal.get(GroupRow, group_id)
        if group is None:
            raise NotFound(what="group")
        if group.outsiders_welcome is False and await self.is_outsider(person_id):
            raise ResidentsOnly
        if await self.journal.ask(Roster.main(), lambda roster: roster.desk_owner) is None:
            raise NoDeskOwner
        asking = Asking(
            introduction_id=cause.new_id("introduction"),
            person_id=person_id,
            group_id=group_id,
            message_id=cause.new_id(f"message/{cause.digest}"),
            asked_at=self.journal.now(),
            nearness=await self._wanted(group, person_id),
            reasons=await self.recommendations.why(person_id, group_id),
            language=resident.language if (resident := await self.journal.get(PersonRow, person_id)) else None,
            fields=group.tags,
        )
        refused = await self.journal.ask(
            Person.stream(person_id), lambda person: _refusals(person, asking, invited=invited)
        )
        if absent := away(group_id, group.standing):
            refused = [absent, *refused]
        if not refused:
            await self.kept.keep(asking.message_id, person_id, message)

        def ask(person: Person) -> Sequence[Event]:
            if refused:  # its words were not kept, so it must not come true after all
                raise refused[0]
            return [*person.ask(asking, invited=invited), *(also(person) if also else ())]

        try:
            commit = await self.journal.transact(Person.stream(person_id), cause, ask)
        except (Refusal, CauseReused):
            await self.kept.drop_unless_open(asking.message_id)
            raise
        if commit.replayed:  # the words of one that has ended were removed, and have just come back
            await self.kept.drop_unless_open(asking.message_id)
        return await self.journal.settle(commit)

    async def accept(self, introduction_id: str, *, by: Caller, cause: Cause) -> Commit:
        """The group's yes, by an officer or by a coordinator for them; not for what the latter asked themselves.

        Raises ``Forbidden``, ``NotFound``, ``AlreadyAccepted``, ``AnotherDeclined``, ``IntroductionOver``.
        """
        now = self.journal.now()
        return await self.decide(
            "accept-introduction",
            introduction_id,
            by,
            cause,
            lambda introduction, relation: introduction.accept(now, by=by.person_id, relation=relation),
        )

    async def decline(
        self,
        introduction_id: str,
        *,
        by: Caller,
        cause: Cause,
        side: str | None = None,
        words: str | None = None,
        even_so: bool = False,
    ) -> Chain:
        """One side's no. ``side``: for whom a coordinator speaks, ``group`` (default) or ``resident``.

        ``words``: the code of prepared kind ones. ``even_so``: although another officer has said yes.
        Raises ``Forbidden``, ``NotFound``, ``IntroductionOver``, ``UnknownKindWords``, ``AnotherDeclined``,
        ``AnotherSaidYes``.
        """
        kind_words = self.recommendations.knowledge.kind_words

        def decline(introduction: Introduction, relation: Relation) -> Sequence[Event]:
            own = {"self": "resident", "officer": "group"}.get(relation)
            for_side = own or side or "group"
            if words is not None and kind_words.of_side(words, for_side) is None:
                raise UnknownKindWords(unknown=words, side=for_side)
            return introduction.decline(by=by.person_id, relation=relation, side=for_side, words=words, even_so=even_so)

        commit = await self.decide("decline-introduction", introduction_id, by, cause, decline)
        return await self.kept.settled(commit)

    async def lapse(self, row: IntroductionRow, cause: Cause) -> None:
        """The timer: hand an introduction over whose deadline has passed, once for each deadline."""
        now = self.journal.now()
        commit = await self.journal.transact(
            Introduction.stream(row.id), cause, lambda introduction: introduction.pass_deadline(now)
        )
        await self.journal.settle(commit)

    # -- reading

    async def get(self, introduction_id: str, *, by: Caller) -> Seen:
        """One introduction. Raises ``NotFound``, also for somebody it does not concern."""
        row = await self.row(introduction_id)
        held = await self.held(row, by)
        if not may("see-introduction", held):
            raise NotFound(what="introduction")
        message = place = None
        if may("read-message", held) and not row.closed:
            message = await self.kept.read(row.message_id, reader=by.person_id)
            place = await self.kept.read(row.place_id, reader=by.person_id) if row.place_id else None
        return Seen(row, message, place)

    async def held(self, row: IntroductionRow, by: Caller) -> frozenset[Relation]:
        """What somebody is to an introduction."""
        officers = await self._officers(row.group_id)
        return relations(by, person_id=row.person_id, officers=officers, coordinator_id=row.coordinator_id)

    async def led(self, rows: Sequence[IntroductionRow]) -> frozenset[str]:
        """The groups of some introductions that have an officer."""
        groups = {row.group_id for row in rows if not row.closed}
        return frozenset([id for id in groups if await self._officers(id)])

    async def of_group(self, group_id: str, *, by: Caller, cursor: str | None, limit: int) -> Page[IntroductionRow]:
        """Introductions to a group, newest first. Raises ``Forbidden``, ``NotFound``."""
        if await self.journal.get(GroupRow, group_id) is None:
            raise NotFound(what="group")
        require("list-introductions-of-group", relations(by, officers=await self._officers(group_id)))
        return await self._page("group_id", group_id, cursor, limit)

    async def of_person(self, person_id: str, *, cursor: str | None, limit: int) -> Page[IntroductionRow]:
        """What somebody asked for, newest first."""
        return await self._page("person_id", person_id, cursor, limit)

    async def assigned_to(self, person_id: str, *, cursor: str | None, limit: int) -> Page[IntroductionRow]:
        """What a coordinator or the desk owner has, newest first."""
        return await self._page("coordinator_id", person_id, cursor, limit)

    # -- for the use cases that go on

    async def decide(self, action: Action, introduction_id: str, by: Caller, cause: Cause, decide: Decide) -> Commit:
        """Decide on an introduction, for a caller who may. Raises ``Forbidden``, ``NotFound``."""
        row = await self.row(introduction_id)
        officers = await self._officers(row.group_id)

        def decided(introduction: Introduction) -> Sequence[Event]:
            held = relations(by, person_id=row.person_id, officers=officers, coordinator_id=introduction.coordinator_id)
            require(action, held)
            return decide(introduction, next(relation for relation in STRONGEST if relation in held))

        return await self.journal.transact(Introduction.stream(introduction_id), cause, decided)

    async def row(self, introduction_id: str) -> IntroductionRow:
        """The row of an introduction. Raises ``NotFound``."""
        row = await self.journal.get(IntroductionRow, introduction_id)
        if row is None:
            raise NotFound(what="introduction")
        return row

    # -- inside

    async def _page(self, column: str, value: str, cursor: str | None, limit: int) -> Page[IntroductionRow]:
        return await self.journal.page(
            IntroductionRow, where={column: value}, order_by="asked_at", descending=True, cursor=cursor, limit=limit
        )

    async def _officers(self, group_id: str) -> tuple[str, ...]:
        group = await self.journal.get(GroupRow, group_id)
        return group.officers if group else ()

    async def is_outsider(self, person_id: str) -> bool:
        """Whether somebody lives elsewhere, as far as that is known."""
        person = await self.journal.get(PersonRow, person_id)
        return bool(person and person.heard and self.recommendations.knowledge.areas.is_outsider(person.areas))

    async def _wanted(self, group: GroupRow, person_id: str) -> dict[str, float]:
        """How near areas are to where the group meets, else to its areas, else to the resident's."""
        areas = group.areas
        meets_at = await self.journal.get(FacilityRow, group.meets_at) if group.meets_at else None
        if not areas and (person := await self.journal.get(PersonRow, person_id)):
            areas = person.areas
        return self.recommendations.knowledge.areas.reach(areas_of(areas), meets_at.point if meets_at else None)


def _refusals(person: Person, asking: Asking, *, invited: bool) -> list[Refusal]:
    """What the person's stream has against the request."""
    try:
        person.ask(asking, invited=invited)
    except Refusal as refusal:
        return [refusal]
    return []
