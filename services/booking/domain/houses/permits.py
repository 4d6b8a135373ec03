"""What a permit to use says beside the booking: its number, and the conditions under which staff gave it."""

import hashlib
import re
import unicodedata
from datetime import datetime
from functools import lru_cache
from typing import Literal, get_args

from shared.clock import TOKYO

Condition = Literal[
    "responsible-present", "restore-room", "quiet-after-20", "no-food", "no-alcohol", "no-fire", "no-sales",
    "no-admission-fee", "parking-limited", "report-accounts",
]  # fmt: skip

CONDITIONS: dict[str, tuple[str, str]] = {
    "responsible-present": ("利用責任者が利用中ずっと立ち会うこと。", "The responsible person stays."),
    "restore-room": (
        "利用後は机・椅子をもとに戻し、清掃すること。",
        "The room is put in order and cleaned.",
    ),
    "quiet-after-20": ("20時以降は大きな音を出さないこと。", "No loud sounds after 20:00."),
    "no-food": ("飲食をしないこと。", "No food or drink."),
    "no-alcohol": ("飲酒をしないこと。", "No alcohol."),
    "no-fire": ("火気を使わないこと。", "No fire."),
    "no-sales": ("物品を販売しないこと。", "Nothing is sold."),
    "no-admission-fee": ("入場料などを集めないこと。", "No admission is charged."),
    "parking-limited": ("車での来場を控えるよう参加者に知らせること。", "Those who come are asked not to drive."),
    "report-accounts": ("利用後に収支の報告を出すこと。", "The accounts are reported afterwards."),
}
assert set(CONDITIONS) == set(get_args(Condition))

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32, without letters that people read as something else."""
PAIRS = tuple(low + high for high in ALPHABET for low in ALPHABET)
"""Two signs for ten bits, the lower five first."""
MISREAD = str.maketrans("OIL", "011")
WRITTEN = re.compile(r"(?<![0-9A-Z])([0-9A-Z]{4})[\s‐-―−ー-]{0,3}([0-9A-Z]{4})\s*$")


def fiscal_year(at: datetime) -> int:
    """The fiscal year (April to March) in which an instant lies, in Tokyo."""
    local = at.astimezone(TOKYO)
    return local.year if local.month >= 4 else local.year - 1


@lru_cache(maxsize=4096)
def signs_of(booking_id: str) -> str:
    """The eight signs of a booking, as ``7K3M-9QX2``: its number (受付の番号) while there is no permit.

    40 bits: among the 50,000 permits of a house and year two are alike once in a thousand years.
    """
    bits = int.from_bytes(hashlib.blake2b(booking_id.encode(), digest_size=5).digest(), "big")
    a, b, c, d = (PAIRS[bits >> 10 * place & 1023] for place in range(4))
    return f"{a}{b}-{c}{d}"


def permit_number(facility_id: str, starts_at: datetime, booking_id: str) -> str:
    """The number of a booking's permit: its house, the fiscal year of its use, and eight signs of its id.

    Derived, so that it is the same on every paper and nobody has to count.
    """
    return f"{facility_id}-{fiscal_year(starts_at)}-{signs_of(booking_id)}"


def signs_in(text: str) -> str | None:
    """The signs in a number as somebody types or reads it out, of a permit or without one; ``None`` without any.

    Small letters, full-width ones and blanks are no difference, nor letters that are taken for the figures 0 and 1.
    """
    written = unicodedata.normalize("NFKC", text).upper().removesuffix("号")
    found = WRITTEN.search(written)
    signs = "".join(found.groups()).translate(MISREAD) if found else ""
    return f"{signs[:4]}-{signs[4:]}" if signs and set(signs) <= set(ALPHABET) else None
