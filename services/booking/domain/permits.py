"""What a permit to use says beside the booking: its number, and the conditions under which staff gave it."""

import hashlib
from datetime import datetime
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
LENGTH = 8
"""40 bits: among the 50,000 permits of a house and year two are alike once in a thousand years."""
SIGNS = LENGTH + 1
"""How long the signs are in a number, with their hyphen."""


def fiscal_year(at: datetime) -> int:
    """The fiscal year (April to March) in which an instant lies, in Tokyo."""
    local = at.astimezone(TOKYO)
    return local.year if local.month >= 4 else local.year - 1


def permit_number(facility_id: str, starts_at: datetime, booking_id: str) -> str:
    """The number of a booking's permit: its house, the fiscal year of its use, and eight signs of its id.

    Derived, so that it is the same on every paper and nobody has to count.
    """
    bits = int.from_bytes(hashlib.blake2b(booking_id.encode(), digest_size=5).digest(), "big")
    signs = "".join(ALPHABET[bits >> 5 * place & 31] for place in range(LENGTH))
    return f"{facility_id}-{fiscal_year(starts_at)}-{signs[:4]}-{signs[4:]}"
