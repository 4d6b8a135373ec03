"""Certificates: their numbers, a person's own, and whether a number that somebody shows is a valid one.

A number is made from activity and person with the deployment's key, so it is the same however often it is granted, and
cannot be guessed; no topic carries it.
"""

import hashlib
import hmac
import unicodedata

from services.booking.activities.rows import CertificateRow
from shared.journal import Journal, Page
from shared.web import Caller

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, which people read as something else."""
LENGTH = 12
"""60 bits: of ten million certificates, one in 10¹¹ guesses is one."""
AS_READ = str.maketrans("ILO", "110")


class CertificateNumbers:
    """Makes numbers with the deployment's key for them."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, activity_id: str, person_id: str) -> str:
        """The number of a person's certificate of an activity, without the hyphens that people read it with."""
        mac = hmac.new(self._key, f"{activity_id}\0{person_id}".encode(), hashlib.sha256).digest()
        bits = int.from_bytes(mac[:8], "big")
        return "".join(ALPHABET[bits >> 5 * place & 31] for place in range(LENGTH))


def read_number(text: str) -> str:
    """A number as somebody types it, or reads it from paper: other widths, small letters, hyphens and blanks."""
    typed = unicodedata.normalize("NFKC", text).upper().translate(AS_READ)
    return "".join(character for character in typed if character in ALPHABET)


def shown_number(number: str) -> str:
    """A number in groups of four, as it is printed."""
    return "-".join(number[start : start + 4] for start in range(0, len(number), 4))


class Certificates:
    """Certificates as they are read."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    async def mine(self, *, by: Caller, cursor: str | None = None, limit: int = 50) -> Page[CertificateRow]:
        """The caller's certificates, the latest first; those that were taken back say so."""
        return await self.journal.page(
            CertificateRow,
            where={"person_id": by.person_id},
            order_by="granted_at",
            descending=True,
            cursor=cursor,
            limit=limit,
        )

    async def verify(self, number: str) -> CertificateRow | None:
        """The certificate of a number; ``None`` when there is none, whatever was typed."""
        wanted = read_number(number)
        return await self.journal.get(CertificateRow, wanted) if len(wanted) == LENGTH else None
