"""What somebody needs to take part, and how old they say they are: sealed in the vault, for their own score alone.

No event, row or log has it. A document belongs to one declaration and is never written again: a later one has its own.
"""

from datetime import timedelta

from pydantic import BaseModel, ConfigDict

from services.matching.domain.events import Interests
from services.matching.domain.sealed_events import HomeKept, NeedsKept
from services.matching.sealed_rows import HomeRow, home_id
from shared.clock import utc_text
from shared.journal import Cause, Commit, Journal
from shared.vault import Vault, VaultDocument

NOTED_FOR = timedelta(days=1)
"""A person's own lists read it often: one line a day says so."""


class Needs(BaseModel):
    """Access needs in codes, what comes first counts most, and one of the broad age bands (empty: not said)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    access_needs: tuple[str, ...] = ()
    age_band: str = ""


NOTHING = Needs()


class NeedsVault:
    """Written before the commit, removed after it; what no row refers to is swept."""

    def __init__(self, journal: Journal, vault: Vault) -> None:
        self.journal = journal
        self.vault = vault

    async def keep(self, person_id: str, said: Interests, cause: Cause) -> str | None:
        """Write what somebody says, when they say any; the id of the document. Raises ``Erased``."""
        needs = Needs(access_needs=said.access_needs, age_band=said.age_band)
        if needs == NOTHING:
            return None
        document_id = cause.new_id(f"needs/{cause.digest}")
        await self.vault.put([VaultDocument(document_id, person_id, needs.model_dump(mode="json"))])
        return document_id

    async def read(self, person_id: str, document_id: str | None) -> Needs:
        """What somebody said, for themselves; nothing when it is not kept."""
        if document_id is None:
            return NOTHING
        since = utc_text(self.journal.now() - NOTED_FOR)
        found = await self.vault.get(document_id, reader=person_id, purpose="matching", noted_since=since)
        return Needs.model_validate(found.content) if found else NOTHING

    async def drop_let_go(self, commit: Commit) -> None:
        """Remove what a commit let go: needs and age, and the home unless it was told again since."""
        gone = [event.document_id for event in commit.events if isinstance(event, NeedsKept) and not event.kept]
        for home in [home_id(event.person_id) for event in commit.events if isinstance(event, HomeKept)]:
            row = await self.journal.get(HomeRow, home)
            if row is None or row.closed:
                gone.append(home)
        if gone:
            await self.vault.remove(gone)
