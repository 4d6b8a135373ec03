"""The number of a bill, which people write on a transfer and say at a counter: made from the booking's id.

13 digits and one that checks them, as ``1234-56789-01234``. Two bills of a city share one about once in five hundred
years; a transfer that fits two bills is for people to decide.
"""

import hashlib
import re
import unicodedata

DIGITS = 14
MADE_OF = 10 ** (DIGITS - 1)
DASH = r"[\s‐-―−ー-]{0,3}"  # what people type between the groups, the long vowel mark included
WRITTEN = re.compile(rf"(?<!\d)(\d{{4}}){DASH}(\d{{5}}){DASH}(\d{{5}})(?!\d)", re.ASCII)


def bill_number(booking_id: str) -> str:
    """The number of a booking's bill."""
    digest = hashlib.blake2b(booking_id.encode(), digest_size=8, person=b"bill-number").digest()
    body = f"{int.from_bytes(digest, 'big') % MADE_OF:0{DIGITS - 1}d}"
    return written(body + check_digit(body))


def written(digits: str) -> str:
    """14 digits in groups."""
    return f"{digits[:4]}-{digits[4:9]}-{digits[9:]}"


def check_digit(body: str) -> str:
    """The last digit (Luhn): one wrong digit, or two neighbours exchanged, is noticed."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def find_number(text: str) -> str | None:
    """The bill's number in what somebody wrote on a transfer, full-width or with blanks; ``None`` without one."""
    for match in WRITTEN.finditer(unicodedata.normalize("NFKC", text)):
        digits = "".join(match.groups())
        if check_digit(digits[:-1]) == digits[-1]:
            return written(digits)
    return None
