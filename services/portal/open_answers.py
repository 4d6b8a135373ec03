"""What the pages about matching show, made from what it answered. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from services.portal.charts import Bar, Kind
from services.portal.models import House
from services.portal.models_open import Places, Steps, Words
from services.portal.rendering import Page

ELSEWHERE = "elsewhere"
NEIGHBOURHOOD = "neighbourhood"


@dataclass(frozen=True, slots=True)
class Choice:
    """A place that can be chosen: its value and its name."""

    value: str
    name: str


@dataclass(frozen=True, slots=True)
class Choices:
    """Neighbourhoods, each with its towns."""

    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class StepsShown:
    """One area of the estimate: of 100 people, and where the bars lie (0 to 100)."""

    name: str
    people: int
    active: str
    interested: int
    uninterested: int
    error: int
    bars: tuple[Bar, ...]
    least: float
    most: float


def choices(places: Places, page: Page) -> list[Choices]:
    """The places of a list, in their order."""
    towns = {each.town_id: each for each in places.towns}
    found = []
    for area in places.items:
        if area.layer != NEIGHBOURHOOD:
            continue
        name = page.say(area.name)
        own = [Choice(f"town/{id}", page.say(towns[id].name)) for id in area.towns if id in towns]
        whole = Choice(f"{area.layer}/{area.area_id}", page.text("place_area", name=name))
        found.append(Choices(name, (*own, whole)))
    return found


def place_name(groups: Sequence[Choices], value: str) -> str:
    """What a chosen place is called; nothing for none."""
    return next((each.name for group in groups for each in group.choices if each.value == value), "")


def desk_house(houses: Sequence[House]) -> House | None:
    """Where the city's desk is: its civic centre, else the first house with a telephone."""
    with_phone = [house for house in houses if house.phone]
    return next((house for house in with_phone if house.kind == "civic-hub"), with_phone[0] if with_phone else None)


def dialled(number: str) -> str:
    """A number as a telephone takes it: ``#8008`` is ``tel:%238008``."""
    return "tel:" + "".join(
        "%23" if sign == "#" else sign for sign in number if sign.isascii() and sign in "#+*0123456789"
    )


def steps_shown(steps: Steps, page: Page) -> list[StepsShown]:
    """The lines of the estimate. The error is rounded up: nobody is told more than is known."""
    return [
        _line(
            page.say(Words(ja=line.ja, en=line.en)),
            line.people,
            line.active,
            line.interested,
            line.uninterested,
            line.error,
        )
        for line in steps.lines
    ]


def _line(name: str, people: int, active: int, interested: int, uninterested: int, error: int) -> StepsShown:
    parts = [100 * count / people for count in (active, interested, uninterested)]
    starts = (0.0, parts[0], parts[0] + parts[1])
    kinds: tuple[Kind, ...] = ("in", "middle", "hidden")
    bars = tuple(Bar(start, 0, part, 10, kind) for start, part, kind in zip(starts, parts, kinds, strict=True))
    half, edge = 100 * error / people, starts[2]
    return StepsShown(
        name, people, str(round(parts[0])) if parts[0] >= 0.5 or not active else "<1",
        round(parts[1]), round(parts[2]), math.ceil(half), bars, max(0.0, edge - half), min(100.0, edge + half),
    )  # fmt: skip
