"""Use cases about succession: a group says "we look for a treasurer", until a day; it counts as a need until then."""

from collections.abc import Sequence
from datetime import date, timedelta

from services.matching.domain.groups.group import Group
from services.matching.groups.group_rows import SuccessionRow
from services.matching.knowledge import Knowledge
from services.matching.permissions import Action, relations, require
from services.matching.refusals import UnknownWords
from shared.clock import tokyo_date
from shared.events import Event
from shared.journal import Cause, Commit, Journal, Page
from shared.web import Caller, NotFound


class Successions:
    """Decided on the group's own stream, so that recommendations know of it as of any other need."""

    def __init__(self, journal: Journal, knowledge: Knowledge) -> None:
        self.journal = journal
        self.knowledge = knowledge

    async def seek(self, group_id: str, role: str, until: date, *, by: Caller, cause: Cause) -> Commit:
        """Look for somebody in a role, or change until when.

        Raises ``NotFound``, ``Forbidden``, ``UnknownWords``, ``SearchTime``.
        """
        code = self.knowledge.words.code("roles", role)
        today = tokyo_date(self.journal.now())

        def seek(group: Group) -> Sequence[Event]:
            _may("seek-successor", group, by)
            if code is None:
                raise UnknownWords(unknown=role)
            return group.seek(code, until, today)

        return await self.journal.transact(Group.stream(group_id), cause, seek)

    async def end(self, group_id: str, role: str, *, by: Caller, cause: Cause) -> Commit:
        """Somebody was found, or nobody is looked for any more. Raises ``NotFound``, ``Forbidden``, ``NotSought``."""
        code = self.knowledge.words.code("roles", role) or role

        def end(group: Group) -> Sequence[Event]:
            _may("seek-successor", group, by)
            return group.end_search(code)

        return await self.journal.transact(Group.stream(group_id), cause, end)

    async def pass_deadline(self, row: SuccessionRow, cause: Cause) -> None:
        """The timer: a search ends when its last day has passed, unless it was prolonged."""
        today = tokyo_date(self.journal.now() + timedelta(seconds=1))
        await self.journal.transact(
            Group.stream(row.group_id), cause, lambda group: group.end_search(row.role, past=today)
        )

    async def page(self, *, by: Caller, cursor: str | None, limit: int) -> Page[SuccessionRow]:
        """Every search that is open, the most pressing first (coordinators, staff). Raises ``Forbidden``."""
        require("see-successions", relations(by))
        return await self.journal.page(SuccessionRow, order_by="until", cursor=cursor, limit=limit, with_closed=False)


def _may(action: Action, group: Group, by: Caller) -> None:
    """Raises ``NotFound``, ``Forbidden``."""
    if not group.registered:
        raise NotFound(what="group")
    require(action, relations(by, officers=group.officers))
