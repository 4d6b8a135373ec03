"""The routes of subscriptions: who may, what is told once, and what is refused."""

from datetime import timedelta

import pytest

from services.feeds.permissions import RULES
from tests.integration.feeds.feeds_kit import a_wish, a_world
from tests.kit import client

URL = "http://127.0.0.1:9/hook"
COMMANDS = (
    ("POST", "/subscriptions", {**a_wish(), "url": URL}, "subscribe"),
    ("GET", "/subscriptions", None, "see-subscriptions"),
    ("GET", "/subscriptions/{id}", None, "see-subscriptions"),
    ("GET", "/subscriptions/{id}/deliveries", None, "see-subscriptions"),
    ("POST", "/subscriptions/{id}/secret", None, "subscribe"),
    ("POST", "/subscriptions/{id}/pause", None, "control-subscription"),
    ("POST", "/subscriptions/{id}/resume", None, "control-subscription"),
    ("POST", "/subscriptions/{id}/replay", {"since": "2026-12-01T00:00:00Z"}, "control-subscription"),
    ("DELETE", "/subscriptions/{id}", None, "subscribe"),
)


@pytest.mark.parametrize("role", ["resident", "coordinator", "staff", "auditor", "operator"])
async def test_who_may_do_what(tmp_path, role):
    """The table of permissions holds on every route; nobody at all may do nothing."""
    async with a_world(tmp_path) as world:
        id = (await world.subscribe(url=URL))["subscription_id"]
        async with client(world.service, world.site, f"somebody-{role}", (role,)) as somebody:
            for method, path, body, action in COMMANDS:
                answer = await somebody.request(method, path.format(id=id), json=body)
                assert (403 != answer.status_code) == (role in RULES[action]), f"{method} {path}: {answer.text}"
                nobody = await world.nobody.request(method, path.format(id=id), json=body)
                assert 401 == nobody.status_code


@pytest.mark.parametrize("kind", ["webhook", "sse"])
async def test_a_secret_is_told_once_and_the_same_when_the_command_is_repeated(tmp_path, kind):
    """In the answer to the command and nowhere else; not in the journal as it is, either."""
    wish = a_wish(kind=kind, **({"url": URL} if kind == "webhook" else {}))
    async with a_world(tmp_path) as world:
        key = {"idempotency-key": "once"}
        first = await world.staff.post("/subscriptions", json=wish, headers=key)
        again = await world.staff.post("/subscriptions", json=wish, headers=key)
        made = first.json()
        secret = made["secret"] or made["token"]
        id = made["subscription_id"]
        shown = [(await world.staff.get(path)).text for path in ("/subscriptions", f"/subscriptions/{id}")]
        shown.append((await world.nobody.get("/subscriptions/overview")).text)
        commits = await world.service.journal.store.of_stream(f"subscription/{id}")
        rotated = await world.staff.post(f"/subscriptions/{id}/secret", headers={"idempotency-key": "twice"})
        repeated = await world.staff.post(f"/subscriptions/{id}/secret", headers={"idempotency-key": "twice"})

    assert (201, first.json(), "true") == (again.status_code, again.json(), again.headers["idempotency-replayed"])
    assert all(secret not in text for text in shown)
    assert all(secret.encode() not in record.body for commit in commits for record in commit.records)
    assert rotated.json() == repeated.json()
    assert secret not in rotated.text


async def test_restricted_types_need_a_purpose_that_covers_them(tmp_path):
    """From the published list."""
    async with a_world(tmp_path) as world:
        listed = {
            each["purpose"]: each["types"]
            for each in (await world.nobody.get("/subscriptions/purposes")).json()["items"]
        }
        answers = {}
        for purpose in ("", "points-accounting", "facility-operation", "no-such-purpose"):
            wish = a_wish(types=["booking-confirmed.v1"], url=URL, purpose=purpose)
            answer = await world.staff.post("/subscriptions", json=wish)
            answers[purpose] = (answer.status_code, answer.json().get("code"))

    assert "booking-confirmed.v1" in listed["facility-operation"]
    assert {
        "": (422, "purpose-needed"),
        "points-accounting": (422, "purpose-needed"),
        "facility-operation": (201, None),
        "no-such-purpose": (422, "invalid"),
    } == {purpose: (status, code if status != 422 or code == "purpose-needed" else "invalid")
          for purpose, (status, code) in answers.items()}  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "webhook"}, {"kind": "sse", "url": URL}, {"url": URL, "types": []}, {"url": URL, "types": ["no.v1"]},
     {"url": URL, "subscriber": "Library!"}, {"url": URL, "contact": "taro@city.example"}, {"url": "gopher://x"},
     {"url": URL, "more": 1}, {"url": URL, "since": "yesterday"}],
)  # fmt: skip
async def test_what_does_not_fit_is_refused_and_nothing_is_kept(tmp_path, wrong):
    """Among it an address of a person: a contact is a desk."""
    async with a_world(tmp_path) as world:
        answer = await world.staff.post("/subscriptions", json={**a_wish(), **wrong})
        listed = (await world.staff.get("/subscriptions")).json()

    assert 422 == answer.status_code
    assert [] == listed["items"]


async def test_the_overview_shows_nothing_that_is_not_for_everybody(tmp_path):
    """Who hears what, for what, and whether it arrives: no address, no contact, no id."""
    async with a_world(tmp_path) as world:
        await world.subscribe(url=URL, contact="図書館 管理係 内線 12")
        await world.happen("a")
        (item,) = (await world.nobody.get("/subscriptions/overview")).json()["items"]

    assert {
        "name", "kind", "purpose", "purpose_ja", "purpose_en", "types", "areas", "status", "reason", "since",
        "lag_seconds", "last_failure",
    } == set(item)  # fmt: skip


async def test_the_lag_is_the_age_of_what_has_not_arrived(tmp_path):
    """In the lists and in the metrics; what is not for the subscriber is no lag."""
    async with a_world(tmp_path) as world:
        id = (await world.subscribe(url=URL))["subscription_id"]
        other = (await world.subscribe(url=URL, types=["group-registered.v1"]))["subscription_id"]
        await world.happen("a")
        world.clock.advance(timedelta(minutes=5))
        lags = [(await world.row(each))["lag_seconds"] for each in (id, other)]

    assert [300.0, 0.0] == lags


async def test_the_public_is_not_told_how_delivery_of_events_about_persons_goes(tmp_path):
    """Whoever watched it would see each booking, each introduction, each worry come. Staff are told."""
    async with a_world(tmp_path) as world:
        id = (await world.subscribe(url=URL))["subscription_id"]
        restricted = await world.subscribe(url=URL, purpose="statistics", types=["consultation-opened.v1"])
        opened = (await world.nobody.get("/subscriptions/overview")).json()["items"]
        staff = [(await world.row(each)) for each in (id, restricted["subscription_id"])]
    standing = ("status", "reason", "lag_seconds", "last_failure")

    assert {
        ("slots-taken.v1",): ("active", "", 0.0, ""),
        ("consultation-opened.v1",): ("not-told", "", None, ""),
    } == {tuple(each["types"]): tuple(each[name] for name in standing) for each in opened}
    assert [None] == [each["since"] for each in opened if each["status"] == "not-told"]
    assert [("active", 0.0)] * 2 == [(each["status"], each["lag_seconds"]) for each in staff]


async def test_an_unknown_subscription_is_not_found(tmp_path):
    """404, in words."""
    async with a_world(tmp_path) as world:
        id = "00000000-0000-8000-8000-000000000000"
        answers = [
            await world.staff.get(f"/subscriptions/{id}"),
            await world.staff.post(f"/subscriptions/{id}/pause"),
            await world.staff.get(f"/subscriptions/{id}/deliveries"),
        ]

    assert [404] * 3 == [answer.status_code for answer in answers]
