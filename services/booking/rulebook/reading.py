"""Reads a rules file and says everything that is wrong with it at once, with the line, in both languages."""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from services.booking.rulebook import toml
from services.booking.rulebook.rule import Rule
from services.booking.rulebook.saying import DAY, fields_at, said, within
from services.booking.rulebook.schema import RuleFile

STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'|#.*')
"""What brackets in a line mean nothing in: strings and comments."""
HEAD = re.compile(r"\s*\[\[\s*(\w+)\s*\]\]")
SLASHES = re.compile(r"\d{4}/\d{1,2}/\d{1,2}")
WIDE = re.compile(r"[＝，．：［］｛｝”“’‘「」]")
WIDE_SIGNS = ("＝ ， ” などの全角の記号は、半角で書きます", 'write signs such as = , and " in half width')
QUOTED = ('ことばは "…" で囲みます', 'text stands in quotation marks: "…"')
TWICE = ("同じ項目が2回あります。どちらかを消します", "the same name is written twice: take one of them out")

LISTS = frozenset(RuleFile.model_fields) - {"name"}
"""Fields of a file; those that a table can be written for by mistake are lists of rules, or of facilities."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something about a file that its clerk has to know."""

    line: int
    where: str
    ja: str
    en: str

    def __str__(self) -> str:
        return f"{self.line}: {self.where}: {self.ja} / {self.en}"


class Lines:
    """On which line of a file each rule begins. A parser of TOML does not tell, so headings are counted."""

    def __init__(self, text: str) -> None:
        self._text = text.splitlines()
        self._heads: dict[tuple[str, int], int] = {}
        counts: dict[str, int] = {}
        for number, line in enumerate(self._text, 1):
            match = HEAD.match(line)
            if match:
                counts[match[1]] = counts.get(match[1], -1) + 1
                self._heads[match[1], counts[match[1]]] = number

    def of(self, section: str, index: int, field: str = "", item: int | None = None) -> int:
        """The line of a field of the rule, of one item of that field (counted from 0), or of the rule's heading."""
        head = self._heads.get((section, index), 1)
        for number, line in enumerate(self._text[head:], head + 1):
            if line.startswith("[["):
                break
            if field and re.match(rf"\s*{re.escape(field)}\s*(=|\.)", line):
                return number if item is None else self._item(number, item)
        return head

    def single(self, section: str) -> int:
        """The line of a heading in single brackets, where a section wants double ones."""
        head = re.compile(rf"\s*\[\s*{re.escape(section)}\s*[\].]")
        return next((number for number, line in enumerate(self._text, 1) if head.match(line)), 1)

    def _item(self, first: int, wanted: int) -> int:
        """The line on which an item of the list that begins on line ``first`` begins."""
        depth, seen = 0, -1
        for number, line in enumerate(self._text[first - 1 :], first):
            for sign in STRINGS.sub("", line):
                if sign in "[{":
                    depth += 1
                    seen += depth == 2
                    if depth == 2 and seen == wanted:
                        return number
                depth -= sign in "]}"
            if depth <= 0:
                break
        return first


def read(text: str) -> tuple[RuleFile | None, list[Finding]]:
    """The file, or what is wrong with its form."""
    try:
        raw = toml.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = re.search(r"line (\d+)", str(error))
        line = int(match[1]) if match else 1
        written = (text.splitlines() or [""])[min(line, text.count("\n") + 1) - 1]
        ja, en = _of_toml(str(error), written)
        return None, [Finding(line, "TOML", f"TOML として読めません{ja}", f"{error}{en}")]
    try:
        return RuleFile.model_validate(raw), []
    except ValidationError as error:
        lines = Lines(text)
        faults: dict[tuple[Any, ...], list[Any]] = {}
        for fault in _causes(error.errors()):
            faults.setdefault(tuple(within(fault["loc"], raw)), []).append(fault)
        return None, sorted({_finding(list(path), found, raw, lines) for path, found in faults.items()})


def _of_toml(error: str, written: str) -> tuple[str, str]:
    """What to write instead, where the line looks like one of the usual slips."""
    bare = STRINGS.sub("", written)
    if SLASHES.search(written):
        hint = DAY
    elif WIDE.search(bare):
        hint = WIDE_SIGNS
    elif error.startswith(("Cannot overwrite", "Duplicate inline")):
        hint = TWICE
    elif error.startswith("Invalid value"):
        hint = QUOTED
    else:
        return "", ""
    return f"。{hint[0]}", f"; {hint[1]}"


def _causes(faults: Iterable[Any]) -> list[Any]:
    """Without what only follows: a list is too short because an item of it is not right."""
    told = list(faults)
    inner = {fault["loc"][:n] for fault in told for n in range(len(fault["loc"]))}
    return [fault for fault in told if fault["type"] != "too_short" or fault["loc"] not in inner]


def _finding(path: list[Any], faults: list[Any], raw: dict[str, Any], lines: Lines) -> Finding:
    section = str(path[0]) if path else ""
    index = path[1] if len(path) > 1 and isinstance(path[1], int) else 0
    field = next((part for part in path[2:] if isinstance(part, str)), "")
    item = path[3] if len(path) > 3 and isinstance(path[3], int) else None
    if len(path) == 1 and isinstance(raw.get(section), dict) and section in LISTS:
        ja, en = f"[{section}] ではなく、[[{section}]] と書きます", f"write [[{section}]], not [{section}]"
        return Finding(lines.single(section), section, ja, en)
    ja, en = said(faults, fields_at(RuleFile, path[:-1]))
    return Finding(lines.of(section, index, field, item), _where(path, raw), ja, en)


def _where(path: list[Any], raw: dict[str, Any]) -> str:
    """``caps[2] (id day-cap).limit``: counted from 1, as people do."""
    text, value = "", raw
    for part in path:
        if isinstance(part, int):
            text += f"[{part + 1}]"
            value = value[part] if isinstance(value, list) and part < len(value) else {}
            if isinstance(value, dict) and isinstance(value.get("id"), str):
                text += f" ({value['id']})"
        else:
            text += f".{part}" if text else part
            value = value.get(part, {}) if isinstance(value, dict) else {}
    return text or "-"


def places_of(file: RuleFile) -> Iterator[tuple[Rule, int]]:
    """Every rule with its place in its section, counted from 0."""
    counts: dict[str, int] = {}
    for rule in file.rules():
        counts[rule.SECTION] = counts.get(rule.SECTION, -1) + 1
        yield rule, counts[rule.SECTION]


class Located:
    """Makes findings about rules of one file."""

    def __init__(self, text: str, file: RuleFile) -> None:
        self._lines = Lines(text)
        self.digest = hashlib.sha256(text.encode()).hexdigest()[:12]
        self._at = {id(rule): index for rule, index in places_of(file)}

    def finding(self, rule: Rule, ja: str, en: str, field: str = "", item: int | None = None) -> Finding:
        """A finding about a rule, a field of it, or one item of that field (counted from 0)."""
        index = self._at[id(rule)]
        where = f"{rule.SECTION}[{index + 1}] ({rule.id})" + (f".{field}" if field else "")
        where += "" if item is None else f"[{item + 1}]"
        return Finding(self._lines.of(rule.SECTION, index, field, item), where, ja, en)
