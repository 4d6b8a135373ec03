"""Triage: what a worry in free words leads to, by rules that a clerk can edit, and urgent words to a phone number.

A rule suggests a category, in plain sight; a likeness to examples may suggest others, marked as such, and decides
nothing. Beside urgent words no other category is named. The person's tap decides, else a rule, else the general desk
has it. Pure: nothing is kept or told.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from services.matching.domain.consulting.phrases import Phrases, grams, likeness, plain, stretch

LIKENESS_MIN = 0.25
SIMILAR_MAX = 2
URGENT_MAX = 3

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=80)]
Phrased = Annotated[tuple[Phrase, ...], Field(max_length=500)]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Names(_Data):
    """What a file is called."""

    ja: Said
    en: Said


class Number(_Data):
    """A phone number. ``fictional``: made up for a demo; else ``source`` says whose word it is."""

    id: Id
    number: Annotated[str, StringConstraints(pattern=r"^[#0-9][0-9-]{1,15}$")]
    ja: Said
    plain: Said
    en: Said
    source: Said | None = None
    fictional: bool = False

    @model_validator(mode="after")
    def _sourced(self) -> Self:
        if self.source is None and not self.fictional:
            raise ValueError("出典 source か fictional = true が要ります / name a source, or say fictional = true")
        return self


class Urgent(_Data):
    """Words that lead straight to phone numbers, with what to do in three ways."""

    id: Id
    numbers: Annotated[tuple[Id, ...], Field(min_length=1, max_length=5)]
    ja: Said
    plain: Said
    en: Said
    words: Annotated[Phrased, Field(min_length=1)]
    unless: Phrased = ()


class Rule(_Data):
    """Words that lead to a category of the menu. In force on the days ``since``–``until``, both included."""

    id: Id
    category: Id
    priority: Annotated[int, Field(ge=0, le=100)] = 50
    words: Annotated[Phrased, Field(min_length=1)]
    unless: Phrased = ()
    examples: Annotated[tuple[Said, ...], Field(max_length=20)] = ()
    since: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it is in force on a day in Tokyo."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class TriageFile(_Data):
    """The whole file, see ``data/triage.toml``."""

    name: Names
    effective_from: date
    checked_on: date
    endings: Annotated[dict[str, Annotated[tuple[Said, ...], Field(min_length=1, max_length=20)]], Field(max_length=20)]
    number: Annotated[tuple[Number, ...], Field(min_length=1, max_length=50)]
    urgent: Annotated[tuple[Urgent, ...], Field(min_length=1, max_length=20)]
    rule: Annotated[tuple[Rule, ...], Field(max_length=200)]


@dataclass(frozen=True, slots=True)
class Alike:
    """An example that reads like the text, and of which category it is one."""

    category: str
    example: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Triaged:
    """What a text leads to. ``category``: a rule's; none: the general desk.

    ``matched``: the stretch of the text that the rule found, as the person wrote it; for their eyes, in no log.
    """

    urgent: tuple[Urgent, ...]
    category: str | None
    rule: str | None
    matched: str | None = field(repr=False)
    others: tuple[str, ...]
    similar: tuple[Alike, ...]

    @property
    def decided_by(self) -> Literal["rule", "general"]:
        """What decides where the person does not."""
        return "rule" if self.rule else "general"


class Triage:
    """The rules of a file, ready to be asked. Raises ``ValueError``, ``KeyError`` when the file does not fit itself."""

    def __init__(self, file: TriageFile) -> None:
        self.file = file
        self.numbers: Mapping[str, Number] = {each.id: each for each in file.number}
        for each in file.urgent:
            if unknown := [id for id in each.numbers if id not in self.numbers]:
                raise ValueError(f"[[urgent]] {each.id}: 番号がありません / no such number: {', '.join(unknown)}")
        self._urgent = [(each, Phrases(each.words, each.unless, file.endings)) for each in file.urgent]
        self._rules = [(each, Phrases(each.words, each.unless, file.endings)) for each in file.rule]
        self._examples = [(rule, text, grams(text)) for rule in file.rule for text in rule.examples]

    def urgent(self, text: str) -> tuple[Urgent, ...]:
        """What of the urgent a text speaks of, in the order of the file."""
        same = plain(text)
        return tuple(each for each, phrases in self._urgent if phrases.found(same))[:URGENT_MAX]

    def of(self, text: str, day: date) -> Triaged:
        """What a text leads to on a day in Tokyo. Before the file's first day no rule holds; urgent words always do.

        Who writes of danger is shown numbers and one desk, and not what else the words might be about.
        """
        same, urgent, found = plain(text), self.urgent(text), []
        for place, (rule, phrases) in enumerate(self._rules):
            what = phrases.found(same) if day >= self.file.effective_from and rule.holds(day) else None
            if what:
                found.append((-rule.priority, -len(plain(what.word)), place, rule, what))
        found.sort(key=lambda each: each[:3])
        first = found[0] if found else None
        named = tuple(dict.fromkeys(each[3].category for each in found))
        return Triaged(
            urgent=urgent,
            category=first[3].category if first else None,
            rule=first[3].id if first else None,
            matched=stretch(text, first[4].start, first[4].end) if first else None,
            others=() if urgent else named[1:4],
            similar=() if urgent else self._alike(text, day, named),
        )

    def _alike(self, text: str, day: date, without: tuple[str, ...]) -> tuple[Alike, ...]:
        said, best = grams(text), dict[str, Alike]()
        for rule, example, pairs in self._examples:
            score = round(likeness(said, pairs), 3)
            if score < LIKENESS_MIN or rule.category in without or not rule.holds(day):
                continue
            if rule.category not in best or score > best[rule.category].likeness:
                best[rule.category] = Alike(rule.category, example, score)
        return tuple(sorted(best.values(), key=lambda each: (-each.likeness, each.category))[:SIMILAR_MAX])
