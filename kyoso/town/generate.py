"""The sample town: the same for the same seed, invented from end to end, and pure: no clock, no files, no services."""

from datetime import date
from functools import lru_cache

from kyoso.town.chance import chance
from kyoso.town.groups import GROUPS
from kyoso.town.houses import houses_of
from kyoso.town.model import ProgrammeSeed, Town
from kyoso.town.people import COORDINATORS, DESK_OWNER, DESK_OWNERS, PEOPLE_COUNT, named_people, people_of
from kyoso.town.telling import told_more

SEED = 20261122
"""The town that ``kyoso demo`` loads."""

POINTS_BUDGET = 3_000_000
POINTS_PER_ATTENDANCE = 50
POINTS_DAILY_CAP = 150
NAMED = frozenset(person.id for person in named_people())


@lru_cache(maxsize=4)
def generate(seed: int = SEED, people: int = PEOPLE_COUNT) -> Town:
    """The town of a seed, with so many people."""
    return Town(
        seed=seed,
        facilities=houses_of(chance(seed, "houses")),
        groups=GROUPS,
        people=tuple(told_more(seed, people_of(chance(seed, "people"), people), NAMED)),
        coordinators=COORDINATORS,
        desk_owner=DESK_OWNER,
        desk_owners=tuple(DESK_OWNERS.items()),
    )


def programme_of(year: int) -> ProgrammeSeed:
    """The town's points programme of a fiscal year (April to March): a city's budget lasts a year."""
    return ProgrammeSeed(
        id=f"attendance-{year}",
        name_ja=f"こもれびポイント {year}年度",
        name_en=f"Komorebi points {year}",
        budget=POINTS_BUDGET,
        points_per_attendance=POINTS_PER_ATTENDANCE,
        daily_cap=POINTS_DAILY_CAP,
        starts_on=date(year, 4, 1),
        ends_on=date(year + 1, 3, 31),
    )
