"""Copying one running service into a folder: what was committed when the backup began, and the vault behind it.

The cut is one instant for all streams and services: who is in the copy has its causes in it too. A stream goes beyond
the cut only when a document that it referred to was replaced meanwhile: then it is copied up to the newer one.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from shared.backup.files import LinesFile, ServiceEntry
from shared.backup.lines import Line, Root, commit_line, letter_line, sealed_line
from shared.backup.scratch import Scratch
from shared.errors import UnknownEvent
from shared.journal.commits import Commit
from shared.journal.copying import Copied, JournalCopy
from shared.journal.port import DeadLetter
from shared.journal.rebuild import fold_rows
from shared.service import Service
from shared.vault.copying import KINDS, PLACE, VaultCopy

log = logging.getLogger(__name__)

STREAMS_PER_PAGE = 100
RECORDS_PER_PAGE = 500
ROUNDS_MAX = 10
"""A document that is replaced again and again while it is copied: somebody is playing."""

Told = Callable[[str, int], None]
"""Is told how many commits of a service have been copied."""


class Missing(Exception):
    """Documents that commits refer to and the vault does not have; the copy would not be whole."""

    def __init__(self, service: str, ids: Sequence[str]) -> None:
        super().__init__(f"{service}: {', '.join(ids)}")
        self.service = service
        self.ids = ids


class ServiceCopier:
    """One service on its way into ``folder``. ``cut``: the instant up to which commits are taken."""

    def __init__(self, service: Service, folder: Path, cut: datetime, municipality: str) -> None:
        self._service = service
        self._folder = folder
        self._cut = cut
        self._header: Line = {"municipality": municipality, "service": service.name}
        self._root = Root()
        self._counts: dict[str, int] = {}
        self._streams = self._pending = 0
        self._newest: datetime | None = None

    async def copy(self, told: Told) -> ServiceEntry:
        """Copy it. Raises ``StoreUnavailable``, ``Missing``."""
        service = self._service
        source = service.journal.store.copying()
        vault = service.vault.copying() if service.vault else None
        await source.open()
        try:
            with Scratch(
                "copied (stream TEXT PRIMARY KEY, version INTEGER) WITHOUT ROWID",
                "needed (id TEXT, stream TEXT, PRIMARY KEY (id, stream)) WITHOUT ROWID",
                "here (id TEXT PRIMARY KEY) WITHOUT ROWID",
                folder=self._folder,
            ) as scratch:
                journal = LinesFile(self._folder / f"{service.name}.journal.jsonl.gz")
                journal.write({"kind": "journal", "journal_id": source.journal_id, **self._header})
                await self._copy_streams(source, journal, scratch, told)
                documents = None
                if vault is not None:
                    await vault.open()
                    documents = LinesFile(self._folder / f"{service.name}.vault.jsonl.gz")
                    documents.write({"kind": "vault", **self._header})
                    await self._copy_vault(vault, documents, scratch)
                    await self._follow_replaced(source, vault, journal, documents, scratch)
                letters = await self._copy_letters(source, journal)
        finally:
            await source.close()
            if vault is not None:
                await vault.close()
        return ServiceEntry(
            journal_id=source.journal_id,
            streams=self._streams,
            commits=self._root.commits,
            pending=self._pending,
            letters=letters,
            newest_at=self._newest,
            root=str(self._root),
            journal=journal.close(),
            vault=documents.close() if documents else None,
            vault_records=self._counts,
        )

    async def _copy_streams(self, source: JournalCopy, journal: LinesFile, scratch: Scratch, told: Told) -> None:
        last = ""
        while names := await source.streams(last, STREAMS_PER_PAGE):
            by_stream: dict[str, list[Copied]] = {name: [] for name in names}
            for copied in await source.commits(names):
                if copied.commit.at <= self._cut:  # times of a stream never run backwards: a prefix of its versions
                    by_stream[copied.commit.stream].append(copied)
            for name, commits in by_stream.items():
                if commits:
                    self._streams += 1
                    self._write(commits, journal)
                    self._note_needed(name, [copied.commit for copied in commits], scratch)
            last = names[-1]
            told(self._service.name, self._root.commits)

    def _write(self, commits: Sequence[Copied], journal: LinesFile) -> None:
        for copied in commits:
            journal.write(commit_line(copied))
            self._root.add(copied.commit)
            self._pending += copied.pending
            if self._newest is None or copied.commit.at > self._newest:
                self._newest = copied.commit.at

    def _note_needed(self, name: str, commits: Sequence[Commit], scratch: Scratch) -> None:
        """Note which documents a stream refers to in the end."""
        if self._service.refers is None:
            return
        scratch.change("DELETE FROM needed WHERE stream=?", [(name,)])
        if ids := needed_by(self._service, name, commits):
            scratch.add("needed", [(id, name) for id in ids])
            scratch.change("INSERT OR REPLACE INTO copied VALUES (?,?)", [(name, commits[-1].version)])

    async def _copy_vault(self, vault: VaultCopy, file: LinesFile, scratch: Scratch) -> None:
        for kind in KINDS:
            after: Any = None
            while records := await vault.page(kind, after, RECORDS_PER_PAGE):
                for record in records:
                    file.write(sealed_line(kind, record))
                self._counts[kind] = self._counts.get(kind, 0) + len(records)
                if kind == "document":
                    scratch.add("here", [(record["id"],) for record in records])
                after = records[-1][PLACE[kind]]

    async def _follow_replaced(
        self, source: JournalCopy, vault: VaultCopy, journal: LinesFile, documents: LinesFile, scratch: Scratch
    ) -> None:
        """Streams whose document was gone before the vault was copied: their newer commits, and what those refer to."""
        query = (
            "SELECT needed.id, needed.stream, copied.version FROM needed JOIN copied USING (stream)"
            " LEFT JOIN here USING (id) WHERE here.id IS NULL"
        )
        for _ in range(ROUNDS_MAX):
            missing = list(scratch.find(query))
            if not missing:
                return
            for stream, version in {(stream, version) for _, stream, version in missing}:
                everything = await source.commits([stream])
                self._write([copied for copied in everything if copied.commit.version > version], journal)
                self._note_needed(stream, [copied.commit for copied in everything], scratch)
            wanted = [id for id, _, _ in list(scratch.find(query))]
            for record in await vault.documents(wanted) if wanted else ():
                documents.write(sealed_line("document", record))
                self._counts["document"] = self._counts.get("document", 0) + 1
                scratch.add("here", [(record["id"],)])
        raise Missing(self._service.name, [id for id, _, _ in missing[:20]])

    async def _copy_letters(self, source: JournalCopy, journal: LinesFile) -> int:
        count = after = 0
        while letters := await source.letters(after, RECORDS_PER_PAGE):
            for letter in letters:
                journal.write(letter_line(self._as_at_the_cut(letter)))
            count, after = count + len(letters), letters[-1].number
        return count

    def _as_at_the_cut(self, letter: DeadLetter) -> DeadLetter:
        """A letter that was dealt with later is open: what came of it is not in the copy."""
        if letter.closed_at is None or letter.closed_at <= self._cut:
            return letter
        return replace(letter, status="failed", closed_by="", closed_at=None)


def needed_by(service: Service, name: str, commits: Sequence[Commit]) -> list[str]:
    """The documents that a stream's rows refer to. A stream that this code cannot read refers to nothing it knows."""
    try:
        rows = fold_rows(service.journal.model, name, commits)
    except UnknownEvent as fault:
        log.warning("a stream cannot be read; it is copied as it is", extra={"stream": name, "fault": str(fault)})
        return []
    return [id for placed in rows if service.refers is not None and (id := service.refers(placed.row)) is not None]
