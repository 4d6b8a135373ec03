"""A past as a file: one JSON object a line (docs/matching-quality.md). It is read whole, or not at all."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from kyoso.judging.history import (
    ActivityLine,
    AnyLine,
    AreaLine,
    DeedLine,
    GroupLine,
    HeaderLine,
    History,
    Line,
    PersonLine,
)

FAULTS_TOLD_MAX = 20
LINES_MAX = 5_000_000
LINE_BYTES_MAX = 100_000
KINDS: dict[str, type[Line]] = {
    "header": HeaderLine, "area": AreaLine, "person": PersonLine, "group": GroupLine, "activity": ActivityLine,
    "joined": DeedLine, "attended": DeedLine,
}  # fmt: skip
KIND = TypeAdapter(dict[str, object])


class WrongHistory(Exception):
    """The file cannot be used. ``faults``: each with its line, in Japanese and English."""

    def __init__(self, faults: list[str], more: int = 0) -> None:
        super().__init__(f"{len(faults) + more} faults")
        self.faults = [*faults, *([f"ほか {more} 件 / and {more} more"] if more else [])]


def write_history(history: History, path: Path) -> int:
    """Write a past; how many lines. What was there is replaced only when all is written. Raises ``OSError``."""
    unfinished = path.with_name(path.name + ".part")
    count = 0
    with unfinished.open("w", encoding="utf-8", newline="\n") as file:
        for line in history.lines():
            file.write(line.model_dump_json() + "\n")
            count += 1
    unfinished.replace(path)
    return count


def read_history(path: Path) -> History:
    """The past of a file. Raises ``WrongHistory`` with every fault (the first twenty in words), ``OSError``."""
    faults: list[str] = []
    read: list[tuple[int, AnyLine]] = []
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            if number > LINES_MAX:
                faults.append(_fault(number, f"{LINES_MAX:,} 行までです", f"at most {LINES_MAX:,} lines"))
                break
            if not raw.strip():
                continue
            found = read_line(number, raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw)
            if isinstance(found, str):
                faults.append(found)
            else:
                read.append((number, found))
    faults += _together(read) if not faults else []
    if faults:
        raise WrongHistory(faults[:FAULTS_TOLD_MAX], max(0, len(faults) - FAULTS_TOLD_MAX))
    header, lines = read[0][1], [line for _, line in read[1:]]
    return History.of(header.split, lines) if isinstance(header, HeaderLine) else History(date.min)


def read_line(number: int, raw: bytes) -> "AnyLine | str":
    """A line, or what is wrong with it. Values are not repeated: they may be what should not be in the file."""
    if len(raw) > LINE_BYTES_MAX:
        return _fault(number, "行が長すぎます", f"longer than {LINE_BYTES_MAX:,} bytes")
    try:
        kind = KIND.validate_json(raw).get("kind")
    except ValidationError:
        return _fault(number, "JSON のオブジェクト（UTF-8）ではありません", "is no JSON object in UTF-8")
    model = KINDS.get(kind) if isinstance(kind, str) else None
    if model is None:
        return _fault(number, f"kind は {'、'.join(KINDS)} のどれかです", f"kind is one of {', '.join(KINDS)}")
    try:
        return model.model_validate_json(raw)  # type: ignore[return-value]  # every model of the table is a line
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"]) or str(kind)
        if first["type"] == "extra_forbidden":
            return _fault(
                number,
                "知らない項目があります。氏名・連絡先・自由記述は入れないでください",
                "has a field that the format does not know; names, contacts and free text do not belong here",
            )
        return _fault(number, f"{name} が正しくありません", f"{name}: {first['msg']}")


def _together(read: list[tuple[int, AnyLine]]) -> list[str]:
    """What is wrong between lines: a header that is missing, an id twice, somebody or something that no line names."""
    if not read or not isinstance(read[0][1], HeaderLine):
        return [_fault(1, "最初の行は header です", "the first line is the header")]
    faults = [
        _fault(number, "header は最初の行だけです", "only the first line is a header")
        for number, line in read[1:]
        if isinstance(line, HeaderLine)
    ]
    named: dict[type[Line], set[str]] = {
        kind: _named(read, kind, faults) for kind in (AreaLine, PersonLine, GroupLine, ActivityLine)
    }
    for number, line in read:
        for what, known in _references(line, named):
            if what not in known:
                faults.append(
                    _fault(number, f"「{what}」がファイルにありません", f"no line of the file has the id {what!r}")
                )
    return sorted(faults, key=lambda fault: int(fault.split(" ")[0].removesuffix("行目")))


def _named(read: list[tuple[int, AnyLine]], kind: type[Line], faults: list[str]) -> set[str]:
    seen: Counter[str] = Counter()
    for number, line in read:
        if isinstance(line, kind) and not isinstance(line, (HeaderLine, DeedLine)):
            name = f"{line.layer}/{line.id}" if isinstance(line, AreaLine) else line.id
            seen[name] += 1
            if seen[name] == 2:
                faults.append(_fault(number, f"「{name}」が 2 回あります", f"{name!r} is there twice"))
    return set(seen)


def _references(line: AnyLine, named: dict[type[Line], set[str]]) -> Iterable[tuple[str, set[str]]]:
    if isinstance(line, (PersonLine, GroupLine, ActivityLine)):
        yield from ((f"{layer}/{id}", named[AreaLine]) for layer, id in line.areas.items())
    if isinstance(line, ActivityLine):
        yield line.group, named[GroupLine]
    if isinstance(line, DeedLine):
        yield line.person, named[PersonLine]
        yield line.what, named[GroupLine if line.kind == "joined" else ActivityLine]


def _fault(number: int, ja: str, en: str) -> str:
    return f"{number}行目 {ja} / line {number} {en}"
