"""The score of a group or an activity for a person: a sum of contributions, each of which is a reason.

contribution          = weight x feature, where the feature lies in 0-1 (data/weights.json, effective-dated)

shared-tag:TAG          tag          repeat_factor^i for the i-th tag they share, in the person's own order
kindred-tag:MINE~THEIRS tag          kindred_factor x repeat_factor^i for a tag of the person's that they do not share,
                                     when one of theirs is it or has the same broader tag (i goes on after the shared)
needed-role:ROLE        role         repeat_factor^i for the i-th role that is needed and wished, in the person's order
needed-skill:SKILL      skill        repeat_factor^i for the i-th skill that is wanted and declared, in their order
has-access:NEED         access       repeat_factor^i for the i-th access need of the person's that they say they meet
same-area / near-area   area         half for every 20 minutes' walk, to the nearest town of theirs (``areas.walks``)
on-foot:MINUTES         area         the same, when the point where they meet is known, from the cell of one's home
on-foot-from-area:MINS  area         the same from the middle of an area: nothing finer is known, or one's own is nearer
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
asked-before            seen         taken off: seen.asked or seen.invited x (1 - days since / seen_days), not below 0
set-aside               seen         taken off: seen.set-aside x the same, when the person set it aside themselves

A contribution is a whole number of ten-thousandths of a point (half to even); the score is their sum, and nothing else.
When a taste was tapped, tag is weight x tap_factor (``Weights.tapped``). What is said to the person is in ``reasons``;
``ranking`` computes the same for all offers at once.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

from services.matching.domain.areas import FACILITY, OUTSIDERS, Area
from services.matching.domain.recommending.weights import Weights
from services.matching.domain.walking import HALF_MINUTES, minutes_of
from shared.clock import tokyo_date

UNITS = 10_000
"""Of a point: scores are whole numbers of these, so that sums and ties are exact in any order."""
FAR_MINUTES = 30
"""Nobody is told that something is near which is a longer walk than this."""
ON_FOOT = frozenset({"on-foot", "on-foot-from-area"})
"""Reasons that tell the minutes of a walk."""
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
    seen: Mapping[str, tuple[str, date]] = MappingProxyType({})
    """What they asked, were asked by, or set aside, by the offer's key: how, and since which day."""
    from_home: Mapping[Area, float] = MappingProxyType({})
    """How near all is to the cell of their home alone: adds nothing, and decides from where a walk is told."""


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
    key: str = ""
    """``group/ID`` or ``activity/ID``."""


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
    """All contributions but those of 0, the greatest first; equal ones in the order of the module's table."""
    found: list[Contribution] = []
    for feature, _ in FEATURES:
        feature(found, seeker, offer, weights, now)
    found.sort(key=_descending)
    return found


def units_reading(field: str, seeker: Seeker, offer: Offer, weights: Weights, now: datetime) -> int:
    """What those features add up to that look at a field, of the person's or of the offer's.

    The others do not change with it: a score without something in it is tried by these alone (a test tries all).
    """
    found: list[Contribution] = []
    for feature in READING[field]:
        feature(found, seeker, offer, weights, now)
    return sum([part.units for part in found])


def _descending(part: Contribution) -> int:
    return -part.units


def units_of(found: Iterable[Contribution]) -> int:
    """The score in ten-thousandths of a point."""
    return sum(contribution.units for contribution in found)


def score_of(found: Iterable[Contribution]) -> float:
    """The sum of the contributions, in points."""
    return units_of(found) / UNITS


def units(points: float) -> int:
    """Points as whole ten-thousandths, half to even."""
    return round(points * UNITS)


def _place(seeker: Seeker, offer: Offer) -> tuple[Area, float] | None:
    if not seeker.nearness or not offer.areas:
        return None
    place, nearest = offer.areas[0], -1.0
    for area in offer.areas:
        if (near := seeker.nearness.get(area, 0.0)) > nearest:
            place, nearest = area, near
    return place, nearest


def _walk(area: Area, near: float, seeker: Seeker) -> tuple[str, str]:
    """What is said of a place: how long it is to walk to a point, else which area it is; of a far one only that.

    Whoever's home is known no finer than an area hears that the walk is from its middle.
    """
    if area == OUTSIDERS:
        return "welcomes-outsiders", ""
    minutes = minutes_of(near, seeker.half_minutes) if near > 0 else FAR_MINUTES + 1
    if minutes > FAR_MINUTES:
        return "far", ""
    if area.layer == FACILITY:
        return "on-foot" if seeker.from_home.get(area, 0.0) >= near else "on-foot-from-area", str(minutes)
    return "same-area" if near == 1.0 else "near-area", area.key


Feature = Callable[[list[Contribution], Seeker, Offer, Weights, datetime], None]


def _tags(found: list[Contribution], seeker: Seeker, offer: Offer, weights: Weights, _now: datetime) -> None:
    if not seeker.tags or not offer.tags:
        return
    points = weights.weights.tag
    for tag in seeker.tags:
        if tag in offer.tags:
            _add(found, "shared-tag", tag, points)
            points *= weights.parameters.repeat_factor
    broader = seeker.broader
    if not broader:
        return
    families = {broader.get(each, each) for each in offer.tags}
    for tag in seeker.tags:
        family = broader.get(tag, tag)
        if family in families and tag not in offer.tags:
            theirs = min(each for each in offer.tags if broader.get(each, each) == family)
            _add(found, "kindred-tag", f"{tag}{KINDRED}{theirs}", points * weights.parameters.kindred_factor)
            points *= weights.parameters.repeat_factor


def _repeated(
    found: list[Contribution], code: str, mine: Iterable[str], theirs: frozenset[str], points: float, weights: Weights
) -> None:
    """Add what both have."""
    if not theirs or theirs.isdisjoint(mine):
        return
    for each in mine:
        if each in theirs:
            _add(found, code, each, points)
            points *= weights.parameters.repeat_factor


def _roles(found: list[Contribution], seeker: Seeker, offer: Offer, weights: Weights, _now: datetime) -> None:
    _repeated(found, "needed-role", seeker.role_wishes, offer.needs, weights.weights.role, weights)


def _skills(found: list[Contribution], seeker: Seeker, offer: Offer, weights: Weights, _now: datetime) -> None:
    _repeated(found, "needed-skill", seeker.skills, offer.skills_wanted, weights.weights.skill, weights)


def _access(found: list[Contribution], seeker: Seeker, offer: Offer, weights: Weights, _now: datetime) -> None:
    _repeated(found, "has-access", seeker.access_needs, offer.access, weights.weights.access, weights)


def _walks(found: list[Contribution], seeker: Seeker, offer: Offer, weights: Weights, _now: datetime) -> None:
    if place := _place(seeker, offer):
        _add(found, *_walk(*place, seeker), weights.weights.area * place[1])


def _times(found: list[Contribution], seeker: Seeker, offer: Offer, weights: Weights, _now: datetime) -> None:
    if fitting := [time for time in offer.times if time in seeker.availability]:
        _add(found, "fits-time", fitting[0], weights.weights.time * len(fitting) / len(offer.times))


def _languages(found: list[Contribution], seeker: Seeker, offer: Offer, weights: Weights, _now: datetime) -> None:
    for language in seeker.languages:
        if language in offer.languages and language not in JAPANESE:
            _add(found, "shared-language", language, weights.weights.language)
            return


def _ages(found: list[Contribution], seeker: Seeker, offer: Offer, weights: Weights, _now: datetime) -> None:
    if seeker.age_band and seeker.age_band in offer.ages_wanted:
        _add(found, "age-wanted", seeker.age_band, weights.weights.age)


def _small(found: list[Contribution], _seeker: Seeker, offer: Offer, weights: Weights, _now: datetime) -> None:
    by_band = weights.parameters.small
    if small := by_band.get(offer.size_band):  # type: ignore[call-overload]  # a band of a newer contract counts nothing
        _add(found, "small-group", "", weights.weights.small * small)


def _new_field(found: list[Contribution], seeker: Seeker, offer: Offer, weights: Weights, _now: datetime) -> None:
    if seeker.has_groups and offer.tags and seeker.joined_tags.isdisjoint(offer.tags):
        _add(found, "new-field", "", weights.weights.new_field)


def _hands(found: list[Contribution], seeker: Seeker, offer: Offer, weights: Weights, _now: datetime) -> None:
    if offer.needs and offer.needs.isdisjoint(seeker.role_wishes):
        _add(found, "hands-wanted", "", weights.weights.hands_wanted)


def _newly(found: list[Contribution], _seeker: Seeker, offer: Offer, weights: Weights, now: datetime) -> None:
    if offer.registered_at is not None:
        days = (now - offer.registered_at) / timedelta(days=1)
        fresh = max(0.0, 1 - max(0.0, days) / weights.parameters.newly_days)
        _add(found, "newly-registered", "", weights.weights.newly * fresh)


def _soon(found: list[Contribution], _seeker: Seeker, offer: Offer, weights: Weights, now: datetime) -> None:
    if offer.starts_at is not None:
        days = (offer.starts_at - now) / timedelta(days=1)
        _add(found, "soon", "", weights.weights.soon * max(0.0, 1 - max(0.0, days) / weights.parameters.soon_days))


def _add(found: list[Contribution], code: str, about: str, points: float) -> None:
    if (rounded := round(points * UNITS)) > 0:
        found.append(Contribution(code, about, rounded))


def seen_units(how: str, on: date, weights: Weights, today: date) -> int:
    """What is taken off for something seen before, in ten-thousandths of a point, at least 0."""
    p, days = weights.parameters, (today - on).days
    share: float = p.seen.get(how, 0.0)  # type: ignore[call-overload]  # a way of a newer record counts nothing
    return max(0, round(weights.weights.seen * share * max(0.0, 1 - max(0, days) / p.seen_days) * UNITS))


def _seen(found: list[Contribution], seeker: Seeker, offer: Offer, weights: Weights, now: datetime) -> None:
    if offer.key and (known := seeker.seen.get(offer.key)):
        how, on = known
        if off := seen_units(how, on, weights, tokyo_date(now)):
            found.append(Contribution("set-aside" if how == "set-aside" else "asked-before", "", -off))


FEATURES: tuple[tuple[Feature, frozenset[str]], ...] = (
    (_tags, frozenset({"tags", "broader"})),
    (_roles, frozenset({"role_wishes", "needs"})),
    (_skills, frozenset({"skills", "skills_wanted"})),
    (_access, frozenset({"access_needs", "access"})),
    (_walks, frozenset({"nearness", "areas", "half_minutes", "from_home"})),
    (_times, frozenset({"availability", "times"})),
    (_languages, frozenset({"languages"})),
    (_ages, frozenset({"age_band", "ages_wanted"})),
    (_small, frozenset({"size_band"})),
    (_new_field, frozenset({"has_groups", "joined_tags", "tags"})),
    (_hands, frozenset({"role_wishes", "needs"})),
    (_newly, frozenset({"registered_at"})),
    (_soon, frozenset({"starts_at"})),
    (_seen, frozenset({"seen", "key"})),
)
"""All features, in the order of the module's table, each with what it looks at of the person and of the offer."""
READING: Mapping[str, tuple[Feature, ...]] = MappingProxyType(
    {
        field: tuple(feature for feature, fields in FEATURES if field in fields)
        for field in (*Seeker._fields, *Offer._fields)
    }
)
"""The features that look at a field."""
