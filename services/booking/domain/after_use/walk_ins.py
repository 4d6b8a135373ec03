"""People who come without a booking (個人利用), tallied by staff. One stream a facility and month.

A tally is never edited: a wrong one is taken back by another with heads below zero.
"""

from datetime import date
from typing import ClassVar

from services.booking.after_use.refusals import MoreThanCounted, TalliesFull
from services.booking.domain.after_use.events import WalkInReason, WalkInsCounted
from shared.events import Event
from shared.journal import State

TALLIES_MAX = 5_000
"""Tallies of one facility in one month: 160 a day. Bounds the stream."""


class WalkIns(State):
    """Heads by ``<day>/<band>/<age>``, and how many tallies there were."""

    kind: ClassVar[str] = "walk-in"

    heads: dict[str, int] = {}
    tallies: int = 0

    def apply(self, event: Event) -> None:
        if isinstance(event, WalkInsCounted):
            self.heads[_cell(event.day, event.band, event.age)] = event.heads_after
            self.tallies += 1

    def archivable(self, before: date) -> bool:
        """The month is over. What is archived can no longer be corrected."""
        year, month = map(int, self.stream_name.rpartition("/")[2].split("-"))
        return date(year + month // 12, month % 12 + 1, 1) <= before

    def count(
        self, facility_id: str, day: date, band: str, age: str, heads: int, reason: WalkInReason
    ) -> list[WalkInsCounted]:
        """Add people to what is counted, or (below zero) take some back.

        Raises ``MoreThanCounted``, ``TalliesFull``.
        """
        counted = self.heads.get(_cell(day, band, age), 0)
        if counted + heads < 0:
            raise MoreThanCounted(day=day.isoformat(), band=band, age=age, counted=counted)
        if self.tallies >= TALLIES_MAX:
            raise TalliesFull(facility_id=facility_id, limit=TALLIES_MAX)
        return [
            WalkInsCounted(
                facility_id=facility_id,
                day=day,
                band=band,
                age=age,
                heads=heads,
                heads_after=counted + heads,
                reason=reason,
            )
        ]


def _cell(day: date, band: str, age: str) -> str:
    return f"{day.isoformat()}/{band}/{age}"
