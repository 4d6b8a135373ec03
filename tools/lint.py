"""Runs the project's own rules over the tree; ``make lint``. Ends with 1 when any finding is more than a warning."""

import sys

from tools import lint_contracts, lint_files, lint_imports, lint_licences, lint_refusals, lint_rules
from tools.findings import ROOT, Finding

LINTS = (lint_imports, lint_files, lint_contracts, lint_refusals, lint_rules, lint_licences)


def main() -> int:
    """Print every finding; how the process is to end."""
    found: list[Finding] = sorted(finding for lint in LINTS for finding in lint.find(ROOT))
    for finding in found:
        print(finding)
    failures = sum(not finding.warning for finding in found)
    print(f"{failures} findings, {len(found) - failures} warnings")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
