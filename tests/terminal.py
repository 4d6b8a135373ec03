"""Somebody who reads a document and types: a town in one terminal, the document's blocks of commands in another."""

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterable
from pathlib import Path

from tests.end_to_end.town_kit import free_port
from tools.findings import ROOT

READY_SECONDS_MAX = 180
BLOCK_SECONDS_MAX = 120
SMALL = {"KYOSO_TOWN_PEOPLE": "300", "KYOSO_TOWN_PAST_DAYS": "2"}
"""The least that the sample town may have, with two days behind it: what its size and its past are nothing to needs no
5,000 people and no week. The README's has them."""


def blocks(text: str, tag: str = "sh") -> list[str]:
    """The blocks of a document that carry just this tag, in order, each once."""
    found: Iterable[str] = re.findall(rf"^```{tag}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return list(dict.fromkeys(found))


class Reader:
    """Somebody with two terminals: the town runs in one, the blocks are typed into the other.

    ``settings`` are given to the town, as a document may say.
    """

    def __init__(self, data: Path, output: Path, **settings: str) -> None:
        self.data = data
        self.port = free_port()
        self.output = output
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("KYOSO_", "MAKE"))}
        environment["PATH"] = f"{ROOT / '.venv' / 'bin'}{os.pathsep}{environment['PATH']}"
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
