"""Why not, and what would have to be different: for each refusal the nearest change with which that rule says yes.

A change is only told when the rules themselves, asked again, no longer refuse by that rule; where others would refuse
then, that is said. One that makes everything allowed comes before one that does not. See ``together`` for several.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from services.booking.rulebook.asking import Facts, Request
from services.booking.rulebook.book import Book
from services.booking.rulebook.changes import NOT_ALONE, TEXTS, Change
from services.booking.rulebook.engine import Decision, decide
from services.booking.rulebook.places import Unanswerable
from services.booking.rulebook.rule import LANGUAGES, Language, OneOfMany
from services.booking.rulebook.together import Together, together
from services.booking.rulebook.ways import Why, ways
from services.booking.rulebook.words import Refusal

SPANS = frozenset({"slots", "opening", "closures", "lengths", "prices"})
"""The sections that speak of the span of a day."""
MORE_MAX = 60
"""Of these, changes looked at after one was found that is not enough alone."""
TRIES_MAX = 200
"""Changes looked at for one refusal; each is one decision, so all of them take some hundredths of a second."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One refusal, and the nearest change that satisfies its rule, if there is one."""

    refusal: Refusal
    change: Change | None
    allowed: bool
    """Whether the request would be allowed as a whole then."""

    def words(self, language: Language) -> str:
        """The reason, and what would have to be different."""
        why: str = getattr(self.refusal, language)
        change = self._change(language)
        return why if _bare(change) in _bare(why) else f"{why} {change}"

    def _change(self, language: Language) -> str:
        if self.change is None:
            return TEXTS["nothing"][language]
        said = self.change.words(language)
        return said if self.allowed else f"{said}{' ' if language == 'en' else ''}{NOT_ALONE[language]}"

    def data(self) -> dict[str, Any]:
        """As JSON says it."""
        change: dict[str, Any] = {"kind": "nothing", "to": None}
        change |= self.change.data() if self.change else {}
        change |= {language: self._change(language) for language in LANGUAGES}
        return {**self.refusal.data(), "change": {**change, "allowed": self.allowed}}


def _bare(text: str) -> str:
    return "".join(text.split())


def explain(book: Book, request: Request, facts: Facts, now: datetime) -> list[Explanation]:
    """An explanation for each refusal, in their order. Raises ``Unanswerable``."""
    decision = decide(book, request, facts, now)
    return [_explained(book, decision, refusal) for refusal in decision.refusals]


def enough(book: Book, decision: Decision, explanations: Sequence[Explanation]) -> Together | None:
    """Changes that are enough together, where none that was told is alone; ``None`` where none are found."""
    if len(explanations) < 2 or any(explanation.allowed for explanation in explanations):
        return None
    return together(book, decision)


def _explained(book: Book, decision: Decision, refusal: Refusal) -> Explanation:
    """The nearest change with which everything is allowed; else one that breaks no rule but those that were broken.

    If there is none, the nearest at all. Another time is told that breaks no rule about times, where there is one.
    """
    before = {other.rule_id for other in decision.refusals}
    nearest: Explanation | None = None
    next_best: Explanation | None = None
    good: Explanation | None = None
    more = MORE_MAX
    for change in islice(ways(Why(decision.asked, refusal)), TRIES_MAX):
        if good is not None and (more := more - 1) < 0:
            break
        try:
            again = decide(book, change.request, change.facts, change.now)
        except Unanswerable:
            continue
        if any(_still(refusal, change, other) for other in again.refusals):
            continue
        found = Explanation(refusal, change, again.allowed)
        if again.allowed:
            return found
        if {other.rule_id for other in again.refusals} <= before:
            if change.kind != "time" or SPANS.isdisjoint(other.section for other in again.refusals):
                good = good or found
            next_best = next_best or found
        nearest = nearest or found
    return good or next_best or nearest or Explanation(refusal, None, allowed=False)


def _still(refusal: Refusal, change: Change, other: Refusal) -> bool:
    """Whether it is refused by the same rule, or by one that stands in its place in another room."""
    if isinstance(refusal.rule, OneOfMany) and change.kind != "room":
        return other.rule_id == refusal.rule_id
    return other.section == refusal.section
