"""The code that a young person hands to their guardian on paper: eleven digits, and one that finds slips.

Too many to be guessed (10 to the 11th), and short enough to be typed. It is kept nowhere: it is made anew from the id
of what it is for, and looked up by a keyed digest.
"""

from services.matching.domain.helping.codes import help_code, is_help_code

DIGITS = 11


def guardian_code(mac: str) -> str:
    """The code that a keyed digest (hex) gives."""
    return help_code(mac, DIGITS)


def is_guardian_code(code: str) -> bool:
    """Whether it can be such a code at all."""
    return is_help_code(code, DIGITS)


def printed(code: str) -> str:
    """The code as it stands on paper: ``1234-5678-9017``."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
