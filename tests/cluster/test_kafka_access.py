"""Real Kafka with TLS, SASL and an access list: who proves who they are may do what the list says, and nothing else."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import GroupAuthorizationFailedError, TopicAuthorizationFailedError
from click.testing import CliRunner, Result
from confluent_kafka.admin import (
    AdminClient,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)

from kyoso.cli import main
from shared.messaging.bus import BrokerAway, BusUnavailable, Outgoing
from shared.messaging.connection import Connection
from shared.messaging.kafka import KafkaBus
from tests.cluster.kafka_kit import PASSWORD, RealKafka, soon
from tests.toys import TOPIC, toys

ROOT = Path(__file__).parents[2]
USERS = ("kyoso-booking", "kyoso-people", "neighbour-library", "neighbour-prefecture", "somebody")
OPEN = "kyoso.activities"
RESTRICTED = "kyoso.bookings"
RECORD = Outgoing(b"k", b"{}", (), 0)

pytestmark = pytest.mark.usefixtures("provisioned")


def kyoso(environment: Mapping[str, str], *words: str) -> Result:
    return CliRunner().invoke(main, words, env=environment)


@pytest.fixture(scope="module")
def operator(secured: RealKafka) -> Mapping[str, str]:
    """The command line as the broker's administrator."""
    return secured.environment(secured.as_user())


@pytest.fixture(scope="module")
def provisioned(secured: RealKafka, operator: Mapping[str, str]) -> None:
    """Users, topics and rights, made as an operator makes them."""
    admin = AdminClient({**secured.as_user().for_librdkafka(), "log_level": 0})
    info = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096)
    wanted = [UserScramCredentialUpsertion(user, info, PASSWORD.encode()) for user in USERS]
    for future in admin.alter_user_scram_credentials(wanted).values():
        future.result()
    for words in (["topics", "apply"], ["topics", "acls", "apply", "--neighbours", str(neighbours())]):
        done = kyoso(operator, *words)
        assert 0 == done.exit_code, done.output


def neighbours() -> Path:
    return ROOT / "deploy" / "kafka" / "neighbours.toml"


@pytest.fixture
def library(secured: RealKafka) -> Connection:
    return secured.as_user("neighbour-library")


async def read(connection: Connection, topic: str, group: str) -> bytes:
    """The first event of a topic, for a group."""
    consumer = AIOKafkaConsumer(topic, **connection.for_aiokafka(), group_id=group, auto_offset_reset="earliest")
    await consumer.start()
    try:
        record = await consumer.getone()
        return bytes(record.value)
    finally:
        await consumer.stop()


async def publish(connection: Connection, topic: str) -> None:
    bus = KafkaBus(connection)
    try:
        await bus.start([topic])
        await bus.publish(topic, "j", [RECORD])
    finally:
        await bus.stop()


async def test_a_neighbour_reads_the_open_topics_it_is_named_for(secured: RealKafka, library: Connection) -> None:
    """In a group of its own name."""
    await publish(secured.as_user("kyoso-booking"), OPEN)

    assert b"{}" == await read(library, OPEN, "library.display")


async def test_a_neighbour_is_refused_a_restricted_topic(secured: RealKafka, library: Connection) -> None:
    """Events about persons go out for a registered purpose, and never over Kafka."""
    await publish(secured.as_user("kyoso-booking"), RESTRICTED)

    with pytest.raises(TopicAuthorizationFailedError):
        await read(library, RESTRICTED, "library.display")


async def test_a_neighbour_is_refused_the_group_of_another(library: Connection) -> None:
    """In a group of points it would take away what points has to hear."""
    with pytest.raises(GroupAuthorizationFailedError):
        await read(library, OPEN, "points")


async def test_a_neighbour_writes_nowhere(library: Connection) -> None:
    """What it may read it may not write."""
    producer = AIOKafkaProducer(**library.for_aiokafka(), enable_idempotence=False)
    await producer.start()
    try:
        with pytest.raises(TopicAuthorizationFailedError):
            await producer.send_and_wait(OPEN, b"forged")
    finally:
        await producer.stop()


async def test_a_service_cannot_speak_for_another(secured: RealKafka) -> None:
    """Whoever takes over one service has its topics and no others."""
    with pytest.raises(BusUnavailable, match="may not see it"):
        await publish(secured.as_user("kyoso-people"), RESTRICTED)


async def test_somebody_without_rights_publishes_nothing(secured: RealKafka) -> None:
    """To have a password is not to have rights."""
    with pytest.raises(BusUnavailable, match="may publish nothing"):
        await publish(secured.as_user("somebody"), OPEN)


async def test_a_wrong_password_is_the_brokers_refusal(secured: RealKafka) -> None:
    """Told as such; nothing is written."""
    with pytest.raises(BrokerAway, match="no broker at"):
        await publish(secured.as_user("kyoso-booking", password="wrong"), OPEN)
    secured.as_user("kyoso-booking")  # the file has the right one again


async def test_relay_and_consumer_work_over_tls_with_sasl(secured: RealKafka, tmp_path: Path) -> None:
    """The writer as one user by SCRAM, the reader as another by PLAIN: what every client of ours is made with."""
    writer, reader = secured.as_user("kyoso-booking"), secured.as_user("kyoso-points", mechanism="PLAIN")
    bus = KafkaBus(writer)
    async with toys(tmp_path, bus=bus, listen=False) as world:
        bus.connection = reader  # the producer is connected; from here on it is the listener's process
        await world.consumer.start()
        fact = await world.attend("p", "one")

        async def heard() -> bool:
            return fact in await world.heard("p")

        await soon(heard)
    assert TOPIC == "kyoso.participations"


@pytest.fixture
def without_library(tmp_path: Path) -> Path:
    file = tmp_path / "neighbours.toml"
    file.write_text('[[neighbour]]\nname = "prefecture"\ntopics = ["kyoso.groups"]\n')
    return file


def test_whoever_leaves_the_file_can_read_nothing_any_more(operator: Mapping[str, str], without_library: Path) -> None:
    """The plan says what it would take away; rights of others than ours are left alone."""
    told = kyoso(operator, "topics", "acls", "plan", "--neighbours", str(without_library))
    lines = told.output.splitlines()

    assert 0 == told.exit_code
    assert any(line.startswith("- User:neighbour-library") and OPEN in line for line in lines)
    assert not any(line.startswith("+") for line in lines)
    done = kyoso(operator, "topics", "acls", "apply", "--neighbours", str(without_library))
    assert 0 == done.exit_code, done.output
    again = kyoso(operator, "topics", "acls", "apply", "--neighbours", str(neighbours()))
    assert any(line.startswith("+ User:neighbour-library") for line in again.output.splitlines())
