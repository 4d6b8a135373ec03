"""What some people of the sample town say beside their wishes: skills, access needs, their age, more languages.

Each has a chance of its own, so that nobody's wishes, and nobody's past, are reshuffled by it. Pure.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from kyoso.town.chance import chance
from kyoso.town.model import PersonSeed
from kyoso.town.names import LANGUAGES
from kyoso.town.words import AGES, SKILLS

SKILLED, TELLS_AGE, SPEAKS_THEIRS, LEARNT_ONE = 0.22, 0.2, 0.6, 0.02
"""How many of those who say what they like have a skill to offer, and so on."""
GROWN_UP_BY = 2006
"""Whoever was born later offers no skill yet."""
AGES_ON = date(2026, 4, 1)


@dataclass(frozen=True, slots=True)
class Needing:
    """Of people born until a year: how many need something to take part, and what it may be."""

    until: int
    share: float
    needs: tuple[str, ...]


NEEDS = (
    Needing(1951, 0.25, ("step-free", "accessible-toilet", "hearing-loop", "large-print")),
    Needing(1961, 0.1, ("step-free", "hearing-loop", "large-print", "parking")),
    Needing(1986, 0.04, ("step-free", "writing", "sign-language", "quiet-space", "assistance-dog", "online")),
    Needing(2001, 0.12, ("children-welcome", "parking", "quiet-space")),
    Needing(2016, 0.02, ("step-free", "sign-language", "quiet-space")),
)


def told_more(seed: int, people: Iterable[PersonSeed], silent: frozenset[str]) -> Iterator[PersonSeed]:
    """The people, where some say more. ``silent``: the ids of those who say what they said, and no more."""
    for person in people:
        if person.interests is None or person.id in silent:
            yield person
            continue
        wishes = replace(
            person.interests,
            languages=(*person.interests.languages, *_languages(seed, person, person.interests.languages)),
            skills=_skills(seed, person),
            access_needs=_needs(seed, person),
            age_band=_age_band(seed, person),
        )
        yield replace(person, interests=wishes)


def _skills(seed: int, person: PersonSeed) -> tuple[str, ...]:
    random = chance(seed, "skills", person.id)
    if person.birth_date.year > GROWN_UP_BY or random.random() >= SKILLED:
        return ()
    return tuple(random.sample(SKILLS, random.randint(1, 2)))


def _needs(seed: int, person: PersonSeed) -> tuple[str, ...]:
    random = chance(seed, "access-needs", person.id)
    needing = next((each for each in NEEDS if person.birth_date.year <= each.until), NEEDS[-1])
    if random.random() >= needing.share:
        return ()
    return tuple(random.sample(needing.needs, random.randint(1, 2)))


def _age_band(seed: int, person: PersonSeed) -> str:
    if chance(seed, "age-band", person.id).random() >= TELLS_AGE:
        return ""
    born = person.birth_date
    age = AGES_ON.year - born.year - ((AGES_ON.month, AGES_ON.day) < (born.month, born.day))
    return next(band for below, band in AGES if below is None or age < below)


def _languages(seed: int, person: PersonSeed, known: tuple[str, ...]) -> tuple[str, ...]:
    """The one that they grew up with, or one that they learnt."""
    random = chance(seed, "languages", person.id)
    theirs = LANGUAGES.get(person.family) if person.language != "ja" else None
    spoken = theirs or random.choice(sorted({*LANGUAGES.values()}))
    speaks = random.random() < (SPEAKS_THEIRS if theirs else LEARNT_ONE)
    return (spoken,) if speaks and spoken not in known else ()
