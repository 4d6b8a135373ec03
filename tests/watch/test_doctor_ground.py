"""What the doctor looks at for itself: certificates of real servers, the age of backups, an issuer that answers."""

import http.server
import json
import os
import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.x509.oid import NameOID

from kyoso.doctor import ground, looking
from kyoso.doctor.facts import Certificate
from shared.errors import StoreUnavailable
from shared.settings import Settings
from tests.end_to_end.town_kit import free_port


def certificate(folder, until):
    """A certificate of this machine that signed itself; its files."""
    key = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(until - timedelta(days=90))
        .not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return file


@contextmanager
def serving(handler, pem=None):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    if pem:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Silent(http.server.BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


def test_the_end_of_a_certificate_is_read_from_the_server_that_shows_it(tmp_path, monkeypatch):
    """As a client would see it, once a place."""
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(days=30)
    pem = certificate(tmp_path, until)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with serving(Silent, pem) as port:
        url = f"https://127.0.0.1:{port}"
        found = ground.certificates([url, f"{url}/other", "http://127.0.0.1:1"])

    assert [Certificate(f"127.0.0.1:{port}", until)] == found


def test_a_certificate_that_is_over_is_refused(tmp_path, monkeypatch):
    """Not merely unknown."""
    pem = certificate(tmp_path, datetime.now(UTC) - timedelta(days=1))
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with serving(Silent, pem) as port:
        (found,) = ground.certificates([f"https://127.0.0.1:{port}"])

    assert "expired" in found.refused


def test_a_server_that_is_not_there_has_no_certificate_to_judge():
    """Its being away is another finding."""
    (found,) = ground.certificates([f"https://127.0.0.1:{free_port()}"])

    assert (None, "", "ConnectionRefusedError") == (found.until, found.refused, found.fault)


def test_the_brokers_of_a_tls_bus_are_looked_at():
    """And those of a plain one are not."""

    tls = Settings(bus="kafka", kafka_protocol="SASL_SSL", kafka_bootstrap="a:9093, b:9093")

    assert ["https://a:9093", "https://b:9093"] == ground.brokers_with_tls(tls)
    assert [] == ground.brokers_with_tls(Settings(bus="kafka"))
    assert [] == ground.brokers_with_tls(Settings())


@pytest.mark.parametrize(
    ("status", "body", "fault"),
    [
        (200, {"issuer": ""}, ""),
        (500, {}, "HTTP 500"),
        (200, {"issuer": "https://other"}, "https://other ≠ KYOSO_ISSUER"),
    ],
)
async def test_an_issuer_is_asked_as_the_services_ask_it(status, body, fault):
    """Its description, its name in it, and its clock."""

    class Issuer(Silent):
        def do_GET(self):
            told = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

    with serving(Issuer) as port:
        async with httpx.AsyncClient(trust_env=False) as client:
            found, skew = await looking._issuer(client, f"http://127.0.0.1:{port}")

    assert fault == found
    assert skew is None if fault else abs(skew) < 2


def test_the_newest_backup_counts(tmp_path):
    """Whatever its name."""
    for name, age in (("a", 3_600), ("b", 90_000)):
        (tmp_path / name).write_text("x")
        then = datetime.now(UTC).timestamp() - age
        os.utime(tmp_path / name, (then, then))

    assert timedelta(seconds=3_590) < datetime.now(UTC) - looking._newest(tmp_path) < timedelta(seconds=3_700)
    assert looking._newest(tmp_path / "none") is None


async def test_the_indexes_are_asked_of_every_store_without_making_a_key(tmp_path, monkeypatch):
    """The doctor changes nothing, not even by opening."""

    class Store:
        async def missing(self):
            return ["journal: cause unique"]

    class Service:
        def __init__(self, name):
            self.name, self.vault = name, None
            self.journal = type("Journal", (), {"store": Store()})

    monkeypatch.setattr(ground, "compose", lambda site: {"points": Service("points")})
    settings = Settings(data=tmp_path / "data", bus="kafka", store="mongo")

    assert ({"points": ["journal: cause unique"]}, "") == await ground.store(settings)
    assert (None, "") == await ground.store(Settings(data=tmp_path / "data"))
    assert not settings.key_file.exists()


async def test_a_store_that_is_away_is_a_fault_in_words(tmp_path, monkeypatch):
    """Not a traceback."""

    class Away:
        async def missing(self):
            raise StoreUnavailable("no server")

    class Service:
        name, vault = "points", None
        journal = type("Journal", (), {"store": Away()})

    monkeypatch.setattr(ground, "compose", lambda site: {"points": Service()})

    assert (None, "StoreUnavailable: no server") == await ground.store(
        Settings(data=tmp_path, bus="kafka", store="mongo")
    )
