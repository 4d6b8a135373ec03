"""One description of the way to the broker, in the words of each library."""

from pathlib import Path

import pytest
from faststream.security import BaseSecurity, SASLPlaintext, SASLScram512

from shared.messaging.connection import Connection, ConnectionFault
from shared.settings import Settings


@pytest.fixture
def password(tmp_path: Path) -> Path:
    file = tmp_path / "password"
    file.write_text("secret\n")
    return file


def test_without_settings_nothing_is_secured() -> None:
    """The embedded broker and one machine's cluster."""
    made = Connection.of(Settings(kafka_bootstrap="h:1"))

    assert {"bootstrap_servers": "h:1", "security_protocol": "PLAINTEXT"} == made.for_aiokafka()
    assert {"bootstrap.servers": "h:1", "security.protocol": "PLAINTEXT"} == made.for_librdkafka()
    assert BaseSecurity is type(made.for_faststream())


@pytest.mark.parametrize(("mechanism", "kind"), [("SCRAM-SHA-512", SASLScram512), ("PLAIN", SASLPlaintext)])
def test_user_and_password_reach_every_client(password: Path, mechanism: str, kind: type) -> None:
    """And TLS with them, checked against those whom the machine trusts."""
    settings = Settings(
        kafka_protocol="SASL_SSL",
        kafka_sasl_mechanism=mechanism,  # type: ignore[arg-type]  # one of the two
        kafka_user="kyoso-booking",
        kafka_password_file=password,
    )
    made = Connection.of(settings)

    aio, rd, fast = made.for_aiokafka(), made.for_librdkafka(), made.for_faststream()
    assert ("kyoso-booking", "secret", mechanism) == (
        aio["sasl_plain_username"],
        aio["sasl_plain_password"],
        aio["sasl_mechanism"],
    )
    assert aio["ssl_context"].check_hostname
    assert ("kyoso-booking", "secret", mechanism) == (
        rd["sasl.username"],
        rd["sasl.password"],
        rd["sasl.mechanism"],
    )
    assert isinstance(fast, kind)
    assert fast.use_ssl
    assert "secret" not in repr(made)


@pytest.mark.parametrize(
    "settings",
    [
        Settings(kafka_protocol="SASL_SSL"),
        Settings(kafka_protocol="SASL_SSL", kafka_user="u"),
        Settings(kafka_protocol="SSL", kafka_ca_file=Path("nowhere.pem")),
    ],
    ids=["no user", "no password", "no file"],
)
def test_what_no_client_could_use_is_refused_at_once(settings: Settings) -> None:
    """Not minutes later, as a broker that seems to be away."""
    with pytest.raises(ConnectionFault):
        Connection.of(settings)
