"""Backup, restore and proof of a whole deployment: what ``kyoso backup | restore | verify`` do.

A backup reads the stores themselves, beside whatever serves from them; a restore wants the place for itself.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kyoso.compose import NAMES, compose
from kyoso.folder import DataFolder
from kyoso.wiring import site_of
from shared.backup.checking import Findings, check, check_against
from shared.backup.copying import ServiceCopier
from shared.backup.faults import AnotherCity, NotInBackup
from shared.backup.files import Manifest, check_file, make_empty, read_manifest, whole_root, write_manifest
from shared.backup.restoring import fill, refuse_unless_empty
from shared.backup.vault_checking import open_with
from shared.journal.port import Mark
from shared.messaging.running import close_stores, open_stores
from shared.service import Service, Site
from shared.settings import Settings
from shared.version import VERSION

SETTLE_SECONDS = 3.0
"""Between the cut and the first reading: replicas' clocks may differ by 2 s, and a commit takes a moment to land."""
OVERLAP = timedelta(hours=1)
"""What was committed so long before the backup began is published again after a restore: longer than any lag that one
would make a backup with."""

Told = Callable[[str, int], None]


async def make(settings: Settings, folder: Path, told: Told, *, settle_seconds: float = SETTLE_SECONDS) -> Manifest:
    """Copy every service into ``folder`` while they serve. Raises ``PlaceTaken``, ``StoreUnavailable``, ``Missing``."""
    site = site_of(settings)
    make_empty(folder)
    begun = site.clock.now()
    await asyncio.sleep(settle_seconds)
    entries = {
        name: await ServiceCopier(service, folder, begun, settings.municipality).copy(told)
        for name, service in compose(site).items()
    }
    manifest = Manifest(
        kyoso=VERSION,
        municipality=settings.municipality,
        store=settings.store,
        begun=begun,
        ended=site.clock.now(),
        services=entries,
        root=whole_root(entries),
    )
    write_manifest(folder, manifest)
    return manifest


async def restore(
    settings: Settings,
    folder: Path,
    told: Told,
    *,
    only: Sequence[str] = (),
    publish_since: datetime | None = None,
    publish_all: bool = False,
) -> Manifest:
    """Fill an empty place, derive its rows, and forget again whoever was erased.

    ``publish_since``: what is published again; by default what was committed in the hour before the backup began.
    Raises the refusals of ``shared.backup.faults``, ``FolderInUse``, ``StoreUnavailable``.
    """
    manifest = _of_this_city(read_manifest(folder), settings)
    names = _chosen(manifest, only)
    since = None if publish_all else (publish_since or manifest.begun - OVERLAP)
    site = site_of(settings)
    for name in names:
        entry = manifest.services[name]
        check_file(folder, entry.journal)
        if entry.vault:
            check_file(folder, entry.vault)
            open_with(name, folder, entry.vault, site.derived_key(f"vault/{name}"))
    with _alone(settings):
        services = {name: service for name, service in compose(site).items() if name in names}
        await _prepare(settings, services)
        await refuse_unless_empty(services.values())
        told_until = {
            name: await fill(service, folder, manifest.services[name], publish_since=since, told=told)
            for name, service in services.items()
        }
        await _note_heard(site, services, told_until)
        for service in {name: service for name, service in compose(site).items() if name in names}.values():
            try:
                await open_stores(service)  # makes the rows, and forgets the erased again
            finally:
                await close_stores(service)
    return manifest


async def verify(settings: Settings, folder: Path, *, against: bool) -> tuple[Manifest, Findings]:
    """Prove a copy against itself, and against what the settings name. Raises ``NoBackup`` and the like."""
    manifest = read_manifest(folder)
    site = site_of(settings)
    services = compose(site)
    whole = Findings()
    for name, entry in manifest.services.items():
        if name not in services:
            whole.problems.append(f"{name}: this code has no such service")
            continue
        found = [check(services[name], folder, entry, site.derived_key(f"vault/{name}"), manifest.begun)]
        if against:
            _of_this_city(manifest, settings)
            found.append(await check_against(services[name], folder, entry))
        for findings in found:
            whole.problems += findings.problems
            whole.notes += findings.notes
    return manifest, whole


def _of_this_city(manifest: Manifest, settings: Settings) -> Manifest:
    if manifest.municipality != settings.municipality:
        raise AnotherCity(theirs=manifest.municipality, ours=settings.municipality)
    return manifest


def _chosen(manifest: Manifest, only: Sequence[str]) -> list[str]:
    for name in only:
        if name not in manifest.services:
            raise NotInBackup(service=name, services=", ".join(manifest.services))
    return list(only) or [name for name in NAMES if name in manifest.services]


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Keep others out of a data folder. A MongoDB has no lock: its services are to be stopped."""
    folder = DataFolder(settings.data)
    if settings.store != "sqlite":
        folder.make()
        yield
        return
    folder.lock()
    try:
        yield
    finally:
        folder.unlock()


async def _prepare(settings: Settings, services: Mapping[str, Service]) -> None:
    """Make the files, or the indexes, with journals of new ids."""
    for service in services.values():
        if settings.store == "mongo":
            stores: list[Any] = [service.journal.store, *([service.vault] if service.vault else [])]
            for store in stores:
                await store.prepare()
            if service.vault:
                await service.vault.open()
            continue
        await service.journal.store.open()
        await service.journal.store.close()
        if service.vault:
            await service.vault.open()
            await service.vault.close()


async def _note_heard(site: Site, restored: Mapping[str, Service], told_until: Mapping[str, Mark | None]) -> None:
    """Where a store keeps how far its service has heard others: as far as the others' journals are told."""
    marks = {
        topic: mark
        for name, service in restored.items()
        for topic in service.journal.model.topics
        if (mark := told_until[name]) is not None
    }
    if not marks:
        return
    for service in compose(site).values():
        heard = {topic: marks[topic] for topic in service.handlers.topics if topic in marks}
        copy = service.journal.store.copying()
        if heard and (service.name in restored or (site.settings.data / f"{service.name}.db").exists()):
            await copy.open()
            try:
                await copy.note_heard(heard)
            finally:
                await copy.close()


def heard_from(settings: Settings, only: Sequence[str]) -> dict[str, list[str]]:
    """By owner, the topics that some services hear of others."""
    services = compose(site_of(settings))
    topics = {topic for name in only for topic in services[name].handlers.topics}
    found = {
        name: sorted(topics & set(service.journal.model.topics))
        for name, service in services.items()
        if name not in only
    }
    return {name: named for name, named in found.items() if named}


def topics_by_owner(settings: Settings) -> dict[str, tuple[str, ...]]:
    """By service, the topics that it writes."""
    return {name: service.journal.model.topics for name, service in compose(site_of(settings)).items()}
