"""Requests by chance over every route that the services publish: whatever is sent, no answer is *unforeseen*.

``KYOSO_FUZZ`` is the number of requests (4000), ``KYOSO_FUZZ_SEED`` the seed.
"""

import asyncio
import json
import os
import random
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from kyoso.compose import NAMES
from tests.end_to_end.town_kit import STAFF, Answer, Line, TownProcess, activity, booking, furnish, offer
from tests.faults import looking
from tests.faults.problems_kit import HOUSE, OTHER, PERSON, assert_problem

REQUESTS = int(os.environ.get("KYOSO_FUZZ", "4000"))
SEED = int(os.environ.get("KYOSO_FUZZ_SEED", str(time.time_ns() % 1_000_000)))
WORKERS = 16
PEOPLE = (PERSON, OTHER, "officer-yui", "coordinator-sato", STAFF, "auditor", "")
JUNK_SHARE = 0.08
ANSWER_SECONDS_MAX = 60.0
"""No answer in so long is a fault with a name, not a run that never ends."""
FORGETS = "DELETE /people/people/{person_id}"
"""At first nobody is forgotten: afterwards they can do nothing more."""
METHODS = ("get", "post", "put", "delete")
NASTY: tuple[Any, ...] = (
    None, True, 0, -1, 1, 2**31, 2**63, -(2**63) - 1, 10**30, 0.1, 1e308, -0.0, "", " ", "0", "null", "me", "..", "a/b",
    "a\x00b", "\ud800", "\udfff\ud800", "𠮷野家🏘️", "e\u0301", "\u202eabc", "\r\n", "x" * 300, "あ" * 5_000, "%s{}$(id)",
    "2030-01-01", "2030-01-01T00:00:00Z", "9999-12-31T23:59:59+23:59", "0001-01-01T00:00:00-23:59", "１２３", "24:00",
    [], {}, [[]], {"": ""}, {"\ud800": 1}, [None] * 60, {str(n): n for n in range(60)}, "'; DROP TABLE journal; --",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Route:
    """One operation of a service's published document."""

    service: str
    method: str
    path: str
    operation: dict[str, Any]
    schemas: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.method.upper()} /{self.service}{self.path}"


@dataclass
class Fuzzer:
    """Makes requests that are nearly right. ``known`` are ids that exist, by the name of their field."""

    chance: random.Random
    known: dict[str, list[str]]

    @property
    def ids(self) -> list[str]:
        return [id for ids in self.known.values() for id in ids]

    def request(self, route: Route) -> tuple[str, Any]:
        """A path with a query, and a body."""
        path, query = f"/{route.service}{route.path}", []
        for parameter in route.operation.get("parameters", ()):
            value = self._parameter(route, parameter)
            if parameter["in"] == "path":
                path = path.replace(f"{{{parameter['name']}}}", quote(value.encode("utf-8", "surrogatepass"), safe=""))
            elif parameter["in"] == "query" and self.chance.random() < 0.4:
                query.append(f"{parameter['name']}={quote(value.encode('utf-8', 'surrogatepass'))}")
        content = route.operation.get("requestBody", {}).get("content", {})
        body: Any = None
        if "application/json" in content:
            body = self.value(content["application/json"]["schema"], route.schemas, 0)
            if isinstance(body, dict) and self.chance.random() < 0.5:
                body = self._better(body)
        elif content:
            body = self.chance.choice(
                [b"", b"\xef\xbb\xbfa,b\n1,2\n", "名称,住所\n公会堂,1-1\n".encode("cp932"), os.urandom(99)]
            )
        return path + ("?" + "&".join(query) if query else ""), body

    def value(self, schema: dict[str, Any], schemas: dict[str, Any], depth: int) -> Any:
        """Something that fits a JSON schema, more or less."""
        chance = self.chance
        if chance.random() < JUNK_SHARE or depth > 8:
            return chance.choice(NASTY)
        if "$ref" in schema:
            return self.value(schemas[schema["$ref"].rpartition("/")[2]], schemas, depth + 1)
        for choice in ("anyOf", "oneOf", "allOf"):
            if choice in schema:
                return self.value(chance.choice(schema[choice]), schemas, depth + 1)
        if "enum" in schema or "const" in schema:
            return chance.choice(schema.get("enum") or [schema["const"]])
        kind = schema.get("type", "object")
        if kind == "object":
            return self._object(schema, schemas, depth)
        if kind == "array":
            items = schema.get("items", {"type": "string"})
            return [self.value(items, schemas, depth + 1) for _ in range(chance.choice([0, 1, 1, 2, 3]))]
        if kind == "string":
            return self._text(schema)
        numbers = [schema.get("minimum", 0), schema.get("maximum", 100), 1, 3, chance.randrange(1, 1_000)]
        return {"boolean": chance.random() < 0.5, "null": None}.get(kind, chance.choice(numbers))

    def _object(self, schema: dict[str, Any], schemas: dict[str, Any], depth: int) -> dict[str, Any]:
        chance, required = self.chance, schema.get("required", ())
        made = {
            name: self.value(inner, schemas, depth + 1)
            for name, inner in schema.get("properties", {}).items()
            if (name in required and chance.random() < 0.97) or chance.random() < 0.5
        }
        if isinstance(schema.get("additionalProperties"), dict):
            keys = chance.sample(["neighbourhood", "school", "x", *self.ids[:3]], chance.randrange(3))
            made |= {key: self.value(schema["additionalProperties"], schemas, depth + 1) for key in keys}
        if chance.random() < 0.03:
            made["surprise"] = chance.choice(NASTY)
        return made

    def _text(self, schema: dict[str, Any]) -> str:
        chance = self.chance
        if schema.get("format") == "date-time":
            wish = booking(HOUSE, "r0", chance.randrange(-2, 70), chance.randrange(96))
            return str(chance.choice([wish["starts_at"], wish["ends_at"]]))
        if schema.get("format") == "date":
            return chance.choice(["1980-02-29", "2026-04-01", "2027-03-31", "0000-00-00"])
        words = ["gardening", "kita", "ja", "meeting", "me", "city", "気になります", "weekend-morning", "joining"]
        return chance.choice([*words, *self.ids])

    def _parameter(self, route: Route, parameter: dict[str, Any]) -> str:
        known = self.known.get(parameter["name"])
        if known and self.chance.random() < 0.8:
            return self.chance.choice(known)
        value = self.value(parameter.get("schema", {"type": "string"}), route.schemas, 0)
        return value if isinstance(value, str) else json.dumps(value)

    def _better(self, body: dict[str, Any]) -> dict[str, Any]:
        """Fields by their names, so that some requests come through."""
        good: dict[str, Any] = {"purpose": "meeting", "people": 2, "kind": "theme", "tags": ["gardening"]}
        good |= {name: self.chance.choice(ids) for name, ids in self.known.items()}
        good |= {name: value for name, value in activity("x").items() if name not in good}
        if "room_id" in body:
            good |= booking(HOUSE, good["room_id"], self.chance.randrange(1, 55), self.chance.randrange(96))
            body = {name: value for name, value in body.items() if name != "group_id" or self.chance.random() < 0.3}
        return {name: good.get(name, value) for name, value in body.items()}


async def test_no_request_is_unforeseen(own_town: TownProcess, capsys) -> None:
    """Thousands of requests, by everyone, to every route: an answer, or a problem with words; never a 500."""
    running, place = own_town, await furnish(own_town)
    routes = [route for name in NAMES for route in await published(running, name)]
    fuzzer = Fuzzer(random.Random(SEED), await some_ids(running, place))
    tokens = {person: await running.token(person) if person else "" for person in PEOPLE}
    statuses: Counter[int] = Counter()
    through: Counter[str] = Counter()
    wrong: list[str] = []
    left = iter(range(REQUESTS))

    async def work() -> None:
        line = Line(running.port)
        for number in left:
            route, person = routes[number % len(routes)], fuzzer.chance.choice(PEOPLE)
            if route.name == FORGETS and number < 0.8 * REQUESTS:
                continue
            path, body = fuzzer.request(route)
            language = fuzzer.chance.choice(["ja", "en"])
            content = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
            headers = {"Accept-Language": language, "Idempotency-Key": f"fuzz-{SEED}-{number}"}
            try:
                async with asyncio.timeout(ANSWER_SECONDS_MAX):
                    answer = await line.ask(
                        route.method.upper(), path, token=tokens[person], body=content, headers=headers
                    )
                judge(answer, language)
            except (AssertionError, ConnectionError, KeyError, TimeoutError) as error:
                line.close()  # an answer that came late is nobody else's
                wrong.append(f"{route.name} by {person}: {path[:200]} {(content or b'')[:500]!r}\n  {error!r}"[:1_500])
                continue
            statuses[answer.status] += 1
            through[route.name] += answer.status < 300
            remember(fuzzer, answer)

    await asyncio.gather(*(work() for _ in range(WORKERS)))
    await running.caught_up()

    never = sorted(route.name for route in routes if not through[route.name])
    with capsys.disabled():
        lines = [f"\n{REQUESTS} requests, seed {SEED}: {dict(sorted(statuses.items()))}", f"never through: {never}"]
        os.write(1, ("\n".join(lines) + "\n").encode())
    assert [] == wrong
    assert len(routes) / 3 > len(never)  # what never gets past the schema tests nothing behind it
    for name in NAMES:
        assert 0 == looking.letters(running.data, name), name
    assert (await running.do("GET", "/points/ledger", STAFF)).json()["balanced"]
    assert 200 == (await running.do("GET", "/readyz")).status


def judge(answer: Answer, language: str) -> None:
    """Fail for an answer that nobody foresaw."""
    assert answer.status < 500 or answer.status == 503, (answer.status, answer.body[:500])
    if answer.status >= 400:
        assert_problem(answer, language, echoes=True)


def remember(fuzzer: Fuzzer, answer: Answer) -> None:
    """Ids of what has come into being, for later requests."""
    if answer.status == 201:
        for name, value in answer.json().items():
            if name.endswith("_id") and isinstance(value, str) and len(fuzzer.known.setdefault(name, [])) < 40:
                fuzzer.known[name].append(value)


async def published(running: TownProcess, service: str) -> list[Route]:
    """Every operation of a service's document."""
    document = (await running.do("GET", f"/{service}/openapi.json")).json()
    schemas = document.get("components", {}).get("schemas", {})
    return [
        Route(service, method, path, operation, schemas)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if method in METHODS
    ]


async def some_ids(running: TownProcess, place) -> dict[str, list[str]]:
    """Ids that exist, by the names of their fields."""
    for person in PEOPLE[:4]:
        account = {"person_id": person, "channel": "counter", "name": {"family": "乱", "given": "数"}}
        await running.do("POST", "/people/people", STAFF, account)
    booked = await running.done("POST", "/booking/bookings", place.officer, booking(HOUSE, "r1", 30, 40))
    invited = await running.done("POST", "/booking/activities", place.officer, activity(place.group_id))
    await offer(running)
    await running.caught_up()
    wish = {"group_id": place.group_id, "message": "見学"}
    asked = await running.done("POST", "/matching/introductions", OTHER, wish)
    return {
        "facility_id": [HOUSE],
        "room_id": list(place.rooms),
        "group_id": [place.group_id],
        "booking_id": [booked["booking_id"]],
        "activity_id": [invited["activity_id"]],
        "introduction_id": [asked["introduction_id"]],
        "person_id": [*PEOPLE[:4], "me"],
        "to": [*PEOPLE[:4]],
        "reward_id": ["seeds", "flower-bag"],
        "month": ["2026-11"],
    }
