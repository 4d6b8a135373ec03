"""What a city's file says of small help: categories with what each needs, checks, and the steps that deeds open.

What is missing for somebody to help is decided here, in one place, so that a refusal can say exactly what it is.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args

from services.matching.domain.consulting.desks import ID
from services.matching.domain.words import Word

Minors = Literal["free", "consent", "adults"]
Age = Literal["minor", "young", "adult", "unknown"]
"""``young``: a band that holds people under and over 18; ``unknown``: no date of birth was given."""
CHECKS_OF_AGE = ("guardian", "adult")
YEARS_CHECKED_MAX = 10
PEOPLE_MAX = 50


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of help, and what whoever helps needs for it."""

    code: str
    word: Word
    plain: str
    companion: bool = False
    checks: tuple[str, ...] = ()
    minors: Minors = "consent"
    tags: tuple[str, ...] = ()
    people_max: int = 1
    """With how many somebody may come, themselves included: a company, a class."""

    def missing(self, valid: Sequence[str], age: Age, people: int = 1) -> tuple[str, ...]:
        """Codes of the checks that somebody still needs, who has the ``valid`` ones. ``birth-date``: age unknown.

        Who brings others answers for them, and is of age.
        """
        needed = [check for check in self.checks if check not in valid]
        if (self.minors == "free" and people == 1) or age == "adult" or "adult" in valid:
            return tuple(needed)
        if self.minors == "adults" or people > 1:
            return (*needed, "birth-date" if age == "unknown" else "adult")
        if "guardian" in valid:
            return tuple(needed)
        return (*needed, "birth-date" if age == "unknown" else "guardian")


@dataclass(frozen=True, slots=True)
class CheckKind:
    """A check that a coordinator records, and how many months it lasts at most."""

    word: Word
    plain: str
    months: int


@dataclass(frozen=True, slots=True)
class Step:
    """What so many deeds are called."""

    at: int
    word: Word
    plain: str


class HelpTerms:
    """The file ``help.json``. Raises ``ValueError``, ``KeyError`` when it is incomplete or contradicts itself."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.minutes_default: int = document["minutes"]["default"]
        self.minutes_max: int = document["minutes"]["most"]
        self.days_ahead_max: int = document["days_ahead_max"]
        self.silent_days: int = document["silent_days"]
        self.companion_free_after: int = document["companion_free_after"]
        self.fit = {name: float(document["fit"][name]) for name in ("wish", "tag", "area", "time")}
        self.reasons = {code: Word(each["ja"], each["en"]) for code, each in document["reasons"].items()}
        self.checks = {
            _id(code): CheckKind(Word(each["ja"], each["en"]), each.get("plain", each["ja"]), _months(each["months"]))
            for code, each in document["checks"].items()
        }
        if not set(CHECKS_OF_AGE) <= set(self.checks):
            raise ValueError(f"checks must hold {CHECKS_OF_AGE}")
        self.categories = {_id(code): self._category(code, each) for code, each in document["categories"].items()}
        self.steps = tuple(
            Step(each["at"], Word(each["ja"], each["en"]), each.get("plain", each["ja"])) for each in document["steps"]
        )
        sizes = (self.minutes_default, self.minutes_max, self.days_ahead_max, self.silent_days)
        if min(sizes) < 1 or self.minutes_default > self.minutes_max or min(self.fit.values()) < 0:
            raise ValueError("minutes, days and points must be above 0")

    @classmethod
    def read(cls, path: Path) -> "HelpTerms":
        """The terms of a file."""
        return cls(json.loads(path.read_text("utf-8")))

    def step(self, deeds: int) -> Step | None:
        """The highest step that so many deeds reach."""
        reached = [step for step in self.steps if step.at <= deeds]
        return max(reached, key=lambda step: step.at) if reached else None

    def lasts_until(self, check: str, checked_on: date) -> date:
        """The last day that a check may be good for."""
        months = checked_on.month - 1 + self.checks[check].months
        day = min(checked_on.day, 28)
        return date(checked_on.year + months // 12, months % 12 + 1, day)

    def _category(self, code: str, each: Mapping[str, Any]) -> Category:
        checks = tuple(each.get("checks", ()))
        minors = each.get("minors", "consent")
        if unknown := set(checks) - set(self.checks) | set(checks) & set(CHECKS_OF_AGE):
            raise ValueError(f"{code}: not a check of a category: {sorted(unknown)}")
        if minors not in get_args(Minors):
            raise ValueError(f"{code}: minors is one of {get_args(Minors)}")
        return Category(
            code=code,
            word=Word(each["ja"], each["en"]),
            plain=each.get("plain", each["ja"]),
            companion=bool(each.get("companion", False)),
            checks=checks,
            minors=minors,
            tags=tuple(each.get("tags", ())),
            people_max=_people(each.get("people_max", 1)),
        )


def age_of(band: str | None) -> Age:
    """What an age band says about being 18: the band 15-24 holds both."""
    ages: dict[str | None, Age] = {"0-14": "minor", "15-24": "young", None: "unknown"}
    return ages.get(band, "adult")


def _id(text: str) -> str:
    if not ID.fullmatch(text):
        raise ValueError(f"not an id: {text!r}")
    return text


def _people(people: Any) -> int:
    if not isinstance(people, int) or not 1 <= people <= PEOPLE_MAX:
        raise ValueError(f"not 1 to {PEOPLE_MAX} people: {people!r}")
    return people


def _months(months: Any) -> int:
    if not isinstance(months, int) or not 1 <= months <= 12 * YEARS_CHECKED_MAX:
        raise ValueError(f"not 1 to {12 * YEARS_CHECKED_MAX} months: {months!r}")
    return months
