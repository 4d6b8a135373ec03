"""The demo's issuer lets anyone on this machine be anyone in the sample town, and nobody from elsewhere."""

import stat
import uuid
from dataclasses import dataclass

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from kyoso.issuer import Issuer, load_key
from shared.settings import Settings
from shared.web import make_app
from shared.web.identity import Identity
from shared.web.keys import IssuerKeys


@dataclass(frozen=True)
class Somebody:
    person_id: str
    roles: tuple[str, ...] = ("resident",)
    groups: tuple[str, ...] = ()


class Town:
    entries = {
        each.person_id: each
        for each in (
            Somebody("resident-hana"),
            Somebody("officer-yui", groups=("osawa-garden",)),
            Somebody("staff-mori", ("staff",)),
            Somebody("p-1"),
        )
    }


@pytest.fixture
def issuer(tmp_path):
    return Issuer.of(Settings(data=tmp_path / "data", demo=True), Town())


def root(issuer):
    return Starlette(routes=[Mount("/identity", app=issuer.app)])


def client_from(app, address="127.0.0.1", base_url="http://127.0.0.1:8000"):
    transport = httpx.ASGITransport(app, client=(address, 50_000))
    return httpx.AsyncClient(transport=transport, base_url=base_url)


@pytest.fixture
async def client(issuer):
    async with client_from(root(issuer)) as opened:
        yield opened


async def test_a_token_of_the_issuer_is_good_at_a_service(issuer, client, service, site):
    """Discovery, keys and token fit together the way a real issuer's do."""
    async with client_from(root(issuer)) as to_issuer:
        identity = Identity(IssuerKeys(issuer.url, to_issuer), issuer=issuer.url, audience="kyoso")
        given = (await client.post("/identity/token", json={"person_id": "staff-mori"})).json()
        async with client_from(make_app(service, site, identity=identity)) as to_service:
            me = await to_service.get("/me", headers={"authorization": f"Bearer {given['access_token']}"})

    assert ("Bearer", 28_800) == (given["token_type"], given["expires_in"])
    assert {"person_id": "staff-mori", "roles": ["staff"]} == me.json()


async def test_the_public_key_is_all_that_is_shown(issuer, client):
    """The key set has no private number."""
    [key] = (await client.get("/identity/jwks")).json()["keys"]

    assert {"kty", "crv", "x", "y", "kid", "use", "alg"} == set(key)
    assert ("EC", "P-256", "ES256") == (key["kty"], key["crv"], key["alg"])


async def test_people_are_listed_in_pages(client):
    """In the directory's order, each once."""
    seen, after = [], None
    for _ in range(2):
        page = (await client.get("/identity/people", params={"limit": 2} | ({"after": after} if after else {}))).json()
        seen += [item["person_id"] for item in page["items"]]
        after = page["next"]

    assert (list(Town.entries), None) == (seen, after)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"role": "staff"}, ["staff-mori"]),
        ({"group": "osawa-garden"}, ["officer-yui"]),
        ({"role": "staff", "group": "osawa-garden"}, []),
        ({"role": "resident", "after": "officer-yui"}, ["p-1"]),
    ],
)
async def test_people_are_chosen_by_role_and_group(client, query, found):
    """The page's sign-in asks for an officer of a group, or for somebody of the staff."""
    page = (await client.get("/identity/people", params=query)).json()

    assert (found, None) == ([item["person_id"] for item in page["items"]], page["next"])


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "/identity/token", {"person_id": "nobody"}, 404, "not-found"),
        ("POST", "/identity/token", {}, 422, "invalid-request"),
        ("POST", "/identity/token", {"person_id": ""}, 422, "invalid-request"),
        ("POST", "/identity/token", {"person_id": "p-1", "roles": ["staff"]}, 422, "invalid-request"),
        ("POST", "/identity/token", {"person_id": "x" * 5_000}, 413, "body-too-large"),
        ("GET", "/identity/people?after=nobody", None, 422, "bad-cursor"),
        ("GET", "/identity/people?limit=201", None, 422, "invalid-request"),
        ("GET", "/identity/keys", None, 404, "no-such-route"),
    ],
)
async def test_a_bad_request_is_a_problem(client, method, path, body, status, code):
    """The issuer refuses in the same form as the services; nobody chooses their own roles."""
    answer = await client.request(method, path, json=body)

    assert (status, code) == (answer.status_code, answer.json()["code"])


@pytest.mark.parametrize(
    ("address", "base_url"),
    [
        ("192.0.2.7", "http://127.0.0.1:8000"),
        ("127.0.0.1", "http://town.example.jp:8000"),
        ("127.0.0.1", "http://127.0.0.1.example.jp:8000"),
        ("::ffff:192.0.2.7", "http://localhost"),
    ],
)
@pytest.mark.parametrize("path", ["jwks", "people", ".well-known/openid-configuration", "token"])
async def test_nobody_from_elsewhere_is_let_in(issuer, address, base_url, path):
    """Neither another machine, nor a web page that points a name of its own at this machine."""
    async with client_from(root(issuer), address, base_url) as client:
        answer = await client.request(
            "POST" if path == "token" else "GET", f"/identity/{path}", json={"person_id": "p-1"}
        )

    assert (403, "demo-issuer-is-local") == (answer.status_code, answer.json()["code"])


@pytest.mark.parametrize("base_url", ["http://localhost:8000", "http://[::1]:8000", "http://127.0.0.2"])
async def test_this_machine_has_several_names(issuer, base_url):
    """All of them are let in."""
    async with client_from(root(issuer), "::1", base_url) as client:
        assert 200 == (await client.get("/identity/jwks")).status_code


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "town.example.jp", "", "::", "127.evil.example.jp"])
def test_an_issuer_that_others_could_reach_is_not_made(tmp_path, host):
    """Outside loopback the demo's sign-in would let everyone in as anyone."""
    with pytest.raises(ValueError, match="this machine"):
        Issuer.of(Settings(data=tmp_path / "data", host=host), Town())
    with pytest.raises(ValueError, match="this machine"):
        Issuer(load_key(tmp_path / "k"), url="http://127.0.0.1/identity", host=host)


def test_without_an_issuer_a_reachable_service_is_not_made(tmp_path):
    """A service that others can reach needs a real issuer."""
    with pytest.raises(ValueError, match="KYOSO_ISSUER"):
        Identity.of(Settings(data=tmp_path, host="0.0.0.0"))


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path):
    """Tokens outlive a restart; nobody else on the machine reads the key."""
    path = tmp_path / "data" / "issuer.key"
    first, second = load_key(path), load_key(path)

    assert first.private_numbers() == second.private_numbers()
    assert 0o600 == stat.S_IMODE(path.stat().st_mode)


def test_a_key_file_of_another_kind_is_refused(tmp_path):
    """A damaged or foreign file is named, not overwritten."""
    path = tmp_path / "issuer.key"
    path.write_text(uuid.uuid4().hex)

    with pytest.raises(ValueError, match=r"."):
        load_key(path)
    assert 32 == len(path.read_text())
