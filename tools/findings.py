"""What a lint finds, and the files it looks at: those that git knows or would take in."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One place that breaks a rule. A warning is printed and does not fail."""

    path: str
    line: int
    message: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {'warning: ' if self.warning else ''}{self.message}"


def project_files(root: Path) -> list[Path]:
    """Every file of the working tree that is not ignored; without git, every file."""
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - a constant command
    if listed.returncode:
        return sorted(path for path in root.rglob("*") if path.is_file())
    names = sorted({name for name in listed.stdout.decode().split("\0") if name})
    return [root / name for name in names if (root / name).is_file()]


def python_files(root: Path, *folders: str) -> Iterator[tuple[Path, ast.Module]]:
    """The parsed Python files under some folders of ``root``."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"), str(path))
