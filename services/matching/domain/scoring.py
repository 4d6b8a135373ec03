"""The score of a group or an activity for a person: a sum of contributions, each of which is a reason.

contribution          = weight x feature, where the feature lies in 0-1 (data/weights.json, effective-dated)

shared-tag:TAG          tag          repeat_factor^i for the i-th tag they share, in the person's own order
needed-role:ROLE        role         repeat_factor^i for the i-th role that is needed and wished, in the person's order
same-area / near-area   area         greatest nearness of an area of theirs to one of the person's (same: exactly 1)
fits-time:TIME          time         share of their times at which the person is available (named: the first of theirs)
shared-language:LANG    language     1 when the person's first language other than Japanese that they share exists
small-group             small        by size band (parameters.small)
new-field               new_field    1 when the person has groups, and none of their tags is one of these
hands-wanted            hands_wanted 1 when they need somebody and no needed role is wished
soon                    soon         1 - days until the start / soon_days, not below 0 (activities)

A contribution is rounded to 4 digits; the score is the sum of what was rounded. The reasons are the three greatest
contributions above 0. Nothing else enters the score, so the reasons are true by construction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from services.matching.domain.areas import Area
from services.matching.domain.weights import Weights

DIGITS = 4
REASONS_MAX = 3
JAPANESE = frozenset({"ja", "ja-easy"})


@dataclass(frozen=True, slots=True)
class Seeker:
    """A person as scoring sees them. ``nearness``: every area that is near to one of theirs."""

    tags: tuple[str, ...] = ()
    role_wishes: tuple[str, ...] = ()
    availability: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ()
    nearness: Mapping[Area, float] = field(default_factory=dict)
    joined_tags: frozenset[str] = frozenset()
    has_groups: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A group or an activity as scoring sees it."""

    tags: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    areas: tuple[Area, ...] = ()
    times: tuple[str, ...] = ()
    languages: frozenset[str] = frozenset()
    size_band: str = ""
    starts_at: datetime | None = None


class Contribution(NamedTuple):
    """A part of a score: the reason's code, what it is about (a tag, an area…), and its points."""

    code: str
    about: str
    points: float

    @property
    def name(self) -> str:
        """The reason as one word, ``code:about``."""
        return f"{self.code}:{self.about}" if self.about else self.code


def contributions(seeker: Seeker, offer: Offer, weights: Weights, now: datetime) -> list[Contribution]:
    """All contributions above 0, the greatest first; equal ones in the order of the module's table."""
    w = weights.weights
    found: list[Contribution] = []
    _repeated(found, "shared-tag", seeker.tags, offer.tags, w.tag, weights)
    _repeated(found, "needed-role", seeker.role_wishes, offer.needs, w.role, weights)
    wished = len(found) > 0 and found[-1].code == "needed-role"
    if seeker.nearness and offer.areas:
        area = max(offer.areas, key=lambda each: seeker.nearness.get(each, 0.0))
        near = seeker.nearness.get(area, 0.0)
        _add(found, "same-area" if near == 1.0 else "near-area", area.key, w.area * near)
    if offer.times and seeker.availability:
        fitting = [time for time in offer.times if time in seeker.availability]
        if fitting:
            _add(found, "fits-time", fitting[0], w.time * len(fitting) / len(offer.times))
    language = next((each for each in seeker.languages if each not in JAPANESE and each in offer.languages), None)
    if language:
        _add(found, "shared-language", language, w.language)
    _add(found, "small-group", "", w.small * weights.parameters.small.get(offer.size_band, 0.0))  # type: ignore[call-overload]  # a band of a newer contract counts nothing
    if seeker.has_groups and offer.tags and seeker.joined_tags.isdisjoint(offer.tags):
        _add(found, "new-field", "", w.new_field)
    if offer.needs and not wished:
        _add(found, "hands-wanted", "", w.hands_wanted)
    if offer.starts_at is not None:
        days = (offer.starts_at - now) / timedelta(days=1)
        _add(found, "soon", "", w.soon * max(0.0, 1 - max(0.0, days) / weights.parameters.soon_days))
    found.sort(key=lambda contribution: -contribution.points)
    return found


def score_of(found: Iterable[Contribution]) -> float:
    """The sum of the contributions."""
    return round(sum(contribution.points for contribution in found), DIGITS)


def reasons_of(found: Sequence[Contribution]) -> list[Contribution]:
    """The top contributions: what is said to the person."""
    return list(found[:REASONS_MAX])


def _repeated(
    found: list[Contribution],
    code: str,
    mine: Iterable[str],
    theirs: frozenset[str],
    weight: float,
    weights: Weights,
) -> None:
    points = weight
    for each in mine:
        if each in theirs:
            _add(found, code, each, points)
            points *= weights.parameters.repeat_factor


def _add(found: list[Contribution], code: str, about: str, points: float) -> None:
    points = round(points, DIGITS)
    if points > 0:
        found.append(Contribution(code, about, points))
