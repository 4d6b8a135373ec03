"""Asks the rules about many requests at once, on all cores: what they say to each alone does not need the others."""

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from services.booking.rulebook.book import Book
from services.booking.rulebook.places import Facility
from services.booking.simulator.past import Asking
from services.booking.simulator.replay import Verdict, verdict

SHARED_FROM = 5_000
"""Fewer requests are answered sooner than other processes have started."""
CHUNK = 1_000

_book: Book | None = None


def verdicts(book: Book, text: str, added: Sequence[Facility], asked: Sequence[Asking]) -> Iterator[Verdict]:
    """The verdicts in the order of the requests. ``text`` and ``added`` make the same book again elsewhere."""
    cores = os.cpu_count() or 1
    if len(asked) < SHARED_FROM or cores == 1:
        yield from (verdict(book, asking) for asking in asked)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(cores, context, initializer=_read, initargs=(text, tuple(added))) as pool:
        yield from pool.map(_verdict, asked, chunksize=CHUNK)


def _read(text: str, added: tuple[Facility, ...]) -> None:
    global _book  # noqa: PLW0603 - each process reads the rules once
    _book = Book.of(text).with_facilities(added)


def _verdict(asking: Asking) -> Verdict:
    assert _book is not None
    return verdict(_book, asking)
