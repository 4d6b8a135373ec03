"""Negative controls: each safety net is taken away on a copy of the tree, and its tests must fail there."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.contract.journal.adapters import SERVER
from tests.controls.table import Control
from tests.controls.table_abuse import ABUSE
from tests.controls.table_activities import ACTIVITIES
from tests.controls.table_after import AFTER
from tests.controls.table_areas import AREAS
from tests.controls.table_booking_feeds import BOOKING_FEEDS
from tests.controls.table_booking_memory import BOOKING_MEMORY
from tests.controls.table_care import CARE
from tests.controls.table_changes import CHANGES
from tests.controls.table_closures import CLOSURES
from tests.controls.table_cluster import CLUSTER
from tests.controls.table_consultations import CONSULTATIONS
from tests.controls.table_deploy import DEPLOY
from tests.controls.table_desk import DESK
from tests.controls.table_ended import ENDED
from tests.controls.table_faults import FAULTS
from tests.controls.table_feeds import FEEDS
from tests.controls.table_fees import FEES
from tests.controls.table_figures import FIGURES
from tests.controls.table_guardians import GUARDIANS
from tests.controls.table_help import HELP
from tests.controls.table_history import HISTORY
from tests.controls.table_introductions import INTRODUCTIONS
from tests.controls.table_invitations import INVITATIONS
from tests.controls.table_journal import JOURNAL
from tests.controls.table_judging import JUDGING
from tests.controls.table_ladder import LADDER
from tests.controls.table_light import LIGHT
from tests.controls.table_mail import MAIL
from tests.controls.table_messaging import MESSAGING
from tests.controls.table_money import MONEY
from tests.controls.table_named import NAMED
from tests.controls.table_needs import SEALED
from tests.controls.table_offers import OFFERS_KEPT
from tests.controls.table_outreach import OUTREACH
from tests.controls.table_points import POINTS
from tests.controls.table_referrals import REFERRALS
from tests.controls.table_registrations import REGISTRATIONS
from tests.controls.table_report import REPORT
from tests.controls.table_roster import ROSTER
from tests.controls.table_rulebook import RULEBOOK
from tests.controls.table_scoring import SCORING
from tests.controls.table_services import EDGE, SERVICES, VAULTS
from tests.controls.table_several import SEVERAL
from tests.controls.table_shared import ON_A_SERVER, SHARED
from tests.controls.table_simulator import SIMULATOR
from tests.controls.table_standing import STANDING
from tests.controls.table_support import SUPPORT
from tests.controls.table_team import TEAM
from tests.controls.table_themes import THEMES
from tests.controls.table_till import TILL
from tests.controls.table_together import TOGETHER
from tests.controls.table_tools import TOOLS
from tests.controls.table_town import TOWN
from tests.controls.table_visits import VISITS
from tests.controls.table_watch import WATCH
from tests.controls.table_ways import WAYS
from tools.findings import ROOT

CONTROLS = (
    *JOURNAL,
    *MESSAGING,
    *SHARED,
    *EDGE,
    *VAULTS,
    *SERVICES,
    *SCORING,
    *HELP,
    *OUTREACH,
    *SUPPORT,
    *GUARDIANS,
    *VISITS,
    *TOGETHER,
    *LIGHT,
    *TOWN,
    *ACTIVITIES,
    *AFTER,
    *BOOKING_FEEDS,
    *BOOKING_MEMORY,
    *CLUSTER,
    *WATCH,
    *DEPLOY,
    *DESK,
    *TILL,
    *FEEDS,
    *FEES,
    *FAULTS,
    *FIGURES,
    *CARE,
    *CHANGES,
    *CONSULTATIONS,
    *REFERRALS,
    *THEMES,
    *INTRODUCTIONS,
    *ROSTER,
    *TEAM,
    *STANDING,
    *ENDED,
    *NAMED,
    *MAIL,
    *POINTS,
    *MONEY,
    *REPORT,
    *RULEBOOK,
    *OFFERS_KEPT,
    *SEVERAL,
    *WAYS,
    *REGISTRATIONS,
    *SIMULATOR,
    *CLOSURES,
    *ABUSE,
    *TOOLS,
    *(ON_A_SERVER if SERVER else ()),
    *JUDGING,
    *LADDER,
    *SEALED,
    *INVITATIONS,
    *HISTORY,
    *AREAS,
)
COPIED = (
    *("shared", "services", "kyoso", "deploy", "bench", "tests", "tools", "docs", "Makefile", "pyproject.toml"),
    *("docker-compose.yml", ".dockerignore", "requirements.in", "requirements.lock", "README.md", "LICENSE", ".ci"),
)
LIMIT_SECONDS = 420
ALL_SECONDS = 3_600
"""For the tests of all of them together."""
AT_ONCE = 4
TESTS_FAILED = 1
"""pytest's exit code; 2 and more mean that nothing was tested, which proves nothing."""


def name_of(control: Control) -> str:
    return control.net.replace(" ", "-")


def as_it_stands(test: str) -> tuple[str, int, str]:
    """By file, and in it from top to bottom: tests that share a town follow one another."""
    file, _, name = test.partition("::")
    at = (ROOT / file).read_text().find(f"def {name.partition('[')[0]}(") if name else 0
    return file, at, name


def copy_of_the_tree(folder: Path) -> Path:
    ignore = shutil.ignore_patterns("__pycache__", "*.db", ".*_cache", "node_modules")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=ignore)
        elif source.exists():
            shutil.copy(source, folder / name)
    return folder


def run(folder: Path, tests: tuple[str, ...], limit: float = LIMIT_SECONDS) -> tuple[int, str]:
    """pytest in the copy: its exit code (a run that hangs has failed) and what it printed."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "HYPOTHESIS_STORAGE_DIRECTORY": str(folder / ".hypothesis")}
    environment.pop("PYTEST_ADDOPTS", None)
    options = ["-x", "-p", "no:cacheprovider", "--no-header", "--tb=line"]
    command = [sys.executable, "-m", "pytest", *options, *tests]
    try:
        ended = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=limit, check=False
        )
    except subprocess.TimeoutExpired:
        return TESTS_FAILED, "did not end"
    return ended.returncode, ended.stdout[-3000:] + ended.stderr[-1000:]


@pytest.fixture(scope="module")
def untouched(tmp_path_factory) -> Path:
    return copy_of_the_tree(tmp_path_factory.mktemp("untouched"))


def test_the_tests_of_all_controls_pass_while_the_nets_are_there(untouched):
    """A test that fails anyway would prove nothing."""
    tests = tuple(sorted({test for control in CONTROLS for test in control.tests}, key=as_it_stands))

    code, printed = run(untouched, tests, ALL_SECONDS)

    assert 0 == code, printed


@pytest.fixture(scope="module")
def outcomes(request, tmp_path_factory) -> Iterator[dict[str, Future[tuple[int, str]]]]:
    """The chosen controls, some at a time: tests that fail spend most of their time waiting for what never comes."""
    chosen = {item.callspec.id for item in request.session.items if hasattr(item, "callspec")}
    tmp_path_factory.getbasetemp()  # the first of several threads to ask would make it under the others' feet

    def without(control: Control) -> tuple[int, str]:
        folder = copy_of_the_tree(tmp_path_factory.mktemp("control"))
        file = folder / control.file
        source = file.read_text()
        if source.count(control.find) != 1:
            return 2, f"{control.file} has changed: bring this control up to date"
        file.write_text(source.replace(control.find, control.put))
        try:
            return run(folder, control.tests)
        finally:
            shutil.rmtree(folder)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {control.net: pool.submit(without, control) for control in CONTROLS if name_of(control) in chosen}
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("control", CONTROLS, ids=name_of)
def test_a_safety_net_that_is_gone_is_noticed(control: Control, outcomes):
    """Without the net the test that stands for it must fail."""
    code, printed = outcomes[control.net].result()

    assert TESTS_FAILED == code, f"'{control.net}' is gone and nothing noticed:\n{printed}"


def test_a_copy_is_tested_as_a_copy(untouched):
    """The runs import the copy's code, not the tree's own."""
    (untouched / "tests" / "test_where.py").write_text(
        f"import shared, tools\ndef test_where():\n    assert {str(untouched)!r} in shared.__file__\n"
        f"    assert {str(untouched)!r} in tools.__file__\n"
    )

    code, printed = run(untouched, ("tests/test_where.py",))

    assert 0 == code, printed
