"""Use cases about the cell of 125 m that somebody lives in: told by themselves, kept in the vault, for walks alone.

No event, row or log has it: 30 homes share such a cell, or one. What says that there is one is ``home-kept``.
"""

from services.matching.domain.person import Person
from services.matching.rows import PersonRow
from services.matching.sealed_rows import home_id
from shared.journal import Cause, Commit, Journal
from shared.vault import Vault, VaultDocument


class Homes:
    """Written before the commit, removed after it; what no row refers to is swept."""

    def __init__(self, journal: Journal, vault: Vault) -> None:
        self.journal = journal
        self.vault = vault

    async def keep(self, person_id: str, cell: str, *, cause: Cause) -> Commit:
        """Take the cell that somebody tells, in place of one told before.

        Raises ``PersonGone``, ``ConsentMissing``, ``Erased``.
        """
        await self.journal.ask(Person.stream(person_id), lambda person: person.keep_home(kept=True))
        await self.vault.put([VaultDocument(home_id(person_id), person_id, {"cell": cell})])
        return await self.journal.transact(Person.stream(person_id), cause, lambda person: person.keep_home(kept=True))

    async def forget(self, person_id: str, *, cause: Cause) -> Commit:
        """Use the town or the areas again; nothing of the cell stays."""
        commit = await self.journal.transact(
            Person.stream(person_id), cause, lambda person: person.keep_home(kept=False)
        )
        await self.vault.remove([home_id(person_id)])
        return commit

    async def of(self, person_id: str) -> str | None:
        """The cell of somebody who told one and consents."""
        row = await self.journal.get(PersonRow, person_id)
        if row is None or row.closed or not row.home:
            return None
        document = await self.vault.get(home_id(person_id), reader=person_id, purpose="matching")
        cell = document.content.get("cell") if document else None
        return cell if isinstance(cell, str) else None
