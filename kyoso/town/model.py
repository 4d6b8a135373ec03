"""What the sample town consists of, before any service knows of it: plain values that the generator makes.

Names, contacts and birth dates in here are invented; the loader hands them to people's vault and to nobody else.
"""

from dataclasses import dataclass
from datetime import date, datetime

from kyoso.town.groups import GroupSeed


@dataclass(frozen=True, slots=True)
class RoomSeed:
    """A room, in Japanese and English, and the number of people it takes. ``parts``: the ids that it divides into."""

    id: str
    name: str
    name_en: str
    capacity: int
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FacilitySeed:
    """A house. ``kind`` names the opening hours and rules that apply to it."""

    id: str
    kind: str
    name: str
    kana: str
    areas: dict[str, str]
    address: str
    latitude: float
    longitude: float
    rooms: tuple[RoomSeed, ...]
    phone: str = ""


@dataclass(frozen=True, slots=True)
class InterestSeed:
    """What a person would like to do, where (``{layer: area}``), when, in which languages, and in which roles.

    Some say what they can do, what they need to take part, and how old they are, broadly.
    """

    tags: tuple[str, ...]
    areas: dict[str, str]
    availability: tuple[str, ...]
    languages: tuple[str, ...]
    role_wishes: tuple[str, ...]
    skills: tuple[str, ...] = ()
    access_needs: tuple[str, ...] = ()
    age_band: str = ""


@dataclass(frozen=True, slots=True)
class PersonSeed:
    """Somebody with an account. ``roles`` are city roles; ``officer_of`` and ``member_of`` are group ids."""

    id: str
    family: str
    given: str
    family_kana: str
    given_kana: str
    birth_date: date
    email: str
    areas: dict[str, str]
    language: str
    roles: tuple[str, ...] = ("resident",)
    officer_of: tuple[str, ...] = ()
    member_of: tuple[str, ...] = ()
    interests: InterestSeed | None = None

    @property
    def name(self) -> str:
        """Family and given name as they are written together."""
        return f"{self.family} {self.given}"

    @property
    def kana(self) -> str:
        """The kana of the name."""
        return f"{self.family_kana} {self.given_kana}"


@dataclass(frozen=True, slots=True)
class CoordinatorSeed:
    """A coordinator: the neighbourhoods and desks they look after, and how many cases they can have open.

    ``kind``: ``dedicated``, of an ``intermediary`` body, at a ``desk``; a ``supporter`` or a licensed ``professional``.
    ``languages``: beside Japanese; ``fields``: tags of groups to which an intermediary keeps.
    """

    person_id: str
    kind: str
    areas: tuple[str, ...]
    capacity: int
    desks: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProgrammeSeed:
    """A points programme of one fiscal year, with its budget in points."""

    id: str
    name_ja: str
    name_en: str
    budget: int
    points_per_attendance: int
    daily_cap: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class RewardSeed:
    """Something to have for points, each fiscal year anew. ``place`` is a house of the town by its name."""

    id: str
    name_ja: str
    name_en: str
    description_ja: str
    description_en: str
    place: str
    price: int
    stock: int
    keep_days: int


@dataclass(frozen=True, slots=True)
class ActivitySeed:
    """Something a group invites to, in a room of a house; the room is booked first."""

    id: str
    title: str
    group_id: str
    officer_id: str
    facility_id: str
    room_id: str
    place: str
    starts_at: datetime
    ends_at: datetime
    tags: tuple[str, ...]
    areas: dict[str, str]
    capacity: int
    people: int
    fee: int
    target: str
    sign_ups: tuple[str, ...]
    weeks: int = 1
    """It takes place so many times, a week apart."""
    helpers: tuple[tuple[str, int], ...] = ()
    """Places of other roles, beside those of participants."""
    certificate: tuple[str, str, int] | None = None
    """Its title in Japanese and English, and how many times one has to attend."""


@dataclass(frozen=True, slots=True)
class Town:
    """The whole town of one seed."""

    seed: int
    facilities: tuple[FacilitySeed, ...]
    groups: tuple[GroupSeed, ...]
    people: tuple[PersonSeed, ...]
    coordinators: tuple[CoordinatorSeed, ...]
    desk_owner: str
    desk_owners: tuple[tuple[str, str], ...] = ()
    """Desk and owner, where it is not the town's."""

    def officers(self) -> dict[str, str]:
        """``{group id: the person who may act for it}``."""
        return {group: person.id for person in self.people for group in person.officer_of}
