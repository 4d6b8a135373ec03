"""The sample town as a newcomer starts it, in a process of its own, and the loop played against it from outside."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from kyoso.story import StepFailed, play
from kyoso.story.cast import Drawn, Given
from kyoso.story.client import Client
from kyoso.story.stage import Told
from tests.end_to_end.tokens_kit import tokens_of

ROOT = Path(__file__).parents[2]
START_SECONDS_MAX = 150
"""With the story, which is the longer part of it."""
PEOPLE = 600
"""A smaller town than a newcomer's: what is looked at here does not depend on it."""
LOOP = (
    "introduction-proposed.v1",
    "introduction-accepted.v1",
    "group-joined.v1",
    "booking-confirmed.v1",
    "booking-started.v1",
    "activity-announced.v1",
    "activity-signed-up.v1",
    "activity-attended.v1",
    "points-earned.v1",
    "message-sent.v1",
    "points-redeemed.v1",
    "reward-handed-over.v1",
    "booking-completed.v1",
    "waiting-joined.v1",
    "waiting-offered.v1",
    "waiting-accepted.v1",
    "activity-cancelled.v1",
    "participation-affected.v1",
    "guardian-agreed.v1",
    "guardian-ended.v1",
    "help-answered.v1",
    "help-answer-ended.v1",
    "appointment-booked.v1",
    "appointment-cancelled.v1",
    "consultation-opened.v1",
    "consultation-assigned.v1",
    "consultation-answered.v1",
    "consultation-resolved.v1",
    "suggestion-made.v1",
    "suggestion-answered.v1",
    "group-suspended.v1",
    "group-resumed.v1",
    "accompaniment-goals-change.v1",
    "co-host-asked.v1",
    "co-host-answered.v1",
    "consultation-referral-proposed.v1",
    "consultation-referral-changed.v1",
    "consultation-reopened.v1",
)


def kyoso(*arguments: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    """Run the command line to its end."""
    command = [sys.executable, "-m", "kyoso.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False)


@dataclass
class Demo:
    """A running ``kyoso demo``."""

    process: subprocess.Popen[str]
    data: Path
    printed: str
    seconds: float
    """Until it listens."""

    @property
    def url(self) -> str:
        found = re.search(r"http://127\.0\.0\.1:\d+", self.printed)
        assert found, self.printed
        return found.group()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        self.printed += self.process.communicate(timeout=30)[0]
        return self.process.returncode


def start(data: Path, *options: str) -> Demo:
    """Start the demo and wait until it says that it stays up."""
    began = time.monotonic()
    command = [sys.executable, "-u", "-m", "kyoso.cli", "demo", "--port", "0", "--data", str(data), *options]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"TERM": "dumb", "KYOSO_TOWN_PEOPLE": str(PEOPLE)},
    )
    assert process.stdout
    printed, listening = "", 0.0
    for line in process.stdout:
        printed += line
        if "http://" in line and not listening:
            listening = time.monotonic() - began
        if "Ctrl-C" in line or time.monotonic() - began > START_SECONDS_MAX:
            break
    if process.poll() is not None or "Ctrl-C" not in printed:
        process.kill()
        raise AssertionError(f"the demo did not come up:\n{printed}")
    return Demo(process, data, printed, listening)


def interrupt_a_first_start(data: Path) -> Demo:
    """Ctrl-C in the middle of the load, as newcomers do."""
    command = [sys.executable, "-u", "-m", "kyoso.cli", "demo", "--port", "0", "--data", str(data)]
    environment = os.environ | {"KYOSO_TOWN_PEOPLE": str(PEOPLE)}
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    )
    assert process.stdout
    for line in process.stdout:
        if f"people: {PEOPLE}" in line:
            break
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    rest = process.communicate(timeout=30)[0]
    return Demo(process, data, rest, time.monotonic() - began)


@pytest.fixture(scope="module")
def interrupted(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The first start."""
    return interrupt_a_first_start(tmp_path_factory.mktemp("demo") / "data")


@pytest.fixture(scope="module")
def demo(interrupted: Demo) -> Iterator[Demo]:
    """The next one, which goes on."""
    running = start(interrupted.data)
    yield running
    if running.process.poll() is None:
        running.stop()


def test_ctrl_c_in_the_first_load_stops_at_once_and_the_next_start_goes_on(interrupted: Demo, demo: Demo) -> None:
    """What was loaded stays; the rest follows."""
    assert 0 == interrupted.process.returncode, interrupted.printed
    assert "✔" not in interrupted.printed
    assert "✔" in demo.printed


def test_the_demo_plays_the_loop_and_prints_each_step_with_its_events(demo: Demo) -> None:
    """The first thing that a newcomer sees is the whole loop."""
    assert "✔" in demo.printed
    assert [] == [event for event in LOOP if event not in demo.printed]


def test_the_story_passes_twice(demo: Demo) -> None:
    """It can be played any number of times."""
    for _ in range(2):
        played = kyoso("story", "--base-url", demo.url)

        assert 0 == played.returncode, played.stdout + played.stderr
        assert "✔" in played.stdout


async def test_eight_stories_at_once_all_pass(demo: Demo) -> None:
    """They want the same house at once, and each gets a room; of intermediaries there are too few for eight.

    Whatever group they made pause is back.
    """
    told: list[Told] = []

    outcomes = await asyncio.gather(*(play(demo.url, Drawn(), told.append) for _ in range(8)))

    assert 8 == len({outcome.booking_id for outcome in outcomes})
    assert all(outcome.points > 0 for outcome in outcomes)
    for outcome in outcomes:
        missing = [event for event in LOOP if event not in outcome.event_types]
        assert [] == [event for event in missing if not event.startswith("accompaniment-")]
    async with httpx.AsyncClient(base_url=demo.url, trust_env=False) as client:
        paused = (await client.get("/matching/groups", params={"standing": "suspended"})).json()["items"]
    assert [] == paused


def test_the_story_with_tokens_cleans_up_behind_itself(demo: Demo) -> None:
    """An operator's test persons are the same each time: more plays than the day's limit of points must pass."""
    file = tokens_of(demo.url, demo.data)
    headers = {"Authorization": f"Bearer {json.loads(file.read_text())['resident']['token']}"}

    for _ in range(5):
        played = kyoso("story", "--base-url", demo.url, "--tokens", str(file))
        assert 0 == played.returncode, played.stdout + played.stderr

    with httpx.Client(base_url=demo.url, headers=headers, trust_env=False) as client:
        groups = [each["group_id"] for each in client.get("/matching/people/me/groups").json()["items"]]
        assert "osawa-garden" not in groups
        deadline = time.monotonic() + 30
        while (balance := client.get("/points/accounts/me").json()["balance"]) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert 0 == balance
        ended = client.get("/points/redemptions").json()["items"]
        assert ["cancelled"] * 5 == [each["status"] for each in ended]
        ward = {"Authorization": f"Bearer {json.loads(file.read_text())['young']['token']}"}
        agreed = client.get("/matching/people/me/guardian", headers=ward).json()["items"]
        assert ["said"] == [each["status"] for each in agreed]
        assert "00:00:00" in agreed[0]["until"]  # the end of this day: nothing is left of a guardian's no


def test_a_file_of_tokens_without_an_officer_is_refused_in_words(demo: Demo, tmp_path: Path) -> None:
    """What is missing is named; nothing is played."""
    file = tmp_path / "tokens.json"
    file.write_text(json.dumps({"resident": {"token": "x", "person_id": "resident-ken"}}))

    played = kyoso("story", "--base-url", demo.url, "--tokens", str(file))

    assert 2 == played.returncode
    assert "officer" in played.stderr


def test_a_story_against_nobody_fails_with_a_reason() -> None:
    """A monitor that runs the story must not take silence for success."""
    played = kyoso("story", "--base-url", "http://127.0.0.1:9")

    assert 1 == played.returncode
    assert "✘" in played.stderr


async def test_a_step_that_is_refused_ends_the_story(demo: Demo) -> None:
    """A forged token is nobody's: the story says which step failed."""
    cast = Given(
        {"resident": "a.eyJzdWIiOiJ4In0.b", "officer": {"token": "a.eyJzdWIiOiJ4In0.b", "groups": ["osawa-garden"]}}
    )

    with pytest.raises(StepFailed, match="401"):
        await play(demo.url, cast, lambda told: None)


async def test_a_resident_who_was_erased_is_not_played_with(demo: Demo) -> None:
    """Somebody else is drawn; nobody is told that the loop is broken."""
    assert 0 == kyoso("erase", "resident-ken", "--yes", "--data", str(demo.data)).returncode

    class FirstKen(Drawn):
        draws = 0

        async def somebody(self, client: Client, but: str = "") -> str:
            self.draws += 1
            return "resident-ken" if self.draws == 1 else await super().somebody(client, but)

    outcome = await play(demo.url, FirstKen(), lambda told: None)

    assert "resident-ken" != outcome.person_id


async def test_a_story_passes_after_the_clock_was_moved_into_the_next_fiscal_year(demo: Demo) -> None:
    """Time in the town is the town's: rooms, codes and points follow it."""
    advance = {"advance": "200d"}
    async with httpx.AsyncClient(base_url=demo.url, trust_env=False, timeout=60) as client:
        assert (await client.post("/demo/clock", json=advance)).is_success

    outcome = await play(demo.url, Drawn(), lambda told: None)

    assert 0 < outcome.points


def test_the_books_balance_after_all_that(demo: Demo) -> None:
    """The command line asks the running instance."""
    for books in ("ledger", "money"):
        checked = kyoso(books, "check", "--data", str(demo.data))
        assert 0 == checked.returncode, checked.stdout + checked.stderr
    assert "\n0 bills" not in checked.stdout
    letters = kyoso("dead-letters", "list", "--data", str(demo.data))
    assert "none" in letters.stdout, letters.stdout


def test_the_demo_stops_cleanly_and_goes_on_where_it_was(demo: Demo) -> None:
    """Ctrl-C ends it without a trace; the next start is quick, loads nothing twice and plays again."""
    assert 0 == demo.stop(), demo.printed
    assert not (demo.data / "bus").exists()
    offline = kyoso("ledger", "check", "--data", str(demo.data))
    assert 0 == offline.returncode, offline.stdout + offline.stderr

    again = start(demo.data)
    try:
        assert "✔" in again.printed
        assert again.seconds < max(20.0, demo.seconds)  # how quick it is, the benches say
    finally:
        assert 0 == again.stop(), again.printed
