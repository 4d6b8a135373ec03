"""What every refusal must be: problem details with a stable code, words in both languages, and what to do next."""

import re
from collections.abc import Mapping
from typing import Any

from tests.end_to_end.town_kit import Answer, Line, TownProcess, booking

JAPANESE = re.compile(r"[぀-ヿ一-鿿]")
PERSON, OTHER = "resident-hana", "resident-ken"
BOOKINGS = "/booking/bookings"
HOUSE = "t-house-0"
CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def wish(**other: Any) -> dict[str, Any]:
    """A booking that could be made, with something else in it."""
    return {**booking(HOUSE, "r0", 20, 40), **other}


def assert_problem(answer: Answer, language: str, *, echoes: bool = False) -> str:
    """The code of a well formed problem in ``language``; fails for anything else.

    ``echoes``: what was sent may hold anything, and the words may name some of it (or the headings of a file).
    """
    assert answer.headers["content-type"] == "application/problem+json", (answer.status, answer.body[:300])
    told = answer.json()
    assert told["status"] == answer.status
    assert CODE.fullmatch(told["code"]), told
    assert told["type"] == f"urn:kyoso:problem:{told['code']}"
    assert re.fullmatch(r"[0-9a-f]{32}", told["trace_id"]), told
    assert answer.headers["content-language"] == language
    for name in ("title", "detail", "next"):
        assert told[name], (name, told)
        if echoes and name != "title":
            continue
        assert bool(JAPANESE.search(told[name])) == (language == "ja"), (name, told[name])
        assert not re.search(r"[{}]|Traceback|None\b", told[name]), told[name]
    assert "Traceback" not in answer.body.decode()
    return str(told["code"])


async def refused(
    running: TownProcess,
    method: str,
    path: str,
    *,
    token: str = "",
    body: Any = None,
    key: str = "",
    headers: Mapping[str, str] | None = None,
) -> tuple[int, str]:
    """Ask in Japanese and in English; the status and the code, the same in both."""
    found = set()
    for language in ("ja", "en"):
        line = Line(running.port)
        more = {"Accept-Language": language, **(headers or {})}
        answer = await line.ask(method, path, token=token, body=body, key=key, headers=more)
        line.close()
        assert answer.status >= 400, (answer.status, answer.body[:300])
        found.add((answer.status, assert_problem(answer, language)))
    assert len(found) == 1, found
    return found.pop()
