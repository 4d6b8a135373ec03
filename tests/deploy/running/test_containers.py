"""The image's commands as a container runs them: as number 1, as nobody, on a root that cannot be written to."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from kyoso.compose import NAMES
from tests.deploy.deploy_kit import ROOT, dockerfile, image_environment
from tests.deploy.running.sandbox import Container, container, free_port

READY_SECONDS_MAX = 60


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the image holds of ours: installed by the Dockerfile's last step from nothing but what it copies."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("opt")
    for name, rest in dockerfile():
        if name == "COPY" and not rest.startswith("--from"):
            for each in rest.split()[:-1]:
                _copy(ROOT / each, source / each)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--target", str(target), "."], cwd=source, check=True)
    return target


def _copy(there: Path, here: Path) -> None:
    if there.is_dir():
        shutil.copytree(there, here, ignore=shutil.ignore_patterns("__pycache__", "*.key"))
    else:
        shutil.copy(there, here)


@pytest.fixture
def environment(program: Path, tmp_path: Path) -> dict[str, str]:
    """The image's variables, with what lies elsewhere here; the bus and the store inside the process."""
    image = {name: value for name, value in image_environment().items() if name != "PATH"}
    return {
        **image,
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(program),
        "KYOSO_PORT": str(free_port()),
        "KYOSO_DATA": str(tmp_path / "data" / "town"),
        "KYOSO_MASTER_KEY_FILE": str(tmp_path / "master_key"),
        "KYOSO_ISSUER": "https://login.komorebi.invalid",
        "KYOSO_TOWN_URL": "http://127.0.0.1:1",
    }


@pytest.fixture(autouse=True)
def _master_key(tmp_path: Path) -> None:
    (tmp_path / "master_key").write_text(os.urandom(32).hex())


def kyoso(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "kyoso.cli", *arguments]


def asks_itself(environment: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    """The image's health check."""
    return subprocess.run(kyoso("health"), env=dict(environment), capture_output=True, text=True, check=False, cwd="/")


def ready(running: Container, environment: Mapping[str, str]) -> str:
    """Wait until its health check says so, and give the words."""
    until = time.monotonic() + READY_SECONDS_MAX
    while time.monotonic() < until and running.outer.poll() is None:
        asked = asks_itself(environment)
        if asked.returncode == 0:
            return asked.stdout
        time.sleep(0.2)
    raise AssertionError(f"not ready: {running.text}")


@pytest.fixture
def running(request: pytest.FixtureRequest, environment: dict[str, str], tmp_path: Path) -> Iterator[Container]:
    """A container with the command of the test's parameter."""
    if "portal" in request.param:  # it is given none
        (tmp_path / "master_key").unlink()
    os.chdir("/")
    with container(kyoso(*request.param), environment, tmp_path) as started:
        yield started
    os.chdir(ROOT)


SERVICES = [("serve", "--service", name) for name in (*NAMES, "portal")]


@pytest.mark.parametrize("running", [("serve",), *SERVICES], indirect=True, ids=" ".join)
def test_it_serves_as_in_a_container_and_stops_when_asked(running: Container, environment: dict[str, str]) -> None:
    """Ready by its own health check; SIGTERM ends it within the grace, in order, with code 0."""
    words = ready(running, environment)
    status = dict(line.split(":", 1) for line in Path(f"/proc/{running.first}/status").read_text().splitlines())

    assert "準備できています / ready" in words
    assert "1" == status["NSpid"].split()[-1]
    assert 0 == int(status["CapEff"], 16)
    assert 0 == running.stop(), running.text
    assert 1 == asks_itself(environment).returncode


@pytest.mark.parametrize("running", [("serve", "--service", "points")], indirect=True)
def test_nothing_but_its_data_can_be_written_to(
    running: Container, environment: dict[str, str], tmp_path: Path
) -> None:
    """What it writes lies in memory that is its own; out here nothing has changed."""
    ready(running, environment)
    inside = Path(f"/proc/{running.first}/root")

    assert (inside / str(tmp_path / "data/town/points.db").lstrip("/")).exists()
    assert [] == list((tmp_path / "data").iterdir())
    options = {
        fields[4]: fields[5].split(",")
        for fields in map(str.split, Path(f"/proc/{running.first}/mountinfo").read_text().splitlines())
    }
    assert "ro" in options["/"]
    assert {str(tmp_path / "data"), str(tmp_path / "tmp")} <= {at for at, how in options.items() if "rw" in how}


def test_without_an_issuer_it_refuses_to_be_reached(environment: dict[str, str], tmp_path: Path) -> None:
    """A container listens to the whole network: the demo's sign-in must never be what stands there."""
    del environment["KYOSO_ISSUER"]

    with container(kyoso("serve", "--service", "booking"), environment, tmp_path) as started:
        assert 0 != started.outer.wait(READY_SECONDS_MAX)
        assert "KYOSO_ISSUER" in started.text
