"""A cluster to be hurt: started by the product's own command, its processes at hand, its lines through proxies.

The first replica of each service reaches store and broker through the proxies, the second directly: what happens on the
line happens to one of two, as in a city.
"""

import asyncio
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from aiokafka.errors import KafkaError
from pymongo.errors import PyMongoError

from kyoso.cluster.cluster import Cluster, ClusterFault
from kyoso.cluster.java import Java
from kyoso.cluster.layout import Layout
from kyoso.cluster.members import Member, Members
from kyoso.commands.cluster import _prepare as prepare
from kyoso.compose import NAMES, builder
from shared.service import Site
from shared.settings import Settings
from tests.cluster.bus_lag import BusLag
from tests.cluster.effects import site_of
from tests.cluster.mongo_books import MongoBooks
from tests.cluster.processes import Process
from tests.cluster.tcp_proxy import TcpProxy
from tests.end_to_end.door import Door, Line, free_port

READY_SECONDS_MAX = 240.0
STORE, BROKER, FRONT, DESK = "store", "kafka", "caddy", "desk"
PROXIED = "PROXIED"


class WithoutTown(Members):
    """Nobody lives here yet: the load brings its own people, and a start takes seconds. So there is no past either."""

    past_days = 0

    def desk(self) -> Member:
        return self._member(DESK, self._kyoso("desk", DESK, "--no-load"), "readyz", self.environment)


@dataclass
class Place(Door):
    """A cluster in ``data``, answering on ``port``; everything listens on ports behind it."""

    data: Path
    processes: dict[str, Process] = field(default_factory=dict)
    store_line: TcpProxy | None = None
    broker_line: TcpProxy | None = None
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    restarted: list[str] = field(default_factory=list)
    waited_for: list[str] = field(default_factory=list)
    """Who came last, the last time that something was not ready."""
    cluster: Cluster | None = None

    async def start(self) -> None:
        """As ``kyoso cluster start``, without the sample town; returns when everything is ready."""
        layout = Layout(self.data, self.port)
        self.cluster = Cluster(layout, self.said.append)
        self.cluster.members = WithoutTown(layout, Java(), 2)
        try:
            await asyncio.to_thread(self.cluster.start, prepare)
        except ClusterFault as fault:
            raise AssertionError("\n".join([*self.said, str(fault)])) from fault
        members = self.cluster.members
        self.processes = {member.name: Process(member.daemon, member.port, member.service) for member in members.all()}
        self.environment = members.environment
        self.books = MongoBooks(self.environment["KYOSO_MONGO_URL"], "kyoso")
        self.lag = BusLag(self.environment["KYOSO_KAFKA_BOOTSTRAP"])
        self.site: Site = site_of(Settings(data=self.data / "tests", demo=True, master_key_file=layout.master_key))
        heard = {name: builder(name)(self.site).handlers.topics for name in NAMES}
        self.groups = {name: topics for name, topics in heard.items() if topics}

    async def stop(self) -> None:
        """Afterwards nothing of it runs."""
        for line in (self.store_line, self.broker_line):
            if line:
                await line.stop()
        if self.cluster:
            await asyncio.to_thread(self.cluster.stop)

    # -- lines that can be hurt

    async def put_proxies_between(self, seed: int) -> None:
        """From now on the first replica of each service goes through proxies; the broker tells it the proxy's port."""
        store, broker = self.processes[STORE], self.processes[BROKER]
        self.store_line = TcpProxy(store.port, 0, random.Random(seed))
        await self.store_line.start()
        self.broker_line = TcpProxy(free_port(), 0, random.Random(seed + 1))
        await self.broker_line.start()
        await broker.stop()
        _second_listener(Path(broker.daemon.argv[-1]), self.broker_line)
        broker.start()
        await self.until_ready()
        told = {
            "KYOSO_MONGO_URL": self.environment["KYOSO_MONGO_URL"].replace(str(store.port), str(self.store_line.port)),
            "KYOSO_KAFKA_BOOTSTRAP": f"127.0.0.1:{self.broker_line.port}",
        }
        for process in self.replicas(number=1):
            await process.stop()
            process.start(**told)
        await self.until_ready()

    # -- who is there

    def replicas(self, service: str = "", number: int = 0) -> list[Process]:
        """Replicas with a journal: of one service, or the first (second) ones of all."""
        return [
            process
            for name, process in self.processes.items()
            if process.service in NAMES
            and service in ("", process.service)
            and (not number or name.endswith(f"-{number}"))
        ]

    # -- waiting

    async def until_ready(self, *chosen: Process, seconds: float = READY_SECONDS_MAX) -> float:
        """Wait until every process (or those chosen) is up and says that it is ready; the seconds that took.

        What has ended is started again, as every platform does.
        """
        began = time.monotonic()
        chosen = chosen or tuple(self.processes.values())
        while waiting := [process for process in chosen if not await self._is_ready(process)]:
            self.waited_for = names = [process.name for process in waiting]
            assert time.monotonic() - began < seconds, f"not ready after {seconds} s: {names}"
            for process in waiting:
                if not process.alive:  # one that started while the broker was away has ended: compose would start it
                    self.restarted.append(process.name)
                    process.start()
            await asyncio.sleep(0.3)
        return time.monotonic() - began

    async def _is_ready(self, process: Process) -> bool:
        if not process.alive:
            return False
        line = Line(process.port)
        try:
            if process.name in (STORE, BROKER):
                _, writer = await asyncio.open_connection("127.0.0.1", process.port)
                writer.close()
                return True
            path = "/healthz" if process.name == FRONT else "/readyz"
            async with asyncio.timeout(5):
                return (await line.ask("GET", path)).status == 200
        except (OSError, TimeoutError):
            return False
        finally:
            line.close()

    async def backlog(self) -> dict[str, int]:
        """By service, commits that are not confirmed and events that are not finished; without those at zero.

        Nothing is known while store or broker are away: then everything counts as behind.
        """
        try:
            pending = {f"{name} commits": await asyncio.to_thread(self.books.pending, name) for name in NAMES}
            behind = {f"{name} events": left for name, left in (await self.lag.behind(self.groups)).items()}
        except (PyMongoError, KafkaError, OSError) as away:
            return {type(away).__name__: 1}
        return {name: count for name, count in (pending | behind).items() if count}

    async def caught_up(self, seconds: float = 180.0) -> None:
        """Wait until every commit is confirmed and every event finished, three looks in a row."""
        quiet, deadline = 0, time.monotonic() + seconds
        while quiet < 3:
            found = await self.backlog()
            quiet = 0 if found else quiet + 1
            assert time.monotonic() < deadline, f"still behind after {seconds} s: {found}"
            await asyncio.sleep(0.5)

    def logs(self, *words: str) -> list[str]:
        """Lines of the services' logs with one of these words."""
        found = []
        for name, process in self.processes.items():
            if process.service and process.daemon.log.exists():
                lines = process.daemon.log.read_text(errors="replace").splitlines()
                found += [f"{name}: {line}" for line in lines if any(word in line for word in words)]
        return found


def _second_listener(file: Path, line: TcpProxy) -> None:
    """Let the broker listen once more, where it tells its clients to come through the proxy."""
    lines = []
    for text in file.read_text().splitlines():
        name, _, value = text.partition("=")
        if name == "listeners" and PROXIED not in value:
            value += f",{PROXIED}://127.0.0.1:{line.target}"
        elif name == "advertised.listeners" and PROXIED not in value:
            value += f",{PROXIED}://127.0.0.1:{line.port}"
        elif name == "listener.security.protocol.map" and PROXIED not in value:
            value += f",{PROXIED}:PLAINTEXT"
        lines.append(f"{name}={value}")
    file.write_text("\n".join(lines) + "\n")
