"""Reading a file of triage and finding what is wrong with it; worked cases, with precision and recall. Pure."""

import csv
import io
import tomllib
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from pydantic import ValidationError

from services.matching.domain.consulting.phrases import plain
from services.matching.domain.consulting.triage import Triage, TriageFile

CASES_MAX = 5_000
COLUMNS = ("set", "text", "urgent", "category")
CHECKED_DAYS_MAX = 400
"""Phone numbers are to be looked at once a year."""


SAMPLE = "00-0000-"
"""How the sample's made-up numbers begin: no exchange in Japan has it."""


class WrongTriage(ValueError):
    """A file that cannot be read; ``findings`` say what is wrong and where."""

    def __init__(self, findings: list[str]) -> None:
        super().__init__("; ".join(findings))
        self.findings = findings


def loaded(text: str) -> TriageFile:
    """The file that a text is. Raises ``WrongTriage``."""
    return ready(text).file


@lru_cache(maxsize=4)
def ready(text: str) -> Triage:
    """The rules that a text is, ready to be asked; one text is read once a process. Raises ``WrongTriage``."""
    try:
        file = TriageFile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise WrongTriage([f"TOML ではありません / no TOML: {error}"]) from error
    except ValidationError as error:
        places = (".".join(str(part) for part in each["loc"]) for each in error.errors())
        raise WrongTriage(
            [f"{place}: {each['msg']}" for place, each in zip(places, error.errors(), strict=True)]
        ) from error
    try:
        return Triage(file)
    except KeyError as error:
        raise WrongTriage([f"[endings] にない語尾です / no such list of endings: {error}"]) from error
    except ValueError as error:
        raise WrongTriage([str(error)]) from error


def lint(file: TriageFile, categories: Collection[str]) -> list[str]:
    """What is to be mended. ``categories``: those of the menu."""
    return [*_twice(file), *_strange(file, categories), *_quarrels(file), *_examples(file)]


def fit(file: TriageFile, categories: Collection[str]) -> TriageFile:
    """The rules, where each leads to a category of the menu. Raises ``WrongTriage``."""
    if strange := list(_strange(file, categories)):
        raise WrongTriage(strange)
    return file


def remarks(file: TriageFile, today: date) -> list[str]:
    """What is only told: numbers made up for a demo, numbers that nobody looked at for long, rules of another day."""
    told = [
        f"[[number]] {each.id} {each.number}: 架空の番号です。市の番号に替えてください / made up: put the city's own"
        for each in file.number
        if each.id in made_up(file)
    ]
    if today - file.checked_on > timedelta(days=CHECKED_DAYS_MAX):
        told.append(f"checked_on {file.checked_on}: 電話番号を確かめ直してください / look at the numbers again")
    if file.effective_from > today:
        told.append(f"effective_from {file.effective_from}: まだ効力がありません / not in force yet")
    return told


def made_up(file: TriageFile) -> list[str]:
    """The ids of numbers that nobody answers: marked so, or in the form of the sample's."""
    return [each.id for each in file.number if each.fictional or each.number.startswith(SAMPLE)]


def _twice(file: TriageFile) -> Iterator[str]:
    for kind, ids in (
        ("number", [each.id for each in file.number]),
        ("urgent", [each.id for each in file.urgent]),
        ("rule", [each.id for each in file.rule]),
    ):
        yield from (f"[[{kind}]] {id}: 2回あります / there twice" for id, count in Counter(ids).items() if count > 1)


def _strange(file: TriageFile, categories: Collection[str]) -> Iterator[str]:
    for rule in file.rule:
        if rule.category not in categories:
            yield f"[[rule]] {rule.id}: 種類がメニューにありません / no such category in the menu: {rule.category}"


def _quarrels(file: TriageFile) -> Iterator[str]:
    seen: dict[tuple[int, str], str] = {}
    for rule in file.rule:
        for word in rule.words:
            other = seen.setdefault((rule.priority, plain(word)), rule.id)
            if other != rule.id:
                yield f"[[rule]] {rule.id}: 「{word}」は同じ優先度の {other} にもあります / also in {other}, as urgent"


def _examples(file: TriageFile) -> Iterator[str]:
    triage = Triage(file)
    for rule in file.rule:
        day = rule.since or file.effective_from
        for example in rule.examples:
            found = triage.of(example, max(day, file.effective_from))
            if found.category != rule.category:
                yield f"[[rule]] {rule.id}: 例が別の種類になります / leads to {found.category}: {example}"


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence and what must come of it, by hand. ``urgent``: an id or nothing; ``category``: nothing if general."""

    kind: str
    text: str
    urgent: str
    category: str


def read_cases(text: str) -> list[Case]:
    """The cases of a CSV table with the columns ``set,text,urgent,category``. Raises ``WrongTriage``."""
    rows = csv.DictReader(io.StringIO(text))
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise WrongTriage([f"見出しは {','.join(COLUMNS)} です / the header is {','.join(COLUMNS)}"])
    cases = []
    for row in rows:
        if any(row.get(name) is None for name in COLUMNS) or None in row or not row["text"].strip():
            raise WrongTriage([f"{rows.line_num} 行目: 列の数が違います / line {rows.line_num}: not four cells"])
        cases.append(Case(*(row[name].strip() for name in COLUMNS)))
        if len(cases) > CASES_MAX:
            raise WrongTriage([f"事例は {CASES_MAX} 件までです / at most {CASES_MAX} cases"])
    return cases


@dataclass(frozen=True, slots=True)
class Tried:
    """A case and what the rules say of it."""

    case: Case
    urgent: tuple[str, ...]
    category: str

    @property
    def urgent_right(self) -> bool:
        """The right words where there is danger, none where there is not."""
        return self.case.urgent in self.urgent if self.case.urgent else not self.urgent

    @property
    def category_right(self) -> bool:
        """Of a case in danger the category is not asked."""
        return bool(self.case.urgent) or self.case.category == self.category

    @property
    def differs(self) -> bool:
        """Whether a hand would have said otherwise."""
        return not (self.urgent_right and self.category_right)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    hit: int
    of: int

    def __str__(self) -> str:
        return f"{self.hit}/{self.of} = {self.hit / self.of:.1%}" if self.of else "0/0"


def tried(triage: Triage, cases: list[Case], day: date) -> list[Tried]:
    """What the rules say of each case on a day."""
    found = [(case, triage.of(case.text, day)) for case in cases]
    return [Tried(case, tuple(each.id for each in said.urgent), said.category or "") for case, said in found]


def measured(outcomes: list[Tried]) -> dict[str, Share]:
    """Recall and precision: of urgent words (some number shown), and of categories (where a rule decides)."""
    danger = [each for each in outcomes if each.case.urgent]
    shown = [each for each in outcomes if each.urgent]
    asked = [each for each in outcomes if not each.case.urgent]
    named, decided = [each for each in asked if each.case.category], [each for each in asked if each.category]
    return {
        "urgent recall": Share(sum(bool(each.urgent) for each in danger), len(danger)),
        "urgent precision": Share(sum(bool(each.case.urgent) for each in shown), len(shown)),
        "right number": Share(sum(each.urgent_right for each in danger), len(danger)),
        "category recall": Share(sum(each.category_right for each in named), len(named)),
        "category precision": Share(sum(each.category_right for each in decided), len(decided)),
    }
