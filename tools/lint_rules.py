"""The towns' rules of use that ship: each file loads and nothing is found in it; no refusal is made beside a rule."""

import ast
from pathlib import Path

from services.booking.rulebook.book import Book, WrongBook
from services.booking.rulebook.lint import lint
from tools.findings import Finding, python_files

TOWNS = "services/booking/data/towns"
RULEBOOK = "services/booking/rulebook"
SERVICE = "services/booking"
MAKERS = {"Refusal": f"{RULEBOOK}/words.py", "RuleRefused": f"{SERVICE}/refusals.py",
          "rule_refused": "services/booking/domain/houses/refusals.py"}  # fmt: skip
"""The one file that makes each of these: from a rule, with what was asked and what is allowed, in three languages."""
INSTEAD = {"Refusal": "words.refuse", "RuleRefused": "HouseRules.refusal", "rule_refused": "HouseRules.refusal"}


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
    for path, tree in python_files(root, SERVICE):
        place = path.relative_to(root).as_posix()
        for node in ast.walk(tree):
            maker = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if maker in MAKERS and MAKERS[maker] != place:
                found.append(Finding(place, getattr(node, "lineno", 1), f"a bare refusal: use {INSTEAD[maker]}"))
    return found
