"""Somebody who reads a document with two terminals: the town runs in one, the blocks are typed into the other."""

import os
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

from tools.findings import ROOT

READY_SECONDS_MAX = 180
BLOCK_SECONDS_MAX = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Reader:
    """The two terminals. ``settings`` are given to the town as the document says."""

    def __init__(self, data: Path, output: Path, **settings: str) -> None:
        self.data = data
        self.port = free_port()
        self.output = output
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("KYOSO_", "MAKE"))}
        terminal = {
            "cwd": ROOT,
            "env": {**environment, "PORT": str(self.port), "DATA": str(data)},
            "text": True,
            "errors": "replace",
        }
        terminal |= {"stderr": subprocess.STDOUT, "start_new_session": True}
        demo = {**terminal, "env": {**terminal["env"], **settings}}
        self.demo = subprocess.Popen(["make", "demo"], stdout=output.open("w"), **demo)
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
