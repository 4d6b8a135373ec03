"""The processes of a local cluster: what each is called, how it is started, and when it counts as up."""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kyoso.cluster import broker
from kyoso.cluster.daemon import Daemon
from kyoso.cluster.java import ROOT, Java
from kyoso.cluster.layout import HOST, Layout
from kyoso.compose import NAMES
from kyoso.post import SENDER
from shared.settings import Settings

STORE = "store"
DESK = "desk"
MAIL = "mail"
"""The port on which the desk takes mails; no process of its own."""
PORTAL = "portal"
FRONT = "caddy"
STORE_MEMORY_MB = 768
STORE_OPTIONS = ("-Xms768m", "-Xmn384m", "-XX:SurvivorRatio=4")
"""Pages live for about a second, until the file is written: in a young generation too small for that they were moved to
the old one, which was then collected every four seconds (a tenth of the time, in which nobody was served)."""
PEOPLE = 400
"""Of the sample town: loaded in a minute or two by a store that takes some hundred writes a second."""
PARTITIONS = 4
"""Of each topic: twice the replicas that a service has here."""
DRAIN_SECONDS = 2.5
"""Two of the proxy's checks, and the answers that are under way."""

Probe = Literal["port", "readyz", "front"]


@dataclass(frozen=True, slots=True)
class Member:
    """One process, with the port it answers on and how one sees that it is up. ``service``: what it is a replica of."""

    daemon: Daemon
    port: int
    probe: Probe
    service: str = ""

    @property
    def name(self) -> str:
        """``booking-1``."""
        return self.daemon.name


def replicas(count: int) -> dict[str, list[str]]:
    """By service, the names of its processes."""
    return {name: [f"{name}-{number}" for number in range(1, count + 1)] for name in (*NAMES, PORTAL)}


def port_names(count: int) -> list[str]:
    """Everything that listens, the front aside."""
    behind = [name for names in replicas(count).values() for name in names]
    return [STORE, broker.BROKER, broker.CONTROLLER, DESK, MAIL, *behind]


class Members:
    """Makes the processes of a cluster with ``count`` replicas of each service. The layout's ports are assigned."""

    def __init__(self, layout: Layout, java: Java, count: int) -> None:
        self._layout = layout
        self._java = java
        self._count = count

    @property
    def environment(self) -> dict[str, str]:
        """What every process of kyoso here is told; also for the command line."""
        layout = self._layout
        return {
            "KYOSO_BUS": "kafka",
            "KYOSO_KAFKA_BOOTSTRAP": layout.address(broker.BROKER),
            "KYOSO_KAFKA_PARTITIONS_MAX": str(PARTITIONS),
            "KYOSO_STORE": "mongo",
            "KYOSO_MONGO_URL": f"mongodb://{layout.address(STORE)}/?directConnection=true",
            "KYOSO_MASTER_KEY_FILE": str(layout.master_key),
            "KYOSO_CLOCK_FILE": str(layout.clock),
            "KYOSO_ISSUER": f"{layout.base_url}/identity",
            "KYOSO_TOWN_URL": layout.base_url,
            "KYOSO_TOWN_PEOPLE": os.environ.get("KYOSO_TOWN_PEOPLE", str(PEOPLE)),
            "KYOSO_TOWN_PAST_DAYS": str(self.past_days),
            "KYOSO_HOST": HOST,
            "KYOSO_SMTP_HOST": HOST,
            "KYOSO_SMTP_PORT": str(layout.ports.get(MAIL, 25)),
            "KYOSO_SMTP_TLS": "none",
            "KYOSO_MAIL_FROM": SENDER,
            "KYOSO_SITE_URL": layout.base_url,
        }

    @property
    def past_days(self) -> int:
        """How many days the sample town has behind it when it is first seen."""
        return Settings().town_past_days

    @property
    def recorded(self) -> bool:
        """Whether anything was ever recorded here: the store has its file, or had one."""
        return any(self._layout.of(STORE).glob("store.mv*"))

    def store(self) -> Member:
        """The server of MongoDB's protocol."""
        file = self._layout.of(STORE) / "store.mv"
        port = str(self._layout.ports[STORE])
        argv = self._java.command(
            "StandInStore", HOST, port, str(file), memory_mb=STORE_MEMORY_MB, options=STORE_OPTIONS
        )
        return self._member(STORE, argv, "port")

    def broker(self) -> Member:
        """Kafka; its folder is prepared."""
        argv = broker.command(self._java, self._layout.of(broker.BROKER) / "server.properties")
        return self._member(broker.BROKER, argv, "port")

    def desk(self) -> Member:
        """The demo's desk."""
        return self._member(DESK, self._kyoso("desk", DESK), "readyz", self.environment)

    def services(self) -> list[Member]:
        """Every replica of every service, and of the pages."""
        told = {**self.environment, "KYOSO_DRAIN_SECONDS": str(DRAIN_SECONDS)}
        return [
            self._member(name, self._kyoso("serve", name, "--service", service), "readyz", told, service)
            for service, names in replicas(self._count).items()
            for name in names
        ]

    def front(self) -> Member:
        """Caddy, with the addresses of all replicas."""
        layout = self._layout
        upstreams = {
            f"KYOSO_{service.upper()}": " ".join(layout.address(name) for name in names)
            for service, names in replicas(self._count).items()
        }
        told = {
            "KYOSO_FRONT": f"http://:{layout.port}",
            "KYOSO_BIND": HOST,
            "KYOSO_DESK": layout.address(DESK),
            **upstreams,
            "XDG_DATA_HOME": str(layout.of(FRONT)),
            "XDG_CONFIG_HOME": str(layout.of(FRONT)),
        }
        argv = ["caddy", "run", "--adapter", "caddyfile", "--config", str(ROOT / "deploy" / "caddy" / "Caddyfile")]
        return Member(self._daemon(FRONT, argv, told), layout.port, "front")

    def all(self) -> list[Member]:
        """Everything, in the order in which it is started."""
        return [self.store(), self.broker(), self.desk(), *self.services(), self.front()]

    # -- making one

    def _kyoso(self, verb: str, name: str, *more: str) -> list[str]:
        port, data = str(self._layout.ports[name]), str(self._layout.of(name))
        return [sys.executable, "-m", "kyoso.cli", verb, *more, "--port", port, "--data", data]

    def _member(
        self, name: str, argv: Sequence[str], probe: Probe, told: Mapping[str, str] | None = None, service: str = ""
    ) -> Member:
        return Member(self._daemon(name, argv, told or {}), self._layout.ports[name], probe, service)

    def _daemon(self, name: str, argv: Sequence[str], told: Mapping[str, str]) -> Daemon:
        layout = self._layout
        return Daemon(name, argv, told, layout.run / f"{name}.json", layout.logs / f"{name}.log")
