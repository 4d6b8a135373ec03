"""Personal data, kept out of journals, events and logs: encrypted with a key per person, logged when read."""

from shared.vault.vault import Vault, VaultDocument

__all__ = ["Vault", "VaultDocument"]
