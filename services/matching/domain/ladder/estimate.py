"""How many people of an area take part in nothing and do not care to: an estimate with its error, never a list.

rest(band)    = people of the area in the band - people known to take part, not below 0
share(band)   = uninterested / asked, of the survey's people who take part in nothing; bands with fewer than
                ``ASKED_MIN`` asked have the share of all bands together
uninterested  = sum over bands of rest x share; the others of the rest are interested
error         = 1.96 x the root of the sum over bands of rest^2 x v(band): half of the 95 % interval
v(band)       = q (1 - q) / asked x (1 - asked / rest of the whole city), not below 0: the binomial error of the
                survey, corrected for a finite population (Cochran, Sampling Techniques, 1977, ch. 2-3), where
                q = (uninterested + 2) / (asked + 4), so that 0 of 30 is not certain (Agresti and Coull 1998)

Bands that are pooled share one error: it is summed before it is squared. Of an area in which fewer than five people
are known to take part, or fewer than five are not, nothing is told by itself: it is put together with the next smallest
until both are five or more; each area is in one line only, so that no difference of lines gives one away. People whose
band is not known are spread over the bands as the area's people are; those whose area is not known are in no line.
"""

import math
from collections.abc import Mapping, Sequence
from typing import get_args

from pydantic import BaseModel, ConfigDict

from shared.contracts.people import AgeBand
from shared.small_counts import COUNT_SHOWN_MIN

BANDS: tuple[str, ...] = get_args(AgeBand)
ASKED_MIN = 30
Z95 = 1.96
UNKNOWN_BAND = "?"

Counts = Mapping[str, Mapping[str, int]]
"""By area and age band."""


class Asked(BaseModel):
    """Of one age band: how many were asked who take part in nothing, and how many of them do not care to."""

    model_config = ConfigDict(frozen=True)

    n: int
    uninterested: int


class LadderLine(BaseModel):
    """One area, or several put together. People are whole; ``error`` is half of the 95 % interval."""

    model_config = ConfigDict(frozen=True)

    areas: tuple[str, ...]
    people: int
    active: int
    uninterested: int
    interested: int
    error: int


def lines_of(population: Counts, survey: Mapping[str, Asked], active: Counts) -> tuple[LadderLine, ...]:
    """A line for each area that can be told, and one of the whole city first; nothing where even that is too small."""
    rest_of_city = {band: sum(_rest(population, active, area)[band] for area in population) for band in BANDS}
    together = _together(population, active)
    if not together:
        return ()
    whole = tuple(sorted(population))
    parts = [whole, *together] if len(together) > 1 else [whole]
    return tuple(_line(areas, population, survey, active, rest_of_city) for areas in parts)


def pooled(survey: Mapping[str, Asked]) -> tuple[dict[str, Asked], frozenset[str]]:
    """What is used for each band, and the bands that have the answers of all bands together."""
    everybody = Asked(
        n=sum(each.n for each in survey.values()), uninterested=sum(each.uninterested for each in survey.values())
    )
    few = frozenset(band for band in BANDS if band not in survey or survey[band].n < ASKED_MIN)
    return {band: everybody if band in few else survey[band] for band in BANDS}, few


def _line(
    areas: tuple[str, ...], population: Counts, survey: Mapping[str, Asked], active: Counts, city: Mapping[str, int]
) -> LadderLine:
    asked, few = pooled(survey)
    rest = {band: sum(_rest(population, active, area)[band] for area in areas) for band in BANDS}
    uninterested = sum(rest[band] * asked[band].uninterested / asked[band].n for band in BANDS if rest[band])
    alone = [(rest[band], asked[band], city[band]) for band in BANDS if band not in few]
    pool = [(sum(rest[b] for b in few), asked[next(iter(few))], sum(city[b] for b in few))] if few else []
    variance = sum(n**2 * _variance(said, of) for n, said, of in (*alone, *pool))
    return LadderLine(
        areas=areas,
        people=sum(sum(population[area].values()) for area in areas),
        active=sum(sum(active.get(area, {}).values()) for area in areas),
        uninterested=round(uninterested),
        interested=sum(rest.values()) - round(uninterested),
        error=math.ceil(Z95 * math.sqrt(variance)),
    )


def _variance(said: Asked, of: int) -> float:
    """Of a share. ``of``: how many there are in the whole city."""
    if not of:
        return 0.0
    q = (said.uninterested + 2) / (said.n + 4)
    return q * (1 - q) / said.n * max(0.0, 1 - said.n / of)


def _rest(population: Counts, active: Counts, area: str) -> dict[str, int]:
    people, doing = population[area], dict(active.get(area, {}))
    unknown, everybody = doing.pop(UNKNOWN_BAND, 0), sum(people.values())
    spread = _spread(unknown, [people.get(band, 0) / everybody if everybody else 0.0 for band in BANDS])
    return {
        band: max(0, people.get(band, 0) - doing.get(band, 0) - more) for band, more in zip(BANDS, spread, strict=True)
    }


def _spread(count: int, shares: Sequence[float]) -> list[int]:
    """Whole numbers by shares, the greatest remainders first (Hamilton); of equal ones the first."""
    exact = [count * share for share in shares]
    found = [math.floor(each) for each in exact]
    left = min(count - sum(found), len(found)) if any(shares) else 0
    for n in sorted(range(len(exact)), key=lambda n: (found[n] - exact[n], n))[:left]:
        found[n] += 1
    return found


def _together(population: Counts, active: Counts) -> list[tuple[str, ...]]:
    """Areas, put together until each part has five people who take part and five who do not."""

    def sizes(areas: tuple[str, ...]) -> tuple[int, int]:
        doing = sum(sum(active.get(area, {}).values()) for area in areas)
        return doing, sum(sum(population[area].values()) for area in areas) - doing

    parts: list[tuple[str, ...]] = sorted(((area,) for area in population), key=lambda part: (min(sizes(part)), part))
    while parts and min(sizes(parts[0])) < COUNT_SHOWN_MIN:
        if len(parts) == 1:
            return []
        merged = tuple(sorted((*parts[0], *parts[1])))
        parts = sorted([merged, *parts[2:]], key=lambda part: (min(sizes(part)), part))
    return sorted(parts)
