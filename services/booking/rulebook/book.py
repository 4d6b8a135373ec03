"""A rules file that was read, found whole and indexed: what everything else asks."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from pathlib import Path

from services.booking.rulebook.asking import Asked, Facts, Request
from services.booking.rulebook.layers import Layers
from services.booking.rulebook.places import Facility, Places
from services.booking.rulebook.reading import Finding, Located, read
from services.booking.rulebook.rule import Wrong
from services.booking.rulebook.schema import RuleFile
from services.booking.rulebook.whole import faults
from shared.errors import WrongFile

TOWNS = Path(__file__).parent.parent / "data" / "towns"
"""The rules of towns that the product ships."""


class WrongBook(WrongFile):
    """A file that is not loaded, with everything that is wrong with it."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(map(str, self.findings)))


class Book:
    """The rules of a town."""

    def __init__(self, file: RuleFile, places: Places, located: Located) -> None:
        self.file = file
        self.places = places
        self.located = located
        self.layers = Layers(file.rules())

    @classmethod
    def of(cls, text: str) -> "Book":
        """Raises ``WrongBook``."""
        file, findings = read(text)
        if file is None:
            raise WrongBook(findings)
        try:
            places = Places(file.facilities)
        except Wrong as wrong:
            raise WrongBook([Finding(1, "facilities", wrong.ja, wrong.en)]) from wrong
        book = cls(file, places, Located(text, file))
        if found := sorted(faults(file, places, book.layers, book.located)):
            raise WrongBook(found)
        return book

    @classmethod
    def load(cls, path: Path) -> "Book":
        """The book of a file. Raises ``WrongBook``, and ``OSError`` for a file that is not there."""
        return cls.of(path.read_text("utf-8"))

    @classmethod
    @cache
    def shipped(cls, town: str) -> "Book":
        """The rules of a town that come with the product, read once."""
        return cls.load(TOWNS / f"{town}.toml")

    def about(self, facilities: Iterable[Facility]) -> "Book":
        """The same rules for other facilities: those of a register. Raises ``Wrong``."""
        return Book(self.file, Places(facilities), self.located)

    @property
    def version(self) -> str:
        """Which rules these are, of which text: ``komorebi@1f0c2a77be03``."""
        return f"{self.file.town}@{self.located.digest}"

    def asked(self, request: Request, facts: Facts, now: datetime) -> Asked:
        """A question to these rules. Raises ``Unanswerable``."""
        return Asked(self.layers, self.places, self.places.place(request.rooms), request, facts, now)
