"""The published lists of codes (tags, roles, times, languages) and the words that people read for them.

Only codes enter the journal: what a resident likes is never free text there.
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

ListName = Literal["tags", "roles", "times", "languages"]
LISTS: tuple[ListName, ...] = ("tags", "roles", "times", "languages")


@dataclass(frozen=True, slots=True)
class Word:
    """What a code reads as."""

    ja: str
    en: str


class Words:
    """A vocabulary: codes with their words, and the sentences of the reasons."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        """``document``: ``{list or "reasons": {code: {ja, en}}}``. Raises ``KeyError`` when incomplete."""
        self.lists: dict[str, dict[str, Word]] = {
            name: {code: Word(word["ja"], word["en"]) for code, word in document[name].items()} for name in LISTS
        }
        self.reasons = {code: Word(word["ja"], word["en"]) for code, word in document["reasons"].items()}
        self._codes = {
            name: {_plain(text): code for code, word in codes.items() for text in (code, word.en, word.ja)}
            for name, codes in self.lists.items()
        }

    @classmethod
    def read(cls, path: Path) -> "Words":
        """The vocabulary of a file."""
        return cls(json.loads(path.read_text("utf-8")))

    def code(self, name: ListName, text: str) -> str | None:
        """The code that ``text`` is or reads as; ``None`` when the list has no such word."""
        return self._codes[name].get(_plain(text))

    def codes(self, name: ListName, texts: Iterable[str]) -> tuple[list[str], list[str]]:
        """The codes of ``texts`` in their order, each once, and the texts that are no word of the list."""
        known: dict[str, None] = {}
        unknown = []
        for text in texts:
            code = self.code(name, text)
            if code is None:
                unknown.append(text)
            else:
                known[code] = None
        return list(known), unknown

    def word(self, name: ListName, code: str) -> Word:
        """The word of a code; a code of another town's list reads as itself."""
        return self.lists[name].get(code) or Word(code, code)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
