"""Residents' words, in the vault: to a group while the introduction is open, of a worry until nothing can follow."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from services.matching.consulting.rows import ConsultationWordsRow
from services.matching.domain.letting_go import LetsWordsGo
from services.matching.helping.rows import HelpWordsRow
from services.matching.introducing.rows import MessageRow
from services.matching.learning.rows import SupportWordsRow
from services.matching.outreach.rows import AppointmentWordsRow
from services.matching.sealed_rows import HomeRow, NeedsRow
from shared.clock import utc_text
from shared.journal import Chain, Commit, Journal
from shared.vault import Vault, VaultDocument

ORPHAN_AFTER = timedelta(hours=1)
"""Older than any request that may still be on its way to its commit."""
SWEPT_MAX = 100_000


@dataclass(frozen=True, slots=True)
class Worry:
    """What somebody worries about: their words, the category, and the rule that named it if they did not."""

    text: str
    category: str | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """What somebody wants to come for, and for who has no account how to call and to reach them."""

    text: str | None = None
    category: str | None = None
    name: str | None = None
    phone: str | None = None


class WordsKept:
    """Writes before the commit, reads with a purpose, removes when the introduction or consultation has ended."""

    def __init__(self, journal: Journal, vault: Vault) -> None:
        self.journal = journal
        self.vault = vault

    async def keep(self, message_id: str, person_id: str, message: str) -> None:
        """Write somebody's words under an id that their cause gives. Raises ``Erased``."""
        await self.vault.put([VaultDocument(message_id, person_id, {"message": message})])

    async def read(self, message_id: str, *, reader: str, purpose: str = "introduction") -> str | None:
        """The words, for somebody who may read them; ``None`` when they are no longer kept."""
        document = await self.vault.get(message_id, reader=reader, purpose=purpose)
        content: Mapping[str, Any] = document.content if document else {}
        message = content.get("message")
        return message if isinstance(message, str) else None

    async def keep_worry(self, document_id: str, owner: str, worry: Worry) -> None:
        """Write what somebody worries about. ``owner``: whose key seals it, the person's or the consultation's own.

        Raises ``Erased``.
        """
        content = {"text": worry.text, "category": worry.category, "rule": worry.rule}
        await self.vault.put([VaultDocument(document_id, owner, content)])

    async def read_worry(self, document_id: str, *, reader: str) -> Worry | None:
        """What somebody worries about, for who may read it; ``None`` when it is no longer kept."""
        document = await self.vault.get(document_id, reader=reader, purpose="consultation")
        if document is None:
            return None
        category, rule = document.content.get("category"), document.content.get("rule")
        return Worry(
            str(document.content.get("text", "")), str(category) if category else None, str(rule) if rule else None
        )

    async def keep_visit(self, document_id: str, owner: str, visit: Visit) -> None:
        """Write what somebody wants to come for. Raises ``Erased``."""
        await self.vault.put([VaultDocument(document_id, owner, asdict(visit))])

    async def read_visit(self, document_id: str, *, reader: str) -> Visit | None:
        """What somebody wants to come for, for who may read it; ``None`` when it is no longer kept."""
        document = await self.vault.get(document_id, reader=reader, purpose="appointment")
        if document is None:
            return None
        said = {name: document.content.get(name) for name in Visit.__dataclass_fields__}
        return Visit(**{name: str(value) if value else None for name, value in said.items()})

    async def settled(self, commit: Commit) -> Chain:
        """A commit with what follows it, and without the words that are let go by it."""
        chain = await self.journal.settle(commit)
        await self.drop_let_go(chain.commits)
        return chain

    async def drop_let_go(self, commits: Iterable[Commit]) -> None:
        """Remove the words that are needed no more after ``commits``."""
        events = (event for commit in commits for event in commit.events)
        let_go = [document_id for event in events if isinstance(event, LetsWordsGo) for document_id in event.let_go]
        if let_go:
            await self.vault.remove(let_go)

    async def drop_unless_open(self, message_id: str) -> None:
        """Remove words that came with a request which brought nothing about, or something that has ended."""
        if not await self._referred_to(message_id):
            await self.vault.remove([message_id])

    async def sweep(self) -> None:
        """Remove words that nothing open refers to: their commit never came, or a crash cut the removal off."""
        if self.journal.store.rows_stale:
            return  # rows of streams that this code cannot read are missing: their words look like orphans
        before = utc_text(self.journal.now() - ORPHAN_AFTER)
        old = await self.vault.written_before(before, SWEPT_MAX)
        orphans = [document_id for document_id in old if not await self._referred_to(document_id)]
        if orphans:
            await self.vault.remove(orphans)

    async def _referred_to(self, document_id: str) -> bool:
        rows = (
            await self.journal.get(MessageRow, document_id),
            await self.journal.get(ConsultationWordsRow, document_id),
            await self.journal.get(HelpWordsRow, document_id),
            await self.journal.get(HomeRow, document_id),
            await self.journal.get(SupportWordsRow, document_id),
            await self.journal.get(NeedsRow, document_id),
            await self.journal.get(AppointmentWordsRow, document_id),
        )
        return any(row is not None and not row.closed for row in rows)
