"""Calls of the story: a bearer token, a fresh key per command, one trace per step, patience for what is eventual."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx

T = TypeVar("T")

PATIENCE_SECONDS = 30.0
"""How long a step may take, with everything that must arrive from other services."""
POLL_SECONDS = 0.1
LINE_SECONDS = 120.0
"""How long the next line of a long answer may take."""
LATER = frozenset({429, 503})


class StepFailed(Exception):
    """A step did not do what it promises. The text is for people and says what was asked and what came back."""


class Refused(StepFailed):
    """The instance answered with a problem. ``code`` is its stable name, ``problem`` the whole of it."""

    def __init__(self, what: str, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.code = str(problem.get("code", ""))
        self.problem = problem
        words = " ".join(str(problem[name]) for name in ("detail", "next") if problem.get(name))
        self._what = what
        super().__init__(f"{what} → {status} {self.code}: {words}".rstrip(": "))

    def with_more(self, **more: Any) -> "Refused":
        """The same, with more told of it."""
        return Refused(self._what, self.status, {**self.problem, **more})


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who takes part: a person id and the token that speaks for them."""

    person_id: str
    token: str = field(repr=False)


def new_trace(trace_id: str = "") -> tuple[str, str]:
    """A trace id, the one given or a new one, and the ``traceparent`` that carries it (W3C trace context)."""
    trace_id = trace_id or os.urandom(16).hex()
    return trace_id, f"00-{trace_id}-{os.urandom(8).hex()}-01"


class Client:
    """HTTP against one instance. Not shared between plays: ``traceparent`` is that of the step in hand."""

    def __init__(self, http: httpx.AsyncClient, *, language: str = "ja", patience_seconds: float | None = None) -> None:
        """``language``: that of refusals. ``patience_seconds``: how long a step may take, by default 30."""
        self._http = http
        self._language = language
        self._patience_seconds = PATIENCE_SECONDS if patience_seconds is None else patience_seconds
        self.trace_id, self._traceparent = new_trace()

    def next_step(self, trace_id: str = "") -> None:
        """Begin a trace: what is asked from now on, and all that follows from it, belongs to one step."""
        self.trace_id, self._traceparent = new_trace(trace_id)

    async def get(self, path: str, actor: Actor | None = None, **params: Any) -> Any:
        """Read something. Raises ``Refused``, ``StepFailed``."""
        return await self._send("GET", path, actor, params={k: v for k, v in params.items() if v is not None})

    async def lines(self, path: str, actor: Actor | None = None) -> AsyncIterator[str]:
        """The lines of a long answer, as they come; asked once. Raises ``Refused``, ``StepFailed``."""
        sent = {"traceparent": self._traceparent, "Accept-Language": self._language}
        if actor is not None:
            sent["Authorization"] = f"Bearer {actor.token}"
        try:
            async with self._http.stream("GET", path, headers=sent, timeout=LINE_SECONDS) as response:
                if not response.is_success:
                    await response.aread()
                    raise Refused(f"GET {path}", response.status_code, _problem(response))
                async for line in response.aiter_lines():
                    yield line
        except httpx.HTTPError as error:
            raise StepFailed(f"GET {path}: {type(error).__name__} {error}".rstrip()) from error

    async def command(
        self, method: str, path: str, actor: Actor | None, body: Any = None, *, key: str | None = None
    ) -> Any:
        """Do something once: repeats carry one key, ``key`` or a new one. Raises ``Refused``, ``StepFailed``."""
        headers = {"Idempotency-Key": key or secrets.token_urlsafe(18)}
        return await self._send(method, path, actor, json=body, headers=headers)

    async def _send(
        self, method: str, path: str, actor: Actor | None, headers: Mapping[str, str] | None = None, **more: Any
    ) -> Any:
        sent = {"traceparent": self._traceparent, "Accept-Language": self._language, **(headers or {})}
        if actor is not None:
            sent["Authorization"] = f"Bearer {actor.token}"
        what = f"{method} {path}"
        deadline = asyncio.get_running_loop().time() + self._patience_seconds
        while True:
            try:
                response = await self._http.request(method, path, headers=sent, **more)
            except httpx.ConnectError as error:
                raise StepFailed(
                    f"{self._http.base_url} につながりません。街が動いているか（make demo）、"
                    "アドレスが合っているかを確かめてください。"
                    f" / Nothing answers at {self._http.base_url}: is the town running (make demo)?"
                ) from error
            except httpx.HTTPError as error:
                raise StepFailed(f"{what}: {type(error).__name__} {error}".rstrip()) from error
            if response.is_success:
                return _said(response)
            problem = _problem(response)
            pause = _pause(response, problem)
            if pause is None or asyncio.get_running_loop().time() + pause > deadline:
                raise Refused(what, response.status_code, problem)
            await asyncio.sleep(pause)


async def until(look: Callable[[], Awaitable[T | None]], missing: str, seconds: float = PATIENCE_SECONDS) -> T:
    """What ``look`` finds, asked again until it is there. Raises ``StepFailed`` with ``missing`` after ``seconds``."""
    deadline = asyncio.get_running_loop().time() + seconds
    while (found := await look()) is None:
        if asyncio.get_running_loop().time() > deadline:
            raise StepFailed(f"{missing}（{seconds:.0f}秒待ちました / waited {seconds:.0f} s）")
        await asyncio.sleep(POLL_SECONDS)
    return found


def _said(response: httpx.Response) -> Any:
    """What an answer holds: a paper as it is, everything else as data."""
    if response.headers.get("Content-Type", "").startswith("application/pdf"):
        return response.content
    return response.json() if response.content else None


def _problem(response: httpx.Response) -> Mapping[str, Any]:
    try:
        problem = response.json()
    except ValueError:
        return {"detail": response.text[:200]}
    return problem if isinstance(problem, Mapping) else {"detail": str(problem)[:200]}


def _pause(response: httpx.Response, problem: Mapping[str, Any]) -> float | None:
    """How long to wait before the same command is sent again, ``None`` for an answer that waiting does not change."""
    if response.status_code not in LATER and problem.get("code") != "not-yet":
        return None
    try:
        asked = float(response.headers.get("Retry-After", "1"))
    except ValueError:
        return 1.0
    return min(max(asked, POLL_SECONDS), 5.0) if response.status_code in LATER else 0.25
