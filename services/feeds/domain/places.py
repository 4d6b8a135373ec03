"""Where facilities and groups lie: an event that names one belongs to its areas, for subscriptions that ask by area."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.feeds.domain.events import AreasLearned
from shared.events import Event
from shared.journal import State

NAMED_BY: tuple[tuple[str, str], ...] = (("facility_id", "facility"), ("group_id", "group"))
"""Fields of events that name a place, the nearer one first, and the kind of place."""


class Place(State):
    """One facility or group, as far as areas go."""

    kind = "place"

    areas: dict[str, str] = {}

    def learn(self, areas: Mapping[str, str]) -> Sequence[Event]:
        """The areas are these now; nothing when they were these before."""
        return [AreasLearned(areas=dict(areas))] if dict(areas) != self.areas else []

    def apply(self, event: Event) -> None:
        """Take the areas."""
        if isinstance(event, AreasLearned):
            self.areas = event.areas


def area_ids(areas: object) -> tuple[str, ...]:
    """The ids in ``{layer: area id}``, of whatever form it is."""
    return tuple(str(value) for value in areas.values()) if isinstance(areas, dict) else ()


def place_of(data: Mapping[str, Any]) -> str | None:
    """The place that an event's data name, as ``facility/osawa-cc``."""
    for field, kind in NAMED_BY:
        if isinstance(value := data.get(field), str):
            return f"{kind}/{value}"
    return None
