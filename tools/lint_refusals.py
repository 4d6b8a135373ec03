"""Every refusal says in both languages what happened and what to do next, under a code that never changes."""

import importlib
import inspect
import pkgutil
import re
import string
from collections.abc import Iterator
from pathlib import Path

from shared.errors import Refusal
from shared.web.refusals import THINGS
from tools.findings import Finding

TEXTS = ("ja", "en", "next_ja", "next_en")
STATUSES = frozenset({400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429})
CODE = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
FIELD = re.compile(r"\{[^}]*\}")
ENGLISH = re.compile(r"[A-Za-z]{2}")
NOT_FOUND = re.compile(r'(?<!`)NotFound\(what="([^"]+)"')
THINGS_IN = "shared/web/refusals.py: THINGS"
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def find(root: Path) -> list[Finding]:
    """Refusals with a text missing, a bad code or status, or a code that two of them share."""
    import_everything(root, "shared", "services", "kyoso")
    found: list[Finding] = []
    by_code: dict[str, type[Refusal]] = {}
    for refusal in sorted(all_of(Refusal), key=lambda kind: f"{kind.__module__}.{kind.__qualname__}"):
        if refusal.__module__.partition(".")[0] not in {"shared", "services", "kyoso"}:
            continue
        messages = list(faults(refusal))
        code = refusal.__dict__.get("code")
        if code:
            service = ".".join(refusal.__module__.split(".")[:2])
            rival = by_code.setdefault(f"{service}/{code}", refusal)
            if rival is not refusal:
                messages.append(f"shares the code {code} with {rival.__qualname__}")
        path, line = _place(refusal, root)
        found.extend(Finding(path, line, f"{refusal.__qualname__}: {message}") for message in messages)
    for folder in ("shared", "services", "kyoso"):
        for file in sorted((root / folder).rglob("*.py")):
            found.extend(
                Finding(
                    file.relative_to(root).as_posix(), line, f"{what!r} that is not found has no word in {THINGS_IN}"
                )
                for line, what in without_a_word(file.read_text("utf-8"))
            )
    return found


def without_a_word(source: str) -> list[tuple[int, str]]:
    """The lines with a ``NotFound(what="…")`` that would show its English name in a Japanese sentence, and the name."""
    named = ((source.count("\n", 0, each.start()) + 1, each.group(1)) for each in NOT_FOUND.finditer(source))
    return [(line, what) for line, what in named if what not in THINGS]


def faults(refusal: type[Refusal]) -> Iterator[str]:
    """What is wrong with one refusal. One without a code of its own and with subclasses is a base: not judged."""
    if not hasattr(refusal, "code"):
        if not refusal.__subclasses__():
            yield "has no code"
        return
    if not CODE.match(refusal.code):
        yield f"the code {refusal.code!r} is not kebab-case"
    if refusal.status not in STATUSES:
        yield f"status {refusal.status} is not one of a refusal"
    for name in TEXTS:
        yield from text_faults(name, getattr(refusal, name, ""))


def text_faults(name: str, text: str) -> Iterator[str]:
    """What is wrong with one of the four texts."""
    if not text.strip():
        yield f"has no text {name}"
    elif (words := FIELD.sub("", text).strip()) and not (JAPANESE if name.endswith("ja") else ENGLISH).search(words):
        yield f"{name} is in the other language"
    try:
        fields = [field for _, field, _, _ in string.Formatter().parse(text) if field is not None]
    except ValueError as error:
        yield f"{name}: {error}"
    else:
        if any(not field.isidentifier() for field in fields):
            yield f"{name}: braces must name a field of the data"


def all_of(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    """All subclasses, however deep, once each."""
    seen: set[type[Refusal]] = set()
    waiting = [kind]
    while waiting:
        for child in waiting.pop().__subclasses__():
            if child not in seen:
                seen.add(child)
                waiting.append(child)
                yield child


def import_everything(root: Path, *packages: str) -> None:
    """Import every module of the packages that exist."""
    for name in packages:
        if not (root / name).is_dir():
            continue
        for module in pkgutil.walk_packages([str(root / name)], f"{name}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)


def _place(refusal: type[Refusal], root: Path) -> tuple[str, int]:
    path = Path(inspect.getfile(refusal))
    try:
        return path.relative_to(root).as_posix(), inspect.getsourcelines(refusal)[1]
    except (ValueError, OSError):
        return path.name, 1
