"""Proving a copy: against itself, and against a deployment that runs.

Against itself: digests, versions without gaps, causes and ids once, every personal document opens with the master key,
every document that an account or an open introduction refers to is there, and the erased have no key.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

from shared.backup.copying import needed_by
from shared.backup.files import ServiceEntry, check_file, lines_of
from shared.backup.lines import Root, commit_line, commit_of, sealed_of, text_of
from shared.backup.scratch import Scratch
from shared.backup.vault_checking import check_vault
from shared.journal.commits import Commit
from shared.journal.copying import Copied
from shared.service import Service

T = TypeVar("T")

LINES_PER_LOOK = 1_000
EXAMPLES_MAX = 10


@dataclass
class Findings:
    """What is wrong, in words, and what may be said beside it."""

    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def check(service: Service, folder: Path, entry: ServiceEntry, vault_key: bytes, begun: datetime) -> Findings:
    """Prove one service's copy against itself. Raises ``BackupDamaged``, ``AnotherMasterKey``."""
    findings = Findings()
    for file in (entry.journal, *([entry.vault] if entry.vault else [])):
        check_file(folder, file)
    with Scratch(
        "seen (stream TEXT, version INTEGER, PRIMARY KEY (stream, version)) WITHOUT ROWID",
        "causes (cause TEXT PRIMARY KEY) WITHOUT ROWID",
        "ids (id TEXT PRIMARY KEY) WITHOUT ROWID",
        "documents (id TEXT PRIMARY KEY) WITHOUT ROWID",
    ) as scratch:
        late = _check_journal(service, folder, entry, scratch, findings)
        if entry.vault is not None:
            check_vault(service.name, folder, entry.vault, vault_key, begun, scratch, findings)
            if service.refers is not None:
                _check_references(service, folder, entry, late, scratch, findings)
    return findings


def _check_journal(
    service: Service, folder: Path, entry: ServiceEntry, scratch: Scratch, findings: Findings
) -> set[str]:
    """Check the commits; the streams that have some apart from the others."""
    root, letters, late = Root(), 0, set[str]()
    last = ""
    for chunk in _chunks(lines_of(folder, entry.journal)):
        commits = [commit_of(line, service.journal.decode).commit for line in chunk if line["kind"] == "commit"]
        letters += sum(line["kind"] == "letter" for line in chunk)
        for commit in commits:
            root.add(commit)
            if commit.stream < last:
                late.add(commit.stream)
            last = max(last, commit.stream)
        for table, values in (
            ("seen", [(commit.stream, commit.version) for commit in commits]),
            ("causes", [(commit.cause,) for commit in commits]),
            ("ids", [(commit.id,) for commit in commits]),
        ):
            if twice := scratch.add(table, values):
                findings.problems.append(f"{service.name}: {twice} commits are there twice ({table})")
    gaps = "SELECT stream FROM seen GROUP BY stream HAVING count(*)<>max(version) OR min(version)<>1 LIMIT ?"
    if broken := [stream for (stream,) in scratch.find(gaps, (EXAMPLES_MAX,))]:
        findings.problems.append(f"{service.name}: versions are missing in {', '.join(broken)}")
    (streams,) = next(scratch.find("SELECT count(DISTINCT stream) FROM seen"))
    found = (streams, root.commits, letters, str(root))
    if found != (entry.streams, entry.commits, entry.letters, entry.root):
        findings.problems.append(f"{service.name}: the manifest's figures are not those of the file: {found}")
    return late


def _check_references(
    service: Service, folder: Path, entry: ServiceEntry, late: set[str], scratch: Scratch, findings: Findings
) -> None:
    """Every document that a row refers to in the end is in the vault's copy."""
    missing: list[str] = []
    for name, commits in _by_stream(service, folder, entry, late):
        wanted = needed_by(service, name, commits)
        there = [next(scratch.find("SELECT 1 FROM documents WHERE id=?", (id,)), None) for id in wanted]
        missing += [name] * there.count(None)
    if missing:
        findings.problems.append(
            f"{service.name}: {len(missing)} documents that commits refer to are missing, e.g. of {missing[0]}"
        )


def _by_stream(
    service: Service, folder: Path, entry: ServiceEntry, late: set[str]
) -> Iterator[tuple[str, list[Commit]]]:
    apart: dict[str, list[Commit]] = {name: [] for name in late}
    name, commits = "", list[Commit]()
    for line in lines_of(folder, entry.journal):
        if line["kind"] != "commit":
            continue
        commit = commit_of(line, service.journal.decode).commit
        if commit.stream in apart:
            apart[commit.stream].append(commit)
            continue
        if commit.stream != name and commits:
            yield name, commits
            commits = []
        name = commit.stream
        commits.append(commit)
    if commits:
        yield name, commits
    yield from apart.items()


async def check_against(service: Service, folder: Path, entry: ServiceEntry) -> Findings:
    """Whether everything in the copy is in the deployment, byte for byte; what is newer there is counted."""
    findings = Findings()
    here = service.journal.store.copying()
    await here.open()
    try:
        missing, different = list[str](), list[str]()
        lines = (line for line in lines_of(folder, entry.journal) if line["kind"] == "commit")
        for chunk in _chunks(commit_of(line, service.journal.decode) for line in lines):
            streams = list(dict.fromkeys(copied.commit.stream for copied in chunk))
            known = {(c.commit.stream, c.commit.version): c.commit for c in await here.commits(streams)}
            for copied in chunk:
                place = (copied.commit.stream, copied.commit.version)
                if place not in known:
                    missing.append("@".join(map(str, place)))
                elif _stored(known[place]) != _stored(copied.commit):
                    different.append("@".join(map(str, place)))
        newer = await here.count() - entry.commits + len(missing)
    finally:
        await here.close()
    for what, found in (("missing", missing), ("different", different)):
        if found:
            findings.problems.append(f"{service.name}: {len(found)} commits are {what} here, e.g. {found[0]}")
    findings.notes.append(f"{service.name}: {entry.commits - len(missing)} of {entry.commits}, newer here: {newer}")
    if service.vault is not None and entry.vault is not None:
        await _vault_against(service, folder, entry, findings, quiet=newer == 0)
    return findings


async def _vault_against(
    service: Service, folder: Path, entry: ServiceEntry, findings: Findings, *, quiet: bool
) -> None:
    """Whether the documents are there. Where there are newer commits, they may have replaced or removed some."""
    assert service.vault is not None
    assert entry.vault is not None
    here = service.vault.copying()
    await here.open()
    gone = same = 0
    try:
        lines = (line for line in lines_of(folder, entry.vault) if line["kind"] == "document")
        for chunk in _chunks(sealed_of("document", line) for line in lines):
            known = {record["id"]: record["sealed"] for record in await here.documents([each["id"] for each in chunk])}
            same += sum(known.get(record["id"]) == record["sealed"] for record in chunk)
            gone += sum(record["id"] not in known for record in chunk)
    finally:
        await here.close()
    findings.notes.append(f"{service.name}: documents here as in the backup: {same}, no longer here: {gone}")
    if quiet and gone:
        findings.notes.append(f"{service.name}: orphans and what belonged to the erased are removed at the first start")


def _stored(commit: Commit) -> bytes:
    return text_of(commit_line(Copied(commit, pending=False)))


def _chunks(items: Iterable[T]) -> Iterator[Sequence[T]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, LINES_PER_LOOK)):
        yield chunk
