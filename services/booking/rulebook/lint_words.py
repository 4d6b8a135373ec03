"""Words of a town's own that may be misspelt: categories are nobody's list, so those that look alike are found."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from services.booking.rulebook.asking import Who
from services.booking.rulebook.book import Book
from services.booking.rulebook.reading import Finding
from services.booking.rulebook.rule import Rule

ALIKE = 0.85
NUMBERED = re.compile(r"[-.]?(\d+|[a-z])$")
"""``class-a`` and ``class-b`` are two words, and no slip of the pen."""


def categories(book: Book) -> dict[str, list[Rule]]:
    """The categories that rules speak of, and which rules; in the order of the file."""
    found: dict[str, list[Rule]] = {}
    for rule in book.file.rules():
        who = getattr(rule, "who", None)
        for name in who.categories if isinstance(who, Who) else ():
            if rule.id not in [other.id for other in found.setdefault(name, [])]:
                found[name].append(rule)
    return found


def alike_categories(book: Book) -> Iterator[Finding]:
    """A category that one rule alone speaks of, and that looks like another word."""
    spoken = categories(book)
    columns = {name for table in book.file.prices for name in table.columns}
    for name, rules in spoken.items():
        others = (set(spoken) | columns) - {name}
        close = get_close_matches(name, sorted(others), n=1, cutoff=ALIKE)
        if len(rules) > 1 or name in columns or not close or NUMBERED.sub("", name) == NUMBERED.sub("", close[0]):
            continue
        ja = f"{name} はここだけのことばです。{close[0]} のことですか"
        yield book.located.finding(rules[0], ja, f"{name} stands nowhere else: did you mean {close[0]}?", "who")
