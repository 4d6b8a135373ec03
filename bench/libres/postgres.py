"""A PostgreSQL of the bench's own: a new cluster in a folder, by a user who is not root, as durable as it comes."""

import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

DEBIAN = Path("/usr/lib/postgresql")
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
"""The defaults, asked for by name and read back: a figure at less than that would compare nothing."""
START_SECONDS = 30.0


class NotInstalled(Exception):
    """There is no PostgreSQL here. The text is for people."""


def binaries() -> Path:
    """Where ``initdb`` and ``postgres`` are: on the path, or where Debian puts the newest. Raises ``NotInstalled``."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(DEBIAN.glob("*/bin"), key=lambda each: _number(each.parent.name), reverse=True)
    for place in places:
        if all((place / name).exists() for name in ("initdb", "postgres", "psql")):
            return place
    raise NotInstalled("PostgreSQL is not installed (Debian's package: postgresql)")


@contextmanager
def cluster(folder: Path, place: Path) -> Iterator[str]:
    """A running server and the address of its database; it listens on a socket in ``folder`` only."""
    folder.mkdir()
    who = _user(folder)
    data = folder / "data"
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, **who}
    made = [str(place / "initdb"), "-D", str(data), "-U", "kyoso", "-A", "trust", "-E", "UTF8", "--locale=C"]
    subprocess.run(made, check=True, **quiet)
    options = {"listen_addresses": "", "unix_socket_directories": str(folder), **DURABLE}
    given = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    process = subprocess.Popen([str(place / "postgres"), "-D", str(data), *given], **quiet)
    try:
        _ready(process, place, folder)
        yield f"postgresql+psycopg2://kyoso@/postgres?host={folder}"
    finally:
        process.send_signal(2)  # "fast": it ends its sessions and writes what is open
        process.wait(60)


def said(place: Path, folder: Path, question: str) -> str:
    """What the server answers to one question in SQL."""
    command = [str(place / "psql"), "-h", str(folder), "-U", "kyoso", "-Atc", question, "postgres"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def durability(place: Path, folder: Path) -> Mapping[str, str]:
    """The settings as the server has them. Raises ``RuntimeError`` when it is less durable than it should be."""
    found = {name: said(place, folder, f"SHOW {name}") for name in (*DURABLE, "wal_sync_method", "server_version")}
    if any(found[name] != value for name, value in DURABLE.items()):
        raise RuntimeError(f"the server is not durable: {found}")
    return found


def _ready(process: subprocess.Popen[bytes], place: Path, folder: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"PostgreSQL ended with {process.returncode}")
        try:
            said(place, folder, "SELECT 1")
        except subprocess.CalledProcessError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("PostgreSQL did not start")


def _user(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: the user that its package made (else nobody) owns the folder and runs it."""
    if os.geteuid() != 0:
        return {}
    names = {each.pw_name for each in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, user.pw_uid, user.pw_gid)
    for parent in (folder, folder.parent):
        parent.chmod(parent.stat().st_mode | 0o011)  # the way to it
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _number(version: str) -> int:
    return int(version) if version.isdigit() else 0
