"""Reads a rules file and says everything that is wrong with it at once, with the line, in both languages."""

import hashlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from services.booking.rulebook.rule import Rule, Wrong
from services.booking.rulebook.schema import RuleFile

HEAD = re.compile(r"\s*\[\[\s*(\w+)\s*\]\]")
WORDS = {
    "missing": "必要な項目がありません",
    "extra_forbidden": "知らない項目です",
    "string_pattern_mismatch": "書き方が違います",
    "literal_error": "決められた言葉ではありません",
    "greater_than_equal": "小さすぎます",
    "less_than_equal": "大きすぎます",
    "too_short": "足りません",
    "too_long": "多すぎます",
}


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

    def of(self, section: str, index: int, field: str = "") -> int:
        """The line of a field of the rule, or of its heading."""
        head = self._heads.get((section, index), 1)
        for number, line in enumerate(self._text[head:], head + 1):
            if line.startswith("[["):
                break
            if field and re.match(rf"\s*{re.escape(field)}\s*(=|\.)", line):
                return number
        return head


def read(text: str) -> tuple[RuleFile | None, list[Finding]]:
    """The file, or what is wrong with its form."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = re.search(r"line (\d+)", str(error))
        return None, [Finding(int(match[1]) if match else 1, "TOML", "TOML として読めません", str(error))]
    try:
        return RuleFile.model_validate(raw), []
    except ValidationError as error:
        lines = Lines(text)
        return None, sorted({_finding(fault, raw, lines) for fault in error.errors()})


def _finding(fault: Any, raw: dict[str, Any], lines: Lines) -> Finding:
    path = [part for part in fault["loc"] if not (isinstance(part, str) and part.startswith("function-"))]
    section = str(path[0]) if path else ""
    index = path[1] if len(path) > 1 and isinstance(path[1], int) else 0
    field = next((part for part in path[2:] if isinstance(part, str)), "")
    error = fault.get("ctx", {}).get("error")
    if isinstance(error, Wrong):
        ja, en = error.ja, error.en
    else:
        en = fault["msg"]
        ja = WORDS.get(fault["type"], "値が正しくありません")
    return Finding(lines.of(section, index, field), _where(path, raw), ja, en)


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

    def finding(self, rule: Rule, ja: str, en: str, field: str = "") -> Finding:
        """A finding about a rule, or a field of it."""
        index = self._at[id(rule)]
        where = f"{rule.SECTION}[{index + 1}] ({rule.id})" + (f".{field}" if field else "")
        return Finding(self._lines.of(rule.SECTION, index, field), where, ja, en)
