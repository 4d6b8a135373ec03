"""What a backup asks of a vault beside its port: sealed records as they are. Nothing is unsealed to be copied.

The master key is no part of a copy: whoever has the copy alone can read nothing in it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

Kind = Literal["check", "document", "key", "erased", "access"]
KINDS: tuple[Kind, ...] = ("check", "document", "key", "erased", "access")
"""In the order in which they are copied: an erasure that comes in between takes the key, and then nobody reads."""

FIELDS: Mapping[Kind, tuple[str, ...]] = {
    "check": ("sealed",),
    "document": ("id", "person_id", "written_at", "sealed"),
    "key": ("person_id", "wrapped"),
    "erased": ("person_id", "at"),
    "access": ("number", "at", "document_id", "person_id", "reader", "purpose"),
}
PLACE: Mapping[Kind, str] = {"check": "sealed", "document": "id", "key": "person_id", "erased": "person_id",
                             "access": "number"}  # fmt: skip
"""The field by which records of a kind are ordered and found."""
SEALED = frozenset({"sealed", "wrapped"})
"""Fields that hold bytes; the others hold text or a number."""

SealedRecord = Mapping[str, Any]


class VaultCopy(Protocol):
    """One service's vault, to be read as it is or filled while it is empty. Every method: ``StoreUnavailable``."""

    async def open(self) -> None: ...
    async def close(self) -> None: ...

    async def page(self, kind: Kind, after: Any, limit: int) -> Sequence[SealedRecord]:
        """Records of a kind in order, behind the place ``after`` (``None``: from the first)."""
        ...

    async def documents(self, ids: Sequence[str]) -> Sequence[SealedRecord]:
        """Those of these documents that are here."""
        ...

    async def is_empty(self) -> bool:
        """Whether there is neither a document, nor a key, nor an erasure."""
        ...

    async def take_in(self, kind: Kind, records: Sequence[SealedRecord]) -> None:
        """Insert records; one that is there already stays."""
        ...
