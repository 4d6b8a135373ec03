"""Real Kafka, and a whole cluster on this machine, once a session. Skipped in words where Java, Maven or Caddy lack."""

from collections.abc import Iterator

import pytest

from kyoso.cluster.java import Java, JavaMissing, missing_tools
from tests.cluster.cluster_kit import LocalCluster
from tests.cluster.kafka_kit import RealKafka, free_ports


@pytest.fixture(scope="session")
def java() -> Java:
    """What Maven fetches."""
    if tools := missing_tools():
        pytest.skip(f"{', '.join(tools)} missing: apt install openjdk-17-jdk-headless maven caddy")
    found = Java()
    try:
        found.fetch()
    except JavaMissing as fault:
        pytest.skip(f"the Java parts could not be fetched: {fault}")
    return found


@pytest.fixture(scope="module")
def kafka(java: Java, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealKafka]:
    """A plain broker."""
    real = RealKafka(tmp_path_factory.mktemp("kafka"))
    try:
        yield real.start()
    finally:
        real.stop()


@pytest.fixture(scope="module")
def secured(java: Java, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealKafka]:
    """A broker with TLS, SASL and an access list that lets nobody do anything."""
    real = RealKafka(tmp_path_factory.mktemp("secured"), secure=True)
    try:
        yield real.start()
    finally:
        real.stop()


@pytest.fixture(scope="session")
def town(java: Java, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    """A whole cluster with its sample town, started once a session by the command that everybody uses."""
    cluster = LocalCluster(tmp_path_factory.mktemp("cluster") / "some" / "dir", free_ports(1)[0])
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.run("stop")
