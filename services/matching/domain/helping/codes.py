"""The number by which somebody asks about their request on the phone: seven digits, and one that finds slips.

The last digit is Luhn's (ISO/IEC 7812-1, annex B): it finds every wrong digit, and nearly every pair said the wrong
way round. The number says nothing about the request, and opens nothing by itself: who is asked looks it up.
"""

DIGITS = 7


def help_code(mac: str, digits: int = DIGITS) -> str:
    """The number that a keyed digest (hex) of a request gives: ``12345674``."""
    number = f"{int(mac, 16) % 10**digits:0{digits}d}"
    return number + str(check_digit(number))


def is_help_code(code: str, digits: int = DIGITS) -> bool:
    """Whether it can be such a number at all."""
    return len(code) == digits + 1 and code.isascii() and code.isdigit() and check_digit(code[:-1]) == int(code[-1])


def bare(code: str) -> str:
    """The digits alone, of what was said, read or typed."""
    return code.replace("-", "").replace(" ", "")


def spoken(code: str) -> str:
    """The number as it is read out and printed: ``1234-5674``."""
    return f"{code[:4]}-{code[4:]}" if code else ""


def said_of(code: str) -> dict[str, str]:
    """What to say to somebody who wants to ask about it later, in three kinds of words."""
    number = spoken(code)
    return {
        "ja": f"受付番号は{number}です。様子を聞きたいときは、電話か窓口でこの番号をお伝えください。",
        "en": f"Your number is {number}. To ask how it stands, say it on the phone or at a counter.",
        "plain": f"あなたの ばんごうは {number} です。ききたい ときは、この ばんごうを いって ください。",
    }


def check_digit(number: str) -> int:
    """Luhn's digit: from the right, every other digit twice (less nine above nine)."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        twice = int(digit) * (2 if place % 2 == 0 else 1)
        total += twice - 9 if twice > 9 else twice
    return -total % 10
