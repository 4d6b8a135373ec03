"""Real Apache Kafka for a test: one process, a folder of its own; plain, or with TLS, SASL and an access list."""

import asyncio
import ipaddress
import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.x509.oid import NameOID

from kyoso.cluster import broker
from kyoso.cluster.java import Java
from kyoso.cluster.layout import HOST, Layout, answers
from shared.messaging.connection import Connection, Mechanism

UP_SECONDS_MAX = 150.0
ADMIN = "admin"
PASSWORD = "made-for-this-test"


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on, below those that the system gives to callers."""
    found: list[int] = []
    beside = 3_000 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])  # two that look at once find others
    for port in range(22_600 + beside + int(time.monotonic() * 7) % 200, 32_000):
        with socket.socket() as probe:
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    raise RuntimeError("no free ports")


@dataclass
class RealKafka:
    """A broker in ``folder``; ``secure`` gives it a second listener with TLS and SASL, and an access list."""

    folder: Path
    secure: bool = False
    layout: Layout = field(init=False)
    process: "subprocess.Popen[bytes] | None" = None
    secure_port: int = 0

    def __post_init__(self) -> None:
        self.layout = Layout(self.folder, 1)
        plain, controller, self.secure_port = free_ports(3)
        self.layout.ports = {broker.BROKER: plain, broker.CONTROLLER: controller}

    # -- life

    def start(self) -> "RealKafka":
        """Start it and wait until it answers."""
        java = Java()
        self.layout.make()
        more = self._secured() if self.secure else {}
        scram = [f"SCRAM-SHA-512=[name={ADMIN},password={PASSWORD}]"] if self.secure else []
        file = broker.prepare(self.layout, java, more=more, scram=scram)
        with (self.folder / "kafka.log").open("ab") as log:
            self.process = subprocess.Popen(broker.command(java, file), stdout=log, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + UP_SECONDS_MAX
        while not answers(self.secure_port if self.secure else self.layout.ports[broker.BROKER]):
            assert self.process.poll() is None, (self.folder / "kafka.log").read_text()[-3000:]
            assert time.monotonic() < deadline
            time.sleep(0.1)
        return self

    def kill(self) -> None:
        """kill -9."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def pause(self) -> None:
        """It holds its connections, and answers nothing."""
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """Clean, or else at once."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()

    # -- reaching it

    @property
    def connection(self) -> Connection:
        """Plain; on a secured broker it may do nothing."""
        return Connection(f"{HOST}:{self.layout.ports[broker.BROKER]}")

    def as_user(
        self, user: str = ADMIN, password: str = PASSWORD, mechanism: Mechanism = "SCRAM-SHA-512"
    ) -> Connection:
        """The secured listener, as somebody."""
        file = self.folder / f"{user}.password"
        file.write_text(password + "\n")
        return Connection(
            f"{HOST}:{self.secure_port}",
            protocol="SASL_SSL",
            ca_file=self.folder / "ca.pem",
            mechanism=mechanism,
            user=user,
            password_file=file,
        )

    def environment(self, connection: Connection) -> dict[str, str]:
        """The same, for the command line."""
        return {
            "KYOSO_KAFKA_BOOTSTRAP": connection.bootstrap,
            "KYOSO_KAFKA_PROTOCOL": connection.protocol,
            "KYOSO_KAFKA_CA_FILE": str(connection.ca_file),
            "KYOSO_KAFKA_USER": connection.user,
            "KYOSO_KAFKA_PASSWORD_FILE": str(connection.password_file),
        }

    def _secured(self) -> dict[str, str]:
        _certificate(self.folder)
        plain = self.layout.address(broker.BROKER)
        secured = f"{HOST}:{self.secure_port}"
        scram = "org.apache.kafka.common.security.scram.ScramLoginModule required;"
        by_password = "org.apache.kafka.common.security.plain.PlainLoginModule required"
        return {
            "listeners": f"INSIDE://{plain},SASL_SSL://{secured},CONTROLLER://{self.layout.address(broker.CONTROLLER)}",
            "advertised.listeners": f"INSIDE://{plain},SASL_SSL://{secured}",
            "listener.security.protocol.map": "INSIDE:PLAINTEXT,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT",
            "inter.broker.listener.name": "INSIDE",
            "sasl.enabled.mechanisms": "SCRAM-SHA-512,PLAIN",
            "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config": scram,
            "listener.name.sasl_ssl.plain.sasl.jaas.config": f'{by_password} user_kyoso-points="{PASSWORD}";',
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": str(self.folder / "broker.pem"),
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": f"User:{ADMIN};User:ANONYMOUS",  # the broker itself, on its inner listeners
            "allow.everyone.if.no.acl.found": "false",
        }


def _certificate(folder: Path) -> None:
    """A certificate for this machine's loopback, signed by itself, and the broker's key with it."""
    key = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kyoso test broker")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "ca.pem").write_bytes(pem)
    (folder / "broker.pem").write_bytes(private + pem)


async def soon(condition: object, seconds: float = 30.0) -> None:
    """Wait until an async condition holds; fails the test otherwise."""
    async with asyncio.timeout(seconds):
        while not await condition():  # type: ignore[operator]  # an async function
            await asyncio.sleep(0.1)
