"""What docs/subscribing.md says works: every block runs, in order, against the town that its first block starts."""

import re
import shutil

import pytest

from services.feeds.domain.audience import PURPOSES
from tests.terminal import SMALL, Reader
from tools.findings import ROOT

DOCUMENT = (ROOT / "docs/subscribing.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh ?(\w*)\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
START = "KYOSO_FEEDS_NETWORKS_ALLOWED=127.0.0.0/8 make demo\n"


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    folder = tmp_path_factory.mktemp("subscribing")
    reader = Reader(folder / "town", folder / "said.txt", KYOSO_FEEDS_NETWORKS_ALLOWED="127.0.0.0/8", **SMALL)
    try:
        reader.wait_until_played()
        yield reader
    finally:
        reader.stop()


EXPECTED = {
    "kcat -q": "ce_type=facility-registered.v1",
    "/first || true": '"type":"facility-registered.v1"',
    "LAST=": "nothing was missed, nothing comes twice",
    "/veiled || true": '"person_id":"p-',
    "$HEARD/created": "verified facility-registered.v1 msg_",
    "/replay": '"since"',
    "-X DELETE": '"status":"ended"',
    "/purposes": "facility-operation",
    "/booking/availability?month": '"free":{"',
    "calendars/rooms/": "RRULE:FREQ=",
    "${CALENDAR##*/}": "BEGIN:VCALENDAR",
}
"""What a block prints, by a piece of it."""


def test_the_first_block_starts_the_town():
    """With the setting that lets webhooks go to this machine, as the reader of this test is started."""
    assert ("", START) == BLOCKS[0]


@pytest.mark.parametrize(("tool", "block"), BLOCKS[1:], ids=[block.splitlines()[0][:40] for _, block in BLOCKS[1:]])
def test_every_block_runs_and_shows_what_it_promises(reader, tool, block):
    """One is not Python's: curl, kcat and node listen; the node receiver verifies the signature with its own crypto."""
    if tool and shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")

    said = reader.type(block)

    for piece, promised in EXPECTED.items():
        if piece in block:
            assert promised in said


def test_every_promise_is_of_a_block():
    """A piece that no block has any more would be checked by nothing."""
    for piece in EXPECTED:
        assert any(piece in block for _, block in BLOCKS), piece


def test_links_and_purposes_are_there():
    """Documents it names exist, and so does every purpose it shows."""
    for link in re.findall(r"\]\(([^)#]+)\)", DOCUMENT):
        assert "://" in link or (ROOT / "docs" / link).exists(), link
    assert set(re.findall(r'"purpose": "([a-z-]+)"', DOCUMENT)) <= set(PURPOSES)
