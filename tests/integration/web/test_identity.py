"""Only a good token names a caller; every other one is refused by name."""

import base64
import hmac
import json
import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.web import make_app
from shared.web.identity import Identity
from shared.web.keys import IssuerUnavailable, StaticKeys
from tests import kit

KEY = generate_private_key(SECP256R1())
OTHER = generate_private_key(SECP256R1())
RSA_KEY = rsa.generate_private_key(65537, 2048)
WEAK_KEY = rsa.generate_private_key(65537, 1024)
ISSUER = "https://login.example.jp"


def jwk(key, kid):
    algorithm = jwt.algorithms.RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else jwt.algorithms.ECAlgorithm
    return {**algorithm.to_jwk(key.public_key(), as_dict=True), "kid": kid, "use": "sig"}


JWKS = {
    "keys": [
        jwk(KEY, "ec"),
        jwk(RSA_KEY, "rsa"),
        jwk(WEAK_KEY, "weak"),
        {**jwk(OTHER, "enc"), "use": "enc"},
        {"kty": "oct", "k": "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0", "kid": "oct", "alg": "HS256"},
        {"kty": "EC", "kid": "broken"},
        "nonsense",
    ]
}


pytestmark = pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")


def token(key=KEY, kid="ec", algorithm="ES256", **claims):
    now = int(time.time())
    made = {"iss": ISSUER, "aud": "kyoso", "sub": "p1", "roles": ["resident"], "iat": now, "exp": now + 60} | claims
    made = {name: value for name, value in made.items() if value is not None}
    return jwt.encode(made, key, algorithm=algorithm, headers={"kid": kid})


def part(raw):
    return base64.urlsafe_b64encode(raw if isinstance(raw, bytes) else json.dumps(raw).encode()).rstrip(b"=").decode()


def by_hand(header, sign=lambda message: b"", **claims):
    """A token that the library would refuse to make."""
    made = {"iss": ISSUER, "aud": "kyoso", "sub": "p1", "exp": int(time.time()) + 60} | claims
    message = f"{part(header)}.{part(made)}"
    return f"{message}.{part(sign(message.encode()))}"


def signed_with_the_public_key():
    """The classic confusion: the public key, which everyone has, used as an HMAC secret."""
    pem = RSA_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return by_hand({"alg": "HS256", "kid": "rsa"}, lambda message: hmac.digest(pem, message, "sha256"))


def signed_without_kid():
    signer = jwt.algorithms.ECAlgorithm(jwt.algorithms.ECAlgorithm.SHA256)
    return by_hand({"alg": "ES256"}, lambda message: signer.sign(message, KEY))


def tampered():
    head, body, signature = token().split(".")
    return f"{head}.{body[:-4]}AAAA.{signature}"


BAD = {
    "no header": (None, "token-missing"),
    "empty": ("", "token-missing"),
    "another scheme": ("Basic cDE6cDE=", "token-missing"),
    "scheme alone": ("Bearer ", "token-missing"),
    "no jwt": ("Bearer abc", "token-invalid"),
    "three dots": ("Bearer ...", "token-invalid"),
    "not ascii": ("Bearer é.é.é".encode("latin-1"), "token-invalid"),
    "too long": ("Bearer " + "x" * 9_000, "token-invalid"),
    "another key": (lambda: token(OTHER), "token-invalid"),
    "tampered": (tampered, "token-invalid"),
    "unknown kid": (lambda: token(kid="gone"), "token-invalid"),
    "no kid": (signed_without_kid, "token-invalid"),
    "alg none": (lambda: by_hand({"alg": "none", "kid": "ec"}), "token-invalid"),
    "alg None": (lambda: by_hand({"alg": "None", "kid": "ec"}), "token-invalid"),
    "no alg": (lambda: by_hand({"kid": "ec"}), "token-invalid"),
    "a number as kid": (lambda: by_hand({"alg": "ES256", "kid": 1}), "token-invalid"),
    "public key as secret": (signed_with_the_public_key, "token-invalid"),
    "symmetric key in the set": (lambda: token("secretsecretsecretsecretsecret!!", "oct", "HS256"), "token-invalid"),
    "weak key": (lambda: token(WEAK_KEY, "weak", "RS256"), "token-invalid"),
    "key for encryption": (lambda: token(OTHER, "enc"), "token-invalid"),
    "algorithm of another key": (lambda: token(RSA_KEY, "ec", "RS256"), "token-invalid"),
    "stronger but unlisted algorithm": (lambda: token(RSA_KEY, "rsa", "RS512"), "token-invalid"),
    "expired": (lambda: token(exp=int(time.time()) - 10), "token-expired"),
    "not yet": (lambda: token(nbf=int(time.time()) + 600), "token-invalid"),
    "issued in the future": (lambda: token(iat=int(time.time()) + 600), "token-invalid"),
    "another issuer": (lambda: token(iss="https://elsewhere.example"), "token-invalid"),
    "another audience": (lambda: token(aud="another"), "token-invalid"),
    "no end": (lambda: token(exp=None), "token-invalid"),
    "end is no number": (lambda: token(exp="tomorrow"), "token-invalid"),
    "no audience": (lambda: token(aud=None), "token-invalid"),
    "no issuer": (lambda: token(iss=None), "token-invalid"),
    "nobody": (lambda: token(sub=None), "token-invalid"),
    "an empty person": (lambda: token(sub=""), "token-invalid"),
    "an e-mail address as id": (lambda: token(sub="hanako@example.jp"), "token-invalid"),
    "a slash in the id": (lambda: token(sub="p1/../p2"), "token-invalid"),
    "a long id": (lambda: token(sub="p" * 129), "token-invalid"),
}


@pytest.fixture
async def client(service, site):
    identity = Identity(StaticKeys(JWKS), issuer=ISSUER, audience="kyoso")
    async with kit.client_of(make_app(service, site, identity=identity), None) as opened:
        yield opened


@pytest.mark.parametrize("name", BAD)
async def test_a_token_that_is_not_good_is_refused_by_name(client, name):
    """401 with the challenge of RFC 6750; without a token the challenge names no error."""
    given, code = BAD[name]
    given = f"Bearer {given()}" if callable(given) else given
    answer = await client.get("/me", headers={} if given is None else {"authorization": given})

    assert (401, code) == (answer.status_code, answer.json()["code"])
    assert answer.headers["www-authenticate"].startswith('Bearer realm="kyoso"')
    assert ("invalid_token" in answer.headers["www-authenticate"]) == (code != "token-missing")


@pytest.mark.parametrize("name", [name for name in BAD if BAD[name][1] != "token-missing"])
async def test_a_bad_token_is_refused_where_none_is_needed(client, name):
    """A route that anyone may ask does not take a bad token for none: the client would think it is signed in."""
    given, code = BAD[name]
    given = f"Bearer {given()}" if callable(given) else given
    answer = await client.get("/anyone", headers={"authorization": given})

    assert (401, code) == (answer.status_code, answer.json()["code"])


async def test_without_token_anyone_is_nobody(client):
    """A route that anyone may ask sees no caller."""
    assert {"person_id": None} == (await client.get("/anyone")).json()


@pytest.mark.parametrize(
    "good",
    [
        token,
        lambda: token(RSA_KEY, "rsa", "RS256"),
        lambda: token(aud=["x", "kyoso"]),
        lambda: token(exp=int(time.time()) - 1),
    ],
)
async def test_a_good_token_names_its_person(client, good):
    """Both algorithms; a second of another clock's difference does no harm."""
    answer = await client.get("/me", headers={"authorization": f"bearer {good()}"})

    assert (200, {"person_id": "p1", "roles": ["resident"]}) == (answer.status_code, answer.json())


@pytest.mark.parametrize(
    ("roles", "known"),
    [
        (["staff", "resident"], ["resident", "staff"]),
        (["emperor", "staff"], ["staff"]),
        ([], []),
        (None, []),
        ("staff", []),
        ([1, "staff"], []),
        ({"staff": True}, []),
    ],
)
async def test_only_city_roles_count(client, roles, known):
    """Roles that we do not know, or that are no list of words, give no rights."""
    answer = await client.get("/me", headers={"authorization": f"Bearer {token(roles=roles)}"})

    assert known == answer.json()["roles"]


async def test_a_remembered_token_ends_with_its_time(client, monkeypatch):
    """Remembering saves the signature's check, never the clock's."""
    headers = {"authorization": f"Bearer {token()}"}
    before = (await client.get("/me", headers=headers)).status_code
    real = time.time
    monkeypatch.setattr("shared.web.identity.time.time", lambda: real() + 3_600)
    monkeypatch.setattr("shared.web.identity.jwt.decode", _expired)
    after = await client.get("/me", headers=headers)

    assert (200, 401, "token-expired") == (before, after.status_code, after.json()["code"])


def _expired(*_, **__):
    raise jwt.ExpiredSignatureError


async def test_an_issuer_that_is_away_is_no_fault_of_the_token(service, site):
    """503 with ``Retry-After``: the token can be judged neither good nor bad."""

    class Away:
        async def key(self, kid):
            raise IssuerUnavailable("away")

    identity = Identity(Away(), issuer=ISSUER, audience="kyoso")
    async with kit.client_of(make_app(service, site, identity=identity), None) as client:
        answer = await client.get("/me", headers={"authorization": f"Bearer {token()}"})

    assert (503, "5", "try-again-later") == (
        answer.status_code,
        answer.headers["retry-after"],
        answer.json()["code"],
    )


async def test_remembered_tokens_are_bounded(monkeypatch):
    """However many tokens come, memory does not grow."""
    monkeypatch.setattr("shared.web.identity.REMEMBERED_TOKENS_MAX", 3)
    identity = Identity(StaticKeys(JWKS), issuer=ISSUER, audience="kyoso")
    for number in range(10):
        await identity.caller(f"Bearer {token(sub=f'p{number}')}")

    assert 3 == len(identity._remembered)
