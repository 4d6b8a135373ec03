"""Exceptions have reasons, files are short, and nothing names one machine."""

from pathlib import Path

import pytest

from tools import lint_files
from tools.findings import Finding


def found(root: Path, text: str, place: str = "shared/x.py") -> list[Finding]:
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return lint_files.find(root)


@pytest.mark.parametrize(
    "line",
    [
        "x = 1  # no" + "qa",
        "x = 1  # no" + "qa: S608",
        "x = 1  # type: ig" + "nore",
        "x = 1  # type: ig" + "nore[arg-type]",
        "# TO" + "DO later",
        "# FIX" + "ME",
        "time.sleep(1)",
        "folder = '/ro" + "ot/data'",
        "at = '/wo" + "rk/main'",
        "index = 'https://pypi.o" + "rg/simple'",
    ],
)
def test_an_unexplained_exception_or_a_loose_end_is_found(tmp_path, line):
    """Each of these lines is one finding that fails."""
    assert [(1, False)] == [(finding.line, finding.warning) for finding in found(tmp_path, line + "\n")]


@pytest.mark.parametrize(
    "line",
    [
        "x = 1  # no" + "qa: S608 - names declared in code",
        "x = 1  # type: ig" + "nore[arg-type]  # only what add() wrote",
        "# TO" + "DO(mori): ask the ward",
        "networks = 'framework/main'",
    ],
)
def test_an_exception_with_its_reason_passes(tmp_path, line):
    """A code and a reason are what an exception needs."""
    assert [] == found(tmp_path, line + "\n")


@pytest.mark.parametrize(("lines", "expected"), [(300, []), (301, [True]), (350, [True]), (351, [False])])
def test_a_long_file_is_warned_of_and_then_fails(tmp_path, lines, expected):
    """Above 300 lines a warning, above 350 a failure."""
    assert expected == [finding.warning for finding in found(tmp_path, "x = 1\n" * lines)]


def test_documents_may_not_name_a_machine_either(tmp_path):
    """The rule holds for every text file, not only for code."""
    assert 1 == len(found(tmp_path, "see /ro" + "ot/notes\n", "docs/x.md"))
