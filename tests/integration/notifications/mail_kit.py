"""What the tests of mail share: a city with a mail server, people with addresses, and what became of mails."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from services.notifications.app import build
from services.notifications.domain.mail import Mail
from services.notifications.postman import Postman
from services.notifications.rows import MailRow
from shared.contracts.matching import GroupJoined
from shared.contracts.notifications import MessageDelivered, MessageFailed, MessageSuppressed, MessageUncertain
from shared.service import Service, Site
from shared.web.refusals import PersonErasedHere
from tests.kit import client, make_site, opened, published
from tests.sink import Sink

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
HANA = "resident-hana"
ENDS = (MessageDelivered, MessageFailed, MessageSuppressed, MessageUncertain)


class Book:
    """Addresses as people would tell them, and who was asked for."""

    def __init__(self, **addresses: str | None) -> None:
        self.addresses = {HANA: "hana@mail.example", **addresses}
        self.erased: set[str] = set()
        self.asked: list[str] = []
        self.away: Exception | None = None

    async def of(self, person_id: str) -> str | None:
        self.asked.append(person_id)
        if self.away:
            raise self.away
        if person_id in self.erased:
            raise PersonErasedHere
        return self.addresses.get(person_id)

    async def close(self) -> None:
        """Nothing to close."""


def joined(n: int = 1, person_id: str = HANA) -> GroupJoined:
    return GroupJoined(group_id=f"g{n}", person_id=person_id)


def mail_site(tmp_path: Any, sink: Sink, **settings: Any) -> Site:
    """A city whose mail server is the sink."""
    given = {
        "smtp_host": "127.0.0.1", "smtp_port": sink.port, "smtp_tls": "none", "smtp_timeout_seconds": 2.0,
        "mail_from": "kyoso@city.example", "mail_rate_max": 1000.0, "site_url": "https://kyoso.city.example",
    }  # fmt: skip
    return make_site(tmp_path, NOW, **{**given, **settings})


@asynccontextmanager
async def mailing(site: Site, book: Book | None = None, *wanting: str, **wish: Any) -> AsyncIterator[Service]:
    """The service at work, with people who asked for e-mail (Hana)."""
    service = build(site, book or Book())
    async with opened(service):
        for person_id in wanting or (HANA,):
            await prefer(service, site, person_id, **{"email": True, **wish})
        yield service


async def prefer(service: Service, site: Site, person_id: str = HANA, **wish: Any) -> dict[str, Any]:
    async with client(service, site, person_id) as http:
        answer = await http.put("/preferences", json=wish)
        assert 200 == answer.status_code, answer.text
        shown: dict[str, Any] = (await http.get("/preferences")).json()
        return shown


def postman(service: Service) -> Postman:
    (found,) = service.background
    assert isinstance(found, Postman)
    return found


async def ends(service: Service) -> list[str]:
    """How mails ended, in order: the type of each event, with its reason."""
    found = [event for event in await published(service, *ENDS) if event.channel == "email"]
    return [" ".join(filter(None, (event.type.split(".")[0][8:], getattr(event, "reason", "")))) for event in found]


async def rows(service: Service) -> list[MailRow]:
    return await service.journal.all(MailRow, order_by="queued_at")


async def status(service: Service) -> list[str]:
    """How each mail stands, by its stream."""
    return [
        await service.journal.ask(Mail.of(row.person_id, row.id), lambda mail: mail.status)
        for row in await rows(service)
    ]


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that is its own authority, and its key: files."""
    key = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sink.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = folder / "sink.pem", folder / "sink.key"
    files[0].write_bytes(made.public_bytes(Encoding.PEM))
    files[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return files
