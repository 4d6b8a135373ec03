"""The README is true: every block of commands in it runs, in order, against the town that its first block starts."""

import re

import pytest

from tests.readme.reader import Reader
from tools.findings import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = list(dict.fromkeys(re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)))
START = "make demo\n"
WORDS_TO_FIRST_BOOKING_MAX = 1_200


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    folder = tmp_path_factory.mktemp("readme")
    reader = Reader(folder / "town", folder / "first.txt")
    yield reader
    reader.stop()


def test_the_first_block_starts_a_town_and_plays_the_loop(reader):
    """What a newcomer types first prints every step to the end, with an address."""
    assert START == BLOCKS[0]

    said = reader.wait_until_played()

    assert f"http://127.0.0.1:{reader.port}" in said
    assert "✔" in said
    assert "points-earned.v1" in said


@pytest.mark.parametrize("block", BLOCKS[1:], ids=lambda block: block.splitlines()[0][:40])
def test_every_other_block_runs(reader, block):
    """Typed in order into one terminal, none fails, and each prints or sets something."""
    reader.type(block)


def test_the_booking_of_the_readme_is_answered_as_it_says(reader):
    """Again: the same answer, marked as a replay. With another key: refused, with what is free nearby."""
    (booking,) = [block for block in BLOCKS if "/booking/bookings" in block]

    again = reader.type(booking)
    other = reader.type(booking.replace("hana-$DAY", "another-$DAY").replace(" --fail-with-body", ""))

    assert re.search(r"^HTTP/1.1 201", again)
    assert re.search(r"^idempotency-replayed: true", again, re.MULTILINE | re.IGNORECASE)
    assert re.search(r"^HTTP/1.1 409", other)
    assert '"room-taken"' in other
    assert "alternatives" in other


def test_the_inbox_has_the_booking(reader):
    """Another service has heard of it and written to the person."""
    (inbox,) = [block for block in BLOCKS if "/notifications/inbox" in block]

    assert "booking" in reader.type(inbox)


def test_the_story_passes_again(reader):
    """Any number of times against one town."""
    assert "✔" in reader.type("make story")


def test_ctrl_c_is_a_clean_stop_and_the_next_start_goes_on(reader, tmp_path):
    """The town says that it has stopped; started again it is the same town with the same booking."""
    last_words = reader.stop().splitlines()[-2:]  # make may add that it was interrupted

    assert any("stopped" in line for line in last_words)

    again = Reader(reader.data, tmp_path / "again.txt")
    try:
        again.wait_until_played()
        *before, booking = BLOCKS[1 : 1 + [("/booking/bookings" in block) for block in BLOCKS[1:]].index(True) + 1]
        for block in before:
            again.type(block)

        assert re.search(r"^idempotency-replayed: true", again.type(booking), re.MULTILINE | re.IGNORECASE)
    finally:
        again.stop()


def test_the_way_to_the_first_booking_is_short():
    """A newcomer reads little before something works."""
    (booking,) = [block for block in BLOCKS if "/booking/bookings" in block]
    words = README[: README.index(booking) + len(booking)].split()

    assert WORDS_TO_FIRST_BOOKING_MAX >= len(words)


def test_every_link_within_the_repository_leads_somewhere():
    """Documents, folders and headings that the README names exist."""
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]
    slugs = {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
        for heading in re.findall(r"^#+ (.*)$", README, re.MULTILINE)
    }

    missing = [link for link in links if not (link[1:] in slugs if link[0] == "#" else (ROOT / link).exists())]

    assert [] == missing
