"""How a clerk's words are found in what somebody wrote: width, kana and blanks make no difference. Pure.

``{nai}`` in a word stands for any ending of the list of that name; ``A…B`` for A and, within ``GAP_MAX`` characters of
the same sentence, B. Latin words count as whole words (rent is not in parent). What was found is shown in the person's
own spelling. What somebody wrote is in no cache here.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

GAP = "…"
GAP_MAX = 15
_KANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_BESIDE_WIDE = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_ENDING = re.compile(r"\{([a-z]+)\}")


def plain(text: str) -> str:
    """``text`` as it is compared: NFKC, small letters, hiragana, no blanks beside Japanese, one between words."""
    same = unicodedata.normalize("NFKC", text.replace(GAP, "\x00")).casefold().replace("\x00", GAP).replace("’", "'")
    return " ".join(_BESIDE_WIDE.sub("", same.translate(_KANA)).split())


def stretch(text: str, start: int, end: int) -> str:
    """What of ``text`` stands at ``start``–``end`` of its plain form, as it was written; a character is never cut."""

    def length(at: int) -> int:
        return len(plain(text[:at]))

    places = range(len(text) + 1)
    first = bisect_right(places, start, key=length) - 1
    last = max(bisect_left(places, end, key=length), bisect_right(places, end, key=length) - 1)
    return text[first:last].strip()


def pattern(word: str, endings: Mapping[str, tuple[str, ...]]) -> re.Pattern[str]:
    """What finds a clerk's word in plain text. Raises ``KeyError`` for a list of endings that there is not."""
    parts = []
    for part in plain(word).split(GAP):
        said = "".join(
            "(?:" + "|".join(re.escape(plain(each)) for each in endings[piece]) + ")"
            if number % 2
            else re.escape(piece)
            for number, piece in enumerate(_ENDING.split(part))
        )
        before = r"(?<![a-z0-9])" if part[:1].isascii() and part[:1].isalnum() else ""
        after = r"(?![a-z0-9])" if part[-1:].isascii() and part[-1:].isalnum() else ""
        parts.append(before + said + after)
    return _compiled(rf"[^。．.!?\n]{{0,{GAP_MAX}}}".join(parts))


@lru_cache(maxsize=8192)
def _compiled(expression: str) -> re.Pattern[str]:
    """Once a process: a city's rules are some fifteen hundred, more than ``re`` itself remembers."""
    return re.compile(expression)


@dataclass(frozen=True, slots=True)
class Found:
    """A clerk's word, and where in plain text it was found. The place tells of the text, so it is in no log."""

    word: str
    start: int = field(repr=False)
    end: int = field(repr=False)


class Phrases:
    """The words of one rule, and the ways of saying that make one of them count for nothing."""

    def __init__(self, words: tuple[str, ...], unless: tuple[str, ...], endings: Mapping[str, tuple[str, ...]]) -> None:
        self._words = [(word, pattern(word, endings)) for word in words]
        self._unless = [pattern(word, endings) for word in unless]

    def found(self, text: str) -> Found | None:
        """The longest of the places that count in plain text; ``None``: none does.

        A place where one of ``unless`` overlaps does not count, the same word elsewhere does.
        """
        off = [each.span() for way in self._unless for each in way.finditer(text)]
        best: Found | None = None
        for word, way in self._words:
            for each in way.finditer(text):
                start, end = each.span()
                if any(start < last and first < end for first, last in off):
                    continue
                if best is None or end - start > best.end - best.start:
                    best = Found(word, start, end)
        return best


def grams(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of plain text."""
    same = plain(text)
    return frozenset(same[at : at + 2] for at in range(len(same) - 1))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How alike two texts are, 0–1: pairs that both have, twice, by all pairs of both (Dice's coefficient)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
