"""``python -m tests.standin COMMAND…``: run a command beside a MongoDB-protocol server of its own, on an empty file.

The server's address is in ``TEST_STORE_MONGO``. Without Java and Maven it says so and runs the command without.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kyoso.cluster.java import Java, JavaMissing
from kyoso.cluster.layout import HOST, answers
from tests.end_to_end.town_kit import free_port

START_SECONDS_MAX = 60
MEMORY_MB = 512


@contextmanager
def standin(folder: Path) -> Iterator[str]:
    """The address of a server that keeps its file in ``folder``. Raises ``JavaMissing``."""
    java, port = Java(), free_port()
    java.fetch()
    argv = java.command("StandInStore", HOST, str(port), str(folder / "store.mv"), memory_mb=MEMORY_MB)
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + START_SECONDS_MAX
        while not answers(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise JavaMissing("the stand-in store did not start")
            time.sleep(0.1)
        yield f"mongodb://{HOST}:{port}/?directConnection=true"
    finally:
        process.terminate()
        process.wait(30)


def main(argv: list[str]) -> int:
    """Run ``argv`` with the server, or without; its exit code."""
    try:
        with tempfile.TemporaryDirectory() as folder, standin(Path(folder)) as url:
            return subprocess.run(argv, env={**os.environ, "TEST_STORE_MONGO": url}, check=False).returncode
    except JavaMissing as missing:
        print(f"without a MongoDB-protocol server: {missing}", flush=True)  # noqa: T201 - a command
        return subprocess.run(argv, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
