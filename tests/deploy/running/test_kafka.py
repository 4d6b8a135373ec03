"""The brokers of the compose file, started from its own settings: our jobs provision them, each user has its rights.

One of the three, without a container: Kafka's settings are made from the variables as the image makes them.
"""

import asyncio
import base64
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, TopicAuthorizationFailedError

from shared.contracts import base
from tests.deploy.deploy_kit import ROOT, image_environment, ours, services
from tests.deploy.running.java_kit import java, server
from tests.deploy.running.sandbox import container, free_port

JOB_SECONDS_MAX = 90


@dataclass
class Broker:
    """A running broker and the secrets that were made for it."""

    port: int
    secrets: Path

    def environment(self, name: str) -> dict[str, str]:
        """What the container ``name`` of the compose file is given, with the addresses of this machine."""
        given = (
            image_environment() | ours()[name]["environment"] | {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
        )
        (user_file,) = (each["source"] for each in ours()[name]["secrets"] if isinstance(each, dict))
        return {
            **given,
            "KYOSO_KAFKA_BOOTSTRAP": f"127.0.0.1:{self.port}",
            "KYOSO_KAFKA_PASSWORD_FILE": str(self.secrets / user_file),
            "KYOSO_KAFKA_REPLICATION": "1",
        }

    def client(self, name: str) -> AIOKafkaProducer:
        """A producer with the user of a container."""
        given = self.environment(name)
        return AIOKafkaProducer(
            bootstrap_servers=given["KYOSO_KAFKA_BOOTSTRAP"],
            security_protocol=given["KYOSO_KAFKA_PROTOCOL"],
            sasl_mechanism=given["KYOSO_KAFKA_SASL_MECHANISM"],
            sasl_plain_username=given["KYOSO_KAFKA_USER"],
            sasl_plain_password=Path(given["KYOSO_KAFKA_PASSWORD_FILE"]).read_text(),
            request_timeout_ms=10_000,
        )


def settings_of(name: str, *, port: int, controller: int, folder: Path) -> dict[str, str]:
    """Kafka's settings from a container's variables, as the image derives them; alone, and on this machine."""
    given: Mapping[str, str] = services()[name]["environment"]
    not_settings = {"KAFKA_HEAP_OPTS", "KAFKA_OPTS"}
    derived = {
        key.removeprefix("KAFKA_").lower().replace("_", "."): value
        for key, value in given.items()
        if key.startswith("KAFKA_") and key not in not_settings
    }
    alone = {
        "controller.quorum.voters": f"1@127.0.0.1:{controller}",
        "listeners": f"INSIDE://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}",
        "advertised.listeners": f"INSIDE://127.0.0.1:{port}",
        "log.dirs": str(folder),
        **{each: "1" for each in derived if each.endswith(("replication.factor", "min.isr", "min.insync.replicas"))},
    }
    assert set(alone) <= set(derived)
    return derived | alone


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """kafka-1 with the secrets of deploy/secrets.sh."""
    program, folder = java(), tmp_path_factory.mktemp("kafka")
    secrets = folder / "secrets"
    subprocess.run([str(ROOT / "deploy/secrets.sh"), str(secrets)], check=True, capture_output=True)
    for file in secrets.iterdir():  # a container's user has a number of this machine; the sandbox's has ours
        os.chown(file, os.getuid(), os.getgid())
    port, controller = free_port(), free_port()
    file = folder / "server.properties"
    found = settings_of("kafka-1", port=port, controller=controller, folder=folder / "data")
    file.write_text("".join(f"{key}={value}\n" for key, value in found.items()))
    jaas = services()["kafka-1"]["environment"]["KAFKA_OPTS"].replace(
        "/run/secrets/kafka_jaas", str(secrets / "kafka_jaas")
    )
    id = services()["kafka-1"]["environment"]["CLUSTER_ID"]
    tool = program.command("kafka.tools.StorageTool", "format", "-t", id, "-c", str(file), memory_mb=128)
    subprocess.run(tool, check=True, capture_output=True)
    started = program.command("kafka.Kafka", str(file), memory_mb=384, options=(jaas,))
    with server(started, port, folder):
        yield Broker(port, secrets)


def run(broker: Broker, name: str, folder: Path) -> str:
    """Run the container ``name`` of the compose file to its end, as a container; what it said."""
    folder.mkdir(exist_ok=True)
    arguments = [each.replace("/etc/kyoso", str(ROOT / "deploy/kafka")) for each in ours()[name]["command"]]
    with container([sys.executable, "-m", "kyoso.cli", *arguments], broker.environment(name), folder) as job:
        code = job.outer.wait(JOB_SECONDS_MAX)
    assert 0 == code, job.text
    return job.text


async def sent(broker: Broker, name: str, topic: str) -> str:
    """What comes of sending to ``topic`` with the user of a container."""
    producer = broker.client(name)
    try:
        await producer.start()
        await asyncio.wait_for(producer.send_and_wait(topic, b"{}", key=b"trial"), 15)
    except TopicAuthorizationFailedError:
        return "refused"
    except KafkaError as error:
        return type(error).__name__
    finally:
        await producer.stop()
    return "written"


def test_the_jobs_provision_it_and_each_service_has_its_own_rights(broker: Broker, tmp_path: Path) -> None:
    """Twice the same end: topics and access lists. Booking writes bookings; points may not; the pages write nothing."""
    first, again = run(broker, "topics", tmp_path / "1"), run(broker, "topics", tmp_path / "2")
    granted, as_before = run(broker, "access", tmp_path / "3"), run(broker, "access", tmp_path / "4")

    assert base.BOOKINGS.name in first
    assert base.BOOKINGS.name not in again
    assert "User:kyoso-booking" in granted
    assert "User:kyoso-booking" not in as_before
    found = {
        name: asyncio.run(sent(broker, name, base.BOOKINGS.name)) for name in ("booking-1", "points-1", "portal-1")
    }
    assert {"booking-1": "written", "points-1": "refused", "portal-1": "refused"} == found


def test_a_wrong_password_opens_nothing(broker: Broker) -> None:
    """Nor does a user that the list does not know."""
    (broker.secrets / "kafka_people").chmod(0o600)
    (broker.secrets / "kafka_people").write_text("wrong")

    assert "written" != asyncio.run(sent(broker, "people-1", base.PEOPLE.name))


def test_the_cluster_has_an_id_that_kafka_takes() -> None:
    """Sixteen bytes, base64."""
    id = services()["kafka-1"]["environment"]["CLUSTER_ID"]

    assert re.fullmatch(r"[\w-]{22}", id)
    assert uuid.UUID(bytes=base64.urlsafe_b64decode(id + "=="))
    assert 1 == len(
        {each["environment"]["CLUSTER_ID"] for name, each in services().items() if name.startswith("kafka-")}
    )
