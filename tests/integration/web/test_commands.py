"""A command is carried out once per key, by a known caller, and its trace goes with it."""

import asyncio

import pytest
from fastapi import FastAPI

from shared.web import make_app
from tests import kit

KEY = {"idempotency-key": "0b0c8a52"}


def with_key(key):
    return {"idempotency-key": key}


async def test_a_repeated_command_gets_the_same_answer_and_says_so(client, service):
    """Same status, same bytes, one commit; the header tells that it is the first outcome."""
    first = await client.post("/notes/a", json={"text": "x"}, headers=KEY)
    await client.post("/notes/a", json={"text": "y"})
    again = await client.post("/notes/a", json={"text": "x"}, headers=KEY)

    assert (201, None) == (first.status_code, first.headers.get("idempotency-replayed"))
    assert (201, "true") == (again.status_code, again.headers.get("idempotency-replayed"))
    assert first.content == again.content
    assert 2 == await service.journal.store.last_position()


async def test_twins_at_the_same_time_are_one_command(client, service):
    """Five identical requests at once: five equal answers, four of them replays."""
    answers = await asyncio.gather(*(client.post("/notes/a", json={"text": "x"}, headers=KEY) for _ in range(5)))

    assert {201} == {answer.status_code for answer in answers}
    assert 1 == len({answer.content for answer in answers})
    assert 4 == sum(answer.headers.get("idempotency-replayed") == "true" for answer in answers)
    assert 1 == await service.journal.store.last_position()


@pytest.mark.parametrize(
    ("path", "body", "difference"),
    [
        ("/notes/a", {"text": "y"}, "body"),
        ("/notes/a?x=1", {"text": "x"}, "body"),
        ("/notes/b", {"text": "x"}, "target"),
    ],
)
async def test_a_key_that_comes_with_another_request_is_refused(client, path, body, difference):
    """The body, the query and the thing that is addressed belong to the command."""
    await client.post("/notes/a", json={"text": "x"}, headers=KEY)
    answer = await client.post(path, json=body, headers=KEY)

    assert (422, "idempotency-key-reused", difference) == (
        answer.status_code,
        answer.json()["code"],
        answer.json()["difference"],
    )


async def test_two_persons_may_use_the_same_key(service, site):
    """A key belongs to its caller: nobody can see or spoil another's answer by guessing keys."""
    async with kit.client(service, site, "resident-hana") as hana, kit.client(service, site, "resident-ken") as ken:
        first = await hana.post("/notes/a", json={"text": "x"}, headers=KEY)
        second = await ken.post("/notes/a", json={"text": "x"}, headers=KEY)

    assert [1, 2] == [first.json()["number"], second.json()["number"]]
    assert "idempotency-replayed" not in second.headers


async def test_the_same_key_on_another_route_is_another_command(client):
    """The route is part of the cause."""
    first = await client.post("/notes/a", json={"text": "x"}, headers=KEY)
    second = await client.delete("/notes/a", headers=KEY)

    assert [201, 200] == [first.status_code, second.status_code]
    assert "idempotency-replayed" not in second.headers


@pytest.mark.parametrize("key", ["x" * 201, "鍵".encode(), b"a\tb", b"\x7f"])
async def test_a_key_that_cannot_be_kept_is_refused(client, key):
    """1 to 200 printable ASCII characters."""
    answer = await client.post("/notes/a", json={"text": "x"}, headers={"idempotency-key": key})

    assert (400, "idempotency-key-bad") == (answer.status_code, answer.json()["code"])


@pytest.mark.parametrize("key", ["x", "x" * 200, "a key with: [signs]"])
async def test_keys_within_the_bounds_are_taken(client, key):
    """The bounds themselves are good."""
    assert 201 == (await client.post("/notes/a", json={"text": "x"}, headers=with_key(key))).status_code


async def test_two_keys_are_no_key(client):
    """It would be anyone's guess which one counts."""
    headers = [("idempotency-key", "a"), ("idempotency-key", "b")]
    answer = await client.post("/notes/a", json={"text": "x"}, headers=headers)

    assert (400, "idempotency-key-bad") == (answer.status_code, answer.json()["code"])


async def test_a_command_without_key_is_refused(service, site):
    """Without a key it could be carried out twice."""
    async with kit.client(service, site) as client:
        client.event_hooks = {"request": []}
        missing = await client.post("/notes/a", json={"text": "x"})
        empty = await client.post("/notes/a", json={"text": "x"}, headers=with_key(""))

    assert ["idempotency-key-missing"] * 2 == [missing.json()["code"], empty.json()["code"]]
    assert [400, 400] == [missing.status_code, empty.status_code]


async def test_a_command_is_the_same_behind_a_mount(service, site):
    """Embedded in the town or alone, a repeated command is recognised."""
    app = make_app(service, site, identity=kit.issuer().identity())
    town = FastAPI()
    town.mount("/notes-service", app)
    async with kit.client_of(app) as alone, kit.client_of(town) as embedded:
        await alone.post("/notes/a", json={"text": "x"}, headers=KEY)
        again = await embedded.post("/notes-service/notes/a", json={"text": "x"}, headers=KEY)

    assert "true" == again.headers.get("idempotency-replayed")


@pytest.mark.parametrize("prefix", ["", "/cellar"])
async def test_a_nested_router_names_its_whole_route(client, service, prefix):
    """The template in the cause and in the figures has the prefixes; the document tells of the key."""
    template = f"{prefix}/shelves/{{shelf}}/notes"
    await client.post(f"{prefix}/shelves/top/notes", headers=KEY)
    [commit] = await service.journal.store.of_stream("note/top")
    page = (await client.get("/metrics")).text
    document = (await client.get("/openapi.json")).json()

    assert commit.cause.startswith(f"http/resident-hana/POST {template.replace('/', ':')}/")
    assert f'route="{template}"' in page
    assert "Idempotency-Key" in str(document["paths"][template]["post"]["parameters"])


async def test_a_trace_follows_the_request_into_its_commit(client, service):
    """What a client hands over is stored with the commit and answered."""
    given = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"
    answer = await client.post("/notes/a", json={"text": "x"}, headers={"traceparent": given})
    [commit] = await service.journal.store.of_stream("note/a")

    assert (given, given) == (answer.headers["traceparent"], commit.trace)


@pytest.mark.parametrize("given", [None, "", "00-xyz", "00-" + "A" * 32 + "-" + "b" * 16 + "-01", "x" * 10_000])
async def test_a_trace_begins_where_none_is_handed_over(client, service, given):
    """A malformed one counts for nothing."""
    headers = {} if given is None else {"traceparent": given}
    answer = await client.post("/notes/a", json={"text": "x"}, headers=headers)
    [commit] = await service.journal.store.of_stream("note/a")

    assert answer.headers["traceparent"] == commit.trace != given
    assert 55 == len(commit.trace)


async def test_each_request_has_a_trace_of_its_own(client):
    """Two requests of one connection are two traces."""
    first, second = [(await client.get("/anyone")).headers["traceparent"] for _ in range(2)]

    assert first != second


async def test_a_client_that_goes_away_has_its_command_carried_out_once(client, service):
    """The request is given up in the middle; the command stands, and repeating it shows its outcome."""
    given_up = asyncio.create_task(client.post("/notes/a", json={"text": "x"}, headers=KEY))
    await kit.until(lambda: service.journal.writer.in_flight)
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)
    again = await client.post("/notes/a", json={"text": "x"}, headers=KEY)

    assert (201, 1) == (again.status_code, again.json()["number"])
    assert "true" == again.headers.get("idempotency-replayed")
    assert 1 == await service.journal.store.last_position()


async def test_a_list_goes_on_from_its_cursor(client):
    """Every item once, ``next`` is null at the end."""
    for text in "abc":
        await client.post("/notes/a", json={"text": text})
    seen, cursor = [], None
    for _ in range(3):
        params = {"limit": 1} | ({"cursor": cursor} if cursor else {})
        page = (await client.get("/notes", params=params)).json()
        seen += [item["text"] for item in page["items"]]
        cursor = page["next"]

    assert (["a", "b", "c"], None) == (seen, cursor)
    assert "2026-11-22T09:30:00+09:00" == page["items"][0]["at"]
