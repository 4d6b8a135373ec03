"""One simulation: the past under the rules in force (the control) and under the proposed ones; who gains, who loses."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from services.booking.rulebook.book import Book
from services.booking.simulator.deciding import verdicts
from services.booking.simulator.outcomes import Line, differences, lines, wishes
from services.booking.simulator.past import Asking, Past
from services.booking.simulator.replay import Outcome, Replay
from services.booking.simulator.town import Town

T = TypeVar("T")
Step = Callable[[str, int, int], None]
"""Hears which part of the work is on (``in-force``, ``proposed``), and how much of it is done, of how much."""
TOLD_EVERY = 500


@dataclass(frozen=True)
class Simulation:
    """What came out. ``differing``: requests that the rules in force do not decide as the past did.

    ``in_force``: which rules those are (their town and the digest of their file).
    """

    past: Past
    differing: Sequence[tuple[Asking, Outcome]]
    lines: Sequence[Line]
    in_force: str


def simulate(past: Past, in_force: str, proposed: str, step: Step) -> Simulation:
    """Decide a past again. Both texts are whole rule files. Raises ``WrongBook``."""
    Book.of(proposed)  # a mistake in it is said before the long work begins
    before = _outcomes(past, in_force, "in-force", step)
    after = _outcomes(past, proposed, "proposed", step)
    found = lines(wishes(past.asked, before, after), past.houses)
    return Simulation(past, differences(past.asked, before), found, Book.of(in_force).version)


def _outcomes(past: Past, text: str, name: str, step: Step) -> list[Outcome]:
    """Asked each by itself, and then one after the other: that makes two steps a request."""
    houses, count = tuple(past.houses.values()), len(past.asked)
    told = partial(step, name)
    alone = list(_counted(verdicts(text, houses, past.asked), 0, 2 * count, told))
    in_turn = Replay(Town(Book.of(text), houses)).run(past.asked, alone, past.blocked)
    return list(_counted(in_turn, count, 2 * count, told))


def _counted(found: Iterable[T], before: int, of: int, told: Callable[[int, int], None]) -> Iterator[T]:
    for number, one in enumerate(found, before + 1):
        if not number % TOLD_EVERY:
            told(number, of)
        yield one
