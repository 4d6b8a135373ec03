"""The runbooks can be followed: an entry for each alert, the same parts in each, and commands that run and exist."""

import re

import pytest

from kyoso.cli import COMMANDS
from tests.terminal import SMALL, Reader, blocks
from tests.watch.prom import alerts, metric_names
from tools.findings import ROOT

RUNBOOKS = (ROOT / "docs" / "runbooks.md").read_text(encoding="utf-8")
ENTRIES = dict(re.findall(r"^## (Kyoso\w+)\n(.*?)(?=^## |\Z)", RUNBOOKS, re.MULTILINE | re.DOTALL))
PARTS = (
    "意味 Meaning.",
    "住民には Residents notice.",
    "まず見る First look.",
    "すること Do.",
    "終わり Over when.",
    "だれを起こす Wake.",
)
BLOCKS = blocks(RUNBOOKS)


def test_every_alert_has_its_entry_and_every_entry_its_alert():
    """Whoever is woken opens this page."""
    assert sorted(alerts()) == sorted(ENTRIES)


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_an_entry_has_all_its_parts_in_order_and_in_two_languages(name):
    """Meaning, what residents notice, where to look, what to do, when it is over, whom to wake."""
    entry = ENTRIES[name]
    places = [entry.index(f"**{part}**") for part in PARTS]
    severity = alerts()[name]["labels"]["severity"]

    assert sorted(places) == places
    assert f"*{severity}*" in entry
    for part, begin in zip(PARTS, places, strict=True):
        said = entry[begin + len(part) + 4 :].split("\n**")[0]
        if part.startswith("まず"):
            assert blocks(said)
        else:
            assert re.search(r"[ぁ-ヿ一-鿿].*[a-z]{3}", said, re.DOTALL), part


def test_every_command_that_is_named_exists():
    """Also those that a test cannot run here."""
    named = set(re.findall(r"(?:^|`)(?:kyoso|make) ([a-z][a-z-]+)", RUNBOOKS, re.MULTILINE))
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert set() == named - set(COMMANDS) - targets


def test_every_link_leads_to_an_entry():
    """From one runbook to the next."""
    assert set() == set(re.findall(r"\]\(#([a-z]+)\)", RUNBOOKS)) - {name.lower() for name in ENTRIES}


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runbooks")
    reader = Reader(folder / "town", folder / "said.txt", **SMALL)
    reader.wait_until_played()
    yield reader
    reader.stop()


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.splitlines()[0][:50])
def test_every_block_runs(reader, block):
    """Typed in order on a town at work; what is looked for in the figures is there."""
    said = reader.type(block)

    assert "export" in block or said.strip()
    for name in metric_names(block):
        if "|" not in block.partition("grep")[2] and "none" not in said:
            assert name in said
