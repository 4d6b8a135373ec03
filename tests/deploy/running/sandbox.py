"""A process as a container has it, without containers: its own process numbers, a root that cannot be written to.

Linux namespaces, as the engines use them. The process is number 1, user 10001 to itself, without any capability; only
its data folder and its folder for temporary files can be written to.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.deploy.deploy_kit import HARDENED_USER

# $1: data, $2: temporary files; then the command. Every mount becomes read-only, then two of memory are laid over it.
INSIDE = """
set -e
data=$1 tmp=$2; shift 2
mount --make-rprivate /
for at in $(awk '{print $5}' /proc/self/mountinfo | sort -u); do
  case $at in /proc*|/sys*|/dev*) ;; *) mount -o remount,bind,ro "$at" ;; esac
done
mount -t tmpfs -o size=16m,mode=0777 tmpfs "$data"
mount -t tmpfs -o size=16m,mode=1777 tmpfs "$tmp"
exec unshare --user --map-user=USER --map-group=USER setpriv --no-new-privs --inh-caps=-all --bounding-set=-all "$@"
""".replace("USER", str(HARDENED_USER))


@dataclass
class Container:
    """A running process; ``first`` is its number out here."""

    first: int
    outer: "subprocess.Popen[bytes]"
    output: Path

    def stop(self, seconds: float = 40.0) -> int:
        """Ask it to stop as an engine does, and give its exit code."""
        os.kill(self.first, signal.SIGTERM)
        return self.outer.wait(seconds)

    @property
    def text(self) -> str:
        """What it has printed."""
        return self.output.read_text("utf-8", "replace")


def free_port() -> int:
    """A port of this machine that nobody has: the namespaces share its network."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def unshare() -> list[str]:
    """The command that makes the namespaces here; skips where it is not allowed."""
    for extra in ([], ["--user", "--map-root-user"]):
        command = ["unshare", *extra, "--mount", "--pid", "--fork", "--mount-proc"]
        if shutil.which("unshare") and 0 == _quietly([*command, "unshare", "--user", "--map-user=1", "true"]):
            return command
    pytest.skip("namespaces are not to be had here (unshare): no process can be run as in a container")


def _quietly(command: Sequence[str]) -> int:
    return subprocess.run(command, capture_output=True, check=False).returncode


@contextmanager
def container(command: Sequence[str], environment: Mapping[str, str], folder: Path) -> Iterator[Container]:
    """The command as a container's first process; ended at the end, whatever happens."""
    data, temporary, output = folder / "data", folder / "tmp", folder / "output"
    for each in (data, temporary):
        each.mkdir(exist_ok=True)
    with output.open("wb") as out:
        outer = subprocess.Popen(
            [*unshare(), "bash", "-c", INSIDE, "inside", str(data), str(temporary), *command],
            env={**environment, "TMPDIR": str(temporary)},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Container(_first(outer), outer, output)
    finally:
        if outer.poll() is None:
            os.kill(_first(outer), signal.SIGKILL)
            outer.wait(10)


def _first(outer: "subprocess.Popen[bytes]") -> int:
    """The number, out here, of the process that is number 1 in there."""
    children = Path(f"/proc/{outer.pid}/task/{outer.pid}/children")
    for _ in range(200):
        if found := children.read_text().split():
            return int(found[0])
        time.sleep(0.02)
    raise AssertionError("the container has no process")
