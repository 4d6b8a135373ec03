"""One simulation: the past under the rules in force (the control) and under the proposed ones; who gains, who loses."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from services.booking.rulebook.book import Book
from services.booking.simulator.deciding import verdicts
from services.booking.simulator.outcomes import Line, differences, lines, wishes
from services.booking.simulator.past import Asking, Past
from services.booking.simulator.replay import Outcome, Replay, Verdict
from services.booking.simulator.town import Town

Step = Callable[[str, int], None]
"""Hears which part of the work is on (``read``, ``in-force``, ``proposed``), and how many requests are done."""


@dataclass(frozen=True)
class Simulation:
    """What came out. ``differing``: requests that the rules in force do not decide as the past did."""

    past: Past
    differing: Sequence[tuple[Asking, Outcome]]
    lines: Sequence[Line]


def simulate(past: Past, in_force: str, proposed: str, step: Step) -> Simulation:
    """Decide a past again. Both texts are whole rule files. Raises ``WrongBook``."""
    Book.of(proposed)  # a mistake in it is said before the long work begins
    before = _outcomes(past, in_force, "in-force", step)
    after = _outcomes(past, proposed, "proposed", step)
    found = lines(wishes(past.asked, before, after), past.houses)
    return Simulation(past, differences(past.asked, before), found)


def _outcomes(past: Past, text: str, name: str, step: Step) -> list[Outcome]:
    houses = tuple(past.houses.values())
    alone = list(_counted(verdicts(text, houses, past.asked), name, step))
    return Replay(Town(Book.of(text), houses)).run(past.asked, alone, past.blocked)


def _counted(found: Iterator[Verdict], name: str, step: Step) -> Iterator[Verdict]:
    for number, one in enumerate(found, 1):
        if not number % 500:
            step(name, number)
        yield one
