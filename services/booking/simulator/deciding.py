"""Asks the rules about many requests at once, on all cores: what they say to each alone does not need the others."""

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from services.booking.rulebook.book import Book
from services.booking.simulator.past import Asking, House
from services.booking.simulator.replay import Verdict, verdict
from services.booking.simulator.town import Town

SHARED_FROM = 5_000
"""Fewer requests are answered sooner than other processes have started."""
CHUNK = 1_000

_town: Town | None = None


def verdicts(text: str, houses: Sequence[House], asked: Sequence[Asking]) -> Iterator[Verdict]:
    """The verdicts of the rules in ``text`` in the order of the requests."""
    cores = os.cpu_count() or 1
    if len(asked) < SHARED_FROM or cores == 1:
        town = Town(Book.of(text), houses)
        yield from (verdict(town, asking) for asking in asked)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(cores, context, initializer=_read, initargs=(text, tuple(houses))) as pool:
        yield from pool.map(_verdict, asked, chunksize=CHUNK)


def _read(text: str, houses: tuple[House, ...]) -> None:
    global _town  # noqa: PLW0603 - each process reads the rules once
    _town = Town(Book.of(text), houses)


def _verdict(asking: Asking) -> Verdict:
    assert _town is not None
    return verdict(_town, asking)
