"""Use cases of themes: the clock counts a month that is over, once; city staff and everybody read what was told."""

from collections.abc import Collection
from typing import Any

from services.matching.consulting.rows import ConsultationRow
from services.matching.consulting.theme_refusals import ThemesNotPublished, ThemesNotTold
from services.matching.consulting.theme_rows import ThemeMonthRow
from services.matching.domain.consulting.desks import Desks
from services.matching.domain.consulting.themes import ThemeMonth, bounds, careful
from services.matching.knowledge import Knowledge
from services.matching.permissions import relations, require
from services.matching.words_kept import WordsKept
from shared.errors import Permanent
from shared.journal import Cause, Journal
from shared.web import Caller

READER = "themes"
"""Who reads, in the record of readings that each person may see."""
PAGE = 200
Key = tuple[str, str | None]


class Themes:
    """Categories are read in the vault, one by one, and only numbers leave it, as far as ``careful`` lets them."""

    def __init__(self, journal: Journal, knowledge: Knowledge, kept: WordsKept) -> None:
        self.journal = journal
        self.knowledge = knowledge
        self.kept = kept

    async def pass_month(self, row: ThemeMonthRow, cause: Cause) -> None:
        """The timer: count the month, and tell it. Of two replicas that count, one is heard.

        While the vault cannot be asked nothing is told, and the timer comes again.
        """
        if self.journal.store.rows_stale:
            return  # rows are being made again: what is not there yet would be missing for good
        people = await self._counted(row.id)
        themes = careful({key: len(who) for key, who in people.items()})
        now = self.journal.now()
        await self.journal.transact(ThemeMonth.stream(row.id), cause, lambda found: found.tell(row.id, now, themes))

    async def months(self, *, by: Caller) -> list[str]:
        """The months that were told, the newest first. Raises ``Forbidden``."""
        require("see-themes", relations(by))
        rows = await self.journal.all(ThemeMonthRow)
        return sorted((row.id for row in rows if row.on), reverse=True)

    async def of(self, month: str | None, *, by: Caller) -> ThemeMonthRow:
        """What was told of a month, or of the last one. Raises ``Forbidden``, ``ThemesNotTold``."""
        months = await self.months(by=by)
        wanted = month or next(iter(months), None)
        row = await self.journal.get(ThemeMonthRow, wanted) if wanted else None
        if row is None or row.on is None:
            raise ThemesNotTold
        return row

    async def published(self, month: str | None) -> tuple[ThemeMonthRow, list[str]]:
        """What everybody may see of a month, or of the last one, and which months there are, the newest first.

        A month of which nothing is told is no month here: it looks like one in which nobody brought anything, and
        like one that is not counted yet. Raises ``ThemesNotPublished``, the same for all three.
        """
        rows = {row.id: row for row in await self.journal.all(ThemeMonthRow) if any(each.people for each in row.themes)}
        months = sorted(rows, reverse=True)
        row = rows.get(month or next(iter(months), ""))
        if row is None:
            raise ThemesNotPublished
        return row, months

    async def _counted(self, month: str) -> dict[Key, Collection[str]]:
        """By desk and category, who brought it; each category of the menu is there, however few."""
        desks, (since, until) = self.knowledge.desks, bounds(month)
        found: dict[Key, set[str]] = {key: set() for key in cells(desks)}
        asked: dict[str, Any] = {"order_by": "asked_at", "since": since, "until": until, "limit": PAGE}
        cursor: str | None = None
        while True:
            page = await self.journal.page(ConsultationRow, cursor=cursor, **asked)
            for row in page.items:
                if not row.closed:
                    await self._count(row, found)
            cursor = page.next
            if cursor is None:
                return {key: frozenset(who) for key, who in found.items()}

    async def _count(self, row: ConsultationRow, found: dict[Key, set[str]]) -> None:
        try:
            worry = await self.kept.read_worry(row.document_id, reader=READER)
        except Permanent:  # erased at this moment, or a document that nobody can read any more
            return
        if worry is not None:
            desks = self.knowledge.desks
            category = worry.category if worry.category in desks.categories else None
            found[desks.place(category)[0], category].add(row.person_id or row.id)


def cells(desks: Desks) -> list[Key]:
    """All there is to tell: each category under its desk, in the order of the menu, and what nobody named."""
    keys: list[Key] = [(category.desk, category.id) for category in desks.categories.values()]
    return sorted([*keys, (desks.general, None)], key=lambda key: list(desks.desks).index(key[0]))
