"""Use cases about the roster: who takes cases, for which areas and desks and how many, and who owns the desks."""

from collections.abc import Sequence

from services.matching.consultation_refusals import UnknownDesk
from services.matching.consultation_rows import DeskOwnerRow
from services.matching.domain.choosing import Coordinator
from services.matching.domain.roster import Roster
from services.matching.knowledge import Knowledge
from services.matching.permissions import relations, require
from services.matching.refusals import OwnDesk
from services.matching.rows import DESK, CoordinatorRow, DeskRow
from shared.events import Event
from shared.journal import Cause, Commit, Journal
from shared.web import Caller, NotFound


class Coordinators:
    """The roster is one stream, so that capacities hold exactly."""

    def __init__(self, journal: Journal, knowledge: Knowledge) -> None:
        self.journal = journal
        self.knowledge = knowledge

    async def put(self, person_id: str, coordinator: Coordinator, *, by: Caller | None, cause: Cause) -> Commit:
        """Enter or change a coordinator. Raises ``Forbidden``, ``UnknownDesk``, ``RosterFull``."""
        require("set-roster", relations(by))
        unknown = [desk for desk in coordinator.desks if desk not in self.knowledge.desks.desks]

        def put(roster: Roster) -> Sequence[Event]:
            if unknown:
                raise UnknownDesk(unknown=", ".join(unknown))
            return roster.set_coordinator(person_id, coordinator)

        return await self.journal.transact(Roster.main(), cause, put)

    async def retire(self, person_id: str, *, by: Caller, cause: Cause) -> Commit:
        """Somebody serves no longer: each consultation they have finds its next owner, by the saga that follows.

        Introductions go on at their deadline. Raises ``Forbidden``, ``NotFound``.
        """
        require("set-roster", relations(by))

        def retire(roster: Roster) -> Sequence[Event]:
            if person_id not in roster.coordinators:
                raise NotFound(what="coordinator")
            return roster.retire(person_id)

        return await self.journal.transact(Roster.main(), cause, retire)

    async def set_desk(self, owner_id: str, answer_days: int, *, by: Caller | None, cause: Cause) -> Commit:
        """Name the city's desk owner and the days for an answer. Raises ``Forbidden``, ``OwnDesk``."""
        require("set-roster", relations(by))
        _not_oneself(owner_id, by)
        return await self.journal.transact(Roster.main(), cause, lambda roster: roster.set_desk(owner_id, answer_days))

    async def set_desk_owner(self, desk: str, owner_id: str | None, *, by: Caller | None, cause: Cause) -> Commit:
        """Name the owner of one desk; ``None``: the city's. Raises ``Forbidden``, ``OwnDesk``, ``NotFound``."""
        require("set-roster", relations(by))
        _not_oneself(owner_id, by)

        def name(roster: Roster) -> Sequence[Event]:
            if desk not in self.knowledge.desks.desks:
                raise NotFound(what="desk")
            return roster.set_desk_owner(desk, owner_id)

        return await self.journal.transact(Roster.main(), cause, name)

    async def all(self, *, by: Caller) -> list[tuple[CoordinatorRow, int]]:
        """Every coordinator with the open cases they have. Raises ``Forbidden``."""
        require("see-roster", relations(by))
        loads: dict[str, int] = await self.journal.ask(Roster.main(), lambda roster: dict(roster.loads))
        rows = await self.journal.all(CoordinatorRow, with_closed=False)
        return [(row, loads.get(row.id, 0)) for row in rows]

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
