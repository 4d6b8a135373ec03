"""Lost demand: requests for one facility-day that a rule or another booking refused. ``demand/<facility>/<date>``.

One record for each wisher, room, span and reason, and a limit a day: a script that asks a thousand times is one wish.
"""

from datetime import UTC, date
from typing import ClassVar

from services.booking.domain.events import DemandFull, DemandRecorded
from shared.events import Event
from shared.journal import State

WISHES_A_DAY_MAX = 5_000


class Demand(State):
    """Which wishes are known, and how many there are by reason."""

    kind: ClassVar[str] = "demand"
    fold_version: ClassVar[int] = 3

    known: dict[str, None] = {}
    """The keys of known wishes; a dict and no set, because its order is the journal's."""
    by_reason: dict[str, int] = {}
    full: bool = False

    def apply(self, event: Event) -> None:
        if isinstance(event, DemandRecorded):
            self.known[_key(event)] = None
            reason = event.rule_id or event.reason
            self.by_reason[reason] = self.by_reason.get(reason, 0) + 1
        elif isinstance(event, DemandFull):
            self.full = True

    def archivable(self, before: date) -> bool:
        """The day is over."""
        return date.fromisoformat(self.stream_name.rpartition("/")[2]) < before

    def record(self, *wishes: DemandRecorded) -> list[Event]:
        """Keep refused wishes; nothing of one that is known, a last word when the day is full."""
        new: dict[str, Event] = {}
        for wish in wishes if not self.full else ():
            if (key := _key(wish)) in self.known or key in new:
                continue
            if len(self.known) + len(new) >= WISHES_A_DAY_MAX:
                return [*new.values(), DemandFull(facility_id=wish.facility_id)]
            new[key] = wish
        return list(new.values())


def _key(wish: DemandRecorded) -> str:
    reason = wish.rule_id or wish.reason
    start, end = wish.starts_at.astimezone(UTC), wish.ends_at.astimezone(UTC)  # as decided and as read back: one key
    times = f"{start.hour:02}{start.minute:02}/{end.hour:02}{end.minute:02}"
    return f"{wish.wisher}/{wish.room_id}/{times}/{reason}"
