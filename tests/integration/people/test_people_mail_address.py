"""A service asks where to write: for its purpose, with its own token, and the person sees one line a day of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import jwt
import pytest
from fastapi import FastAPI

from kyoso.by_name import ByName
from services.notifications.addresses import AskedPeople, PeopleAway
from services.people.app import build
from shared.service import Site
from shared.web import make_app
from shared.web.refusals import PersonErasedHere
from shared.web.service_tokens import ServiceTokens
from tests.kit import MASTER_KEY, client, clock_of, issuer, make_site, opened

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
HANA = "resident-hana"
DETAILS = {
    "name": {"family": "花村", "given": "はな"},
    "contact": {"email": "hana@mail.example", "phone": "0422-00-0000"},
}
PATH = f"/people/{HANA}/contact"


@pytest.fixture
async def people(tmp_path):
    site = make_site(tmp_path, NOW)
    service = build(site)
    async with opened(service), client(service, site) as hana:
        assert 201 == (await hana.post("/people", json=DETAILS)).status_code
        yield service, site, hana


async def look(people, token, purpose="message-delivery"):
    service, site, _ = people
    async with client(service, site, None, headers={"authorization": f"Bearer {token}"}) as http:
        return await http.get(PATH, params={"purpose": purpose})


async def looks(hana):
    return [(look["reader"], look["purpose"]) for look in (await hana.get("/people/me/accesses")).json()["items"]]


def asked(people):
    """Notifications' own way to ask, without a socket."""
    service, site, _ = people
    app = make_app(service, site, identity=issuer().identity())
    within = replace(site, transport=httpx.ASGITransport(ByName({"people": app}, FastAPI())))
    return AskedPeople.of_site(within, "notifications")


async def test_a_service_is_told_the_address_and_nothing_else(people):
    """Neither name nor telephone is needed to send a mail."""
    answer = await look(people, ServiceTokens.of(people[1]).issue("notifications", to="people"))

    assert (200, None, {"email": "hana@mail.example", "phone": None}) == (
        answer.status_code, answer.json()["name"], answer.json()["contact"],
    )  # fmt: skip
    assert "no-store" == answer.headers["cache-control"]


async def test_a_machine_that_looks_at_every_message_is_one_line_a_day(people):
    """Whoever looked in person stands out beside it."""
    service, site, hana = people
    addresses = asked(people)
    for _ in range(5):
        assert "hana@mail.example" == await addresses.of(HANA)
    async with client(service, site, "staff-mori", ("staff",)) as mori:
        await mori.get(PATH, params={"purpose": "booking-matter"})
        await mori.get(PATH, params={"purpose": "booking-matter"})
    clock_of(site).advance(timedelta(hours=13))
    await addresses.of(HANA)
    await addresses.close()

    machine, staff = ("service:notifications", "message-delivery"), ("staff-mori", "booking-matter")
    assert [machine, staff, staff, machine] == await looks(hana)


async def test_whoever_is_not_there_has_no_address(people):
    """Never registered: none. Erased: that is said. Away: that too, and none of it is mixed up."""
    _, _, hana = people
    addresses = asked(people)

    assert None is await addresses.of("nobody")
    await hana.delete("/people/me")
    with pytest.raises(PersonErasedHere):
        await addresses.of(HANA)
    gone = httpx.AsyncClient(base_url="http://127.0.0.1:1", timeout=1.0)
    with pytest.raises(PeopleAway):
        await AskedPeople(gone, ServiceTokens(MASTER_KEY), "notifications").of(HANA)


async def test_no_token_of_the_citys_makes_anybody_a_service(people):
    """The issuer's tokens carry city roles only; one that calls itself a service is no token."""
    role = issuer().issue("resident-ken", ("staff", "service:notifications"))
    named = issuer().issue("service:notifications", ("service:notifications",))

    assert [(403, "forbidden"), (401, "token-invalid")] == [
        (answer.status_code, answer.json()["code"]) for answer in [await look(people, role), await look(people, named)]
    ]
    assert [] == await looks(people[2])


async def test_a_service_has_its_own_purpose_and_no_other(people):
    """It does not look up somebody's telephone for an emergency."""
    token = ServiceTokens.of(people[1]).issue("notifications", to="people")
    answers = [await look(people, token, purpose) for purpose in ("emergency", "booking-matter", "activity-notice")]
    answers.append(await look(people, ServiceTokens.of(people[1]).issue("feeds", to="people")))

    assert [403] * 4 == [answer.status_code for answer in answers]
    async with client(people[0], people[1], "staff-mori", ("staff", "operator", "coordinator")) as mori:
        assert 403 == (await mori.get(PATH, params={"purpose": "message-delivery"})).status_code


def forged(people, **changes):
    now = int(datetime.now(UTC).timestamp())
    claims = {
        "iss": "urn:kyoso:services", "sub": "service:notifications", "aud": "urn:kyoso:services:people", "iat": now,
        "exp": now + 60,
    }  # fmt: skip
    key = changes.pop("key", people[1].derived_key("service-tokens"))
    algorithm = changes.pop("alg", "HS256")
    return jwt.encode({**claims, **changes}, key, algorithm=algorithm, headers={"kid": "kyoso-service"})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, ""),
        ({"aud": "urn:kyoso:services:booking"}, "token-invalid"),
        ({"iss": "http://127.0.0.1/identity"}, "token-invalid"),
        ({"exp": 1_000}, "token-expired"),
        ({"key": b"x" * 32}, "token-invalid"),
        ({"alg": "HS512", "key": b"x" * 64}, "token-invalid"),
        ({"alg": "none", "key": ""}, "token-invalid"),
    ],
)
async def test_a_service_token_is_for_one_service_and_short(people, changes, code):
    """Each claim counts; so does the key, which only this deployment has."""
    answer = await look(people, forged(people, **changes))

    assert (code == "", code) == (answer.status_code == 200, answer.json().get("code", ""))


def test_two_deployments_do_not_know_each_others_services(tmp_path):
    """Another master key, other tokens."""
    site = make_site(tmp_path, NOW)
    other = Site(site.settings, site.clock, bytes(32))

    with pytest.raises(jwt.InvalidSignatureError):
        ServiceTokens.of(site).read(ServiceTokens.of(other).issue("x", to="people"), to="people", leeway_seconds=2)
