"""Negative controls of the cluster: each net is taken away on a copy of the tree, and the short suite must fail there.

One after the other: each starts a cluster of its own, some minutes in all.
"""

import faulthandler
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster_controls.table import CLUSTER, ClusterControl
from tests.controls.test_controls import COPIED, TESTS_FAILED, copy_of_the_tree
from tools.findings import ROOT

LIMIT_SECONDS = 900
SHORT = "tests/cluster/test_short.py"


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Path]:
    """The tree; Java's parts are not fetched again."""
    folder = copy_of_the_tree(tmp_path / "tree")
    (folder / "var").mkdir()
    for name in ("java", "checker"):
        if (ROOT / "var" / name).exists():
            (folder / "var" / name).symlink_to(ROOT / "var" / name)
    yield folder
    shutil.rmtree(folder)


def short_suite(folder: Path) -> tuple[int, str]:
    """The short suite in the copy: its exit code and what it printed. The seed of the environment holds."""
    faulthandler.cancel_dump_traceback_later()
    command = [sys.executable, "-m", "pytest", "-x", "-p", "no:cacheprovider", "--no-header", "--tb=short", SHORT]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    environment.pop("PYTEST_ADDOPTS", None)
    ended = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False
    )
    return ended.returncode, ended.stdout + ended.stderr[-1000:]


def test_the_short_suite_passes_while_the_nets_are_there(copy: Path) -> None:
    """A suite that fails anyway would prove nothing; one that was skipped neither."""
    code, printed = short_suite(copy)
    if "skipped" in printed:
        pytest.skip(printed[-300:])

    assert 0 == code, printed[-3000:]


@pytest.mark.parametrize("control", CLUSTER, ids=lambda control: control.net.replace(" ", "-"))
def test_a_net_that_is_gone_is_noticed(control: ClusterControl, copy: Path) -> None:
    """And by the assertion that stands for it."""
    for edit in control.edits:
        file = copy / edit.file
        source = file.read_text()
        assert 1 == source.count(edit.find), f"{edit.file} has changed: bring '{control.net}' up to date"
        file.write_text(source.replace(edit.find, edit.put))

    code, printed = short_suite(copy)
    if "skipped" in printed:
        pytest.skip(printed[-300:])

    assert TESTS_FAILED == code, f"'{control.net}' is gone and nothing noticed:\n{printed[-3000:]}"
    assert any(words in printed for words in control.says), printed[-3000:]


def test_a_copy_has_everything_that_is_tested() -> None:
    """What is not copied would be imported from the tree itself, where the nets are."""
    assert {"shared", "services", "kyoso", "deploy", "tests"} <= set(COPIED)
