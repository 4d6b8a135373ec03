"""What points counts for everybody: points that came, went, were given on or taken back, by day; never whose.

A movement is about the account that it moves, of a gift the giver's: accounts that differ count as different people.
"""

from collections.abc import Iterable
from typing import Any

from shared.figures import Figure
from shared.journal.tallies import Count, Counts

MOVEMENTS = (
    "points-earned", "points-redeemed", "points-returned", "points-given", "points-expired", "points-reversed",
)  # fmt: skip
"""By the name of their type. A gift is told to both sides, and counted once: where it left."""


def _count(what: str) -> Any:
    def count(event: Any) -> Iterable[Count]:
        return () if getattr(event, "role", "") == "recipient" else (Count(what, event.amount, who=event.account_id),)

    return count


COUNTS: Counts = {f"{what}.v1": _count(what) for what in MOVEMENTS}
FIGURES = tuple(Figure(what, summed=True) for what in MOVEMENTS)
