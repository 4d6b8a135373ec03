"""Real Kafka, and a whole cluster on this machine, once a session. Skipped in words where Java, Maven or Caddy lack.

Two at a time (``pytest -n 2``): the whole town, and everything else beside it, each in its order.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from kyoso.cluster.java import Java, JavaMissing, missing_tools
from tests.cluster.cluster_kit import LocalCluster
from tests.cluster.kafka_kit import RealKafka, free_ports

Tell = Callable[[str], None]
SEED = int(os.environ.setdefault("SEED", str(time.time_ns() % 1_000_000)))  # the same in every process of a run
OF_THE_TOWN = ("test_care", "test_cluster", "test_watched", "test_years_later")
"""Files whose tests share the town: one process of the run has them all, so that it is started once."""


class TownApart(LoadScopeScheduling):
    """Gives one process of a run with several the town, and another everything else."""

    def _split_scope(self, nodeid: str) -> str:
        return "town" if Path(nodeid.partition("::")[0]).stem in OF_THE_TOWN else "beside"


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> TownApart:
    """Whatever ``--dist`` says."""
    return TownApart(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Who needs the whole town comes last: in one process its twenty would share the machine with everybody's else."""
    here = Path(__file__).parent
    cluster = [item for item in items if here in item.path.parents]
    lost = [item.nodeid for item in cluster if _needs_the_town(item) != (item.path.stem in OF_THE_TOWN)]
    assert not lost, f"the town is started once, for the files of OF_THE_TOWN: {lost}"
    ours = iter(sorted(cluster, key=_needs_the_town))
    items[:] = [next(ours) if here in item.path.parents else item for item in items]


def _needs_the_town(item: pytest.Item) -> bool:
    return "town" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def seed() -> int:
    """``SEED=…`` of the environment, or one by the time."""
    return SEED


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Tell:
    """Prints past pytest's capture: figures are wanted of a run that passes too, the seed of one that does not.

    One of several processes of a run has its standard error only: its standard output belongs to their talk.
    """
    out = "stderr" if "PYTEST_XDIST_WORKER" in os.environ else "stdout"

    def say(line: str) -> None:
        with capsys.disabled():
            getattr(sys, out).write(f"{line}\n")
            getattr(sys, out).flush()

    say(f"\nSEED={SEED}")
    return say


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
