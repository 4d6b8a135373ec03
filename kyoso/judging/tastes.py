"""What the people of the sample town are really like: tastes, places, free times and ties that nobody has declared.

Nothing of the recommender is in here, neither its code nor its weights. What is assumed is told in
docs/matching-quality.md, and every number of it stands in ``Assumptions``.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from kyoso.town.groups import GroupSeed
from kyoso.town.model import PersonSeed, Town
from kyoso.town.places import AREAS
from kyoso.town.words import AVAILABILITY, ROLE_WISHES, TAGS
from shared.contracts.people import AgeBand

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SPHERES: tuple[tuple[str, ...], ...] = (
    ("gardening", "farming", "nature", "river-cleaning", "recycling", "animals"),
    ("cooking", "childrens-cafeteria", "childcare", "reading-aloud"),
    ("homework-help", "school-support", "youth", "digital-help", "repair"),
    ("seniors", "watching-over", "shopping-help", "go-shogi"),
    ("health", "walking", "gymnastics", "table-tennis", "badminton", "yoga", "dance"),
    ("chorus", "music", "theatre", "painting", "pottery", "photography", "handicraft", "calligraphy", "haiku", "tea"),
    ("local-history", "festival", "disaster-prevention", "crime-prevention", "neighbourhood", "town-planning"),
    ("international", "japanese-lessons"),
)
"""What a person who likes one is rather fond of too."""
LEANS: dict[AgeBand, tuple[float, ...]] = {
    "0-14": (0.5, 0.0, 0.2, -0.6, 0.6, 0.3, -0.6, 0.0),
    "15-24": (0.0, -0.2, 0.4, -0.7, 0.5, 0.4, -0.4, 0.5),
    "25-39": (0.1, 0.8, 0.1, -0.6, 0.2, 0.0, -0.2, 0.2),
    "40-64": (0.2, 0.1, 0.1, 0.0, 0.2, 0.1, 0.2, 0.1),
    "65-74": (0.3, -0.2, 0.0, 0.5, 0.1, 0.2, 0.6, -0.1),
    "75+": (0.1, -0.4, -0.3, 0.9, 0.2, 0.3, 0.3, -0.3),
}
"""How much an age leans to each sphere."""
FREE: dict[AgeBand, tuple[float, ...]] = {
    "0-14": (0.0, 0.5, 0.0, 0.7, 0.7, 0.1),
    "15-24": (0.1, 0.2, 0.5, 0.4, 0.7, 0.6),
    "25-39": (0.2, 0.2, 0.4, 0.6, 0.5, 0.2),
    "40-64": (0.2, 0.2, 0.5, 0.6, 0.5, 0.3),
    "65-74": (0.7, 0.7, 0.3, 0.6, 0.5, 0.2),
    "75+": (0.8, 0.7, 0.1, 0.5, 0.4, 0.05),
}
"""How likely somebody of an age is free at each time of ``AVAILABILITY``."""
DIRECTIONS = 12
METRES_PER_DEGREE = 111_195.0
METRES_PER_MINUTE = 80.0
DETOUR = 1.3


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Every number of the model. Utilities are in logits, distances in minutes on foot."""

    sphere_in_tag: float = 0.6
    tag_in_group: float = 0.75
    lean: float = 0.8
    passions: int = 2
    says_nothing: float = 0.25
    says_by_wish: float = 0.2
    """So much of what is declared is what somebody would like to like."""
    declares_most: int = 4
    scatter_m: float = 450.0
    ties: int = 6
    ties_in_district: float = 0.7
    energy: float = 1.1
    base: float = -6.6
    taste: float = 1.1
    a_minute: float = -0.045
    minutes_most: float = 45.0
    not_free: float = -2.5
    no_common_language: float = -2.0
    a_friend: float = 0.8
    can_help: float = 0.5
    """A group looks for what somebody likes to do for others."""
    habit: float = 2.4
    openness: float = 0.5
    helps_with: float = 0.12
    known_anyhow: float = 0.03
    known_near: float = 0.35
    near_minutes: float = 12.0
    known_by_friends: float = 0.4
    known_by_size: float = 0.06
    joins_after: float = 0.12
    joins_when_fond: float = 0.25
    leaves_a_week: float = 0.004


@dataclass(frozen=True, slots=True)
class Hidden:
    """The true town: arrays by person (rows) and group (columns)."""

    assumed: Assumptions
    bands: tuple[AgeBand, ...]
    taste: Floats
    """Person x group, about standard normal."""
    minutes: Floats
    """Person x group, on foot."""
    free: npt.NDArray[np.bool_]
    """Person x time."""
    apart: npt.NDArray[np.bool_]
    """Person x group: no language in common."""
    friends: Ints
    """Person x tie: indices of people."""
    energy: Floats
    openness: Floats
    members: Floats
    """By group: how many it says it has."""
    likes_tag: Floats
    """Person x tag."""
    helps: npt.NDArray[np.bool_]
    """Person x role: what they like to do for others."""
    wanted: npt.NDArray[np.bool_]
    """Person x group: it looks for one of these."""


def age_band(born: date, on: date) -> AgeBand:
    """The band of somebody's age on a day."""
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    bands: tuple[tuple[int, AgeBand], ...] = ((15, "0-14"), (25, "15-24"), (40, "25-39"), (65, "40-64"), (75, "65-74"))
    return next((band for below, band in bands if age < below), "75+")


def hidden_town(town: Town, on: date, rng: np.random.Generator, assumed: Assumptions) -> Hidden:
    """What the town's people and groups are really like, by chance that is the same for the same seed."""
    bands = tuple(age_band(person.birth_date, on) for person in town.people)
    spheres = _unit(rng.normal(size=(len(SPHERES), DIRECTIONS)))
    sphere_of = [next(n for n, sphere in enumerate(SPHERES) if tag in sphere) for tag in TAGS]
    own = math.sqrt(1 - assumed.sphere_in_tag**2)
    tags = _unit(assumed.sphere_in_tag * spheres[sphere_of] + own * _unit(rng.normal(size=(len(TAGS), DIRECTIONS))))
    people = _tastes(bands, spheres, tags, rng, assumed)
    groups = _characters(town.groups, tags, rng, assumed)
    fit = people @ groups.T
    homes = _points(town.people, rng, assumed)
    places = _points(town.groups, rng, assumed)
    metres = np.hypot(homes[:, None, 0] - places[None, :, 0], homes[:, None, 1] - places[None, :, 1])
    languages = [set(_languages(person)) for person in town.people]
    helps = rng.random((len(bands), len(ROLE_WISHES))) < assumed.helps_with
    needs = np.array([[role in group.needs for role in ROLE_WISHES] for group in town.groups])
    return Hidden(
        assumed=assumed,
        bands=bands,
        taste=(fit - fit.mean()) / fit.std(),
        minutes=np.minimum(metres * DETOUR / METRES_PER_MINUTE, assumed.minutes_most),
        free=rng.random((len(bands), len(AVAILABILITY))) < np.array([FREE[band] for band in bands]),
        apart=np.array([[not spoken & set(group.languages) for group in town.groups] for spoken in languages]),
        friends=_ties(town.people, bands, rng, assumed),
        energy=rng.normal(0, assumed.energy, len(bands)),
        openness=rng.normal(0, assumed.openness, len(town.groups)),
        members=np.array([group.members for group in town.groups], dtype=np.float64),
        likes_tag=people @ tags.T,
        helps=helps,
        wanted=(helps.astype(np.int64) @ needs.T.astype(np.int64)) > 0,
    )


def _unit(vectors: Floats) -> Floats:
    found: Floats = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return found


def _tastes(
    bands: Sequence[AgeBand], spheres: Floats, tags: Floats, rng: np.random.Generator, a: Assumptions
) -> Floats:
    """An age's lean, a few passions, and what is nobody's business."""
    lean = np.array([LEANS[band] for band in bands]) @ spheres
    passions = tags[rng.integers(0, len(tags), (len(bands), a.passions))].sum(axis=1)
    found: Floats = a.lean * lean + passions + rng.normal(0, 0.25, (len(bands), DIRECTIONS))
    return found


def _characters(groups: Sequence[GroupSeed], tags: Floats, rng: np.random.Generator, a: Assumptions) -> Floats:
    """What a group says it does, and a character that no list of words tells."""
    said = _unit(np.array([tags[[TAGS.index(tag) for tag in group.tags]].mean(axis=0) for group in groups]))
    own = _unit(rng.normal(size=(len(groups), DIRECTIONS)))
    return _unit(a.tag_in_group * said + math.sqrt(1 - a.tag_in_group**2) * own)


def _points(of: Sequence[PersonSeed] | Sequence[GroupSeed], rng: np.random.Generator, a: Assumptions) -> Floats:
    """Metres east and north: around the middle of the school district; elsewhere for who lives out of town."""
    centres = {(place.layer, place.id): (place.longitude, place.latitude) for place in AREAS}
    middle = (139.2265, 35.1780)
    degrees = np.array([centres.get(("school", each.areas.get("school", "")), middle) for each in of])
    away = np.array([0.0 if each.areas else 4_000.0 for each in of])
    metres = (degrees - middle) * METRES_PER_DEGREE * np.array([math.cos(math.radians(middle[1])), 1.0])
    found: Floats = metres + rng.normal(0, a.scatter_m, metres.shape) + away[:, None]
    return found


def _languages(person: PersonSeed) -> tuple[str, ...]:
    return ("en",) if person.language == "en" else ("ja",)


def _ties(people: Sequence[PersonSeed], bands: Sequence[AgeBand], rng: np.random.Generator, a: Assumptions) -> Ints:
    """Most whom one knows live in the same school district; of those, rather people of one's own age."""
    count = len(people)
    ties = rng.integers(0, count, (count, a.ties))
    ages = np.array([list(LEANS).index(band) for band in bands])
    homes = np.array([person.areas.get("school", "") for person in people])
    for home in sorted(set(homes)):
        near = np.flatnonzero(homes == home)
        drawn = near[rng.integers(0, len(near), (len(near), a.ties, 3))]
        apart = np.abs(ages[drawn] - ages[near][:, None, None])
        nearest = np.take_along_axis(drawn, apart.argmin(axis=2)[..., None], axis=2)[..., 0]
        local = rng.random(nearest.shape) < a.ties_in_district
        ties[near] = np.where(local, nearest, ties[near])
    return ties
