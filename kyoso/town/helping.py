"""Small help that the town's groups ask for and offer: a dozen, so that the list of requests is not empty."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from kyoso.town.model import Town
from services.matching.domain.helping.events import HelpKind
from services.matching.helping.opening import NewHelp

DAYS = 14
WANTED: tuple[tuple[HelpKind, str, int, int], ...] = (
    ("request", "event", 30, 4),
    ("request", "carrying", 30, 2),
    ("request", "garden", 60, 3),
    ("request", "shopping", 30, 1),
    ("request", "digital", 30, 2),
    ("request", "listening", 30, 1),
    ("request", "school", 60, 2),
    ("request", "childrens-place", 90, 2),
    ("request", "lecturer", 60, 1),
    ("request", "student", 60, 3),
    ("offer", "event", 30, 2),
    ("offer", "carrying", 30, 1),
)
"""Kind, category, minutes, places: each by another group."""


@dataclass(frozen=True, slots=True)
class HelpSeed:
    """A request or an offer, and which officer brings it for their group."""

    id: str
    officer_id: str
    new: NewHelp


def help_of(town: Town, today: date) -> Iterator[HelpSeed]:
    """The dozen of a month; it stands for two weeks."""
    officers = town.officers()
    groups = [group.id for group in town.groups if officers.get(group.id)]
    for number, ((kind, category, minutes, places), group_id) in enumerate(zip(WANTED, groups, strict=False)):
        new = NewHelp(kind, category, today + timedelta(days=DAYS), minutes=minutes, places=places, group_id=group_id)
        yield HelpSeed(f"help-{today:%Y-%m}-{number}", officers[group_id], new)
