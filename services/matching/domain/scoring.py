"""The score of a group or an activity for a person: a sum of contributions, each of which is a reason.

contribution          = weight x feature, where the feature lies in 0-1 (data/weights.json, effective-dated)

shared-tag:TAG          tag          repeat_factor^i for the i-th tag they share, in the person's own order
kindred-tag:MINE~THEIRS tag          kindred_factor x repeat_factor^i for a tag of the person's that they do not share,
                                     when one of theirs is it or has the same broader tag (i goes on after the shared)
needed-role:ROLE        role         repeat_factor^i for the i-th role that is needed and wished, in the person's order
needed-skill:SKILL      skill        repeat_factor^i for the i-th skill that is wanted and declared, in their order
has-access:NEED         access       repeat_factor^i for the i-th access need of the person's that they say they meet
same-area / near-area   area         half for every 20 minutes' walk, to the nearest town of theirs (``areas.walks``)
on-foot:MINUTES         area         the same, when the point where they meet is known
far                     area         the same beyond 30 minutes: it counts, and is not told
welcomes-outsiders      area         1 for who has no home here, when the group says that they are welcome
fits-time:TIME          time         share of their times at which the person is available (named: the first of theirs)
shared-language:LANG    language     1 when the person's first language other than Japanese that they share exists
age-wanted:BAND         age          1 when the person said their age band and the group looks for people of it
small-group             small        by size band (parameters.small)
new-field               new_field    1 when the person has groups, and none of their tags is one of these
hands-wanted            hands_wanted 1 when they need somebody and no needed role is wished
newly-registered        newly        1 - days since the group was registered / newly_days, not below 0
soon                    soon         1 - days until the start / soon_days, not below 0 (activities)

A contribution is a whole number of ten-thousandths of a point (half to even); the score is their sum. Nothing else
enters the score. What is said to the person is in ``reasons``; ``ranking`` computes the same for all offers at once.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

from services.matching.domain.areas import FACILITY, OUTSIDERS, Area
from services.matching.domain.walking import HALF_MINUTES, minutes_of
from services.matching.domain.weights import Weights

UNITS = 10_000
"""Of a point: scores are whole numbers of these, so that sums and ties are exact in any order."""
FAR_MINUTES = 30
"""Nobody is told that something is near which is a longer walk than this."""
JAPANESE = frozenset({"ja", "ja-easy"})
KINDRED = "~"
"""Between the two tags that a kindred-tag is about; codes have none."""


class Seeker(NamedTuple):
    """A person as scoring sees them. ``nearness``: every area that is near to one of theirs.

    ``broader``: the vocabulary's ``{tag: broader tag}``. The inputs are what the person said, where they live as the
    people service tells, and the groups they are in: nothing else, and nothing is inferred.
    """

    tags: tuple[str, ...] = ()
    role_wishes: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    access_needs: tuple[str, ...] = ()
    availability: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ()
    age_band: str = ""
    nearness: Mapping[Area, float] = MappingProxyType({})
    joined_tags: frozenset[str] = frozenset()
    has_groups: bool = False
    broader: Mapping[str, str] = MappingProxyType({})
    half_minutes: float = HALF_MINUTES


class Offer(NamedTuple):
    """A group or an activity as scoring sees it. ``times`` are different ones."""

    tags: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    skills_wanted: frozenset[str] = frozenset()
    access: frozenset[str] = frozenset()
    areas: tuple[Area, ...] = ()
    times: tuple[str, ...] = ()
    languages: frozenset[str] = frozenset()
    ages_wanted: frozenset[str] = frozenset()
    size_band: str = ""
    registered_at: datetime | None = None
    starts_at: datetime | None = None


class Contribution(NamedTuple):
    """A part of a score: the reason's code, what it is about (a tag, an area…), and ten-thousandths of points."""

    code: str
    about: str
    units: int

    @property
    def name(self) -> str:
        """The reason as one word, ``code:about``."""
        return f"{self.code}:{self.about}" if self.about else self.code

    @property
    def points(self) -> float:
        """What it adds to the score."""
        return self.units / UNITS


def contributions(seeker: Seeker, offer: Offer, weights: Weights, now: datetime) -> list[Contribution]:
    """All contributions above 0, the greatest first; equal ones in the order of the module's table."""
    w, p = weights.weights, weights.parameters
    found: list[Contribution] = []
    _tags(found, seeker, offer, weights)
    wished = _repeated(found, "needed-role", seeker.role_wishes, offer.needs, w.role, weights)
    _repeated(found, "needed-skill", seeker.skills, offer.skills_wanted, w.skill, weights)
    _repeated(found, "has-access", seeker.access_needs, offer.access, w.access, weights)
    if place := _place(seeker, offer):
        _add(found, *_walk(*place, seeker.half_minutes), w.area * place[1])
    if fitting := [time for time in offer.times if time in seeker.availability]:
        _add(found, "fits-time", fitting[0], w.time * len(fitting) / len(offer.times))
    if language := _language(seeker, offer):
        _add(found, "shared-language", language, w.language)
    if seeker.age_band and seeker.age_band in offer.ages_wanted:
        _add(found, "age-wanted", seeker.age_band, w.age)
    if small := p.small.get(offer.size_band):  # type: ignore[call-overload]  # a band of a newer contract counts nothing
        _add(found, "small-group", "", w.small * small)
    if seeker.has_groups and offer.tags and seeker.joined_tags.isdisjoint(offer.tags):
        _add(found, "new-field", "", w.new_field)
    if offer.needs and not wished:
        _add(found, "hands-wanted", "", w.hands_wanted)
    _days(found, offer, weights, now)
    found.sort(key=lambda contribution: -contribution.units)
    return found


def units_of(found: Iterable[Contribution]) -> int:
    """The score in ten-thousandths of a point."""
    return sum(contribution.units for contribution in found)


def score_of(found: Iterable[Contribution]) -> float:
    """The sum of the contributions, in points."""
    return units_of(found) / UNITS


def units(points: float) -> int:
    """Points as whole ten-thousandths, half to even."""
    return round(points * UNITS)


def _language(seeker: Seeker, offer: Offer) -> str | None:
    for language in seeker.languages:
        if language in offer.languages and language not in JAPANESE:
            return language
    return None


def _days(found: list[Contribution], offer: Offer, weights: Weights, now: datetime) -> None:
    w, p = weights.weights, weights.parameters
    if offer.registered_at is not None:
        days = (now - offer.registered_at) / timedelta(days=1)
        _add(found, "newly-registered", "", w.newly * max(0.0, 1 - max(0.0, days) / p.newly_days))
    if offer.starts_at is not None:
        days = (offer.starts_at - now) / timedelta(days=1)
        _add(found, "soon", "", w.soon * max(0.0, 1 - max(0.0, days) / p.soon_days))


def _place(seeker: Seeker, offer: Offer) -> tuple[Area, float] | None:
    if not seeker.nearness or not offer.areas:
        return None
    area = max(offer.areas, key=lambda each: seeker.nearness.get(each, 0.0))
    return area, seeker.nearness.get(area, 0.0)


def _walk(area: Area, near: float, half_minutes: float) -> tuple[str, str]:
    """What is said of a place: how long it is to walk to a point, else which area it is; of a far one only that."""
    if area == OUTSIDERS:
        return "welcomes-outsiders", ""
    minutes = minutes_of(near, half_minutes) if near > 0 else FAR_MINUTES + 1
    if minutes > FAR_MINUTES:
        return "far", ""
    if area.layer == FACILITY:
        return "on-foot", str(minutes)
    return "same-area" if near == 1.0 else "near-area", area.key


def _tags(found: list[Contribution], seeker: Seeker, offer: Offer, weights: Weights) -> None:
    points = weights.weights.tag
    for tag in seeker.tags:
        if tag in offer.tags:
            _add(found, "shared-tag", tag, points)
            points *= weights.parameters.repeat_factor
    broader = seeker.broader
    if not broader or not offer.tags:
        return
    families = {broader.get(each, each) for each in offer.tags}
    for tag in seeker.tags:
        family = broader.get(tag, tag)
        if family in families and tag not in offer.tags:
            theirs = min(each for each in offer.tags if broader.get(each, each) == family)
            _add(found, "kindred-tag", f"{tag}{KINDRED}{theirs}", points * weights.parameters.kindred_factor)
            points *= weights.parameters.repeat_factor


def _repeated(
    found: list[Contribution],
    code: str,
    mine: Iterable[str],
    theirs: frozenset[str],
    weight: float,
    weights: Weights,
) -> bool:
    """Add what both have; whether there is any."""
    if not theirs or theirs.isdisjoint(mine):
        return False
    points = weight
    for each in mine:
        if each in theirs:
            _add(found, code, each, points)
            points *= weights.parameters.repeat_factor
    return True


def _add(found: list[Contribution], code: str, about: str, points: float) -> None:
    if (rounded := round(points * UNITS)) > 0:
        found.append(Contribution(code, about, rounded))
