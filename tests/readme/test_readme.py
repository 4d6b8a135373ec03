"""The README is true: every block of commands in it runs, in order, against the town that its first block starts."""

import os
import re
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest

from tools.findings import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = list(dict.fromkeys(re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)))
START = "make demo\n"
READY_SECONDS_MAX = 180
BLOCK_SECONDS_MAX = 120
WORDS_TO_FIRST_BOOKING_MAX = 1_200


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Reader:
    """Somebody with two terminals: the town runs in one, the blocks are typed into the other."""

    def __init__(self, data: Path, output: Path) -> None:
        self.data = data
        self.port = free_port()
        self.output = output
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("KYOSO_", "MAKE"))}
        terminal = {"cwd": ROOT, "env": {**environment, "PORT": str(self.port), "DATA": str(data)}, "text": True}
        terminal |= {"stderr": subprocess.STDOUT, "start_new_session": True}
        self.demo = subprocess.Popen(["make", "demo"], stdout=output.open("w"), **terminal)
        self.shell = subprocess.Popen(
            ["bash", "-eo", "pipefail"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, **terminal
        )

    def wait_until_played(self) -> str:
        until = time.monotonic() + READY_SECONDS_MAX
        while time.monotonic() < until and self.demo.poll() is None:
            if "Ctrl-C で止まります / press" in (said := self.output.read_text()):
                return said
            time.sleep(0.2)
        raise AssertionError(f"the town did not start:\n{self.output.read_text()}")

    def type(self, block: str) -> str:
        """Type a block in; what it printed. A command that fails ends the shell, as ``set -e`` does."""
        moved = block.replace("127.0.0.1:8000", f"127.0.0.1:{self.port}").replace("var/kyoso", str(self.data))
        limit = threading.Timer(BLOCK_SECONDS_MAX, self.shell.kill)
        limit.start()
        lines = []
        try:
            self.shell.stdin.write(f"{moved}\nprintf '\\n::done::\\n'\n")
            self.shell.stdin.flush()
            for line in self.shell.stdout:
                if line == "::done::\n":
                    return "".join(lines)
                lines.append(line)
        finally:
            limit.cancel()
        raise AssertionError(f"the block ended with {self.shell.wait()}:\n{''.join(lines)}")

    def stop(self) -> str:
        """Ctrl-C, as at a terminal: to everything that runs there. What the town said in all."""
        self.shell.kill()
        if self.demo.poll() is None:
            os.killpg(self.demo.pid, signal.SIGINT)
        try:
            self.demo.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(self.demo.pid, signal.SIGKILL)
            raise
        return self.output.read_text()


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
