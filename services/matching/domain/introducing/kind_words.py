"""Prepared kind words for a no: a side chooses among them, and nobody writes a free one (``data/kind_words.json``)."""

import json
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

Side = Literal["group", "resident"]


class KindWords(BaseModel):
    """One way to say no, for one side, in Japanese, plain Japanese and English."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    side: Side
    ja: str
    plain: str
    en: str


class KindWordsTable:
    """All of a city. Raises ``ValueError`` when a code stands twice or a side has none."""

    def __init__(self, found: list[KindWords]) -> None:
        self.all = {each.code: each for each in found}
        if len(self.all) != len(found):
            raise ValueError("kind words: a code stands twice")
        if {each.side for each in found} != {"group", "resident"}:
            raise ValueError("kind words: each side needs some")

    @classmethod
    def read(cls, path: Path) -> "KindWordsTable":
        """The table of a file."""
        return cls([KindWords.model_validate(each) for each in json.loads(path.read_text("utf-8"))["words"]])

    def of_side(self, code: str, side: str) -> KindWords | None:
        """The words of a code when that side may say them."""
        found = self.all.get(code)
        return found if found and found.side == side else None
