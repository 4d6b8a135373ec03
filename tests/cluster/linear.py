"""Asks porcupine, a checker of another make, whether histories are linearizable. Built with Go, once for each text."""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SOURCES = Path(__file__).parent / "checker"
BUILT = Path(__file__).parents[2] / "var" / "checker"
GO = shutil.which("go")
BUILD_SECONDS_MAX = 180
CHECK_SECONDS_MAX = 300


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the checker said."""

    linearizable: bool
    report: dict[str, Any]

    def __str__(self) -> str:
        told = self.report
        counts = f"{told['partitions']} facility-days, {told['operations']} operations, {told['unknown']} unanswered"
        if self.linearizable:
            return f"linearizable: {counts}"
        smallest = json.dumps(told["smallest"], indent=1) if told["smallest"] else "none"
        return f"NOT linearizable: {counts}; bad {told['bad']}; undecided {told['undecided']}; smallest:\n{smallest}"


def check(lines: Iterable[str], *, partition_seconds: int = 60) -> Verdict:
    """The verdict over a history, one JSON object a line. Raises ``ValueError`` when it cannot be read."""
    asked = subprocess.run(
        [program(), f"-timeout={partition_seconds}s"],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        timeout=CHECK_SECONDS_MAX,
        check=False,
    )
    if asked.returncode not in (0, 1):
        raise ValueError(asked.stderr)
    return Verdict(asked.returncode == 0, json.loads(asked.stdout))


def program() -> Path:
    """The checker, built from its text when that is new."""
    assert GO is not None, "go is needed to build the checker"
    texts = b"".join(path.read_bytes() for path in sorted(SOURCES.iterdir()) if path.is_file())
    built = BUILT / hashlib.sha256(texts).hexdigest()[:16]
    if not built.exists():
        built.parent.mkdir(parents=True, exist_ok=True)
        making = built.with_suffix(f".{os.getpid()}")
        subprocess.run(
            [GO, "build", "-buildvcs=false", "-mod=readonly", "-o", str(making), "."],
            cwd=SOURCES,
            check=True,
            timeout=BUILD_SECONDS_MAX,
        )
        making.replace(built)
    return built
