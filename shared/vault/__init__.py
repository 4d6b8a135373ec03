"""Personal data, kept out of journals, events and logs: encrypted with a key per person, logged when read."""

from shared.vault.orphans import sweep_orphans
from shared.vault.port import Access, AnotherPersons, Erased, Unreadable, Vault, VaultDocument

__all__ = ["Access", "AnotherPersons", "Erased", "Unreadable", "Vault", "VaultDocument", "sweep_orphans"]
