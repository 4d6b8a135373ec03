"""The money of a house in two views: what its uses cost, by their day, and its cash book, by the day of receipt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Charge:
    """What one use costs, in yen: after waivers and corrections, with what is kept of one that was cancelled.

    ``rest`` is its key without house and day (``domain/after_use/use.py``).
    """

    day: date
    rest: str
    charged: int
    outstanding: int
    """What of it is still to be paid, as of now."""
    owed_back: int
    """What was paid beyond it and has not been given back, as of now."""


@dataclass(frozen=True, slots=True)
class Cash:
    """What came in or was given back on a day, in yen, for whichever use."""

    day: date
    received: int = 0
    refunded: int = 0


class Income(Protocol):
    """Where money is kept. Days are from ``since`` on, before ``until``."""

    async def charges(self, facility_id: str, since: date, until: date) -> Sequence[Charge]:
        """What a house's uses of these days cost."""

    async def cash(self, facility_id: str, since: date, until: date) -> Sequence[Cash]:
        """What a house received and gave back on these days."""
