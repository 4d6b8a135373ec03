"""Everything that goes wrong is answered as a named problem with what to do next, in the reader's language."""

import json
import re

import pytest
from fastapi import FastAPI

from shared.errors import Refusal
from shared.web import make_app, refusals
from tests import kit

JAPANESE = re.compile(r"[ぁ-んァ-ン一-龠]")


@pytest.mark.parametrize(
    ("name", "status", "code", "retry_after"),
    [
        ("refusal", 409, "page-full", None),
        ("not-found", 404, "not-found", None),
        ("forbidden", 403, "forbidden", None),
        ("not-yet", 409, "not-yet", "2"),
        ("store-away", 503, "try-again-later", "2"),
        ("contended", 503, "try-again-later", "2"),
        ("too-large", 422, "content-too-large", None),
        ("erased", 410, "person-erased", None),
        ("permanent", 500, "internal-error", None),
        ("bug", 500, "internal-error", None),
    ],
)
@pytest.mark.parametrize("language", ["ja", "en"])
async def test_an_error_of_ours_is_a_problem_with_its_status(client, name, status, code, retry_after, language):
    """Each kind of error has one status and one code, words in the language asked for, and a next step."""
    answer = await client.get(f"/errors/{name}", headers={"accept-language": language})
    problem = answer.json()

    assert (status, "application/problem+json") == (answer.status_code, answer.headers["content-type"])
    assert (status, code, f"urn:kyoso:problem:{code}") == (problem["status"], problem["code"], problem["type"])
    assert retry_after == answer.headers.get("retry-after")
    assert language == answer.headers["content-language"]
    for member in ("title", "detail", "next"):
        assert (language == "ja") == bool(JAPANESE.search(problem[member])), problem[member]
        assert "{" not in problem[member]
    assert answer.headers["traceparent"][3:35] == problem["trace_id"]


async def test_a_refusal_carries_its_data_and_reads_them_out(client):
    """Data are members as they are (instants at +09:00) and words in the text; a standard member is not overwritten."""
    problem = (await client.get("/errors/refusal")).json()

    assert "2026年11月22日 9:30のページはいっぱいです。空いている日: 2026年11月22日" == problem["detail"]
    assert "2026-11-22T09:30:00+09:00" == problem["day"]
    assert ["2026-11-22"] == problem["free"]
    assert (409, "full") == (problem["status"], problem["status_"])


async def test_what_was_not_foreseen_shows_no_insides(client, caplog):
    """The client gets a number to tell the desk; the log gets the class and the trace, never the message's data."""
    answer = await client.get("/errors/bug")

    assert "secret" not in answer.text
    assert "ZeroDivision" not in answer.text
    assert "ZeroDivisionError" == next(r.error for r in caplog.records if r.levelname == "ERROR")


BAD_BODIES = {
    "no json": (b"{", 400, "body-unreadable"),
    "not utf-8": (b'{"text": "\xff\xfe"}', 400, "body-unreadable"),
    "cp932": ('{"text": "予約"}'.encode("cp932"), 400, "body-unreadable"),
    "deep nesting": (b"[" * 200_000, 400, "body-unreadable"),
    "huge integer": (b'{"text": "x", "people": ' + b"9" * 5_000 + b"}", 400, "body-unreadable"),
    "big integer": (b'{"text": "x", "people": 99999999999999999999999}', 422, "invalid-request"),
    "nan": (b'{"text": "x", "weight": NaN}', 400, "body-unreadable"),
    "infinity": (b'{"text": "x", "weight": -Infinity}', 400, "body-unreadable"),
    "half a surrogate": (b'{"text": "\\ud800"}', 422, "invalid-request"),
    "empty": (b"", 422, "invalid-request"),
    "a list": (b"[]", 422, "invalid-request"),
    "null": (b"null", 422, "invalid-request"),
}


@pytest.mark.parametrize("name", BAD_BODIES)
async def test_a_body_that_cannot_be_read_is_named(client, service, name):
    """Bytes that are no request end in a named problem, and nothing is written."""
    body, status, code = BAD_BODIES[name]
    answer = await client.post("/notes/a", content=body, headers={"content-type": "application/json"})

    assert (status, code) == (answer.status_code, answer.json()["code"])
    assert 0 == await service.journal.store.last_position()


@pytest.mark.parametrize("body", [b'{"x": NaN}', b'{"x": [1, Infinity]}'])
async def test_numbers_that_json_lacks_are_refused_where_the_schema_is_open(client, body):
    """A route that takes any object takes no NaN either."""
    answer = await client.post("/raw", content=body, headers={"content-type": "application/json"})

    assert (400, "body-unreadable") == (answer.status_code, answer.json()["code"])


async def test_the_word_nan_in_a_text_is_fine(client):
    """Only the number is refused, not the letters."""
    answer = await client.post("/notes/a", json={"text": "NaN and Infinity"})

    assert 201 == answer.status_code


BAD_FIELDS = {
    "missing": ({}, "text", "必要な項目です。"),
    "wrong type": ({"text": 1}, "text", "文字で入力してください。"),
    "too long": ({"text": "x" * 101}, "text", "100文字以内にしてください。"),
    "unknown field": ({"text": "x", "phone": "1"}, "phone", "知らない項目です。"),
    "below range": ({"text": "x", "people": 0}, "people", "1以上にしてください。"),
    "above range": ({"text": "x", "people": 501}, "people", "500以下にしてください。"),
    "no number": ({"text": "x", "people": "many"}, "people", "整数で入力してください。"),
    "naive instant": ({"text": "x", "at": "2026-12-01T09:00:00"}, "at", "時差を付けてください"),
    "no instant": ({"text": "x", "at": "tomorrow"}, "at", "日時の形が正しくありません"),
    "24:00": ({"text": "x", "at": "2026-12-01T24:00:00+09:00"}, "at", "日時の形が正しくありません"),
    "31 November": ({"text": "x", "at": "2026-11-31T09:00:00+09:00"}, "at", "日時の形が正しくありません"),
    "year 1": ({"text": "x", "at": "0001-01-01T00:00:00+14:00"}, "at", "年は1900年から2199年までです。"),
    "year 9999": ({"text": "x", "at": "9999-12-31T23:59:59-14:00"}, "at", "年は1900年から2199年までです。"),
}


@pytest.mark.parametrize("name", BAD_FIELDS)
async def test_a_field_that_a_schema_refuses_is_named_in_words(client, name):
    """The problem says which field and what is wrong with it."""
    body, field, words = BAD_FIELDS[name]
    answer = await client.post("/notes/a", json=body)
    problem = answer.json()

    assert (422, "invalid-request") == (answer.status_code, problem["code"])
    assert [field] == [entry["field"] for entry in problem["errors"]]
    assert problem["errors"][0]["message"].startswith(words)
    assert field in problem["detail"]


async def test_what_was_sent_is_never_repeated(client):
    """A refused value may be a phone number in the wrong field."""
    answer = await client.post("/notes/a", json={"text": "x", "people": "090-1234-5678", "at": "hanako@example.jp"})

    assert 422 == answer.status_code
    assert "090-1234" not in answer.text
    assert "hanako" not in answer.text


@pytest.mark.parametrize(
    ("query", "field"),
    [("limit=0", "limit"), ("limit=201", "limit"), ("limit=many", "limit"), (f"cursor={'x' * 2001}", "cursor")],
)
async def test_a_page_out_of_range_is_refused(client, query, field):
    """Page sizes and cursors have bounds."""
    answer = await client.get(f"/notes?{query}")

    assert (422, field) == (answer.status_code, answer.json()["errors"][0]["field"])


@pytest.mark.parametrize("cursor", ["x", "W10", "eyJ9", "%FF%FE", "あ", "bnVsbA"])
async def test_a_cursor_that_nobody_handed_out_is_refused(client, cursor):
    """A made-up cursor is a named problem, not a fault."""
    answer = await client.get("/notes", params={"cursor": cursor})

    assert (422, "bad-cursor") == (answer.status_code, answer.json()["code"])


async def test_an_address_without_route_and_a_method_without_handler_are_problems(client):
    """The framework's own refusals look like ours."""
    nowhere = await client.get("/nowhere")
    method = await client.put("/notes/a")

    assert (404, "no-such-route") == (nowhere.status_code, nowhere.json()["code"])
    assert (405, "method-not-allowed") == (method.status_code, method.json()["code"])
    assert {"DELETE", "POST"} >= set(method.headers["allow"].split(", "))


async def test_a_slash_at_the_end_is_another_address(client):
    """No redirect: a client that follows it would lose its body or its token."""
    assert 404 == (await client.get("/notes/")).status_code


@pytest.mark.parametrize("size", [1_048_577, 10 * 1_048_576])
async def test_a_body_beyond_the_limit_is_refused(client, size):
    """10 MB by length: refused before it is read."""
    answer = await client.post("/notes/a", content=b"x" * size, headers={"content-type": "application/json"})

    assert (413, "body-too-large", 1_048_576) == (
        answer.status_code,
        answer.json()["code"],
        answer.json()["limit_bytes"],
    )


@pytest.mark.parametrize("path", ["/notes/a", "/raw"])
async def test_a_body_that_grows_beyond_the_limit_is_refused_while_it_comes(client, path):
    """Without a length, or with a false one, reading stops at the limit."""
    taken = 0

    async def pieces():
        nonlocal taken
        for _ in range(160):
            taken += 1
            yield b"x" * 65_536

    answer = await client.post(path, content=pieces(), headers={"content-type": "application/json"})

    assert (413, "body-too-large") == (answer.status_code, answer.json()["code"])


async def test_without_content_type_the_problem_says_how_to_send(client):
    """A forgotten header is told, not guessed around."""
    answer = await client.post("/notes/a", content=b'{"text": "x"}')

    assert 422 == answer.status_code
    assert "application/json" in answer.json()["errors"][0]["message"]


async def test_every_refusal_of_the_edge_has_texts_in_both_languages():
    """A refusal without words helps nobody."""
    ours = [each for each in vars(refusals).values() if isinstance(each, type) and issubclass(each, Refusal)]
    checked = [each for each in ours if each is not Refusal]

    for each in checked:
        assert all(getattr(each, name) for name in ("ja", "en", "next_ja", "next_en", "code", "status"))
    assert len(checked) == len({each.code for each in checked})
    assert len(checked) > 10


async def test_a_stream_that_breaks_off_stays_broken(client):
    """After the first byte no problem can be sent; the server must cut the connection instead of ending it well."""
    with pytest.raises(ZeroDivisionError):
        await client.get("/broken-stream")


async def test_the_openapi_document_tells_of_tokens_keys_and_problems(client):
    """What the framework cannot see is in the document too."""
    document = (await client.get("/openapi.json")).json()
    write = document["paths"]["/notes/{book}"]["post"]

    assert "Idempotency-Key" in [parameter["name"] for parameter in write["parameters"]]
    assert [{"token": []}] == write["security"]
    assert [{"token": []}, {}] == document["paths"]["/anyone"]["get"]["security"]
    assert "security" not in document["paths"]["/notes"]["get"]
    assert "application/problem+json" in write["responses"]["default"]["content"]
    assert "422" not in write["responses"]
    assert "HTTPValidationError" not in json.dumps(document)


async def test_documentation_pages_that_load_foreign_code_are_off(client):
    """The pages of the framework load scripts from elsewhere."""
    assert [404, 404] == [(await client.get(path)).status_code for path in ("/docs", "/redoc")]


async def test_a_client_is_told_the_same_under_a_mount(service, site):
    """Mounted in the town the routes, problems and traces are the same."""
    town = FastAPI()
    town.mount("/notes-service", make_app(service, site, identity=kit.issuer().identity()))
    async with kit.client_of(town) as client:
        answer = await client.post("/notes-service/notes/a", json={"text": "x"})
        missing = await client.get("/notes-service/nowhere")

    assert 201 == answer.status_code
    assert "no-such-route" == missing.json()["code"]
