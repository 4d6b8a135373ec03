"""Decides a whole past under some rules: here, or in a process beside this one while other rules are asked here."""

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, wait
from multiprocessing.sharedctypes import Synchronized

from services.booking.rulebook.book import Book
from services.booking.simulator.past import Past
from services.booking.simulator.replay import Outcome, Replay, Verdict, verdict
from services.booking.simulator.town import Town
from shared.process import tune

BESIDE_FROM = 5_000
"""Fewer requests are decided sooner than another process has started."""
TOLD_EVERY, TOLD_SECONDS = 500, 0.2
Told = Callable[[int], None]
"""Hears how many steps are done; each request is two."""

_done: "Synchronized[int]"
"""In the process beside: where the other one reads how far it is."""


def decided(past: Past, text: str, told: Told) -> list[Outcome]:
    """How each request ends under the rules in ``text``: asked each by itself, and then one after the other."""
    town = Town(Book.of(text), tuple(past.houses.values()))
    alone: list[Verdict] = []
    for asking in past.asked:
        alone.append(verdict(town, asking))
        if not len(alone) % TOLD_EVERY:
            told(len(alone))
    ended: list[Outcome] = []
    for outcome in Replay(town).run(past.asked, alone, past.blocked):
        ended.append(outcome)
        if not len(ended) % TOLD_EVERY:
            told(len(alone) + len(ended))
    return ended


def decided_both(past: Past, one: str, other: str, told: Told, other_told: Told) -> tuple[list[Outcome], list[Outcome]]:
    """The same under two sets of rules, at one time where there is another core and enough to do."""
    if len(past.asked) < BESIDE_FROM or (os.cpu_count() or 1) == 1:
        return decided(past, one, told), decided(past, other, other_told)
    context = multiprocessing.get_context("spawn")
    done: Synchronized[int] = context.Value("q", 0)
    with ProcessPoolExecutor(1, context, initializer=_note_in, initargs=(done,)) as beside:
        coming = beside.submit(_decided, past, other)
        first = decided(past, one, told)
        while not wait((coming,), TOLD_SECONDS).done:
            other_told(done.value)
        return first, coming.result()


def _note_in(done: "Synchronized[int]") -> None:
    global _done  # noqa: PLW0603 - the only way into a process that is spawned
    _done = done
    tune()


def _decided(past: Past, text: str) -> list[Outcome]:
    def told(count: int) -> None:
        _done.value = count

    return decided(past, text, told)
