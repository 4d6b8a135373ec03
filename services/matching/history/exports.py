"""Use cases of the city's own past: staff note that they take it, and fetch it. What is noted stays for all staff."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

from services.matching.domain.history.export import OPEN_FOR, HistoryExport
from services.matching.history.lines import HistoryLines
from services.matching.history.refusals import ExportOver, SplitToCome
from services.matching.history.rows import HistoryExportRow
from services.matching.knowledge import Knowledge
from services.matching.permissions import relations, require
from shared.clock import tokyo_date
from shared.journal import Cause, Commit, Journal, Page
from shared.web import Caller, NotFound
from shared.web.paging import Paging

HALF_A_YEAR = timedelta(days=182)


class HistoryExports:
    """First noted, then read: nobody has a past of the city without standing in the list."""

    def __init__(self, journal: Journal, knowledge: Knowledge) -> None:
        self.journal = journal
        self.reading = HistoryLines(journal, knowledge.areas, knowledge.words)

    async def note(self, split: date | None, *, by: Caller, cause: Cause) -> Commit:
        """Note that somebody takes what was done in the city. Raises ``Forbidden``, ``SplitToCome``."""
        require("export-history", relations(by))
        now = self.journal.now()
        split = split or tokyo_date(now) - HALF_A_YEAR
        if split >= tokyo_date(now):
            raise SplitToCome
        stream = HistoryExport.stream(cause.new_id("history-export"))
        return await self.journal.transact(stream, cause, lambda found: found.note(by.person_id, split, now))

    async def fetch(self, export_id: str, *, by: Caller) -> AsyncIterator[bytes]:
        """The lines, for whoever noted it, within the hour. Raises ``Forbidden``, ``NotFound``, ``ExportOver``."""
        require("export-history", relations(by))
        row = await self.journal.get(HistoryExportRow, export_id)
        if row is None or row.by != by.person_id:
            raise NotFound(what="history-export")
        if self.journal.now() >= row.at + OPEN_FOR:
            raise ExportOver
        return self.reading.lines(row.split)

    async def noted(self, paging: Paging, *, by: Caller) -> Page[HistoryExportRow]:
        """Who took one, the latest first. Raises ``Forbidden``."""
        require("export-history", relations(by))
        at: dict[str, Any] = {"order_by": "at", "descending": True}
        return await self.journal.page(HistoryExportRow, cursor=paging.cursor, limit=paging.limit, **at)
