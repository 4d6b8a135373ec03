"""Several changes that together make a refused request an allowed one, where none of them is enough alone.

Each is tried by asking the rules again: it has to satisfy a rule that refused, and break none that did not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from services.booking.rulebook.book import Book
from services.booking.rulebook.changes import PARTS, TOGETHER, Change
from services.booking.rulebook.engine import Decision, decide
from services.booking.rulebook.places import Unanswerable
from services.booking.rulebook.rule import LANGUAGES, Language
from services.booking.rulebook.ways import Why, ways
from services.booking.rulebook.words import told

CHANGES_MAX = 4
"""More things made different are another wish."""
EACH_MAX = 3
"""Changes that are followed for one refusal of a question."""
LOOKED_AT_MAX = 40
DECISIONS_MAX = 400
"""All of them together take about a tenth of a second."""


@dataclass(frozen=True, slots=True)
class Together:
    """Changes in the order in which they were found; the last is of the request as it would be allowed."""

    changes: tuple[Change, ...]

    @property
    def last(self) -> Change:
        """The whole request as it would be."""
        return self.changes[-1]

    def words(self, language: Language) -> str:
        """Said to people."""
        sign = ", " if language == "en" else "、"
        parts = (
            PARTS[change.kind][language].format(to="" if change.to is None else told(change.to, language))
            for change in self.changes
        )
        return TOGETHER[language].format(all=sign.join(parts))

    def data(self) -> dict[str, Any]:
        """As JSON says it."""
        return {
            "changes": [change.data() for change in self.changes],
            **{language: self.words(language) for language in LANGUAGES},
        }


def together(book: Book, decision: Decision) -> Together | None:
    """The fewest changes with which everything is allowed, the nearest first; ``None`` where none are found."""
    left = [DECISIONS_MAX]
    states: list[tuple[tuple[Change, ...], Decision]] = [((), decision)]
    for _ in range(CHANGES_MAX):
        following = []
        for changes, state in states:
            for change, again in _better(book, state, left):
                if again.allowed:
                    return Together((*changes, change))
                following.append(((*changes, change), again))
        states = following
    return None


def _better(book: Book, state: Decision, left: list[int]) -> Iterator[tuple[Change, Decision]]:
    """Changes after which fewer rules refuse, and no other ones."""
    before = {refusal.rule_id for refusal in state.refusals}
    for refusal in state.refusals:
        found = 0
        for change in islice(ways(Why(state.asked, refusal)), LOOKED_AT_MAX):
            if found >= EACH_MAX or left[0] <= 0:
                break
            left[0] -= 1
            try:
                again = decide(book, change.request, change.facts, change.now)
            except Unanswerable:
                continue
            if {other.rule_id for other in again.refusals} < before:
                found += 1
                yield change, again
