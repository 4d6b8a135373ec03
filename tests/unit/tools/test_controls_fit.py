"""The tables of controls fit the code as it is: each names a place that is there once, and tests that exist."""

import functools
import re

from tests.cluster_controls.table import CLUSTER
from tests.controls import test_controls
from tests.controls.table_shared import ON_A_SERVER
from tools.findings import ROOT

CONTROLS = dict.fromkeys([*test_controls.CONTROLS, *ON_A_SERVER])


@functools.cache
def text_of(path):
    return (ROOT / path).read_text(encoding="utf-8") if (ROOT / path).is_file() else ""


def is_there(test):
    path, _, name = test.partition("::")
    return bool(re.search(rf"def {re.escape(name.partition('[')[0])}\b", text_of(path)))


def test_every_net_is_found_once():
    """A patch that fits nowhere takes nothing away; found here in a moment, not in the long run of the controls."""
    edits = [(control.net, control.file, control.find) for control in CONTROLS]
    edits += [(control.net, edit.file, edit.find) for control in CLUSTER for edit in control.edits]

    assert [] == [(net, file) for net, file, find in edits if text_of(file).count(find) != 1]


def test_every_test_that_stands_for_a_net_exists():
    """A test that was renamed or moved would not be run, and its net not be missed."""
    assert [] == [(control.net, test) for control in CONTROLS for test in control.tests if not is_there(test)]


def test_every_net_has_a_name_of_its_own():
    """Two of one name would be told apart by nobody."""
    names = [control.net for control in CONTROLS]

    assert sorted(set(names)) == sorted(names)
