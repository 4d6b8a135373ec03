"""Rules about text: short files, a reason at every exception, no loose ends, nothing that names one machine."""

import re
from collections.abc import Iterator
from pathlib import Path

from tools.findings import Finding, project_files

LINES_WARN = 300
LINES_MAX = 350
FILE_BYTES_MAX = 1024 * 1024

# Written in pieces, so that this file does not find itself.
FOLDERS = ("wo" + "rk", "ro" + "ot", "ho" + "me/[a-z]+", "fa" + "rm")
MACHINE_PATHS = re.compile(r"(?<![\w.-])/(?:" + "|".join(FOLDERS) + ")/")
HOSTS = (r"pypi\." + "org", "python" + "hosted", r"registry\.np" + "mjs", r"repo1?\.ma" + "ven", r"static\.cra" + "tes")
REGISTRY_HOSTS = re.compile("|".join(HOSTS))
LOOSE_END = re.compile(r"\b(?:TO" + "DO|FIX" + r"ME|XX" + r"X)\b(?!\([a-z-]+\): \S)")
NOQA = re.compile(r"#\s*no" + "qa(?P<rest>.*)")
NOQA_REASON = re.compile(r"^: [A-Z]+[0-9]+(?:, ?[A-Z]+[0-9]+)* +(?:-|#) *\S.{3,}")
IGNORE = re.compile(r"#\s*type:\s*ig" + "nore(?P<rest>.*)")
IGNORE_REASON = re.compile(r"^\[[a-z, -]+\]  # \S.{3,}")
GENERATED = ("docs/api/", "docs/events/", "tests/contract/golden/")


def find(root: Path) -> list[Finding]:
    """What is too long, unexplained, unfinished or bound to one machine."""
    found: list[Finding] = []
    for path in project_files(root):
        place = path.relative_to(root).as_posix()
        if path.stat().st_size > FILE_BYTES_MAX:
            found.append(Finding(place, 1, f"larger than {FILE_BYTES_MAX // 1024} KiB"))
            continue
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        found.extend(Finding(place, number, message) for number, message in _anywhere(lines))
        if path.suffix == ".py":
            found.extend(_in_python(place, lines))
        elif not place.startswith(GENERATED) and path.suffix in {".js", ".css", ".html", ".toml", ".yaml", ".yml"}:
            found.extend(Finding(place, n, "a loose end") for n, line in enumerate(lines, 1) if LOOSE_END.search(line))
    return found


def _anywhere(lines: list[str]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines, 1):
        if MACHINE_PATHS.search(line):
            yield number, "names a path of one machine"
        if REGISTRY_HOSTS.search(line):
            yield number, "names a registry's host"


def _in_python(place: str, lines: list[str]) -> Iterator[Finding]:
    if len(lines) > LINES_WARN:
        warning = len(lines) <= LINES_MAX
        yield Finding(place, len(lines), f"{len(lines)} lines: it holds two ideas, split it", warning)
    for number, line in enumerate(lines, 1):
        if (exception := NOQA.search(line)) and not NOQA_REASON.match(exception["rest"]):
            yield Finding(place, number, "an exception from a rule without its code and a reason")
        if (exception := IGNORE.search(line)) and not IGNORE_REASON.match(exception["rest"]):
            yield Finding(place, number, "an ignored type error without its code and a reason")
        if LOOSE_END.search(line):
            yield Finding(place, number, "a loose end: finish it, or write who will: (name): what")
        if "time.sleep(" in line and place.startswith(("shared/", "services/")):
            yield Finding(place, number, "sleeps: domain time comes from the injected clock, waiting from asyncio")
