"""How far a long command is: a line that is written over on a terminal, and nothing where nobody watches."""

import sys
import time

import click

EVERY_SECONDS = 0.5
CELLS, LINE = 30, 79


class Counting:
    """Shows a count for one thing after another."""

    def __init__(self, unit: str) -> None:
        self._unit = unit
        self._last = 0.0
        self._shown = False

    def told(self, name: str, count: int, of: int = 0) -> None:
        """So many are done; a bar, where it is known of how many."""
        if not sys.stderr.isatty() or time.monotonic() - self._last < EVERY_SECONDS:
            return
        self._last, self._shown = time.monotonic(), True
        click.echo(f"\r  {name}: {bar(count, of) if of else f'{count:,} {self._unit}'}    ", nl=False, err=True)

    def end(self) -> None:
        """Leave the line empty for what follows."""
        if self._shown:
            click.echo("\r" + " " * LINE + "\r", nl=False, err=True)


def bar(count: int, of: int) -> str:
    """How much of something is done: ``█████░░░░░  50 %``."""
    done = min(count, of) * CELLS // of
    return f"{'█' * done}{'░' * (CELLS - done)} {min(count, of) * 100 // of:3} %"
