"""Five thousand invented people: who they are, where they live, what they would like to do, and in which role.

What they wish for goes with their age, so that reasons for a recommendation differ from person to person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from kyoso.town.groups import GROUPS
from kyoso.town.model import CoordinatorSeed, InterestSeed, PersonSeed
from kyoso.town.names import FAMILIES, FROM_ABROAD, GIVEN_BY_BIRTH, Name
from kyoso.town.places import SCHOOLS_OF
from kyoso.town.words import AVAILABILITY, ROLE_WISHES, TAGS

PEOPLE_COUNT = 5_000
FIRST_MEMBERS = (3, 7)
"""How many members of a group, at least and at most, have an account from the start, beside the officer."""

NEIGHBOURHOODS = tuple(SCHOOLS_OF)
HOME_WEIGHTS = {"kita": 30, "naka": 40, "minami": 30}


@dataclass(frozen=True, slots=True)
class Generation:
    """People born in some years: how many of a hundred, and what they do more and less than others."""

    share: int
    born: tuple[int, int]
    fond_of: tuple[str, ...]
    free: tuple[str, ...]
    wishes: tuple[str, ...]


GENERATIONS = (
    Generation(3, (2012, 2016), ("dance", "music", "animals", "reading-aloud", "nature"),
               ("weekday-afternoon", "weekend-morning"), ("joining",)),
    Generation(13, (2002, 2011), ("youth", "dance", "badminton", "music", "international", "theatre", "homework-help"),
               ("weekday-evening", "weekend-afternoon", "weekend-evening"), ("joining", "social-media", "teaching")),
    Generation(22, (1987, 2001), ("childcare", "cooking", "childrens-cafeteria", "yoga", "photography", "festival"),
               ("weekday-evening", "weekend-morning"), ("joining", "photography", "watching-children", "social-media")),
    Generation(35, (1962, 1986), ("health", "walking", "disaster-prevention", "gardening", "chorus", "recycling", "tea",
                                  "table-tennis", "town-planning"),
               ("weekday-evening", "weekend-morning", "weekend-afternoon"),
               ("joining", "setting-up", "accounting", "publicity", "facilitating", "cooking")),
    Generation(15, (1952, 1961), ("local-history", "walking", "nature", "farming", "watching-over", "crime-prevention",
                                  "neighbourhood", "go-shogi", "repair"),
               ("weekday-morning", "weekday-afternoon", "weekend-morning"),
               ("teaching", "driving", "heavy-work", "facilitating", "officer")),
    Generation(12, (1936, 1951), ("seniors", "gymnastics", "handicraft", "haiku", "calligraphy", "painting",
                                  "digital-help"),
               ("weekday-morning", "weekday-afternoon"), ("joining", "reception")),
)  # fmt: skip


def _person(
    id: str, name: tuple[Name, Name], born: date, areas: dict[str, str], *, language: str = "ja",
    roles: tuple[str, ...] = ("resident",), officer_of: tuple[str, ...] = (), member_of: tuple[str, ...] = (),
    interests: InterestSeed | None = None,
) -> PersonSeed:  # fmt: skip
    (family, family_kana), (given, given_kana) = name
    return PersonSeed(
        id, family, given, family_kana, given_kana, born, f"{id}@mail.example", areas, language, roles, officer_of,
        member_of, interests,
    )  # fmt: skip


HANA_WISHES = InterestSeed(
    tags=("gardening", "farming", "cooking"),
    areas={"neighbourhood": "minami"},
    availability=("weekday-morning", "weekend-morning"),
    languages=("ja",),
    role_wishes=("joining", "heavy-work"),
)
KEN_WISHES = InterestSeed(
    tags=("childcare", "walking", "digital-help"),
    areas={"neighbourhood": "kita"},
    availability=("weekday-evening", "weekend-morning"),
    languages=("ja", "en"),
    role_wishes=("joining",),
)
SOUTH = {"neighbourhood": "minami", "school": "osawa-sho"}
CENTRE = {"neighbourhood": "naka", "school": "chuo-sho"}
NORTH = {"neighbourhood": "kita", "school": "takadai-sho"}
HANA = (("花村", "ハナムラ"), ("はな", "ハナ"))
KEN = (("剣持", "ケンモチ"), ("健", "ケン"))
YUI = (("結城", "ユウキ"), ("ゆい", "ユイ"))
SATO = (("佐藤", "サトウ"), ("美和", "ミワ"))
MORI = (("森", "モリ"), ("拓也", "タクヤ"))
KANAE = (("監物", "ケンモツ"), ("かなえ", "カナエ"))
KUBOTA = (("窪田", "クボタ"), ("誠一", "セイイチ"))


def named_people() -> tuple[PersonSeed, ...]:
    """The persons that the documentation calls by name."""
    return (
        _person("resident-hana", HANA, date(1988, 4, 12), SOUTH, interests=HANA_WISHES),
        _person("resident-ken", KEN, date(1979, 9, 3), NORTH, interests=KEN_WISHES),
        _person("officer-yui", YUI, date(1971, 2, 20), SOUTH, officer_of=("osawa-garden",)),
        _person("coordinator-sato", SATO, date(1983, 6, 8), CENTRE, roles=("coordinator",)),
        _person("staff-mori", MORI, date(1990, 11, 27), CENTRE, roles=("staff",)),
        _person("auditor", KANAE, date(1968, 1, 15), CENTRE, roles=("auditor",)),
        _person("desk-owner", KUBOTA, date(1966, 8, 30), CENTRE, roles=("coordinator", "staff")),
    )


CARE = (
    "shopping-help", "watching-over", "seniors", "childcare", "childrens-cafeteria", "repair", "recycling",
    "digital-help",
)  # fmt: skip
CULTURE = ("local-history", "town-planning", "festival", "handicraft", "music", "chorus", "theatre", "photography")
"""The fields of the two intermediary bodies."""
COORDINATORS = (
    CoordinatorSeed("coordinator-sato", "dedicated", ("minami", "naka"), 40, ("general", "community")),
    CoordinatorSeed("coordinator-02", "dedicated", ("kita",), 24, ("general", "welfare")),
    CoordinatorSeed("coordinator-03", "dedicated", ("kita", "naka"), 24, ("general", "life")),
    CoordinatorSeed("coordinator-04", "dedicated", ("naka",), 24, ("general", "family")),
    CoordinatorSeed(
        "coordinator-05", "supporter", ("naka", "minami"), 20, ("general", "welfare"), languages=("en", "zh")
    ),
    CoordinatorSeed("coordinator-06", "dedicated", ("minami",), 24, ("general", "family", "life")),
    CoordinatorSeed("coordinator-07", "intermediary", ("kita", "naka", "minami"), 16, ("community",), ("en",), CARE),
    CoordinatorSeed(
        "coordinator-08", "intermediary", ("kita", "naka", "minami"), 12, ("community", "general"), ("ko",), CULTURE
    ),
    CoordinatorSeed("coordinator-09", "desk", ("kita",), 10, ("general", "welfare", "family", "life")),
    CoordinatorSeed("coordinator-10", "desk", ("naka",), 10, ("general", "welfare", "family", "life"), ("zh",)),
    CoordinatorSeed("coordinator-11", "desk", ("minami",), 10, ("general", "welfare", "family", "life")),
    CoordinatorSeed("coordinator-12", "professional", ("kita", "naka", "minami"), 16, ("professional",)),
)
DESK_OWNERS = {"welfare": "coordinator-10", "community": "coordinator-07"}
"""The other desks end with the town's desk owner."""
DESK_OWNER = "desk-owner"


def people_of(random: Random, count: int = PEOPLE_COUNT) -> tuple[PersonSeed, ...]:
    """``count`` people (300 at least): the named, the coordinators, an officer for every group, members, and others."""
    named = named_people()
    colleagues = [
        _person(seat.person_id, _name(random, 1975), _day(random, 1962, 1995), _home(random), roles=("coordinator",))
        for seat in COORDINATORS
        if seat.person_id != "coordinator-sato"
    ]
    duties = _duties(random, count - len(named) - len(colleagues))
    others = [_resident(random, number, *duty) for number, duty in enumerate(duties, start=1)]
    return (*named, *colleagues, *others)


def _duties(random: Random, count: int) -> list[tuple[str | None, tuple[str, ...]]]:
    """For each resident: the group they are an officer of, and the groups they are a member of."""
    officers: list[str | None] = [None] * count
    members: list[list[str]] = [[] for _ in range(count)]
    for group in GROUPS:
        chosen = random.sample(range(count), random.randint(*FIRST_MEMBERS) + 1)
        if group.id != "osawa-garden":
            free = next(number for number in chosen if officers[number] is None)
            officers[free] = group.id
            chosen.remove(free)
        for number in chosen:
            if officers[number] != group.id:
                members[number].append(group.id)
    return [(officer, tuple(groups)) for officer, groups in zip(officers, members, strict=True)]


def _resident(random: Random, number: int, office: str | None, memberships: tuple[str, ...]) -> PersonSeed:
    grown_up = office is not None or bool(memberships)
    generations = GENERATIONS[3:] if grown_up else GENERATIONS
    generation = random.choices(generations, [generation.share for generation in generations])[0]
    from_abroad = office is None and random.random() < 0.04
    born = _day(random, *generation.born)
    name = random.choice(FROM_ABROAD) if from_abroad else _name(random, born.year)
    home = _home(random)
    if office is not None:
        group = next(group for group in GROUPS if group.id == office)
        home = {"neighbourhood": group.area, "school": group.school}
    language = "en" if from_abroad else "ja"
    return _person(
        f"person-{number:04}", name, born, home, language=language,
        officer_of=(office,) if office else (), member_of=memberships,
        interests=_wishes(random, generation, home, language),
    )  # fmt: skip


def _wishes(random: Random, generation: Generation, home: dict[str, str], language: str) -> InterestSeed | None:
    if random.random() < 0.1:
        return None  # has an account and has not said what they like: most of the real town is like that
    fond = _some(random, generation.fond_of, 1, 3)
    other = _some(random, TAGS, 0, 2)
    near_home = bool(home) and random.random() < 0.75
    languages = ("en",) if language == "en" and random.random() < 0.4 else ("ja", "en")
    return InterestSeed(
        tags=_distinct(fond + other),
        areas=home if near_home else {"neighbourhood": random.choice(NEIGHBOURHOODS)},
        availability=_distinct(_some(random, generation.free, 1, 2) + _some(random, AVAILABILITY, 0, 1)),
        languages=languages if language == "en" or random.random() < 0.12 else ("ja",),
        role_wishes=_some(random, generation.wishes if random.random() < 0.8 else ROLE_WISHES, 1, 2),
    )


def _name(random: Random, year: int) -> tuple[Name, Name]:
    given = next(names for before, names in GIVEN_BY_BIRTH if year < before)
    return random.choice(FAMILIES), random.choice(given)


def _day(random: Random, first_year: int, last_year: int) -> date:
    first = date(first_year, 1, 1)
    return first + timedelta(days=random.randrange((date(last_year, 12, 31) - first).days))


def _home(random: Random) -> dict[str, str]:
    """Where somebody lives: one area a layer. One of twenty-five lives elsewhere and is a friend of the town."""
    if random.random() < 0.04:
        return {}
    neighbourhood = random.choices(NEIGHBOURHOODS, [HOME_WEIGHTS[id] for id in NEIGHBOURHOODS])[0]
    return {"neighbourhood": neighbourhood, "school": random.choice(SCHOOLS_OF[neighbourhood])}


def _some(random: Random, of: Sequence[str], least: int, most: int) -> tuple[str, ...]:
    return tuple(random.sample(of, min(len(of), random.randint(least, most))))


def _distinct(items: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
