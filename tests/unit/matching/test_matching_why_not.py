"""Whoever is told what they have not said hears the truth: saying it raises that very score, by those points."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from services.matching.domain.areas import OUTSIDERS
from services.matching.domain.recommending.explaining import absences
from services.matching.domain.recommending.reasons import Pair
from services.matching.domain.recommending.scoring import Offer, Seeker, contributions, score_of
from services.matching.knowledge import Knowledge

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
KNOWLEDGE = Knowledge.read()
WEIGHTS = KNOWLEDGE.weights.on(NOW.date())
LISTS = {name: sorted(words) for name, words in KNOWLEDGE.words.lists.items()}
AREAS = sorted(KNOWLEDGE.areas.words)
SINGLE = {"tag": ("tags", "tags"), "role": ("role_wishes", "roles"), "language": ("languages", "languages")}
"""What is said of a list, one thing at a time."""


def seekers() -> Iterator[Seeker]:
    """A person who has said everything, without each of the things that one can say, and somebody of no words."""
    random = Random(7)
    for _ in range(12):
        home = random.choice(AREAS)
        whole = Seeker(
            tags=tuple(random.sample(LISTS["tags"], 2)),
            role_wishes=tuple(random.sample(LISTS["roles"], 2)),
            availability=frozenset(random.sample(LISTS["times"], 2)),
            languages=("ja", random.choice(LISTS["languages"])),
            nearness=KNOWLEDGE.areas.walks([home]),
            joined_tags=frozenset(random.sample(LISTS["tags"], 3)),
            has_groups=True,
            broader=KNOWLEDGE.words.broader,
            half_minutes=KNOWLEDGE.areas.half_minutes,
            seen={"group/g3": ("set-aside", NOW.date())},
        )
        yield whole
        for field in ("tags", "role_wishes", "availability", "nearness"):
            yield whole._replace(**{field: getattr(Seeker(), field)})
        yield whole._replace(languages=("ja",))
        yield whole._replace(joined_tags=frozenset(), has_groups=False)
    yield Seeker(broader=KNOWLEDGE.words.broader)


def offers() -> Iterator[Offer]:
    """Groups and activities, each with much or nothing of every kind."""
    random = Random(11)
    for number in range(40):

        def some(name: str, most: int, draw: Random = random) -> frozenset[str]:
            return frozenset(draw.sample(LISTS[name], draw.randint(0, most)))

        areas = tuple(random.sample(AREAS, random.randint(0, 2)))
        group = Offer(
            tags=some("tags", 2),
            needs=some("roles", 2),
            areas=(*areas, OUTSIDERS) if number % 5 == 0 else areas,
            times=tuple(sorted(some("times", 2))),
            languages=random.choice(
                (frozenset(), frozenset({"ja"}), frozenset({"ja", "ja-easy"}), some("languages", 3))
            ),
            size_band=random.choice(("1-4", "10-29", "100+")),
            registered_at=NOW - timedelta(days=random.randint(1, 90)),
            key=f"group/g{number}",
        )
        yield group
        free = frozenset({"何か"}) if number % 4 == 0 else group.tags
        yield Offer(
            tags=free, areas=areas, times=group.times[:1], starts_at=NOW + timedelta(days=3), key=f"activity/{number}"
        )


def points(seeker: Seeker, offer: Offer) -> float:
    """The score."""
    return score_of(contributions(seeker, offer, WEIGHTS, NOW))


def said(seeker: Seeker, offer: Offer) -> dict[str, list[Seeker]]:
    """For each thing that somebody has not said, them after saying it, in every way that there is."""
    found = {}
    for feature, (field, name) in SINGLE.items():
        if not set(getattr(seeker, field)) - {"ja", "ja-easy"}:
            found[feature] = [seeker._replace(**{field: (*getattr(seeker, field), code)}) for code in LISTS[name]]
    if not seeker.availability:
        found["time"] = [seeker._replace(availability=frozenset(LISTS["times"]))]
    if not seeker.nearness:
        found["area"] = [seeker._replace(nearness=KNOWLEDGE.areas.walks((), [own])) for own in AREAS]
    if not seeker.has_groups:
        other = next(tag for tag in LISTS["tags"] if tag not in offer.tags)
        found["new_field"] = [seeker._replace(has_groups=True, joined_tags=frozenset({other}))]
    if offer.key in seeker.seen:
        found["seen"] = [seeker._replace(seen={})]
    return found


def test_saying_what_is_told_as_unsaid_raises_that_score_by_those_points():
    """And what would raise it is told: for every pair, by trying every code of the lists."""
    told = dict.fromkeys(("tag", "role", "language", "time", "area", "new_field", "seen"), 0)
    untold = dict(told)
    for seeker in seekers():
        for offer in offers():
            before = points(seeker, offer)
            lacks = absences(
                contributions(seeker, offer, WEIGHTS, NOW), Pair(seeker, offer, WEIGHTS, NOW), LISTS["tags"]
            )
            yours = {lack.feature: lack.points for lack in lacks if lack.side == "yours"}
            ways = said(seeker, offer)
            if offer.starts_at is not None:
                ways = {feature: each for feature, each in ways.items() if feature not in ("role", "language")}
            gains = {f: max(points(each, offer) for each in after) - before for f, after in ways.items()}
            rises = {feature: pytest.approx(gain) for feature, gain in gains.items() if gain > 1e-9}
            assert rises == yours
            for feature in gains:
                told[feature] += feature in yours
                untold[feature] += feature not in yours

    assert all(told.values())
    assert all(untold[feature] for feature in told if feature != "seen")
