"""The published lists of codes (tags, roles, times, languages) and the words that people read for them.

Only codes enter the journal: what a resident likes is never free text there.
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

ListName = Literal["tags", "roles", "times", "languages", "skills", "access", "ages"]
LISTS: tuple[ListName, ...] = ("tags", "roles", "times", "languages", "skills", "access", "ages")
NEWER = frozenset({"skills", "access", "ages"})
"""Lists that a city's older file does not have; they are empty then."""


@dataclass(frozen=True, slots=True)
class Word:
    """What a code reads as. ``plain``: in plain Japanese, where that is said otherwise."""

    ja: str
    en: str
    plain: str = ""

    @property
    def easy(self) -> str:
        """In plain Japanese; the Japanese where a city's file says nothing else."""
        return self.plain or self.ja


class Words:
    """A vocabulary: codes with their words, and the sentences of the reasons.

    ``broader``: ``{tag: its broader tag}``; a broader tag has none itself.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        """``document``: ``{list or "reasons": {code: {ja, plain?, en, broader?, synonyms?}}}``.

        Raises ``KeyError`` when incomplete, ``ValueError`` when a word has two meanings or tags are not in two levels.
        """
        self.lists: dict[str, dict[str, Word]] = {
            name: {code: _word(entry) for code, entry in _entries(document, name).items()} for name in LISTS
        }
        self.reasons = {code: _word(entry) for code, entry in document["reasons"].items()}
        self.broader = {code: str(entry["broader"]) for code, entry in document["tags"].items() if "broader" in entry}
        for tag, broader in self.broader.items():
            if broader not in self.lists["tags"] or broader in self.broader:
                raise ValueError(
                    f"the tag {tag} needs a broader tag that is in the list and has none itself: {broader}"
                )
        self._codes = {name: _readings(name, _entries(document, name)) for name in self.lists}

    @classmethod
    def read(cls, path: Path) -> "Words":
        """The vocabulary of a file."""
        return cls(json.loads(path.read_text("utf-8")))

    def over(self, older: "Words") -> "Words":
        """These, with the other's sentences for reasons that a file of before does not know."""
        self.reasons = older.reasons | self.reasons
        return self

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


def _word(entry: Mapping[str, Any]) -> Word:
    return Word(entry["ja"], entry["en"], entry.get("plain", ""))


def _entries(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = document.get(name, {}) if name in NEWER else document[name]
    return found


def _readings(name: str, entries: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Every text that reads as a code: the code, its words, its synonyms. Raises ``ValueError`` for two meanings."""
    found: dict[str, str] = {}
    for code, entry in entries.items():
        for text in (code, entry["en"], entry["ja"], *entry.get("synonyms", ())):
            if found.setdefault(_plain(text), code) != code:
                raise ValueError(f"in the list of {name}, {text} reads as {found[_plain(text)]} and as {code}")
    return found


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
