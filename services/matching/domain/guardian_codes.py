"""The code that a young person hands to their guardian on paper: eleven digits, and one that finds slips.

Too many to be guessed (10 to the 11th), and short enough to be typed. It is kept nowhere: it is made anew from the id
of what it is for, and looked up by a keyed digest.
"""

from services.matching.domain.help_codes import check_digit

DIGITS = 11


def guardian_code(mac: str) -> str:
    """The code that a keyed digest (hex) gives."""
    number = f"{int(mac, 16) % 10**DIGITS:0{DIGITS}d}"
    return number + str(check_digit(number))


def is_guardian_code(code: str) -> bool:
    """Whether it can be such a code at all."""
    right_form = len(code) == DIGITS + 1 and code.isascii() and code.isdigit()
    return right_form and check_digit(code[:-1]) == int(code[-1])


def bare(code: str) -> str:
    """The digits alone, of what was read or typed."""
    return code.replace("-", "").replace(" ", "")


def printed(code: str) -> str:
    """The code as it stands on paper: ``1234-5678-9017``."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
