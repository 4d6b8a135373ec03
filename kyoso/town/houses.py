"""The forty houses of the town with their 132 rooms, put together from a list of places."""

import csv
from pathlib import Path
from random import Random

from kyoso.town.model import FacilitySeed, RoomSeed
from kyoso.town.places import AREAS, PARTS_OF_KIND, ROOMS_OF_KIND, TOWN_NAME

FILE = Path(__file__).parent / "data" / "houses.csv"
CENTRE_OF_SCHOOL = {place.id: place for place in AREAS if place.layer == "school"}
SPREAD_DEGREES = 0.004
"""How far from the centre of its school district a house stands: about 400 m."""

ALWAYS_OPEN = "always-open"
"""The one house that is open around the clock in 15-minute slots, so that the story can be played at any hour."""


def houses_of(random: Random) -> tuple[FacilitySeed, ...]:
    """Every house, in a fixed order; the seed moves them a little."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(_house(random, row) for row in csv.DictReader(file))


def _house(random: Random, row: dict[str, str]) -> FacilitySeed:
    centre = CENTRE_OF_SCHOOL[row["school"]]
    return FacilitySeed(
        id=row["id"],
        kind=row["kind"],
        name=row["name"],
        kana=row["kana"],
        areas={"neighbourhood": row["area"], "school": row["school"]},
        address=f"{TOWN_NAME}{row['address']}",
        latitude=round(centre.latitude + random.uniform(-SPREAD_DEGREES, SPREAD_DEGREES), 6),
        longitude=round(centre.longitude + random.uniform(-SPREAD_DEGREES, SPREAD_DEGREES), 6),
        rooms=_rooms(row["id"], row["kind"]),
        phone=row["phone"],
    )


def _rooms(house: str, kind: str) -> tuple[RoomSeed, ...]:
    parts = PARTS_OF_KIND.get(kind, {})
    return tuple(
        RoomSeed(f"{house}-{id}", name, name_en, capacity, tuple(f"{house}-{part}" for part in parts.get(id, ())))
        for id, name, name_en, capacity in ROOMS_OF_KIND[kind]
    )
