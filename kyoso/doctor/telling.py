"""The findings as a person reads them, and as a program does."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from kyoso.doctor.finding import Finding

SIGNS = {"fine": "✔", "wrong": "✘", "unknown": "–"}


def lines(findings: Sequence[Finding]) -> Iterator[str]:
    """What is wrong first, with what to do; then what is not known, then what is fine."""
    order = {"wrong": 0, "unknown": 1, "fine": 2}
    for each in sorted(findings, key=lambda finding: order[finding.level]):
        if each.level == "fine":
            yield f"{SIGNS[each.level]} {each.ja} / {each.en}"
            continue
        yield f"{SIGNS[each.level]} {each.ja}"
        yield f"  {each.en}"
        if each.next_ja:
            yield f"  → {each.next_ja}"
            yield f"  → {each.next_en}"
    count = sum(each.level == "wrong" for each in findings)
    yield f"問題は {count} 件です / {count} found" if count else "問題は見つかりません / nothing is wrong"


def document(findings: Sequence[Finding], code: int) -> dict[str, Any]:
    """The same as JSON."""
    return {"exit_code": code, "findings": [asdict(each) for each in findings]}
