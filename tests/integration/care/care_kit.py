"""Deployments of either store to copy and to fill, with a little of a town in them; as the command line opens them."""

import hashlib
import os
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from pymongo.errors import OperationFailure

from kyoso import admin, backup
from kyoso.folder import DataFolder
from kyoso.wiring import site_of
from services.people.requests import Registration
from shared.contracts.people import PersonRegistered
from shared.journal import Fact
from shared.journal.mongo_client import connect
from shared.messaging.bus import Outgoing
from shared.settings import Settings
from tests.contract.journal.adapters import SERVER

STORES = ("sqlite", *(("mongo",) if SERVER else ()))
PAIRS = [(one, other) for one in STORES for other in STORES]


class Places:
    """Makes places for deployments, and takes the databases away afterwards. One master key for all of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = folder / "master.key"
        self.key.write_text(os.urandom(32).hex())
        self._databases: list[Settings] = []

    def make(self, store: str, name: str, **more: Any) -> Settings:
        """An empty place."""
        prefix = f"kyoso_test_{hashlib.sha256(f'{self.folder}{name}'.encode()).hexdigest()[:12]}"
        given = {"data": self.folder / name, "master_key_file": self.key, **more}
        if store == "mongo":
            given |= {"store": "mongo", "bus": "kafka", "mongo_url": SERVER, "mongo_prefix": prefix}
        settings = Settings(**given)
        if store == "mongo":
            self._databases.append(settings)
        return settings

    async def clean(self) -> None:
        for settings in self._databases:
            client = connect(settings.mongo_url)
            for name in await client.list_database_names():
                if name.startswith(settings.mongo_prefix):
                    with suppress(OperationFailure):  # a stand-in trips over collections whose documents went
                        await client.drop_database(name)
            client.close()


async def prepare(settings: Settings) -> None:
    """What an operator does once before the first start."""
    if settings.store == "mongo":
        services = backup.compose(site_of(settings))
        await backup._prepare(settings, services)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[dict[str, Any]]:
    """All services of a deployment, open, without a bus."""
    async with admin.offline(settings, DataFolder(settings.data)) as scope:
        yield dict(scope.services)


def registration(person: str, family: str = "試験") -> Registration:
    return Registration(channel="counter", person_id=person, name={"family": family, "given": "花"}, language="en")


async def register(services: dict[str, Any], person: str, family: str = "試験") -> Any:
    """An account with details in the vault."""
    uses = services["people"].use_cases
    cause = uses.journal.causes.operator("test", b"", f"{person}-{uuid.uuid4()}")
    return await uses.register(registration(person, family), cause=cause)


async def family_of(services: dict[str, Any], person: str) -> str:
    """The name in somebody's vault document."""
    return (await services["people"].use_cases.profile(person)).details.name.family


async def hear(services: dict[str, Any], hearer: str, event: Any, commit: Any, index: int = 0) -> None:
    """Deliver an event of a commit to one service, as the bus would."""
    service = services[hearer]
    fact = Fact(commit.event_id(index), event.topic, commit.stream, commit.sequence(index), commit.at)
    for handler in service.handlers.by_type.get(event.type, ()):
        await handler.handle(event, service.use_cases, service.journal.causes.fact(fact, handler.name))


async def fill(settings: Settings, people: int = 12) -> None:
    """Some people; the others have heard of them; one was erased."""
    async with opened(settings) as services:
        for n in range(people):
            commit = await register(services, f"p{n}", f"家{n}")
            event = commit.first(PersonRegistered)
            for hearer in ("matching", "notifications"):
                await hear(services, hearer, event, commit, commit.events.index(event))
        uses = services["people"].use_cases
        await uses.erase("p0", cause=uses.journal.causes.operator("erase", b"p0", "p0"))


async def everything(settings: Settings) -> dict[str, list[tuple[Any, ...]]]:
    """Every commit of every service, as it is stored."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for name, service in backup.compose(site_of(settings)).items():
        copy = service.journal.store.copying()
        await copy.open()
        last, commits = "", []
        while names := await copy.streams(last, 100):
            commits += [copied.commit for copied in await copy.commits(names)]
            last = names[-1]
        await copy.close()
        found[name] = sorted((c.stream, c.version, c.id, c.cause, c.digest, c.at, c.actor, c.records) for c in commits)
    return found


class Wire:
    """A bus that keeps what is published, by topic; enough for a relay or a republication."""

    embedded = False
    pause_seconds = 0.0
    bootstrap = "nowhere"

    def __init__(self) -> None:
        self.sent: list[tuple[str, Outgoing]] = []

    async def start(self, topics: Any) -> None: ...

    async def stop(self) -> None: ...

    async def publish(self, topic: str, journal_id: str, records: Any) -> None:
        self.sent += [(topic, record) for record in records]

    async def room(self, topic: str) -> None: ...

    def start_position(self, topic: str, journal_id: str, confirmed: Any) -> int:
        return confirmed.position if confirmed and confirmed.journal_id == journal_id else 0

    async def all_finished(self, topic: str) -> None: ...

    def unfinished(self) -> int:
        return 0

    def ids(self, topic: str) -> list[str]:
        """``ce_id`` of what was sent to a topic, in order."""
        return [dict(record.headers)["ce_id"].decode() for name, record in self.sent if name == topic]
