"""Accounts by their telephone: cards in the vault under a keyed digest of the number, which itself is in none of them.

A card goes with its person's erasure like everything of theirs in the vault. A household shares a number, so it has
several places. A card is a hint: what is found is compared with the person's details.
"""

import hmac
import re
import unicodedata
from collections.abc import Sequence

from shared.vault import AnotherPersons, Vault, VaultDocument

PLACES = 8
"""People of one number; whoever comes after them is not found by it, and registered all the same."""
PREFIX = "telephone-"
NOT_DIGITS = re.compile(r"[^0-9]")


class Telephones:
    """Which accounts have a number. ``key`` (32 bytes) is of this deployment and of nothing else."""

    def __init__(self, vault: Vault, key: bytes) -> None:
        self._vault = vault
        self._key = key

    async def keep(self, person_id: str, phone: str | None) -> None:
        """Take a person's number in, and forget the one before. Repeating it is harmless."""
        named = self._named(phone) if phone else ""
        had = [id for id in await self._vault.documents_of(person_id) if is_card(id)]
        if old := [id for id in had if not named or not id.startswith(named)]:
            await self._vault.remove(old)
        if not named or len(old) < len(had):
            return
        for place in range(PLACES):
            try:
                await self._vault.put([VaultDocument(f"{named}{place}", person_id, {})])
            except AnotherPersons:
                continue
            return

    async def people_of(self, phone: str, *, reader: str, purpose: str) -> Sequence[str]:
        """Ids of who may have this number, in the order of their cards; who looked is noted with each."""
        named = self._named(phone)
        cards = [await self._vault.get(f"{named}{n}", reader=reader, purpose=purpose) for n in range(PLACES)]
        return list(dict.fromkeys(card.person_id for card in cards if card is not None))

    def _named(self, phone: str) -> str:
        return f"{PREFIX}{hmac.digest(self._key, digits(phone).encode(), 'sha256').hex()}-"


def digits(phone: str) -> str:
    """A number as it is compared: its digits, a Japanese country code as the leading zero."""
    phone = unicodedata.normalize("NFKC", phone).strip()
    plain = NOT_DIGITS.sub("", phone)
    return f"0{plain[2:].removeprefix('0')}" if phone.startswith("+81") else plain


def is_card(document_id: str) -> bool:
    """Whether a document of the vault is such a card, to which no commit refers."""
    return document_id.startswith(PREFIX)
