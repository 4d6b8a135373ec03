"""Moving closed streams out of a journal: into a file first, and only then out of the store.

A crash between any two steps is made good by the same command, with another folder: what is closed and still has its
events is found again.
"""

from pathlib import Path

from kyoso.compose import compose
from kyoso.wiring import site_of
from shared.backup.files import LinesFile, Manifest, ServiceEntry, lines_of, make_empty, whole_root, write_manifest
from shared.backup.lines import Root, commit_line
from shared.journal.archived import Archived, is_archived, stub
from shared.journal.copying import Copied
from shared.service import Service
from shared.settings import Settings
from shared.version import VERSION

STREAMS_PER_PAGE = 100


async def collect(settings: Settings, name: str, folder: Path) -> Manifest:
    """Write every stream that is closed and not yet moved into ``folder``; durable when this returns.

    Raises ``PlaceTaken``, ``StoreUnavailable``.
    """
    site = site_of(settings)
    make_empty(folder)
    begun = site.clock.now()
    entry = await _write(compose(site)[name], folder, settings.municipality)
    manifest = Manifest(
        kind="archive",
        kyoso=VERSION,
        municipality=settings.municipality,
        store=settings.store,
        begun=begun,
        ended=site.clock.now(),
        services={name: entry},
        root=whole_root({name: entry}),
    )
    write_manifest(folder, manifest)
    return manifest


async def _write(service: Service, folder: Path, municipality: str) -> ServiceEntry:
    journal = service.journal.store.copying()
    root, streams, newest = Root(), 0, None
    await journal.open()
    try:
        file = LinesFile(folder / f"{service.name}.journal.jsonl.gz")
        header = {"kind": "journal", "journal_id": journal.journal_id, "municipality": municipality}
        file.write({**header, "service": service.name})
        last = ""
        while names := await journal.streams(last, STREAMS_PER_PAGE):
            by_stream: dict[str, list[Copied]] = {name: [] for name in names}
            for copied in await journal.commits(names):
                by_stream[copied.commit.stream].append(copied)
            for found in by_stream.values():
                commits = [copied.commit for copied in found]
                if not is_archived(commits) or all(_moved(copied) for copied in found):
                    continue
                streams += 1
                for commit in commits:
                    file.write(commit_line(Copied(commit, pending=False)))
                    root.add(commit)
                    newest = max(newest or commit.at, commit.at)
            last = names[-1]
    finally:
        await journal.close()
    return ServiceEntry(
        journal_id=journal.journal_id,
        streams=streams,
        commits=root.commits,
        pending=0,
        newest_at=newest,
        root=str(root),
        journal=file.close(),
    )


async def strip(settings: Settings, name: str, folder: Path, manifest: Manifest) -> int:
    """Take out of the store what the file holds; how many streams. Repeating it is harmless."""
    journal = compose(site_of(settings))[name].journal.store.copying()
    record = stub(folder.name)
    done = 0
    await journal.open()
    try:
        for line in lines_of(folder, manifest.services[name].journal):
            if line["kind"] == "commit" and line["events"][-1][0] == Archived.type and line["version"] > 1:
                await journal.strip(line["stream"], line["version"], record)
                done += 1
    finally:
        await journal.close()
    return done


def _moved(copied: Copied) -> bool:
    return all(record.type == Archived.type for record in copied.commit.records)
