"""How a clerk's words are found in what somebody wrote: width, kana and blanks make no difference. Pure.

``{nai}`` in a word stands for any ending of the list of that name; ``A…B`` for A and, within ``GAP_MAX`` characters of
the same sentence, B. Latin words count as whole words (rent is not in parent).
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

GAP = "…"
GAP_MAX = 15
_KANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_BESIDE_WIDE = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_ENDING = re.compile(r"\{([a-z]+)\}")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """``text`` as it is compared: NFKC, small letters, hiragana, no blanks beside Japanese, one between words."""
    same = unicodedata.normalize("NFKC", text.replace(GAP, "\x00")).casefold().replace("\x00", GAP).replace("’", "'")
    return " ".join(_BESIDE_WIDE.sub("", same.translate(_KANA)).split())


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


class Phrases:
    """The words of one rule, and the ways of saying that make one of them count for nothing."""

    def __init__(self, words: tuple[str, ...], unless: tuple[str, ...], endings: Mapping[str, tuple[str, ...]]) -> None:
        self._words = [(word, pattern(word, endings)) for word in words]
        self._unless = [pattern(word, endings) for word in unless]

    def found(self, text: str) -> str | None:
        """The longest of the words that counts in plain text; ``None``: none does.

        A place where one of ``unless`` overlaps does not count, the same word elsewhere does.
        """
        off = [each.span() for way in self._unless for each in way.finditer(text)]
        best: tuple[int, str] | None = None
        for word, way in self._words:
            for each in way.finditer(text):
                start, end = each.span()
                if any(start < last and first < end for first, last in off):
                    continue
                if best is None or end - start > best[0]:
                    best = (end - start, word)
        return best[1] if best else None


def grams(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of plain text."""
    same = plain(text)
    return frozenset(same[at : at + 2] for at in range(len(same) - 1))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How alike two texts are, 0–1: pairs that both have, twice, by all pairs of both (Dice's coefficient)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
