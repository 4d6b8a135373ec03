"""The progress of a load on a terminal: one bar a stage; on anything else, one line a stage."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


class Bars:
    """Bars on ``console``; use as a context manager around the load."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console()
        self._bars = Progress(
            TextColumn("  {task.description:<28}"),
            BarColumn(bar_width=32),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
        )

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def stage(self, ja: str, en: str, total: int) -> Callable[[], None]:
        """A bar for a stage."""
        if not self._console.is_terminal:
            self._console.print(f"  {ja} / {en}: {total}")
        task = self._bars.add_task(f"{ja} / {en}", total=total)
        return lambda: self._bars.advance(task)
