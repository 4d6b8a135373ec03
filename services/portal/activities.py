"""Activities as they stand at an instant: on now, to come, over; with places left in words. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.portal.houses import house_of_place
from services.portal.models import Activity, House
from shared.small_counts import COUNT_SHOWN_MIN

FEW_PLACES = 3
Stage = Literal["running", "coming", "ended"]
Places = Literal["places_free", "places_few", "places_none", "deadline_over", "group_suspended", "group_ended"]


@dataclass(frozen=True, slots=True)
class Card:
    """An activity with what the page says about it. ``places`` names a text; ``house`` is where, when it is known."""

    about: Activity
    stage: Stage
    places: Places
    house: House | None


def cards(activities: Sequence[Activity], now: datetime, houses: Sequence[House]) -> list[Card]:
    """The cards of activities, in their order; of cancelled ones there is none."""
    return [
        Card(each, _stage(each, now), _places(each, now), house_of_place(each.place, houses))
        for each in activities
        if each.status != "cancelled"
    ]


def _stage(activity: Activity, now: datetime) -> Stage:
    if activity.ends_at <= now:
        return "ended"
    return "running" if activity.starts_at <= now else "coming"


def _places(activity: Activity, now: datetime) -> Places:
    """In words, and "few" only where that leaves at least five sign-ups: small numbers are for nobody to compute."""
    if activity.group_standing != "active":  # also a standing that a newer service tells of
        return "group_ended" if activity.group_standing == "ended" else "group_suspended"
    if activity.deadline <= now:
        return "deadline_over"
    if activity.places_left <= 0:
        return "places_none"
    few = activity.places_left <= FEW_PLACES and activity.capacity >= FEW_PLACES + COUNT_SHOWN_MIN
    return "places_few" if few else "places_free"
