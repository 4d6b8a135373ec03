"""An issuer's keys are asked for rarely, kept while it is away, and taken over safe paths only."""

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from shared.loopback import is_inside, is_loopback
from shared.web import keys
from shared.web.keys import IssuerKeys, IssuerUnavailable, usable_keys

ISSUER = "https://login.example.jp/realms/city"
KEY = generate_private_key(SECP256R1())


def jwk(kid):
    return {**jwt.algorithms.ECAlgorithm.to_jwk(KEY.public_key(), as_dict=True), "kid": kid, "use": "sig"}


class FakeIssuer:
    """Answers like an issuer, counts how often it is asked, and can be away."""

    def __init__(self):
        self.kids = ["a"]
        self.asked = 0
        self.away = False
        self.discovery = {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/certs"}
        self.garbage = None

    def __call__(self, request):
        if self.away:
            raise httpx.ConnectError("refused")
        if request.url.path.endswith("/.well-known/openid-configuration"):
            return httpx.Response(200, json=self.discovery) if self.discovery else httpx.Response(404)
        self.asked += 1
        if self.garbage is not None:
            return httpx.Response(200, content=self.garbage)
        return httpx.Response(200, json={"keys": [jwk(kid) for kid in self.kids]})


@pytest.fixture
def issuer():
    return FakeIssuer()


@pytest.fixture
def found(issuer):
    return IssuerKeys(ISSUER, httpx.AsyncClient(transport=httpx.MockTransport(issuer)))


class Hours:
    """The machine's monotonic time, to move."""

    def __init__(self, monkeypatch):
        self.now = 1_000.0
        monkeypatch.setattr(keys.time, "monotonic", lambda: self.now)


@pytest.fixture
def hours(monkeypatch):
    return Hours(monkeypatch)


async def test_keys_are_asked_for_once(issuer, found, hours):
    """Ten tokens of one key are one request."""
    known = [await found.key("a") for _ in range(10)]

    assert all(known)
    assert 1 == issuer.asked


async def test_an_unknown_key_makes_us_ask_again_but_not_at_once(issuer, found, hours):
    """A new key of the issuer's is found; invented ids in a row cost it one request."""
    await found.key("a")
    issuer.kids = ["a", "b"]
    before = [await found.key(f"invented-{n}") for n in range(100)]
    hours.now += keys.REFETCH_SECONDS_MIN
    after = await found.key("b")

    assert [None] * 100 == before
    assert after is not None
    assert 2 == issuer.asked


async def test_a_withdrawn_key_stops_to_count(issuer, found, hours):
    """Known keys are asked for again after a while."""
    await found.key("a")
    issuer.kids = ["b"]
    hours.now += keys.KEYS_SECONDS_MAX

    assert None is await found.key("a")


async def test_while_the_issuer_is_away_known_keys_serve_on(issuer, found, hours):
    """A city does not stop because its issuer restarts."""
    await found.key("a")
    issuer.away = True
    hours.now += keys.KEYS_SECONDS_MAX

    assert await found.key("a")


async def test_an_issuer_that_never_answered_is_unavailable(issuer, found, hours):
    """Without keys nothing can be judged; when the issuer is back it works."""
    issuer.away = True
    with pytest.raises(IssuerUnavailable):
        await found.key("a")
    issuer.away = False
    with pytest.raises(IssuerUnavailable):
        await found.key("a")
    hours.now += keys.REFETCH_SECONDS_MIN

    assert await found.key("a")


@pytest.mark.parametrize(
    "garbage", [b"", b"<html>", b"[]", b"{}", b'{"keys": 1}', b'{"keys": "' + b"x" * 300_000 + b'"}']
)
async def test_an_issuer_that_answers_nonsense_is_unavailable(issuer, found, garbage):
    """A proxy's error page is no key set."""
    issuer.garbage = garbage

    with pytest.raises(IssuerUnavailable):
        await found.key("a")


async def test_without_discovery_the_keys_are_at_the_usual_place(issuer, found):
    """``<issuer>/jwks`` serves where there is no discovery document."""
    issuer.discovery = None

    assert await found.key("a")


@pytest.mark.parametrize(
    "discovery",
    [
        {"issuer": "https://elsewhere.example", "jwks_uri": f"{ISSUER}/certs"},
        {"issuer": ISSUER, "jwks_uri": "http://login.example.jp/certs"},
        {"issuer": ISSUER, "jwks_uri": "file:///etc/passwd"},
        {"issuer": ISSUER, "jwks_uri": 1},
        {"issuer": 1, "jwks_uri": f"{ISSUER}/certs"},
        {"issuer": ISSUER},
        {"jwks_uri": f"{ISSUER}/certs"},
    ],
)
async def test_a_discovery_document_that_leads_astray_is_not_followed(issuer, found, discovery):
    """Another issuer's document, and keys over an open line, are refused."""
    issuer.discovery = discovery

    with pytest.raises(IssuerUnavailable):
        await found.key("a")
    assert 0 == issuer.asked


def test_unusable_keys_are_left_out():
    """One odd key does not make the others useless."""
    odd = [{"kty": "EC", "kid": "broken"}, {**jwk("enc"), "use": "enc"}, {**jwk("x"), "kid": 1}, None, 7]

    assert {"a"} == set(usable_keys({"keys": [*odd, jwk("a")]}))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]"])
def test_this_machine_is_known_by_its_names(host):
    """Loopback names and addresses."""
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    ["", "0.0.0.0", "127.0.0.1.example.jp", "127.a.b.c", "localhost.example.jp", "10.0.0.1", "::", "127.0.0.256"],
)
def test_other_names_are_not_this_machine(host):
    """A name that only looks like loopback is somebody else's."""
    assert not is_loopback(host)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "::1", "10.42.0.7", "192.168.1.9", "100.64.3.2", "fd00::7", "::ffff:10.0.0.1"]
)
def test_a_private_network_is_inside(host):
    """Where a cluster's pods and a city's servers are."""
    assert is_inside(host)


@pytest.mark.parametrize("host", ["", "testclient", "8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8", "224.0.0.1"])
def test_the_internet_is_not_inside(host):
    """Nor is what is no address."""
    assert not is_inside(host)
