"""The residents' words to groups, in the vault: kept while their introduction is open, and no longer."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from services.matching.domain.events import IntroductionClosed
from services.matching.rows import MessageRow
from shared.clock import utc_text
from shared.journal import Chain, Journal
from shared.vault import Vault, VaultDocument

ORPHAN_AFTER = timedelta(hours=1)
"""Older than any request that may still be on its way to its commit."""
SWEPT_MAX = 100_000


class WordsKept:
    """Writes before the commit, reads with a purpose, removes when the introduction has ended."""

    def __init__(self, journal: Journal, vault: Vault) -> None:
        self.journal = journal
        self.vault = vault

    async def keep(self, message_id: str, person_id: str, message: str) -> None:
        """Write somebody's words under an id that their cause gives. Raises ``Erased``."""
        await self.vault.put([VaultDocument(message_id, person_id, {"message": message})])

    async def read(self, message_id: str, *, reader: str) -> str | None:
        """The words, for somebody who may read them; ``None`` when they are no longer kept."""
        document = await self.vault.get(message_id, reader=reader, purpose="introduction")
        content: Mapping[str, Any] = document.content if document else {}
        message = content.get("message")
        return message if isinstance(message, str) else None

    async def drop_closed(self, chain: Chain) -> None:
        """Remove the words of every introduction that ended in ``chain``."""
        events = (event for commit in chain.commits for event in commit.events)
        closed = [event.message_id for event in events if isinstance(event, IntroductionClosed)]
        if closed:
            await self.vault.remove(closed)

    async def drop_unless_open(self, message_id: str) -> None:
        """Remove words that came with a request which brought no introduction about, or one that has ended."""
        row = await self.journal.get(MessageRow, message_id)
        if row is None or row.closed:
            await self.vault.remove([message_id])

    async def sweep(self) -> None:
        """Remove words that no open introduction refers to: their commit never came, or a crash cut the removal off."""
        if self.journal.store.rows_stale:
            return  # rows of streams that this code cannot read are missing: their words look like orphans
        before = utc_text(self.journal.now() - ORPHAN_AFTER)
        orphans = []
        for message_id in await self.vault.written_before(before, SWEPT_MAX):
            row = await self.journal.get(MessageRow, message_id)
            if row is None or row.closed:
                orphans.append(message_id)
        if orphans:
            await self.vault.remove(orphans)
