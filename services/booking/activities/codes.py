"""Attendance codes: six digits that an officer shows at the place, made from the time and never stored.

A code belongs to one activity and one window of ten minutes (HOTP's idea, RFC 4226, with SHA-256 and the window for a
counter); the window before still counts, so that nobody is caught by the change.
"""

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime

from services.booking.activities.refusals import CodeMalformed
from services.booking.domain.activities.participation import Verdict

WINDOW_SECONDS = 600
WINDOWS_CALLED_EXPIRED = 18
"""How far back a code is called expired and not wrong: three hours. Further back, nobody still holds it."""


@dataclass(frozen=True, slots=True)
class AttendanceCode:
    """A code, when the next one takes its place on the screen, and until when it counts."""

    code: str
    changes_at: datetime
    valid_until: datetime


class AttendanceCodes:
    """Makes and judges codes with the deployment's key for them."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def current(self, activity_id: str, now: datetime) -> AttendanceCode:
        """The code of the present window."""
        window = _window(now)
        return AttendanceCode(self._code(activity_id, window), _starts(window + 1), _starts(window + 2))

    def judge(self, activity_id: str, code: str, now: datetime) -> Verdict:
        """Whether a code counts now. Takes full-width digits and blanks; raises ``CodeMalformed`` for anything else."""
        given, window = _digits(code), _window(now)
        # every comparison is made, and each in constant time: the answer's delay says nothing about the code
        ages = [
            age
            for age in range(WINDOWS_CALLED_EXPIRED)
            if hmac.compare_digest(self._code(activity_id, window - age), given)
        ]
        if not ages:
            return "wrong"
        return "right" if ages[0] <= 1 else "expired"

    def _code(self, activity_id: str, window: int) -> str:
        mac = hmac.new(self._key, f"{activity_id}\0{window}".encode(), hashlib.sha256).digest()
        return f"{int.from_bytes(mac[:8], 'big') % 1_000_000:06d}"


def _window(now: datetime) -> int:
    return int(now.timestamp()) // WINDOW_SECONDS


def _starts(window: int) -> datetime:
    return datetime.fromtimestamp(window * WINDOW_SECONDS, UTC)


def _digits(code: str) -> str:
    digits = "".join(unicodedata.normalize("NFKC", code).split()).replace("-", "")
    if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
        raise CodeMalformed
    return digits
