"""Adds up what a check run has tested: ``python -m tools.tally JUNIT [FAILED_STEP…]``; the last line is the verdict.

``JUNIT`` holds one file a step; where a step's failed tests were run again, its first file lies in ``JUNIT/first``.
Every test counts once, as it ended. Needs nothing but Python: it must speak when installing has failed, too.
"""

import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

FIRST = "first"
PASSED, SKIPPED, FAILED = "passed", "skipped", "failed"
WORST_LAST = (PASSED, SKIPPED, FAILED)

Outcomes = dict[str, str]
"""How each test ended, by its name."""


@dataclass(slots=True)
class Tally:
    """Tests of all steps, each counted once. ``again``: those that failed at first and then passed."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    again: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Nothing failed, and something was tested."""
        return self.failed == 0 and self.passed > 0

    def lines(self) -> Iterator[str]:
        """What there is to say; the sum comes last."""
        if self.skipped:
            yield f"{self.skipped} tests were skipped; each says why in its step's log"
        if self.again:
            yield f"{len(self.again)} needed a second run: failed at first, then passed"
            yield from (f"    {name}" for name in self.again)
        yield f"{self.passed} passed, {self.failed} failed"


def tally(junit: Path, failed_steps: Sequence[str] = ()) -> Tally:
    """Count the files of ``junit``. A step that failed without a failed test (a lint, a crash) is one failure."""
    total, without_a_test = Tally(), set(failed_steps)
    steps = {path.stem for folder in (junit, junit / FIRST) for path in folder.glob("*.xml")}
    for step in sorted(steps):
        first = outcomes(junit / FIRST / f"{step}.xml")
        second = outcomes(junit / f"{step}.xml")
        # failed and then skipped: nothing has shown that it works
        last = {name: FAILED if (first.get(name), end) == (FAILED, SKIPPED) else end for name, end in second.items()}
        last = first | last
        ended = list(last.values())
        total.passed += ended.count(PASSED)
        total.skipped += ended.count(SKIPPED)
        total.failed += ended.count(FAILED)
        total.again += [f"{step}: {name}" for name in first if (first[name], last[name]) == (FAILED, PASSED)]
        if FAILED in ended:
            without_a_test.discard(step)
    total.failed += len(without_a_test)
    return total


def outcomes(path: Path) -> Outcomes:
    """The tests of one junit file; none when it is missing or was cut short. The worst of a test's entries counts."""
    try:
        cases = ET.parse(path).getroot().iter("testcase")  # noqa: S314 - written by our own pytest
    except (FileNotFoundError, ET.ParseError):
        return {}
    found: Outcomes = {}
    for case in cases:
        name = f"{case.get('classname', '')}::{case.get('name', '')}"
        found[name] = max(found.get(name, PASSED), _outcome(case), key=WORST_LAST.index)
    return found


def _outcome(case: ET.Element) -> str:
    if case.find("failure") is not None or case.find("error") is not None:
        return FAILED
    return SKIPPED if case.find("skipped") is not None else PASSED


def main(arguments: Sequence[str]) -> int:
    """Print the tally; how the process is to end."""
    total = tally(Path(arguments[0]), arguments[1:])
    print("\n".join(total.lines()))
    return 0 if total.is_good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
