"""Who may import whom: a service only ``shared`` and itself, ``shared`` no service, and drivers live in ``shared``.

Read from the syntax tree, so relative imports, imports inside functions and ``import_module("…")`` count too.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.findings import Finding, python_files

DRIVERS = frozenset({"sqlite3", "aiosqlite", "aiokafka", "faststream", "confluent_kafka", "motor", "pymongo"})
"""Modules of stores and brokers. Behind them stand the ports in ``shared/journal`` and ``shared/messaging``."""
MONGO, MONGO_HOMES = frozenset({"motor", "pymongo", "bson"}), (Path("shared/journal"), Path("shared/vault"))
"""The driver that is to be left one day (docs/decisions/0014) is only in the files ``mongo*.py`` of these folders."""
JUDGING, JUDGED = Path("kyoso/judging"), "ours.py"
"""Who measures the recommender does not know it: the sample town's tastes are made apart from its features."""
BY_NAME = frozenset({"import_module", "__import__"})


def find(root: Path) -> list[Finding]:
    """Imports that cross a border."""
    found = []
    for path, tree in python_files(root, "shared", "services", "kyoso"):
        place = path.relative_to(root)
        for line, module in imported(tree, place):
            if message := trespass(place, module):
                found.append(Finding(str(place), line, message))
    return found


def imported(tree: ast.Module, place: Path) -> Iterator[tuple[int, str]]:
    """(line, absolute module name) of everything that a file imports, ``from a import b`` as ``a.b``."""
    package = place.parts[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join((*above, *((node.module,) if node.module else ())))
            for alias in node.names:
                yield node.lineno, f"{base}.{alias.name}"
        elif isinstance(node, ast.Call) and node.args:
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            first = node.args[0]
            if name in BY_NAME and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield node.lineno, first.value


def trespass(place: Path, module: str) -> str | None:
    """Why the file ``place`` may not import ``module``; ``None`` when it may."""
    names = module.split(".")
    top, home = names[0], place.parts[0]
    if top in DRIVERS and home != "shared":
        return f"{top} is a driver: only shared/ imports it"
    if top in MONGO and not (place.parent in MONGO_HOMES and place.name.startswith("mongo")):
        return f"{top} is imported by the stores' mongo*.py only"
    if top in {"tests", "tools", "bench"}:
        return f"the product does not import {top}/"
    if place.parent == JUDGING and place.name != JUDGED and top == "services":
        return f"only {JUDGING}/{JUDGED} knows the recommender: tastes and measures are made apart from it"
    if home == "shared" and top in {"services", "kyoso"}:
        return f"shared/ imports no {top}/"
    if home == "services":
        if top == "kyoso":
            return "a service does not import kyoso/"
        own = place.parts[1] if len(place.parts) > 2 else ""
        if top == "services" and (len(names) < 2 or names[1] != own):
            return f"a service imports no other service ({'.'.join(names[:2])}): listen to its events"
    return None
