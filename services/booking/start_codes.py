"""Start codes: six digits that belong to one booking, made from its id and the deployment's key, never stored."""

import hashlib
import hmac
import unicodedata


class StartCodes:
    """Makes and checks the codes with which a use is started at the door."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, booking_id: str) -> str:
        """The code of a booking."""
        mac = hashlib.blake2b(booking_id.encode(), key=self._key, digest_size=8).digest()
        return f"{int.from_bytes(mac, 'big') % 1_000_000:06d}"

    def fits(self, booking_id: str, code: str) -> bool:
        """Whether a code is the booking's; full-width digits and blanks are taken as people type them."""
        given = "".join(unicodedata.normalize("NFKC", code).split()).replace("-", "")
        return hmac.compare_digest(self.of(booking_id).encode(), given.encode("utf-8", "replace"))
