"""What the people of the sample town did and said, week after week, by what they are really like (``tastes``).

Nobody in this past was shown a recommendation: people hear of things from neighbours, friends and the size of a group.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from kyoso.judging.history import ActivityLine, AnyLine, AreaLine, DeedLine, GroupLine, History, PersonLine
from kyoso.judging.tastes import Assumptions, Floats, Hidden, hidden_town
from kyoso.town.activities import activities_of
from kyoso.town.generate import SEED, generate
from kyoso.town.model import ActivitySeed, PersonSeed, Town
from kyoso.town.people import PEOPLE_COUNT
from kyoso.town.places import AREAS
from kyoso.town.words import AVAILABILITY, ROLE_WISHES, TAGS
from shared.clock import tokyo_date

FIRST_DAY = date(2025, 10, 6)
"""A fixed Monday, so that the same seed gives the same past in any year."""
WEEKS_BEFORE, WEEKS_AFTER = 52, 26
SPLIT = FIRST_DAY + timedelta(weeks=WEEKS_BEFORE)
PARTS = ("morning", "afternoon", "evening")
FREE_DAY = 5
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Invented:
    """A past, and what only its maker knows: how probably, on the day, each person would be drawn to each group."""

    history: History
    drawn: Floats
    """Person x group, in the order of the history's people and groups."""


class Living:
    """One run through the weeks."""

    def __init__(self, town: Town, hidden: Hidden, rng: np.random.Generator) -> None:
        self.town, self.hidden, self.rng = town, hidden, rng
        self.index = {group.id: n for n, group in enumerate(town.groups)}
        self.member = np.zeros(hidden.taste.shape, dtype=bool)
        self.been = np.zeros(hidden.taste.shape)
        for row, person in enumerate(town.people):
            for group in (*person.officer_of, *person.member_of):
                self.member[row, self.index[group]] = True
        self.deeds: list[DeedLine] = []
        self.activities: list[ActivitySeed] = []
        for row, group in zip(*np.nonzero(self.member), strict=True):
            self._note("joined", int(row), town.groups[int(group)].id, FIRST_DAY)

    def week(self, monday: date) -> None:
        """Everybody looks at what there is in a week, goes or does not, and some join or leave."""
        planned = [each for n in range(7) for each in activities_of(self.town, monday + timedelta(days=n))]
        self.activities += planned
        groups = np.array([self.index[each.group_id] for each in planned])
        times = np.array([_time(each) for each in planned])
        chance = self.chances(groups, times)
        for row, column in zip(*np.nonzero(self.rng.random(chance.shape) < chance), strict=True):
            self._note("attended", int(row), planned[column].id, tokyo_date(planned[column].starts_at))
            self._after(int(row), int(groups[column]), tokyo_date(planned[column].starts_at))
        self.member &= self.rng.random(self.member.shape) >= self.hidden.assumed.leaves_a_week

    def chances(self, groups: npt.NDArray[np.int64], times: npt.NDArray[np.int64] | None) -> Floats:
        """Person x activity: knows of it, and wants to go. Without ``times`` as if it were at a time that fits."""
        h, a = self.hidden, self.hidden.assumed
        friends = self.member[h.friends].sum(axis=1)[:, groups]
        member, minutes = self.member[:, groups], h.minutes[:, groups]
        wants = (
            a.base
            + h.energy[:, None]
            + h.openness[groups]
            + a.taste * h.taste[:, groups]
            + a.a_minute * minutes
            + a.a_friend * np.log1p(friends)
            + a.can_help * h.wanted[:, groups]
            + a.habit * member
            + 0.5 * np.log1p(self.been[:, groups])
            + a.no_common_language * h.apart[:, groups]
        )
        if times is not None:
            wants = wants + a.not_free * ~h.free[:, times]
        unknown = (
            (1 - a.known_anyhow)
            * (1 - a.known_near * np.exp(-minutes / a.near_minutes))
            * (1 - a.known_by_friends * np.minimum(friends, 3) / 3)
            * (1 - a.known_by_size * np.log10(h.members[groups]))
        )
        aware = np.where(member | (self.been[:, groups] > 0), 1.0, 1 - unknown)
        found: Floats = aware / (1 + np.exp(-wants))
        return found

    def _after(self, row: int, group: int, on: date) -> None:
        """Who was there may join: the sooner, the more they liked it."""
        a = self.hidden.assumed
        self.been[row, group] += 1
        likely = a.joins_after + a.joins_when_fond * (self.hidden.taste[row, group] > 1)
        if not self.member[row, group] and self.rng.random() < likely:
            self.member[row, group] = True
            self._note("joined", row, self.town.groups[group].id, on)

    def _note(self, kind: str, row: int, what: str, on: date) -> None:
        line = {"kind": kind, "person": self.town.people[row].id, "what": what, "on": on}
        self.deeds.append(DeedLine.model_validate(line))


def invented(people: int = PEOPLE_COUNT, seed: int = SEED, assumed: Assumptions | None = None) -> Invented:
    """A past of the sample town, the same for the same numbers: a year that is known, and half a year that is not."""
    town = generate(SEED, people)
    rng = np.random.default_rng(seed)
    hidden = hidden_town(town, SPLIT, rng, assumed or Assumptions())
    living = Living(town, hidden, rng)
    said = tuple(_said(person, n, hidden, rng) for n, person in enumerate(town.people))
    for week in range(WEEKS_BEFORE):
        living.week(FIRST_DAY + timedelta(weeks=week))
    drawn = living.chances(np.arange(len(town.groups)), None)
    for week in range(WEEKS_BEFORE, WEEKS_BEFORE + WEEKS_AFTER):
        living.week(FIRST_DAY + timedelta(weeks=week))
    groups = tuple(
        GroupLine(
            id=group.id, areas=group.areas, tags=group.tags, needs=group.needs, times=group.times,
            languages=group.languages, size_band=group.size_band,
        )
        for group in town.groups
    )  # fmt: skip
    areas = tuple(
        AreaLine(layer=place.layer, id=place.id, latitude=place.latitude, longitude=place.longitude) for place in AREAS
    )
    activities = tuple(
        ActivityLine(id=each.id, group=each.group_id, areas=each.areas, tags=each.tags, starts_at=each.starts_at)
        for each in living.activities
    )
    lines: list[AnyLine] = [*areas, *said, *groups, *activities, *living.deeds]
    return Invented(History.of(SPLIT, lines), drawn)


def _said(person: PersonSeed, row: int, hidden: Hidden, rng: np.random.Generator) -> PersonLine:
    """What somebody declares: noisy, short, sometimes a wish rather than a taste, and often nothing."""
    a = hidden.assumed
    line = PersonLine(id=person.id, areas=person.areas, age_band=hidden.bands[row], languages=(person.language,))
    quiet, count = rng.random() < a.says_nothing, int(rng.integers(1, a.declares_most + 1))
    pull = 2.0 * hidden.likes_tag[row] + rng.gumbel(size=len(TAGS))
    wished = rng.random(count) < a.says_by_wish
    tags = [
        int(rng.integers(len(TAGS))) if wish else int(tag) for wish, tag in zip(wished, np.argsort(-pull), strict=False)
    ]
    heard = np.where(hidden.free[row], rng.random(6) < 0.8, rng.random(6) < 0.1)
    offered = np.where(hidden.helps[row], rng.random(len(ROLE_WISHES)) < 0.6, rng.random(len(ROLE_WISHES)) < 0.03)
    if quiet:
        return line
    return line.model_copy(
        update={
            "tags": tuple(dict.fromkeys(TAGS[tag] for tag in tags)),
            "availability": tuple(time for time, said in zip(AVAILABILITY, heard, strict=True) if said),
            "role_wishes": tuple(role for role, said in zip(ROLE_WISHES, offered, strict=True) if said),
        }
    )


def _time(activity: ActivitySeed) -> int:
    """The time of the week as ``AVAILABILITY`` numbers it."""
    at = activity.starts_at
    part = 0 if at.hour < 12 else 1 if at.hour < 17 else 2
    return part + (len(PARTS) if at.weekday() >= FREE_DAY else 0)
