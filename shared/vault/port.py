"""What a vault of personal documents must be able to do. Adapters: ``sqlite`` (embedded), ``mongo`` (cluster)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from shared.errors import Permanent

if TYPE_CHECKING:
    from shared.vault.copying import VaultCopy


class Erased(Permanent):
    """The person was erased here; nothing about them is taken in any more."""


class Unreadable(Permanent):
    """The key does not fit: another master key than the vault was made with, or a damaged file."""


class AnotherPersons(Permanent):
    """A document with this id is already here and belongs to somebody else."""


@dataclass(frozen=True, slots=True)
class VaultDocument:
    """One document: its id, whose it is, and what it says."""

    id: str
    person_id: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Access:
    """One reading: when (``utc_text``), of which document, by whom and what for. ``number`` counts in order."""

    number: int
    at: str
    document_id: str
    reader: str
    purpose: str


class Vault(Protocol):
    """Documents about persons, each encrypted with that person's own key. Every method raises ``StoreUnavailable``."""

    async def open(self) -> None:
        """Open, and finish an erasure that was cut short. Raises ``Unreadable`` when another master key made it."""
        ...

    async def close(self) -> None: ...

    def copying(self) -> "VaultCopy":
        """The same vault for a backup: sealed records, read beside a running service or filled before the first."""
        ...

    async def put(self, documents: Sequence[VaultDocument]) -> None:
        """Write documents; one whose id is known is replaced. Raises ``Erased``, ``AnotherPersons``.

        When it raises, some of them may have been written: no commit refers to them, and the sweep removes them.
        """
        ...

    async def get(
        self, document_id: str, *, reader: str, purpose: str, noted_since: str | None = None
    ) -> VaultDocument | None:
        """Read one document; who read it and what for is stored first. ``None`` when it is not (or no longer) here.

        ``noted_since`` (``utc_text``): a reading that was noted since then, of the same document by the same reader for
        the same purpose, stands for this one too.
        """
        ...

    async def remove(self, document_ids: Sequence[str]) -> None:
        """Delete documents (orphans whose commit never came, replaced versions)."""
        ...

    async def documents_of(self, person_id: str) -> Sequence[str]:
        """Ids of the documents that belong to a person, in order: before an erasure, to say what it takes away."""
        ...

    async def settled_ids(self, after: str = "", limit: int = 1000) -> Sequence[str]:
        """Ids in order, behind ``after``, of documents that no command still under way may be about to refer to."""
        ...

    async def written_before(self, text_instant: str, limit: int = 1000) -> list[str]:
        """Ids of documents written before an instant (``utc_text``), oldest first."""
        ...

    async def erase(self, *person_ids: str) -> None:
        """Drop the persons' keys and documents and remember that they are erased. Repeating it is harmless."""
        ...

    async def not_erased(self, person_ids: Iterable[str]) -> list[str]:
        """Those of ``person_ids`` whom this vault does not yet remember as erased (after a crash or a restore)."""
        ...

    async def accesses(self, document_id: str) -> list[tuple[str, str, str]]:
        """Who read a document: (instant, reader, purpose), oldest first."""
        ...

    async def accesses_of(self, person_id: str, before: int | None = None, limit: int = 50) -> list[Access]:
        """Who else read documents of a person, newest first, with numbers below ``before``."""
        ...
