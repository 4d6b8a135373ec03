"""A seeded population for recommendations: 60 groups, activities of the coming weeks, and any number of people."""

import asyncio
import json
import random
from datetime import timedelta

from services.matching.domain.events import Interests
from services.matching.domain.groups.group import Profile
from shared.contracts.booking_activities import ActivityAnnounced
from shared.contracts.people import PersonRegistered
from tests import kit
from tests.integration.matching.matching_kit import NOON
from tests.integration.matching.rescorer import DATA

WORDS = json.loads((DATA / "vocabulary.json").read_text("utf-8"))
AREAS = ("kita", "naka", "minami")
BANDS = ("1-4", "5-9", "10-29", "30-99")
AT_ONCE = 500


class Population:
    def __init__(self, seed=2026):
        self.chance = random.Random(seed)
        self.people = {}
        self.member_of = {}

    def some(self, name, least, most):
        return tuple(self.chance.sample(sorted(WORDS[name]), self.chance.randint(least, most)))

    def area(self):
        return {"neighbourhood": self.chance.choice(AREAS)}

    def profile(self, number):
        return Profile(
            name=f"第{number:02}会",
            kind="theme",
            areas=self.area() if self.chance.random() < 0.9 else {},
            tags=self.some("tags", 1, 3),
            needs=self.some("roles", 0, 3),
            size_band=self.chance.choice(BANDS),
            times=self.some("times", 0, 3),
            languages=("ja", "en") if self.chance.random() < 0.2 else ("ja",),
            skills_wanted=self.some("skills", 0, 2),
            access=self.some("access", 0, 3),
            ages_wanted=self.some("ages", 0, 2),
        )

    async def found(self, city, groups=60, activities=40):
        """Register groups and announce activities."""
        for number in range(groups):
            await city.uses.groups.register(
                self.profile(number),
                by=None,
                cause=city.cause(),
                group_id=f"group-{number:02}",
                officer_id=f"officer-{number:02}",
            )
        for number in range(activities):
            starts_at = NOON + timedelta(hours=self.chance.randint(2, 24 * 20))
            announced = ActivityAnnounced(
                activity_id=f"activity-{number:02}",
                title=f"第{number:02}回",
                group_id=f"group-{number % groups:02}",
                place="大沢集会所",
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=2),
                deadline=starts_at - timedelta(hours=1),
                tags=self.some("tags", 1, 2),
                areas=self.area(),
                capacity=20,
            )
            await kit.deliver(city.service, announced)

    def person(self, number):
        """One person; every tenth has said nothing of themselves."""
        silent = number % 10 == 0
        said = {
            "tags": () if silent else self.some("tags", 1, 5),
            "areas": self.area() if not silent and self.chance.random() < 0.4 else {},
            "availability": () if silent else self.some("times", 0, 3),
            "languages": () if silent or self.chance.random() < 0.8 else ("ja", "en"),
            "role_wishes": () if silent else self.some("roles", 0, 3),
            "skills": () if silent else self.some("skills", 0, 3),
            "access_needs": () if silent else self.some("access", 0, 2),
            "age_band": "" if silent else self.chance.choice(("", *WORDS["ages"])),
        }
        home = self.area() if self.chance.random() < 0.9 else {}
        return {**said, "home": home, "language": "en" if self.chance.random() < 0.05 else "ja"}

    async def settle_in(self, city, count):
        """Register ``count`` people and declare their interests, through the use cases; a tenth are members."""
        self.people |= {f"person-{number:04}": self.person(number) for number in range(count)}
        for first in range(0, count, AT_ONCE):
            await asyncio.gather(*(self._settle(city, number) for number in range(first, min(first + AT_ONCE, count))))

    async def _settle(self, city, number):
        person_id = f"person-{number:04}"
        person = self.people[person_id]
        heard = PersonRegistered(person_id=person_id, areas=person["home"], language=person["language"])
        await city.uses.people.hear(heard, cause=city.cause(f"hear-{number}"))
        if number % 10:
            said = {name: person[name] for name in Interests.model_fields}
            await city.uses.people.declare(person_id, Interests(**said), cause=city.cause(f"declare-{number}"))
        if number % 10 == 1:
            group_id = f"group-{number % 60:02}"
            self.member_of[person_id] = group_id
            await city.uses.groups.add_member(group_id, person_id, by=None, cause=city.cause(f"join-{number}"))
