"""Where a listener is: for each topic the segment and the version up to which everything is theirs.

Written as text it is opaque to others: ``1~kyoso.groups=2026-12-01.0:17~…``. It names no offset of a broker.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.feeds.domain.segment import FIRST
from shared.contracts import TOPICS

MARK = "1"
"""The first field of every cursor: the form it is written in."""
CHARS_MAX = 2_000
_PLACE = re.compile(r"(?P<topic>[a-z][a-z.-]{0,60})=(?P<segment>first|\d{4}-\d\d-\d\d\.\d{1,9}):(?P<version>\d{1,12})")


@dataclass(frozen=True, slots=True)
class Place:
    """Everything up to ``version`` of ``segment``, and of all segments before it, has been seen."""

    segment: str = FIRST
    version: int = 0

    @property
    def order(self) -> tuple[str, int, int]:
        """Places of one topic compare by this."""
        if self.segment == FIRST:
            return "", 0, self.version
        day, _, part = self.segment.partition(".")
        return day, int(part), self.version


Cursor = Mapping[str, Place]
"""By topic."""


class NotACursor(ValueError):
    """The text was not made by ``text_of``."""


def text_of(cursor: Cursor) -> str:
    """The cursor as one word without blanks."""
    return "~".join((MARK, *(f"{topic}={place.segment}:{place.version}" for topic, place in sorted(cursor.items()))))


def cursor_of(text: str) -> dict[str, Place]:
    """The inverse of ``text_of``. Topics that are not known here are left out. Raises ``NotACursor``."""
    mark, *parts = text.split("~")
    if mark != MARK or len(text) > CHARS_MAX:
        raise NotACursor(text[:40])
    found: dict[str, Place] = {}
    for part in parts:
        match = _PLACE.fullmatch(part)
        if match is None:
            raise NotACursor(text[:40])
        if match["topic"] in TOPICS:
            found[match["topic"]] = Place(match["segment"], int(match["version"]))
    return found


def completed(cursor: Cursor, topics: Iterable[str], otherwise: Cursor) -> dict[str, Place]:
    """The cursor for exactly these topics; one that it does not name is taken from ``otherwise``."""
    return {topic: cursor.get(topic) or otherwise.get(topic, Place()) for topic in topics}
