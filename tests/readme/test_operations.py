"""The operations guide can be followed: every tagged block runs, in order, on a town at work; what it names exists."""

import re

import pytest

from kyoso.cli import COMMANDS
from tests.terminal import SMALL, Reader, blocks
from tools.findings import ROOT

GUIDE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
BLOCKS = blocks(GUIDE)


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    folder = tmp_path_factory.mktemp("operations")
    reader = Reader(folder / "town", folder / "said.txt", **SMALL)
    reader.wait_until_played()
    yield reader
    reader.stop()


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.splitlines()[0][:50])
def test_every_block_runs(reader, block):
    """Typed in order beside a serving town, none fails and each says what it did."""
    assert reader.type(block).strip()


def test_the_restored_town_was_proven_equal(reader):
    """The last word of a proof is a tick, and a wrong one would have ended the shell."""
    assert "✔" in reader.type("kyoso verify $BACKUP --data $DATA")


def test_every_command_that_is_named_exists():
    """Also those that no block runs."""
    named = set(re.findall(r"(?:^|`)(?:kyoso|make) ([a-z][a-z-]+)", GUIDE, re.MULTILINE))
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert set() == named - set(COMMANDS) - targets


def test_every_link_within_the_guide_leads_somewhere():
    """A night shift follows the first table."""
    slugs = {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
        for heading in re.findall(r"^#+ (.*)$", GUIDE, re.MULTILINE)
    }

    assert set() == set(re.findall(r"\]\(#([^)]+)\)", GUIDE)) - slugs
    for link in re.findall(r"\]\(([^)#]+)\)", GUIDE):
        assert "://" in link or (ROOT / "docs" / link).exists(), link
