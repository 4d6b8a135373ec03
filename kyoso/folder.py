"""The data folder of one deployment: locked against a second process, with the clock and the broker's address."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from kyoso.town.worries import begins_on
from shared.clock import FileClock, tokyo_date

WEEK_DAYS = 7


class FolderFault(Exception):
    """The data folder cannot be worked in. The text is for people."""


class FolderInUse(FolderFault):
    """Another kyoso works in this data folder."""


class FolderUnusable(FolderFault):
    """The folder cannot be made, or not be written in."""


def behind(past_days: int) -> timedelta:
    """How far in the past the clock of a new town begins: a day more, on which its people and houses are entered.

    A town that has a week behind it has months before that, with their worries.
    """
    today = tokyo_date(datetime.now(UTC))
    if past_days >= WEEK_DAYS:
        return today - begins_on(today - timedelta(days=past_days))
    return timedelta(days=past_days + 1) if past_days else timedelta(0)


class DataFolder:
    """``path`` and what lies in it beside the services' own files."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: IO[str] | None = None

    def make(self) -> None:
        """See to it that the folder is there, for its owner alone. Raises ``FolderUnusable``."""
        with self._usable():
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)  # who did what is in there, if under ids only

    def lock(self) -> None:
        """Keep other processes out until ``unlock``. Raises ``FolderInUse``, ``FolderUnusable``."""
        self.make()
        with self._usable():
            handle = (self.path / "lock").open("a+")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            handle.close()
            raise FolderInUse(
                f"{self.path} は別の kyoso が使用中です。先にそれを終了するか、DATA=別のフォルダ を指定してください。"
                f" / Another kyoso uses {self.path}: stop it first, or choose another folder with DATA=…"
            ) from None
        self._lock = handle

    def unlock(self) -> None:
        """Let others in."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def clock(self) -> FileClock:
        """The demo's clock as it was left: the machine's, plus what it was moved forward."""
        return FileClock(self.path / "clock")

    def begin_behind(self, by: timedelta) -> bool:
        """Let the demo's clock begin so far in the past, in a folder in which nothing was ever recorded.

        Whether that was done: a folder that has a clock or data is never turned back. Raises ``FolderInUse``,
        ``FolderUnusable``.
        """
        self.lock()
        try:
            with self._usable():
                return not any(self.path.glob("*.db")) and self.clock().begin_behind(by)
        finally:
            self.unlock()

    # -- where it runs

    def announce(self, *, base_url: str, bus: str) -> None:
        """Write where the running instance and its broker are, for the command line and for any Kafka client."""
        self._write("bus", f"{bus}\n")
        self._write("running", json.dumps({"base_url": base_url, "pid": os.getpid()}) + "\n")

    def withdraw(self) -> None:
        """Nothing runs here any more."""
        for name in ("bus", "running"):
            (self.path / name).unlink(missing_ok=True)

    def running(self) -> str | None:
        """The base URL of the instance that works here, or ``None``. A file left by a killed one does not count."""
        try:
            self.lock()
        except FolderInUse:
            try:
                return str(json.loads((self.path / "running").read_text())["base_url"])
            except (OSError, ValueError, KeyError):
                return None
        self.unlock()
        return None

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise FolderUnusable(
                f"{self.path} に書き込めません（{error.strerror}）。書き込めるフォルダを DATA=… で指定してください。"
                f" / Cannot write to {self.path} ({error.strerror}): choose a folder of your own with DATA=…"
            ) from error

    def _write(self, name: str, text: str) -> None:
        temporary = self.path / f".{name}.new"
        temporary.write_text(text)
        temporary.replace(self.path / name)
