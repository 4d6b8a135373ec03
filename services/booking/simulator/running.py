"""One simulation: the past under the rules in force (the control) and under the proposed ones; who gains, who loses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.booking.rulebook.book import Book
from services.booking.simulator.deciding import decided_both
from services.booking.simulator.outcomes import Line, differences, lines, lost_for, wishes
from services.booking.simulator.past import Asking, Past
from services.booking.simulator.replay import Outcome

Step = Callable[[str, int, int], None]
"""Hears which part of the work is on (``in-force``, ``proposed``), and how many of how many steps are done."""


@dataclass(frozen=True, repr=False)
class Simulation:
    """What came out. ``differing``: requests that the rules in force do not decide as the past did.

    ``in_force``: which rules those are (their town and the digest of their file). ``lost_for``: why wishes are lost.
    """

    past: Past
    differing: Sequence[tuple[Asking, Outcome]]
    lines: Sequence[Line]
    in_force: str
    lost_for: Sequence[tuple[str, int]] = ()


def simulate(past: Past, in_force: str, proposed: str, step: Step) -> Simulation:
    """Decide a past again. Both texts are whole rule files. Raises ``WrongBook``."""
    Book.of(proposed)  # a mistake in it is said before the long work begins
    of = 2 * len(past.asked)
    before, after = decided_both(
        past, in_force, proposed, lambda done: step("in-force", done, of), lambda done: step("proposed", done, of)
    )
    wished = wishes(past.asked, before, after)
    found = lines(wished, past.houses)
    return Simulation(past, differences(past.asked, before), found, Book.of(in_force).version, tuple(lost_for(wished)))
