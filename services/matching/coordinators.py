"""Use cases about the roster: who takes introductions, for which areas and how many, and who owns the desk."""

from services.matching.domain.roster import Coordinator, Roster
from services.matching.permissions import relations, require
from services.matching.rows import DESK, CoordinatorRow, DeskRow
from shared.journal import Cause, Commit, Journal
from shared.web import Caller


class Coordinators:
    """The roster is one stream, so that capacities hold exactly."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    async def put(self, person_id: str, coordinator: Coordinator, *, by: Caller | None, cause: Cause) -> Commit:
        """Enter or change a coordinator. Raises ``Forbidden``, ``RosterFull``."""
        require("set-roster", relations(by))
        return await self.journal.transact(
            Roster.main(), cause, lambda roster: roster.set_coordinator(person_id, coordinator)
        )

    async def set_desk(self, owner_id: str, answer_days: int, *, by: Caller | None, cause: Cause) -> Commit:
        """Name the desk owner and the days for an answer. Raises ``Forbidden``."""
        require("set-roster", relations(by))
        return await self.journal.transact(Roster.main(), cause, lambda roster: roster.set_desk(owner_id, answer_days))

    async def all(self, *, by: Caller) -> list[tuple[CoordinatorRow, int]]:
        """Every coordinator with the open introductions they have. Raises ``Forbidden``."""
        require("see-roster", relations(by))
        loads: dict[str, int] = await self.journal.ask(Roster.main(), lambda roster: dict(roster.loads))
        rows = await self.journal.all(CoordinatorRow, with_closed=False)
        return [(row, loads.get(row.id, 0)) for row in rows]

    async def desk(self, *, by: Caller) -> DeskRow | None:
        """Who owns the desk. Raises ``Forbidden``."""
        require("see-roster", relations(by))
        return await self.journal.get(DeskRow, DESK)
