"""What the sample town did on the days before today: the same for the same seed and day, and pure.

A day has two moments, and nothing in one of them needs anything else of it: who asks in the evening is introduced the
next morning, and who was at an activity redeems the points a day later.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import TypeVar

from kyoso.town.activities import activities_of
from kyoso.town.chance import chance
from kyoso.town.groups import GroupSeed
from kyoso.town.model import ActivitySeed, PersonSeed, Town
from kyoso.town.past_model import (
    Accepted,
    Announced,
    Asked,
    Attended,
    Declared,
    Deed,
    Gave,
    HandedOver,
    Joined,
    Moment,
    Redeemed,
)
from kyoso.town.past_rooms import ONE_DAY, Rooms, is_quiet
from kyoso.town.people import named_people
from kyoso.town.rewards import REWARDS
from services.people.domain.ages import age_on
from shared.clock import TOKYO, fiscal_year

MORNING, EVENING = time(10, 30), time(19)
"""When a town like this is awake: rooms are in use, and the day's activities have begun."""
AHEAD_DAYS = 7
"""Activities are announced the day before, and a week before: so the coming week is full when the past one is over."""

COHORT, QUIET_COHORT = (8, 10), (3, 4)
"""People who look for a group on a day. On Mondays, when the centres are closed, few do."""
COHORT_MAX = 10
ASK, ACCEPT, JOIN = 0.85, 0.85, 0.95
"""How many of those go on who came so far; six of eight are left at the end."""
ALONE_FROM, TOLD = 15, timedelta(days=183)
"""Who is younger is introduced when a guardian agrees, which no story of the past tells. Ages are those of when the
accounts were opened, some months before."""
HELD_MAX, ATTENDS, CAME_MAX = 5, 0.8, (9, 15)
"""Activities of a day that is over, how many of those come who signed up, and how many at most: each step costs the
first start some milliseconds, and a dozen people tell as much in the figures as thirty."""
REDEEM, GIVE = (5, 8), 6
GIFTS = (10, 10, 20)
"""What one attendance earns pays for a reward and a gift."""
GIFT_DAYS = (1, 3, 4, 6)
WORDS = (
    "はじめまして。一度、見学させてください。",
    "週末なら行けます。どんな様子か知りたいです。",
    "近くに住んでいます。手伝えることがあればと思います。",
    "友人に聞いて知りました。初めてでも大丈夫でしょうか。",
    "以前から気になっていました。よろしくお願いします。",
)

T = TypeVar("T")


class Past:
    """The days from ``first`` on; what was begun before that day is in nobody's books."""

    def __init__(self, town: Town, first: date) -> None:
        self.first = first
        self._town = town
        self._officers = town.officers()
        busy = {*self._officers.values(), *(each.id for each in named_people())}
        self._residents = [each for each in town.people if each.roles == ("resident",) and each.id not in busy]
        chance(town.seed, "past").shuffle(self._residents)
        self._curious = [each for each in self._residents if each.interests is not None]
        self._tags = {tag for each in town.groups for tag in each.tags}
        self._activities = cache(lambda day: activities_of(town, day))
        self._asked = cache(self._asked_on)
        self._came = cache(self._came_to)
        self._rooms = Rooms(town, first, [each.id for each in self._residents], self._activities)

    def moments(self, last: date) -> Iterator[Moment]:
        """The moments of all days until ``last``, in order."""
        for number in range((last - self.first).days + 1):
            day = self.first + number * ONE_DAY
            yield Moment(day, datetime.combine(day, MORNING, TOKYO), tuple(self._morning(day)), last=False)
            yield Moment(day, datetime.combine(day, EVENING, TOKYO), tuple(self._evening(day)), last=True)

    # -- the two moments

    def _morning(self, day: date) -> Iterator[Deed]:
        before = day - ONE_DAY
        for person, group in self._cohort(day):
            yield Declared(f"declared-{person.id}-{day}", person, self._new_tag(day, person, group))
        yield from (Accepted(f"accepted-{each.row}", each) for each in _part(self._asked(before), ACCEPT))
        yield from self._rooms.booked(day)
        near = self._held(day + ONE_DAY) if day + ONE_DAY < self.first + AHEAD_DAYS * ONE_DAY else ()
        for each in (*near, *self._activities(day + AHEAD_DAYS * ONE_DAY)):
            yield Announced(f"announced-{each.id}", each)
        yield from self._rooms.cancelled(day)
        yield from self._rooms.started(day, MORNING)
        yield from self._rooms.completed(before, EVENING)

    def _evening(self, day: date) -> Iterator[Deed]:
        before = day - ONE_DAY
        yield from self._asked(day)
        accepted = _part(self._asked(before), ACCEPT)
        yield from (Joined(f"joined-{each.row}", each) for each in _part(accepted, JOIN))
        yield from self._rooms.started(day, EVENING)
        yield from self._rooms.completed(day, MORNING)
        yield from self._came(day)
        yield from self._redeemed(day)
        yield from self._gave(day)
        yield from (HandedOver(f"handed-over-{each.row}", each) for each in self._redeemed(before)[::2])

    # -- people and groups

    def _cohort(self, day: date) -> list[tuple[PersonSeed, GroupSeed]]:
        """Those who look for a group on a day, others than on the days around it, and the one that each finds."""
        if day < self.first:
            return []
        random = self._chance("cohort", day)
        count = random.randint(*(QUIET_COHORT if is_quiet(day) else COHORT))
        begin = day.toordinal() * COHORT_MAX
        people = [self._curious[(begin + number) % len(self._curious)] for number in range(count)]
        return [(each, self._group_for(random, each)) for each in people]

    def _group_for(self, random: Random, person: PersonSeed) -> GroupSeed:
        elsewhere = not person.areas
        others = [
            each
            for each in self._town.groups
            if each.id not in person.member_of and not (elsewhere and each.outsiders_welcome is False)
        ]
        tags = set(person.interests.tags) if person.interests else set()
        return random.choice([each for each in others if tags & set(each.tags)] or others)

    def _new_tag(self, day: date, person: PersonSeed, group: GroupSeed) -> str:
        """Something that the person has not said before: of what the group does, or else of what another one does."""
        said = person.interests.tags if person.interests else ()
        near = sorted(set(group.tags).difference(said)) or sorted(set(self._tags).difference(said))
        return self._chance("tag", day, person.id).choice(near)

    def _asked_on(self, day: date) -> list[Asked]:
        random = self._chance("asked", day)
        cohort = _part(self._cohort(day), ASK)
        asked = [(who, Asked(f"asked-{who.id}-{day}", who.id, group.id, random.choice(WORDS))) for who, group in cohort]
        return [each for who, each in asked if age_on(who.birth_date, day - TOLD) >= ALONE_FROM]

    # -- activities and points

    def _held(self, day: date) -> tuple[ActivitySeed, ...]:
        """The activities of a day that were announced before it, or on the day before."""
        return self._activities(day)[:HELD_MAX] if day > self.first else ()

    def _came_to(self, day: date) -> list[Attended]:
        random = self._chance("came", day)
        came = [
            Attended(f"attended-{activity.id}-{person_id}", activity, person_id)
            for activity in self._held(day)
            for person_id in activity.sign_ups
            if random.random() < ATTENDS
        ]
        return random.sample(came, min(len(came), random.randint(*CAME_MAX)))

    def _redeemed(self, day: date) -> list[Redeemed]:
        """Of those who came the day before, the first ones have the reward that one attendance pays for."""
        reward_id = f"{REWARDS[0].id}-{fiscal_year(day)}"
        people = list(dict.fromkeys(each.person_id for each in self._came(day - ONE_DAY)))
        count = self._chance("redeemed", day).randint(*REDEEM)
        return [Redeemed(f"redeemed-{each}-{day}", each, reward_id) for each in people[:count]]

    def _gave(self, day: date) -> Iterator[Gave]:
        """Of those who came the day before, the last ones thank the officer whose activity it was."""
        if day.weekday() not in GIFT_DAYS:
            return
        random = self._chance("gave", day)
        officers = {each.person_id: each.activity.officer_id for each in self._came(day - ONE_DAY)}
        givers = [(giver, officer) for giver, officer in officers.items() if giver != officer]
        for giver, officer in givers[-GIVE:]:
            yield Gave(f"gave-{giver}-{day}", giver, officer, random.choice(GIFTS))

    def _chance(self, purpose: str, day: date, *more: str) -> Random:
        return chance(self._town.seed, "past", purpose, day.isoformat(), *more)


def _part(of: list[T], share: float) -> list[T]:
    """The first ones, so many in a hundred."""
    return of[: round(len(of) * share)]
