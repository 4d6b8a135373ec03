"""Where a local cluster keeps everything, and on which ports its processes listen: both belong to its data folder."""

import json
import socket
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

HOST = "127.0.0.1"
TRIED_MAX = 2_000


class NoFreePort(Exception):
    """Not enough ports are free behind the given one. The text is for people."""


@dataclass
class Layout:
    """One cluster in ``data``, answering on ``port``; its other ports are the next free ones, kept in a file."""

    data: Path
    port: int
    ports: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.data = self.data.absolute()
        if self._file.exists():
            kept = json.loads(self._file.read_text())
            self.ports = {str(name): int(port) for name, port in kept.items()}

    # -- folders

    @property
    def logs(self) -> Path:
        """One file a process."""
        return self.data / "logs"

    @property
    def run(self) -> Path:
        """One file with the process id of each."""
        return self.data / "run"

    @property
    def clock(self) -> Path:
        """The demo's clock, for every process."""
        return self.data / "clock"

    @property
    def master_key(self) -> Path:
        """Beside the data, as always: a copy of the data does not carry it."""
        return self.data.with_name(self.data.name + ".key")

    @property
    def environment(self) -> Path:
        """What the command line needs to speak to this cluster: lines ``NAME=value``."""
        return self.data / "cluster.env"

    @property
    def targets(self) -> Path:
        """What there is to watch, as Prometheus reads it (``file_sd``)."""
        return self.data / "prometheus" / "targets.json"

    def tell_targets(self, names: Iterable[str]) -> None:
        """Write where the figures of these processes are."""
        self.targets.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = [{"targets": [self.address(name)], "labels": {"replica": name}} for name in names]
        self.targets.write_text(json.dumps(found, indent=1) + "\n")

    def of(self, name: str) -> Path:
        """The folder of one process."""
        return self.data / "processes" / name

    def make(self) -> None:
        """Make the folders, for their owner alone."""
        for folder in (self.data, self.logs, self.run, self.data / "processes"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    # -- ports

    @property
    def _file(self) -> Path:
        return self.data / "ports.json"

    @property
    def base_url(self) -> str:
        """Where the cluster answers."""
        return f"http://{HOST}:{self.port}"

    def address(self, name: str) -> str:
        """``host:port`` of one process."""
        return f"{HOST}:{self.ports[name]}"

    def assign(self, names: Iterable[str], in_use: Iterable[str]) -> None:
        """Give every name a port that is free, or its own of before; those ``in_use`` run and keep theirs.

        Raises ``NoFreePort``.
        """
        running = {name: self.ports[name] for name in in_use if name in self.ports}
        taken = {self.port, *running.values()}
        chosen = dict(running)
        behind = iter(range(self.port + 1, min(self.port + TRIED_MAX, 65_536)))
        for name in names:
            if name in chosen:
                continue
            before = self.ports.get(name)
            if before is not None and before not in taken and is_free(before):
                chosen[name] = before
            else:
                chosen[name] = next((port for port in behind if port not in taken and is_free(port)), 0)
            if not chosen[name]:
                raise NoFreePort(f"{self.port} の後ろに空きポートがありません / no free ports behind {self.port}")
            taken.add(chosen[name])
        self.ports = chosen
        self._file.write_text(json.dumps(self.ports, indent=1) + "\n")


def is_free(port: int) -> bool:
    """Whether nobody listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def answers(port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex((HOST, port)) == 0
