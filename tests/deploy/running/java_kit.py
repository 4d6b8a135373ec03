"""A server of Java's for a test: started, waited for, ended."""

import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from kyoso.cluster.java import Java, JavaMissing

UP_SECONDS_MAX = 90


def java() -> Java:
    """The classes of the local cluster; skips where they cannot be had."""
    found = Java()
    try:
        found.fetch()
    except JavaMissing as missing:
        pytest.skip(f"Java, or what Maven fetches, is not to be had here: {missing}")
    return found


@contextmanager
def server(command: Sequence[str], port: int, folder: Path) -> Iterator[None]:
    """Answering inside."""
    output = folder / "log"
    with output.open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=folder)
    try:
        until = time.monotonic() + UP_SECONDS_MAX
        while not _answers(port):
            assert process.poll() is None, output.read_text()[-4000:]
            assert time.monotonic() < until, output.read_text()[-4000:]
            time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _answers(port: int) -> bool:
    with socket.socket() as asked:
        return 0 == asked.connect_ex(("127.0.0.1", port))
