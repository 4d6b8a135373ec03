"""Apache Kafka of a local cluster: one process that is broker and controller (KRaft), its settings made from here."""

import base64
import subprocess
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

from kyoso.cluster.java import Java, JavaMissing
from kyoso.cluster.layout import Layout

BROKER = "kafka"
CONTROLLER = "kafka-controller"
MEMORY_MB = 384
FORMAT_SECONDS_MAX = 60


def properties(layout: Layout) -> Mapping[str, str]:
    """The broker's settings. What differs from its defaults has a reason."""
    broker, controller = layout.address(BROKER), layout.address(CONTROLLER)
    return {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@{controller}",
        "listeners": f"PLAINTEXT://{broker},CONTROLLER://{controller}",
        "advertised.listeners": f"PLAINTEXT://{broker}",
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "PLAINTEXT",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "log.dirs": str(layout.of(BROKER) / "data"),
        "auto.create.topics.enable": "false",  # topics come from the list; a misspelt one must not come into being
        "offsets.topic.replication.factor": "1",  # there is one broker
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "offsets.topic.num.partitions": "8",  # 50 by default, of which nearly all stay empty here
        "group.initial.rebalance.delay.ms": "500",  # two members of a group come within a moment of each other
        # One that comes back after kill -9 waits for the end of its earlier session: 9 s by default.
        "broker.session.timeout.ms": "5000",
        "broker.heartbeat.interval.ms": "500",
        "num.network.threads": "2",
        "num.io.threads": "4",
        "log.cleaner.dedupe.buffer.size": str(16 * 1024 * 1024),  # 128 MiB by default: a third of its memory here
    }


def prepare(layout: Layout, java: Java, *, more: Mapping[str, str] | None = None, scram: Sequence[str] = ()) -> Path:
    """Write the settings and, the first time, give the folder its id; the settings' file. Raises ``JavaMissing``.

    ``more`` settings take precedence; ``scram``: users to begin with, as the tool of Kafka takes them.
    """
    folder = layout.of(BROKER)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "server.properties"
    file.write_text("".join(f"{name}={value}\n" for name, value in {**properties(layout), **(more or {})}.items()))
    if not (folder / "data" / "meta.properties").exists():
        id = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        users = [word for user in scram for word in ("--add-scram", user)]
        command = java.command(
            "kafka.tools.StorageTool", "format", f"--cluster-id={id}", "-c", str(file), *users, memory_mb=128
        )
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            timeout=FORMAT_SECONDS_MAX,
            stdin=subprocess.DEVNULL,
        )
        if done.returncode:
            raise JavaMissing(f"Kafka の準備に失敗しました / Kafka could not be prepared:\n{done.stderr[-2000:]}")
    return file


def command(java: Java, file: Path) -> list[str]:
    """The broker's process."""
    return java.command("kafka.Kafka", str(file), memory_mb=MEMORY_MB)
