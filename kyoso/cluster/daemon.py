"""One process of the cluster, on its own: started so that it outlives the command, found again by its id, stopped."""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LOG_TAIL_LINES = 15
LOOK_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Daemon:
    """``argv`` with ``environment`` added to that of the command. ``run`` and ``log``: its two files."""

    name: str
    argv: Sequence[str]
    environment: Mapping[str, str]
    run: Path
    log: Path

    def start(self) -> None:
        """Start it, unless it runs. It belongs to no terminal, and the end of the command is not its end."""
        if self.pid() is not None:
            return
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                self.argv,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        kept = {"pid": process.pid, "born": _born(process.pid)}
        temporary = self.run.with_suffix(".new")
        temporary.write_text(json.dumps(kept))
        temporary.replace(self.run)

    def pid(self) -> int | None:
        """Its process id, when it runs. Another process that has got the same number since does not count."""
        try:
            kept = json.loads(self.run.read_text())
            pid = int(kept["pid"])
        except (OSError, ValueError, KeyError):
            return None
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)  # our own child, when this command has started it: let its remains go
        born = _born(pid)
        return pid if born and born == kept.get("born") else None

    def ask_to_stop(self) -> None:
        """SIGTERM: finish what is in hand."""
        self._send(signal.SIGTERM)

    def gone(self, seconds: float) -> bool:
        """Wait for its end so long, then end it; whether it went by itself."""
        deadline = time.monotonic() + seconds
        while self.pid() is not None:
            if time.monotonic() > deadline:
                self._send(signal.SIGKILL)
                while self.pid() is not None:
                    time.sleep(LOOK_SECONDS)
                return False
            time.sleep(LOOK_SECONDS)
        self.run.unlink(missing_ok=True)
        return True

    def memory_mb(self) -> int | None:
        """What it holds in memory (resident), where the system tells."""
        pid = self.pid()
        try:
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        except OSError:
            return None
        found = [line.split() for line in lines if line.startswith("VmRSS")]
        return int(found[0][1]) // 1024 if found else None

    def last_words(self) -> str:
        """The end of its log."""
        try:
            lines = self.log.read_text(errors="replace").splitlines()
        except OSError:
            return ""
        return "\n".join(f"    {line}" for line in lines[-LOG_TAIL_LINES:])

    def _send(self, number: signal.Signals) -> None:
        pid = self.pid()
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)


def _born(pid: int) -> str:
    """When a process began, as the system writes it; nothing for one that has ended."""
    try:
        state, *fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        if Path("/proc/self").exists():
            return ""
        asked = subprocess.run(
            ["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
        state, *fields = asked.stdout.split() or ["Z"]
        return "" if state.startswith("Z") else " ".join(fields)
    return "" if state == "Z" else fields[18]
