"""deploy/image/Dockerfile and what goes into it."""

import fnmatch
import re
import subprocess

import pytest

from kyoso.cli import COMMANDS
from shared.settings import Settings
from shared.version import VERSION
from tests.deploy.deploy_kit import (
    DOCKERFILE,
    HARDENED_USER,
    ROOT,
    dockerfile,
    entry_point,
    final_stage,
    image_environment,
)


def copied() -> list[str]:
    """What is copied from the repository."""
    rests = [rest for name, rest in dockerfile() if name == "COPY" and not rest.startswith("--from")]
    return [source for rest in rests for source in rest.split()[:-1]]


def test_its_bases_are_pinned() -> None:
    """Both stages are one Python, of one patch version and one Debian."""
    tag = next(rest for name, rest in dockerfile() if name == "ARG").partition("=")[2]

    assert re.fullmatch(r"3\.\d+\.\d+-slim-\w+", tag)
    assert {"python:${PYTHON}"} == {rest.split()[0] for name, rest in dockerfile() if name == "FROM"}


def test_every_package_is_checked_against_its_hash() -> None:
    """Nothing is installed that the lock does not name."""
    installs = [rest for name, rest in dockerfile() if name == "RUN" and '"install"' in rest and '"pip"' in rest]

    assert 2 == len(installs)
    assert all('"--require-hashes"' in each or '"--no-deps"' in each for each in installs)


def test_it_runs_as_nobody_and_asks_itself_how_it_is() -> None:
    """By number, which an orchestrator can check without looking into the image."""
    found = dict(final_stage())

    assert f"{HARDENED_USER}:{HARDENED_USER}" == found["USER"]
    assert 'CMD ["kyoso", "health"]' in found["HEALTHCHECK"]
    assert "SIGTERM" == found["STOPSIGNAL"]
    assert ["kyoso"] == entry_point()
    assert "health" in COMMANDS


def test_its_environment_are_settings() -> None:
    """And the port that it exposes is the one it listens on."""
    known = {f"KYOSO_{name.upper()}" for name in Settings.model_fields}
    environment = image_environment()

    assert {name for name in environment if name.startswith("KYOSO_")} <= known
    assert dict(final_stage())["EXPOSE"] == environment["KYOSO_PORT"]
    assert "1" == environment["PYTHONDONTWRITEBYTECODE"]


def test_its_label_is_the_version_of_the_product() -> None:
    """``docker inspect`` tells what runs."""
    assert f'org.opencontainers.image.version="{VERSION}"' in dict(final_stage())["LABEL"]


def test_what_it_copies_is_there_and_is_let_through() -> None:
    """.dockerignore names the same files: a file that is copied and ignored fails at the build, not here."""
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    allowed = {line[1:] for line in lines if line.startswith("!")}

    assert "*" in lines
    assert set(copied()) == allowed
    assert all((ROOT / each).exists() for each in copied())


def test_no_secret_and_no_data_can_get_in() -> None:
    """Whatever lies about in a checkout: everything is ignored that is not named."""
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    for kept_out in ("secrets/kyoso_master_key", "var/kyoso/booking.db", ".env", ".git/config"):
        assert kept_out.partition("/")[0] not in copied()
    assert any(fnmatch.fnmatch("shared/some.key", line.removeprefix("**/")) for line in lines if line.startswith("**/"))


@pytest.mark.parametrize("word", ["://", "curl", "wget", "apt", "ADD", "latest"])
def test_it_downloads_nothing_by_itself(word: str) -> None:
    """Packages come through pip alone, against the lock."""
    assert word not in DOCKERFILE.read_text("utf-8")


def test_the_scripts_are_whole() -> None:
    """Read by the shell that runs them."""
    script = ROOT / "deploy/secrets.sh"

    assert 0 == subprocess.run(["bash", "-n", str(script)], check=False).returncode
    assert script.stat().st_mode & 0o111
