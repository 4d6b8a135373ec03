"""The last line of a check run counts every test once, as it ended, and nothing that failed for good is forgotten."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.findings import ROOT
from tools.tally import tally

BODIES = {"passed": "", "failed": "<failure/>", "broken": "<error/>", "skipped": "<skipped/>"}


def write(folder, step, **tests):
    """A step's junit file: each test with how it ended; several ends are several entries, as pytest writes them."""
    cases = [
        f'<testcase classname="tests.x" name="{name}">{BODIES[end]}</testcase>'
        for name, ends in tests.items()
        for end in ends.split()
    ]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{step}.xml").write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>")


def counts(total):
    return (total.passed, total.failed, total.skipped)


def test_all_steps_are_added_up(tmp_path):
    """Failures and errors are failed; what was skipped is neither."""
    write(tmp_path, "test", a="passed", b="passed", c="skipped")
    write(tmp_path, "browser", a="passed", d="failed", e="broken")

    total = tally(tmp_path, ["browser"])

    assert (3, 2, 1) == counts(total)
    assert "3 passed, 2 failed" == list(total.lines())[-1]
    assert not total.is_good


def test_what_passed_the_second_time_is_counted_once_and_told(tmp_path):
    """The second run has only what failed in the first one; the others are not forgotten for it."""
    write(tmp_path / "first", "test", a="passed", b="failed", c="passed")
    write(tmp_path, "test", b="passed")

    total = tally(tmp_path)

    assert (3, 0, 0) == counts(total)
    assert ["test: tests.x::b"] == total.again
    assert "1 needed a second run: failed at first, then passed" == next(iter(total.lines()))
    assert total.is_good


@pytest.mark.parametrize("second", ["failed", "broken", "skipped"])
def test_what_did_not_pass_the_second_time_has_failed_once(tmp_path, second):
    """Skipped is not passed."""
    write(tmp_path / "first", "test", a="passed", b="failed")
    write(tmp_path, "test", b=second)

    assert (1, 1, 0) == counts(tally(tmp_path, ["test"]))


def test_a_second_run_that_said_nothing_leaves_the_first_as_it_was(tmp_path):
    """It hung, or its file was cut short."""
    write(tmp_path / "first", "test", a="passed", b="failed")
    (tmp_path / "test.xml").write_text("<testsuites><testsu")

    assert (1, 1, 0) == counts(tally(tmp_path, ["test"]))


def test_a_test_that_failed_and_could_not_tidy_up_either_is_one_failure(tmp_path):
    """pytest writes two entries of one name then."""
    write(tmp_path, "test", a="failed broken", b="passed broken")

    assert (0, 2, 0) == counts(tally(tmp_path, ["test"]))


def test_a_step_that_failed_without_a_failed_test_is_one_failure(tmp_path):
    """A lint, a crash, a time-out; a step whose tests failed is not counted on top of them."""
    write(tmp_path, "test", a="passed", b="failed")
    write(tmp_path, "browser", c="passed")

    assert (2, 3, 0) == counts(tally(tmp_path, ["lint", "test", "browser"]))


def test_a_run_that_tested_nothing_is_not_good(tmp_path):
    """No failure, and yet nothing shown."""
    assert not tally(tmp_path).is_good


# -- the whole script, on a project whose tests are told what to do

MAKE = """#!/usr/bin/env bash
# make STEP JUNIT=folder: the tests of this project
step=$1 junit=${2#JUNIT=}
again() { [[ "${PYTEST_ADDOPTS:-}" == *--last-failed* ]]; }
file() { printf '<testsuite>%s</testsuite>' "$1" > "$junit/$step.xml"; }
passed() { printf '<testcase classname="c" name="%s"/>' "$@"; }
failed() { printf '<testcase classname="c" name="%s"><failure/></testcase>' "$@"; }
case "$step $PLOT" in
  "test shaky") again && { file "$(passed b)"; exit 0; }; file "$(passed a c)$(failed b)"; exit 2 ;;
  "test wrong") again && { file "$(failed b)"; exit 2; }; file "$(passed a c)$(failed b)"; exit 2 ;;
  "test broken-off") again && { file "$(passed b)"; exit 0; }
    file '<testcase classname="" name="b"><error message="collection failure"/></testcase>'; exit 2 ;;
  "lint wrong") exit 2 ;;
  "readme "*) file "$(passed r s)" ;;
esac
echo "said by $step"
"""


@pytest.fixture
def check_run(tmp_path):
    """Runs ``.ci/run`` with a stand-in for ``make``; its exit code and what it printed."""
    for name, text in {"make": MAKE, "apt-get": "#!/bin/sh\n", "sudo": "#!/bin/sh\n"}.items():
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)

    def run(plot):
        path = os.pathsep.join([str(tmp_path), str(Path(sys.executable).parent), os.environ["PATH"]])
        kept = {name: value for name, value in os.environ.items() if name not in {"PYTEST_ADDOPTS", "AGAIN"}}
        environment = {**kept, "PATH": path, "PLOT": plot, "TMPDIR": str(tmp_path)}
        ended = subprocess.run([ROOT / ".ci" / "run"], env=environment, capture_output=True, text=True, check=False)
        return ended.returncode, ended.stdout.splitlines()

    return run


def test_a_shaky_test_does_not_hide_the_others(check_run):
    """Three tests and two: five, although the second run had one."""
    code, said = check_run("shaky")

    assert (0, "5 passed, 0 failed") == (code, said[-1])
    assert "    test: c::b" in said


def test_what_fails_twice_ends_the_run_with_its_number(check_run):
    """The test, and the lint that has no tests."""
    code, said = check_run("wrong")

    assert (1, "4 passed, 2 failed") == (code, said[-1])


def test_a_run_that_broke_off_is_not_made_good_by_its_last_failed(check_run):
    """A file that could not be read kept all the others from running."""
    code, said = check_run("broken-off")

    assert (1, "2 passed, 1 failed") == (code, said[-1])
