"""A local cluster as one thing: start it, see how it is, restart it replica by replica, stop it. Nothing supervises it.

Every step may be repeated: what runs is left alone, what is there is not made again.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import httpx

from kyoso.cluster import broker
from kyoso.cluster.java import Java
from kyoso.cluster.layout import HOST, Layout, answers, is_free
from kyoso.cluster.members import DESK, MAIL, Member, Members, port_names
from kyoso.folder import behind
from shared.clock import FileClock

INFRASTRUCTURE_SECONDS_MAX = 180.0
READY_SECONDS_MAX = 900.0
"""The first start loads the sample town, at the pace of the stand-in store."""
LOOK_SECONDS = 0.2
STOP_GRACE_SECONDS = 30.0
FRONT_NOTICES_SECONDS = 2.5
"""A replica that has come back is asked by the proxy within its next check."""

Say = Callable[[str], None]


class ClusterFault(Exception):
    """The cluster could not be brought to where it should be. The text is for people."""


@dataclass(frozen=True, slots=True)
class State:
    """One process as ``status`` shows it."""

    name: str
    pid: int | None
    ready: bool
    port: int
    memory_mb: int | None


class Cluster:
    """The cluster in ``layout``. ``say`` is told what happens, in words."""

    def __init__(self, layout: Layout, say: Say, *, count: int = 2, java: Java | None = None) -> None:
        self.layout = layout
        self._say = say
        self._count = count
        self._java = java or Java()
        self.members = Members(layout, self._java, count)

    # -- starting

    def start(self, prepare: Callable[[dict[str, str]], None]) -> None:
        """Start what does not run and wait until everything is ready. ``prepare``: makes topics and indexes.

        Raises ``ClusterFault``, ``JavaMissing``, ``NoFreePort``.
        """
        began = time.monotonic()
        self.layout.make()
        if self._java.fetch():
            self._say(f"Java の部品を取得しました / Java parts fetched ({time.monotonic() - began:.0f} s)")
        names = port_names(self._count)
        alive = self._alive(names)
        self.layout.assign(names, alive)
        if not self._front_runs() and not is_free(self.layout.port):
            raise ClusterFault(
                f"ポート {self.layout.port} は使用中です。PORT=8200 のように別の番号を指定してください。"
                f" / Port {self.layout.port} is taken; choose another, for example PORT=8200."
            )
        broker.prepare(self.layout, self._java)
        self._tell_the_command_line()
        self.layout.tell_targets([DESK, *(member.name for member in self.members.services())])

        self._begin_behind()
        self._up([self.members.store(), self.members.broker()], INFRASTRUCTURE_SECONDS_MAX)
        prepare(self.members.environment)
        self._say(f"Kafka とストアの準備ができました / broker and store are ready ({time.monotonic() - began:.0f} s)")
        self._up([self.members.desk(), *self.members.services(), self.members.front()], READY_SECONDS_MAX)
        self._say(f"すべて動いています / everything is up ({time.monotonic() - began:.0f} s)")

    def _begin_behind(self) -> None:
        """A new town has days behind it: its clock begins in the past, before any process has asked it anything."""
        by = behind(self.members.past_days)
        if by and not self.members.recorded:
            FileClock(self.layout.clock).begin_behind(by)

    def _tell_the_command_line(self) -> None:
        """What one gives to ``kyoso ledger check`` and the like: ``env $(cat DATA/cluster.env) kyoso …``."""
        own = self.layout.of("command-line")
        own.mkdir(mode=0o700, parents=True, exist_ok=True)
        told = {**self.members.environment, "KYOSO_DATA": str(own)}
        self.layout.environment.write_text("".join(f"{name}={value}\n" for name, value in told.items()))

    def _up(self, members: Sequence[Member], seconds: float) -> None:
        """Start these side by side and wait for all. Raises ``ClusterFault`` for one that ends, or takes too long."""
        for member in members:
            member.daemon.start()
        waiting, deadline, told = list(members), time.monotonic() + seconds, time.monotonic()
        while waiting := [member for member in waiting if not is_ready(member)]:
            for member in waiting:
                if member.daemon.pid() is None:
                    raise ClusterFault(f"{member.name} が止まりました / has ended:\n{member.daemon.last_words()}")
            names = " ".join(member.name for member in waiting)
            if time.monotonic() > deadline:
                raise ClusterFault(f"{seconds:.0f} 秒待ちましたが / not ready after {seconds:.0f} s: {names}")
            if time.monotonic() - told > 15:
                told = time.monotonic()
                self._say(f"  待っています / waiting for {names}")
            time.sleep(LOOK_SECONDS)

    def _alive(self, names: Sequence[str]) -> list[str]:
        run = [name for name in names if (self.layout.run / f"{name}.json").exists() and name in self.layout.ports]
        daemons = {name: self.members._daemon(name, (), {}) for name in run}  # noqa: SLF001 - its own maker of daemons
        alive = [name for name, daemon in daemons.items() if daemon.pid() is not None]
        behind = {broker.BROKER: broker.CONTROLLER, DESK: MAIL}  # ports that belong to another's process
        return [*alive, *(port for name, port in behind.items() if name in alive)]

    def _front_runs(self) -> bool:
        return self.members.front().daemon.pid() is not None

    # -- stopping

    def stop(self) -> list[str]:
        """Front, services, broker, store: each may finish what it has in hand; those that had to be ended."""
        if not self.layout.ports:
            return []
        services = [*self.members.services(), self.members.desk()]
        ended: list[str] = []
        for group in ([self.members.front()], services, [self.members.broker()], [self.members.store()]):
            for member in group:
                member.daemon.ask_to_stop()
            ended += [member.name for member in group if not member.daemon.gone(STOP_GRACE_SECONDS)]
        return ended

    def restart(self, service: str | None) -> None:
        """One replica after the other: each drains, ends, comes back and is ready before the next goes."""
        chosen = [each for each in self.members.services() if service in {None, each.service}]
        if service == DESK:
            chosen = [self.members.desk()]
        for member in chosen:
            began = time.monotonic()
            member.daemon.ask_to_stop()
            if not member.daemon.gone(STOP_GRACE_SECONDS):
                self._say(f"{member.name}: {STOP_GRACE_SECONDS:.0f} 秒で終わりませんでした / did not end in time")
            self._up([member], READY_SECONDS_MAX)
            time.sleep(FRONT_NOTICES_SECONDS)
            self._say(f"{member.name} ({time.monotonic() - began:.1f} s)")

    # -- looking

    def states(self) -> list[State]:
        """How every process is."""
        if not self.layout.ports:
            return []
        return [
            State(each.name, each.daemon.pid(), is_ready(each), each.port, each.daemon.memory_mb())
            for each in self.members.all()
        ]


def is_ready(member: Member) -> bool:
    """Whether a process is up: it listens, or says that it is ready."""
    if member.daemon.pid() is None:
        return False
    if member.probe == "port":
        return answers(member.port)
    path = "/healthz" if member.probe == "front" else "/readyz"
    try:
        found = httpx.get(f"http://{HOST}:{member.port}{path}", timeout=5.0, trust_env=False)
    except httpx.HTTPError:
        return False
    return found.status_code == httpx.codes.OK
