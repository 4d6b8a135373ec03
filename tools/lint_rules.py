"""The towns' rules of use that ship: each file loads and nothing is found in it; no refusal is made beside a rule."""

import ast
from pathlib import Path

from services.booking.rulebook.book import Book, WrongBook
from services.booking.rulebook.lint import lint
from tools.findings import Finding, python_files

TOWNS = "services/booking/data/towns"
RULEBOOK = "services/booking/rulebook"
MAKER = "words.py"
"""The one file that makes refusals, from a rule with what was asked and what is allowed."""


def find(root: Path) -> list[Finding]:
    """What keeps a town's file from loading, or would surprise its clerk; and bare refusals."""
    found = []
    for path in sorted((root / TOWNS).glob("*.toml")):
        if path.stem.endswith(".cases"):
            continue
        place = path.relative_to(root).as_posix()
        try:
            findings = lint(Book.load(path))
        except WrongBook as wrong:
            findings = list(wrong.findings)
        found += [Finding(place, finding.line, f"{finding.where}: {finding.en}") for finding in findings]
    for path, tree in python_files(root, RULEBOOK):
        for node in ast.walk(tree):
            makes = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal"
            if makes and path.name != MAKER:
                line = getattr(node, "lineno", 1)
                found.append(Finding(path.relative_to(root).as_posix(), line, "a bare refusal: use words.refuse"))
    return found
