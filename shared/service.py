"""What a service is made of, and what a deployment gives it. Each ``services/<name>/app.py`` builds one ``Service``."""

import hashlib
import hmac
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import httpx
from fastapi import APIRouter

from shared.clock import Clock
from shared.errors import StoreUnavailable
from shared.health import Health
from shared.journal import Causes, Decoder, Journal, Limits, Model, Row
from shared.journal.port import Store
from shared.journal.sqlite import SqliteStore
from shared.messaging.handlers import Handlers
from shared.metrics import Metrics
from shared.settings import Settings
from shared.timers import Timer
from shared.vault import Vault
from shared.vault.sqlite import SqliteVault


@dataclass(frozen=True)
class Site:
    """One deployment: its settings, its clock, its keys, and the stores they lead to."""

    settings: Settings
    clock: Clock
    master_key: bytes = field(repr=False)
    transport: httpx.AsyncBaseTransport | None = field(default=None, repr=False)
    """How the services of this process reach each other's routes without a socket; ``None`` where others run elsewhere:
    then over HTTP at ``town_url``."""

    @classmethod
    def of(cls, settings: Settings, clock: Clock, *, make_key: bool | None = None) -> "Site":
        """The deployment that ``settings`` describe.

        ``make_key``: whether a master key is made when there is none; by default where one process has the data to
        itself. Two replicas that each made their own could not read each other. Raises ``StoreUnavailable``.
        """
        may_make = settings.store == "sqlite" if make_key is None else make_key
        if not may_make and not settings.key_file.exists():
            raise StoreUnavailable(
                f"the master key {settings.key_file} is missing: `kyoso store apply` makes it, once;"
                " give every replica the same file"
            )
        return cls(settings, clock, load_master_key(settings.key_file))

    def journal(self, model: Model) -> Journal:
        """The journal of a service."""
        causes = Causes(self.derived_key(f"causes/{model.service}"))
        limits = Limits(
            snapshot_every_commits=self.settings.snapshot_every_commits,
            event_bytes_max=self.settings.event_bytes_max,
        )
        return Journal(model, self._store(model), self.clock, causes, limits=limits)

    def _store(self, model: Model) -> Store:
        if self.settings.store == "mongo":
            from shared.journal.mongo import MongoStore  # noqa: PLC0415 - loaded where it is used

            return MongoStore(self.database(model.service), model, Decoder(model))
        return SqliteStore(self.settings.data, model, Decoder(model))

    def vault(self, service: str) -> Vault:
        """The vault of a service that keeps personal data."""
        key = self.derived_key(f"vault/{service}")
        if self.settings.store == "mongo":
            from shared.vault.mongo import MongoVault  # noqa: PLC0415 - loaded where it is used

            return MongoVault(self.database(f"{service}_vault"), key, self.clock)
        return SqliteVault(self.settings.data / f"{service}.vault.db", key, self.clock)

    def database(self, name: str) -> Any:
        """A database of this deployment's MongoDB."""
        from shared.journal.mongo_client import database_of  # noqa: PLC0415 - loaded where it is used

        return database_of(self._client, self.settings.mongo_prefix, name)

    @cached_property
    def _client(self) -> Any:
        """One client a process, for all databases."""
        from shared.journal.mongo_client import connect  # noqa: PLC0415 - loaded where it is used

        return connect(self.settings.mongo_address)

    def derived_key(self, purpose: str) -> bytes:
        """32 bytes for one purpose, from the master key (HKDF-like, one HMAC-SHA256)."""
        return hmac.new(self.master_key, purpose.encode(), hashlib.sha256).digest()


class Background(Protocol):
    """Work of a service that goes on beside its relay, consumer and timers, once the service is started."""

    def start(self) -> None:
        """Begin."""
        ...

    def let_go(self) -> None:
        """Let answers end that have no end of their own: the server waits for open requests."""
        ...

    async def stop(self) -> None:
        """Finish what is in hand, then stop. Safe when it was never started."""
        ...


@dataclass
class Service:
    """A composed service: what is started, mounted and delivered to.

    ``use_cases`` is the object that the handlers get. ``sweeps`` are run at start, before the service is ready.
    ``linger_seconds``: how long its consumer may collect before it handles a batch, where they come small (embedded).
    ``whole_topics``: its replicas divide topics among them, not partitions: it writes one stream a topic.
    ``routes`` makes its routes, where somebody is to be answered: what only copies or counts needs none, and they are
    most of building a service.
    """

    name: str
    journal: Journal
    routes: Callable[[], APIRouter]
    use_cases: Any
    handlers: Handlers[Any] = field(default_factory=Handlers)
    timers: Sequence[Timer] = ()
    vault: Vault | None = None
    background: Sequence[Background] = ()
    linger_seconds: float = 0.0
    whole_topics: bool = False
    sweeps: Sequence[Callable[[], Awaitable[None]]] = ()
    refers: Callable[[Row], str | None] | None = None
    """The document of the vault that a row refers to: a backup is whole only with it."""
    health: Health = field(default_factory=Health)
    metrics: Metrics = field(init=False)

    def __post_init__(self) -> None:
        self.metrics = Metrics(self.name)
        self.metrics.watch(self.journal.writer)
        self.health.show(self.metrics)


def load_master_key(path: Path) -> bytes:
    """The key in ``path``, made (mode 0600) when it is missing. Raises ``ValueError`` for one that is too short."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = bytes.fromhex(path.read_text().strip())
        if len(key) < 32:
            raise ValueError(f"{path} must hold at least 32 bytes in hex") from None
        return key
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return load_master_key(path)
    key = os.urandom(32)
    with os.fdopen(descriptor, "w") as file:
        file.write(key.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return key
