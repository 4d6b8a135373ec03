"""The files of a copy: compressed JSON lines with a digest each, and a manifest that is written last."""

import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Literal

from pydantic import BaseModel, ValidationError

from shared.backup.faults import BackupDamaged, NoBackup, PlaceTaken
from shared.backup.lines import Line, text_of

FORMAT: Literal["kyoso-backup/1"] = "kyoso-backup/1"
MANIFEST = "manifest.json"
COMPRESSION = 3
"""A low level: the processor is what a hot copy shares with the services."""
READ_BYTES = 1024 * 1024


class FileEntry(BaseModel):
    """One file: how large, how many lines, and its SHA-256."""

    name: str
    bytes: int
    lines: int
    sha256: str


class ServiceEntry(BaseModel):
    """What was copied of one service. ``root``: the digest of its commits (see ``lines.Root``)."""

    journal_id: str
    streams: int
    commits: int
    pending: int
    letters: int = 0
    newest_at: datetime | None
    root: str
    journal: FileEntry
    vault: FileEntry | None = None
    vault_records: dict[str, int] = {}


class Manifest(BaseModel):
    """A whole copy. ``kind``: a backup of services, or streams that were archived out of one."""

    format: Literal["kyoso-backup/1"] = FORMAT
    kind: Literal["backup", "archive"] = "backup"
    kyoso: str
    municipality: str
    store: str
    begun: datetime
    ended: datetime
    services: dict[str, ServiceEntry]
    root: str
    master_key: str = "not in this backup: keep it elsewhere"


def whole_root(services: Mapping[str, ServiceEntry]) -> str:
    """One digest over all commits of all services."""
    return hashlib.sha256("".join(f"{name}:{services[name].root}\n" for name in sorted(services)).encode()).hexdigest()


class _Digesting:
    """Passes bytes on to a file and digests them."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.sha256 = hashlib.sha256()
        self.count = 0

    def write(self, data: bytes) -> int:
        self.sha256.update(data)
        self.count += len(data)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()


class LinesFile:
    """A new file of lines, for its owner alone."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._through = _Digesting(self._file)
        self._lines = gzip.GzipFile(filename="", mode="wb", compresslevel=COMPRESSION, fileobj=self._through, mtime=0)
        self._count = 0

    def write(self, line: Mapping[str, Any]) -> None:
        """One more line."""
        self._lines.write(text_of(line))
        self._count += 1

    def close(self) -> FileEntry:
        """Finish; on disk when this returns."""
        self._lines.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        through = self._through
        return FileEntry(
            name=self._path.name, bytes=through.count, lines=self._count, sha256=through.sha256.hexdigest()
        )


def make_empty(folder: Path) -> None:
    """See to it that the folder is there, empty and for its owner alone. Raises ``PlaceTaken``."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise PlaceTaken(place=str(folder))


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, durably and at once: a copy without it was cut short."""
    temporary = folder / f".{MANIFEST}.new"
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(manifest.model_dump_json(indent=2) + "\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / MANIFEST)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_manifest(folder: Path) -> Manifest:
    """The manifest. Raises ``NoBackup``, ``BackupDamaged`` when its own figures do not agree."""
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValidationError, UnicodeDecodeError) as error:
        raise NoBackup(place=str(folder)) from error
    if manifest.root != whole_root(manifest.services):
        raise BackupDamaged(file=MANIFEST, problem="its digest over all services does not fit")
    return manifest


def check_file(folder: Path, entry: FileEntry) -> None:
    """Read a file whole and compare its digest. Raises ``BackupDamaged``."""
    sha256, count = hashlib.sha256(), 0
    try:
        with (folder / entry.name).open("rb") as file:
            while data := file.read(READ_BYTES):
                sha256.update(data)
                count += len(data)
    except OSError as error:
        raise BackupDamaged(file=entry.name, problem=str(error.strerror)) from error
    if (count, sha256.hexdigest()) != (entry.bytes, entry.sha256):
        raise BackupDamaged(file=entry.name, problem=f"sha256 {sha256.hexdigest()}, {count} bytes")


def lines_of(folder: Path, entry: FileEntry) -> Iterator[Line]:
    """The lines of a file, one at a time. Raises ``BackupDamaged``."""
    try:
        with gzip.open(folder / entry.name, "rb") as file:
            for text in file:
                line = json.loads(text)
                if not isinstance(line, dict) or "kind" not in line:
                    raise BackupDamaged(file=entry.name, problem="a line is no record")
                yield line
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise BackupDamaged(file=entry.name, problem=str(error)) from error
