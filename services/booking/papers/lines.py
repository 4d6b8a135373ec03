"""Where a line of Japanese is broken (禁則): never before a full stop or a closing bracket, never inside a number.

The library lets one such sign hang over the edge, into the frame of a table, and starts a line with the second.
"""

from reportlab.lib.textsplit import ALL_CANNOT_END, ALL_CANNOT_START
from reportlab.pdfbase import pdfmetrics

CLOSES = frozenset(ALL_CANNOT_START) | frozenset("。、，．）」』】〉》〕！？・：；ー")
OPENS = frozenset(ALL_CANNOT_END)
ASCII_LAST = 0x7F


def broken(words: str, font: str, points: float, width: float, *, indent: float = 0) -> str:
    """The words with a line's end wherever one is needed. ``width`` in points; later lines are ``indent`` narrower."""
    lines: list[str] = []
    for paragraph in words.split("\n"):
        rest, room = paragraph, width
        while (end := _fitting(rest, font, points, room)) < len(rest):
            end = _break_before(rest, end)
            lines.append(rest[:end].rstrip())
            rest, room = rest[end:].lstrip(), width - indent
        lines.append(rest)
    return "\n".join(lines)


def _fitting(words: str, font: str, points: float, width: float) -> int:
    """How many characters fit, at least one."""
    used = 0.0
    for place, character in enumerate(words):
        used += pdfmetrics.stringWidth(character, font, points)
        if used > width:
            return max(1, place)
    return len(words)


def _break_before(words: str, end: int) -> int:
    """The nearest place at or before ``end`` where a line may end; ``end`` itself where half a line has none."""
    for place in range(end, end // 2, -1):
        if not _together(words[place - 1], words[place]):
            return place
    return end


def _together(before: str, after: str) -> bool:
    if after in CLOSES or before in OPENS:
        return True
    return all(ord(each) <= ASCII_LAST and not each.isspace() for each in (before, after))
