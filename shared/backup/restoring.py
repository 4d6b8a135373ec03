"""Filling an empty place from a copy: every commit with its id, version, cause and time; rows are derived afterwards.

What was confirmed when the backup began counts as told, except the last while before it: a consumer's copy may be a
little older than its owner's. That part is published again, and whoever has heard it knows it by its cause.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

from shared.backup.faults import PlaceTaken
from shared.backup.files import ServiceEntry, lines_of
from shared.backup.lines import Line, commit_of, letter_of, sealed_of
from shared.backup.scratch import Scratch
from shared.journal.copying import Copied, JournalCopy
from shared.journal.port import Mark
from shared.service import Service
from shared.vault.copying import Kind, VaultCopy

T = TypeVar("T")

LINES_PER_INSERT = 500
COPIED_KINDS: tuple[Kind, ...] = ("document", "key", "erased", "access")

Told = Callable[[str, int], None]
"""Is told how many commits of a service have been taken in."""


async def refuse_unless_empty(services: Iterable[Service]) -> None:
    """Raises ``PlaceTaken``."""
    for service in services:
        copies: list[JournalCopy | VaultCopy] = [service.journal.store.copying()]
        if service.vault:
            copies.append(service.vault.copying())
        for copy in copies:
            await copy.open()
            try:
                if not await copy.is_empty():
                    raise PlaceTaken(place=service.name)
            finally:
                await copy.close()


async def fill(
    service: Service, folder: Path, entry: ServiceEntry, *, publish_since: datetime | None, told: Told
) -> Mark | None:
    """Take one service in; where its journal is told until, for stores with places.

    Commits at or after ``publish_since`` (``None``: all) count as not yet told, as do those that were pending.
    Raises ``StoreUnavailable``, ``BackupDamaged``.
    """
    target = service.journal.store.copying()
    await target.open()
    try:
        await target.begin()
        if service.vault is not None and entry.vault is not None:
            await _fill_vault(service.vault.copying(), folder, entry)
        boundary = await _fill_journal(service, target, folder, entry, publish_since, told)
        await target.end()
    finally:
        await target.close()
    return boundary


async def _fill_journal(
    service: Service,
    target: JournalCopy,
    folder: Path,
    entry: ServiceEntry,
    publish_since: datetime | None,
    told: Told,
) -> Mark | None:
    """What is told first, then the rest: in every stream the rest is behind it, and so it is in the journal's order."""
    decode = service.journal.decode

    def again(copied: Copied) -> bool:
        return copied.pending or publish_since is None or copied.commit.at >= publish_since

    done = 0
    boundary: Mark | None = None
    for late in (False, True):
        commits = (commit_of(line, decode) for line in lines_of(folder, entry.journal) if line["kind"] == "commit")
        chosen = (replace(copied, pending=late) for copied in commits if again(copied) == late)
        for chunk in _chunks(chosen):
            await target.take_in(chunk)
            done += len(chunk)
            told(service.name, done)
        if not late:
            boundary = await target.told_until_here(service.journal.model.topics)
    letters = (letter_of(line) for line in lines_of(folder, entry.journal) if line["kind"] == "letter")
    for letter_chunk in _chunks(letters):
        await target.take_letters(letter_chunk)
    return boundary


async def _fill_vault(target: VaultCopy, folder: Path, entry: ServiceEntry) -> None:
    """Sealed records as they are; of whoever is in the list of the erased, neither key nor documents."""
    assert entry.vault is not None
    await target.open()
    try:
        with Scratch("erased (person_id TEXT PRIMARY KEY) WITHOUT ROWID") as scratch:
            for chunk in _chunks(line for line in lines_of(folder, entry.vault) if line["kind"] == "erased"):
                scratch.add("erased", [(line["person_id"],) for line in chunk])

            def kept(line: Line) -> bool:
                query = "SELECT 1 FROM erased WHERE person_id=?"
                return next(scratch.find(query, (line["person_id"],)), None) is None

            for kind in COPIED_KINDS:
                lines = (line for line in lines_of(folder, entry.vault) if line["kind"] == kind)
                for chunk in _chunks(lines):
                    personal = kind in {"document", "key"}
                    records = [sealed_of(kind, line) for line in chunk if not personal or kept(line)]
                    if records:
                        await target.take_in(kind, records)
    finally:
        await target.close()


def _chunks(items: Iterable[T]) -> Iterator[Sequence[T]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, LINES_PER_INSERT)):
        yield chunk
