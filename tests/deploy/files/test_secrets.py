"""deploy/secrets.sh: every secret that the compose file names, once, for the one who reads it."""

import re
import stat
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from shared.service import load_master_key
from tests.deploy.deploy_kit import PROCESSES, ROOT, compose

SCRIPT = ROOT / "deploy/secrets.sh"


def make(folder: Path) -> None:
    subprocess.run([str(SCRIPT), str(folder)], check=True, capture_output=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("made") / "secrets"
    make(made)
    return made


def test_it_makes_what_the_compose_file_names(folder: Path) -> None:
    """No more and no less; under the names that the file has them by."""
    assert set(compose()["secrets"]) == {file.name for file in folder.iterdir()}
    assert all(name == each["file"].rpartition("/")[2] for name, each in compose()["secrets"].items())


def test_they_are_readable_by_one_user(folder: Path) -> None:
    """A copy of the folder is a copy of the city."""
    assert {0o400} == {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}
    assert 0o700 == stat.S_IMODE(folder.stat().st_mode)


def test_a_second_run_changes_nothing(folder: Path) -> None:
    """A new master key would make every name in the vaults unreadable."""
    before = {file.name: file.read_bytes() for file in folder.iterdir()}

    make(folder)

    assert before == {file.name: file.read_bytes() for file in folder.iterdir()}


def test_two_cities_share_nothing(folder: Path, tmp_path: Path) -> None:
    """Each value is chance."""
    make(tmp_path / "other")

    for file in folder.iterdir():
        assert file.read_bytes() != (tmp_path / "other" / file.name).read_bytes(), file.name


def test_they_are_what_their_readers_expect(folder: Path) -> None:
    """The key of the vaults, the store's address, the broker's users."""
    assert 32 == len(load_master_key(folder / "kyoso_master_key"))
    url = urlsplit((folder / "kyoso_mongo_url").read_text())
    assert (folder / "mongo_kyoso_password").read_text() == url.password
    assert "replicaSet=kyoso" in url.query
    jaas = (folder / "kafka_jaas").read_text()
    users = dict(re.findall(r'user_([\w-]+)="(\w+)"', jaas))
    assert {"broker", "operator", *(f"kyoso-{name}" for name in PROCESSES)} == set(users)
    for name in PROCESSES:
        assert (folder / f"kafka_{name}").read_text() == users[f"kyoso-{name}"]
    assert len((folder / "mongo_keyfile").read_text()) <= 1024  # mongod refuses a longer one
