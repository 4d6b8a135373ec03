"""The compose file's job for the store, as a container runs it, over the wire to a server of MongoDB's protocol.

The server stands in for a replica set and knows no passwords: what MongoDB itself makes of the user is not shown here.
"""

import os
import sys
from pathlib import Path

from kyoso.compose import NAMES
from tests.deploy.deploy_kit import ROOT, image_environment, ours
from tests.deploy.running.java_kit import java, server
from tests.deploy.running.sandbox import container, free_port

SECONDS_MAX = 90


def test_the_job_makes_the_indexes_once(tmp_path: Path) -> None:
    """Every service's database is complete after it, and a second run has nothing to do."""
    port = free_port()
    (tmp_path / "mongo_url").write_text(f"mongodb://127.0.0.1:{port}/?directConnection=true\n")
    (tmp_path / "master_key").write_text(os.urandom(32).hex())
    command = java().command("StandInStore", "127.0.0.1", str(port), str(tmp_path / "store"), memory_mb=256)

    with server(command, port, tmp_path):
        first, again = apply(tmp_path / "1"), apply(tmp_path / "2")

    assert all(f"kyoso_{name}:" in first for name in NAMES)
    assert "作りました / made" in first
    assert "作りました / made" not in again
    assert again.count("揃っています / complete") >= len(NAMES)


def apply(folder: Path) -> str:
    """Run the container ``store`` to its end; what it said."""
    folder.mkdir()
    environment = image_environment() | ours()["store"]["environment"]
    environment |= {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "KYOSO_MONGO_URL_FILE": str(folder.parent / "mongo_url"),
        "KYOSO_MASTER_KEY_FILE": str(folder.parent / "master_key"),
    }
    with container([sys.executable, "-m", "kyoso.cli", *ours()["store"]["command"]], environment, folder) as job:
        code = job.outer.wait(SECONDS_MAX)
    assert 0 == code, job.text
    return job.text
