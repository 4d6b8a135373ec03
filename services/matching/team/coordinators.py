"""Use cases about the roster: who takes cases, for which areas and desks and how many, and who owns the desks."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from services.matching.consulting.refusals import UnknownDesk
from services.matching.consulting.rows import DeskOwnerRow
from services.matching.domain.team.choosing import Coordinator
from services.matching.domain.team.fullness import watched
from services.matching.domain.team.roster import Roster
from services.matching.knowledge import Knowledge
from services.matching.permissions import relations, require
from services.matching.refusals import NoDeskOwner, OwnDesk, PersonGone, UnknownWords
from services.matching.rows import DESK, DeskRow, PersonRow
from services.matching.team.hand_over_plan import Request
from services.matching.team.hand_over_refusals import UnknownKind
from services.matching.team.hand_overs import HandOvers
from services.matching.team.roster_rows import CoordinatorRow, RoomRow
from shared.clock import tokyo_date
from shared.events import Event
from shared.journal import Cause, Commit, Journal
from shared.web import Caller, NotFound


@dataclass(frozen=True, slots=True)
class Outlook:
    """Places that are free today: for introductions, for each desk, in each language; and all that there are."""

    introductions: int
    desks: dict[str, int]
    languages: dict[str, int]
    free: int
    capacity: int


class Coordinators:
    """The roster is one stream, so that capacities hold exactly."""

    def __init__(self, journal: Journal, knowledge: Knowledge, hand_overs: HandOvers) -> None:
        self.journal = journal
        self.knowledge = knowledge
        self.hand_overs = hand_overs

    async def put(self, person_id: str, coordinator: Coordinator, *, by: Caller | None, cause: Cause) -> Commit:
        """Enter or change a coordinator; what their kind may take is what the data say now.

        Where they have more than fits from now on, the clock hands the excess over. Raises ``Forbidden``,
        ``UnknownDesk``, ``UnknownKind``, ``UnknownWords``, ``RosterFull``, ``OwnsNoCase``.
        """
        require("set-roster", relations(by))
        unknown = [desk for desk in coordinator.desks if desk not in self.knowledge.desks.desks]
        kind = self.knowledge.team.kinds.get(coordinator.kind)
        words = self.knowledge.words
        languages, strange = words.codes("languages", coordinator.languages)
        fields, odd = words.codes("tags", coordinator.fields)

        gone = await self._gone(person_id)

        def put(roster: Roster) -> Sequence[Event]:
            if gone:
                raise PersonGone
            if unknown:
                raise UnknownDesk(unknown=", ".join(unknown))
            if kind is None:
                raise UnknownKind(unknown=coordinator.kind)
            if strange or odd:
                raise UnknownWords(unknown=", ".join((*strange, *odd)))
            said = {"languages": tuple(languages), "fields": tuple(fields), "takes": kind.takes}
            events = roster.set_coordinator(person_id, coordinator.model_copy(update=said))
            terms = roster.learn_terms(self.knowledge.support.training)
            return [*terms, *watched(roster, events, self.journal.now())]

        return await self.journal.transact(Roster.main(), cause, put)

    async def retire(self, person_id: str, *, by: Caller, cause: Cause) -> Commit:
        """Somebody serves no longer: all that they have is assigned together, in the same commit.

        Raises ``Forbidden``, ``NotFound``.
        """
        require("set-roster", relations(by))
        try:
            plan = (await self.hand_overs.plan(Request(person_id, "retired"))).as_hand_over(by.person_id)
        except NoDeskOwner:
            plan = None

        def retire(roster: Roster) -> Sequence[Event]:
            if person_id not in roster.coordinators:
                raise NotFound(what="coordinator")
            return watched(roster, roster.retire(person_id, plan), self.journal.now())

        return await self.journal.transact(Roster.main(), cause, retire)

    async def set_desk(self, owner_id: str, answer_days: int, *, by: Caller | None, cause: Cause) -> Commit:
        """Name the city's desk owner and the days for an answer. Raises ``Forbidden``, ``OwnDesk``."""
        require("set-roster", relations(by))
        _not_oneself(owner_id, by)
        gone = await self._gone(owner_id)

        def name(roster: Roster) -> Sequence[Event]:
            if gone:
                raise PersonGone
            return roster.set_desk(owner_id, answer_days)

        return await self.journal.transact(Roster.main(), cause, name)

    async def set_desk_owner(self, desk: str, owner_id: str | None, *, by: Caller | None, cause: Cause) -> Commit:
        """Name the owner of one desk; ``None``: the city's. Raises ``Forbidden``, ``OwnDesk``, ``NotFound``."""
        require("set-roster", relations(by))
        _not_oneself(owner_id, by)
        gone = owner_id is not None and await self._gone(owner_id)

        def name(roster: Roster) -> Sequence[Event]:
            if gone:
                raise PersonGone
            if desk not in self.knowledge.desks.desks:
                raise NotFound(what="desk")
            return roster.set_desk_owner(desk, owner_id)

        return await self.journal.transact(Roster.main(), cause, name)

    async def _gone(self, person_id: str) -> bool:
        """Whether somebody was erased: nothing can be theirs any more, and the roster hears of it only once."""
        person = await self.journal.get(PersonRow, person_id)
        return person is not None and person.closed

    async def all(self, *, by: Caller) -> list[tuple[CoordinatorRow, int]]:
        """Every coordinator with the open cases they have. Raises ``Forbidden``."""
        require("see-roster", relations(by))
        loads: dict[str, int] = await self.journal.ask(Roster.main(), lambda roster: dict(roster.loads))
        rows = await self.journal.all(CoordinatorRow, with_closed=False)
        return [(row, loads.get(row.id, 0)) for row in rows]

    async def outlook(self) -> Outlook:
        """Where there is room today. For the roster's list, whose reader was asked for, and for the alarm."""
        day, desks = tokyo_date(self.journal.now()), self.knowledge.desks

        def look(roster: Roster) -> Outlook:
            by_desk, by_language, near, free, capacity = Counter[str](), Counter[str](), 0, 0, 0
            for id, each in roster.coordinators.items():
                owns = each.may_take("introductions") or each.may_take("consultations") or each.may_take("referrals")
                capacity += each.capacity if owns else 0
                room = max(each.capacity - roster.loads.get(id, 0), 0) if owns and each.present(day) else 0
                free += room
                near += room if each.may_take("introductions") else 0
                takes = each.may_take("consultations") or each.may_take("referrals")
                for desk in desks.desks:
                    by_desk[desk] += room if takes and each.serves(desk, desk == desks.general) else 0
                for language in each.languages:
                    by_language[language] += room
            return Outlook(near, dict(by_desk), dict(by_language), free, capacity)

        return await self.journal.ask(Roster.main(), look)

    async def full(self) -> list[RoomRow]:
        """For what nobody has a place. For the roster's list, whose reader was asked for."""
        return await self.journal.all(RoomRow, with_closed=False)

    async def desk(self, *, by: Caller) -> DeskRow | None:
        """Who owns the city's desk. Raises ``Forbidden``."""
        require("see-roster", relations(by))
        return await self.journal.get(DeskRow, DESK)

    async def desk_owners(self, *, by: Caller) -> dict[str, str | None]:
        """With whom each desk's consultations end. Raises ``Forbidden``."""
        require("see-roster", relations(by))
        city = await self.journal.get(DeskRow, DESK)
        own = {row.id: row.owner_id for row in await self.journal.all(DeskOwnerRow, with_closed=False)}
        return {desk: own.get(desk, city.owner_id if city else None) for desk in self.knowledge.desks.desks}


def _not_oneself(owner_id: str | None, by: Caller | None) -> None:
    """A desk's owner may read what was brought there: nobody gives that to themselves. Raises ``OwnDesk``."""
    if by is not None and owner_id == by.person_id:
        raise OwnDesk
