"""The clock that all domain time comes from. Injected; the demo and the tests move it, nothing sleeps until a date."""

import os
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Protocol
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")


class Clock(Protocol):
    """Gives the present instant, in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class MovableClock:
    """The machine's clock plus an offset that only grows. For the demo and the tests.

    An offset below zero is a beginning in the past, from which the clock is moved until it is the machine's.
    """

    def __init__(self, offset: timedelta = timedelta(0), start: datetime | None = None) -> None:
        """``start`` freezes the clock there (tests); without it the clock runs."""
        self.offset = offset
        self._frozen = start

    def now(self) -> datetime:
        return (self._frozen or datetime.now(UTC)) + self.offset

    @property
    def behind(self) -> timedelta:
        """How far it is behind the machine's clock; nothing when it is not."""
        self.now()
        return max(timedelta(0), -self.offset)

    def advance(self, by: timedelta) -> datetime:
        """Move forward by ``by``. Raises ``ValueError`` when that is not forward."""
        if by <= timedelta(0):
            raise ValueError("the clock only moves forward")
        self.offset += by
        return self.now()


class FileClock(MovableClock):
    """The machine's clock plus the offset in a file, read again whenever that changes: the demo's, for any processes.

    A file that is missing or half written stands for what was known before it. It is looked at every few milliseconds
    at most: each look hands the interpreter over to another thread, and the time is asked several times a request.
    """

    def __init__(self, file: Path, *, look_seconds: float = 0.005) -> None:
        """``look_seconds``: so late, at most, it is known that another process moved the clock."""
        super().__init__()
        self.file = file
        self._path = str(file)
        self._read_at = -1
        self._look_seconds = look_seconds
        self._looked_at = -look_seconds

    def now(self) -> datetime:
        looks_at = monotonic()
        if looks_at - self._looked_at >= self._look_seconds:
            self._looked_at = looks_at
            self._look()
        return super().now()

    def _look(self) -> None:
        with suppress(OSError, ValueError):
            changed = os.stat(self._path).st_mtime_ns  # noqa: PTH116 - asked often
            if changed != self._read_at:
                self.offset = timedelta(seconds=float(self.file.read_text()))
                self._read_at = changed

    def advance(self, by: timedelta) -> datetime:
        """Move forward, for everybody who reads the file. Raises ``ValueError`` when that is not forward."""
        self._look()
        moved = super().advance(by)
        temporary = self.file.with_name(f".{self.file.name}.new")
        temporary.write_text(f"{self.offset.total_seconds()}\n")
        temporary.replace(self.file)
        return moved

    def begin_behind(self, by: timedelta) -> bool:
        """Begin so far behind the machine's clock; whether that was done: a clock that there is already stands.

        Only before anybody has asked it anything: whoever calls this knows that nothing was recorded yet.
        """
        if by <= timedelta(0):
            raise ValueError("a clock begins behind the machine's, or with it")
        try:
            with self.file.open("x") as file:
                file.write(f"{-by.total_seconds()}\n")
        except FileExistsError:
            return False
        self._look()
        return True


def tokyo_date(instant: datetime) -> date:
    """The calendar day in Tokyo of an instant."""
    return instant.astimezone(TOKYO).date()


def day_begins(day: date) -> datetime:
    """The instant at which a day begins in Tokyo."""
    return datetime(day.year, day.month, day.day, tzinfo=TOKYO)


def fiscal_year(day: date) -> int:
    """The Japanese fiscal year (April to March) that ``day`` lies in: 2027-03-31 is in 2026."""
    return day.year if day.month >= 4 else day.year - 1


def utc_text(instant: datetime) -> str:
    """An instant as fixed-width ISO 8601 in UTC, so that text order is time order: ``2026-11-22T05:30:00.000000Z``."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"
