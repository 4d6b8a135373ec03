"""What surrounds every request: its trace, its limits, its figures, and the net below everything unforeseen.

One plain ASGI layer: each layer of the framework's convenience kind would cost a tenth of a booking.
"""

import asyncio
import logging
from collections.abc import Sequence
from time import perf_counter

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import trace
from shared.errors import Transient
from shared.logs import current_service
from shared.metrics import Metrics
from shared.web.direct import Directly
from shared.web.problems import TooLarge, problem_for
from shared.web.routes import path_inside, route_template

log = logging.getLogger(__name__)

NO_ANSWER = 499
"""Counted (never sent) for a request that was given up before it had an answer."""


SLOW_TOLD_A_SECOND_MAX = 20
"""When everything is slow, a line for each request makes it slower yet: measured, a tenth of what a burst cost."""


class Stopping(Transient):
    """A request that was still waiting when the process had to end: it may have been done, or not."""


SCOPE_KEY = "kyoso.trace"
"""Marks a request whose trace an outer edge has entered: a mounted service's edge continues it."""


class Edge:
    """Wraps the application of one service, or of the town that mounts several."""

    def __init__(
        self, app: ASGIApp, *, service: str, metrics: Metrics, body_bytes_max: int, slow_seconds: float = 1.0,
        at_once: Sequence[Directly] = (),
    ) -> None:  # fmt: skip
        """``at_once``: routes that may be served without the framework's way to them."""
        self._app = app
        self._at_once = at_once
        self._service = service
        self._metrics = metrics
        self._body_bytes_max = body_bytes_max
        self._slow_seconds = slow_seconds
        self._slow_second, self._slow_told, self._slow_untold = 0, 0, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        traceparent, length, language = _headers(scope)
        outermost = SCOPE_KEY not in scope
        scope[SCOPE_KEY] = entered = trace.enter(traceparent if outermost else trace.current())
        current_service.set(self._service)
        exchange = _Exchange(receive, send, self._body_bytes_max, entered if outermost else None)
        try:
            if length > self._body_bytes_max:
                raise TooLarge(self._body_bytes_max)  # noqa: TRY301 - as for a body that turns out too large
            await self._for(scope)(scope, exchange.receive, exchange.send)
        except ClientDisconnect:
            log.debug("a client went away in the middle of its request")  # its half of a command is none
        except Exception as error:
            if exchange.status != NO_ANSWER:
                raise
            answer = problem_for(error, language)
            await answer(scope, receive, exchange.send)
        except asyncio.CancelledError:  # the process stops before this is done; the same key asks for it elsewhere
            if exchange.status == NO_ANSWER:
                answer = problem_for(Stopping("given up at the end of the process"), language)
                await answer(scope, receive, exchange.send)
            raise
        finally:
            seconds = perf_counter() - started
            slow = ""
            if seconds >= self._slow_seconds and (exchange.began or perf_counter()) - started >= self._slow_seconds:
                slow = self._tell_slow(scope, exchange.status, seconds)
            self._metrics.answered(route_template(scope), _method(scope), exchange.status, seconds, slow)

    def _for(self, scope: Scope) -> ASGIApp:
        """Who answers: a route that knows the request at once, else the application."""
        path = path_inside(scope) if self._at_once else ""
        for route in self._at_once:
            if found := route.at_once(scope, path):
                scope["route"] = route
                return found
        return self._app

    def _tell_slow(self, scope: Scope, status: int, seconds: float) -> str:
        """Log a request that took long to begin its answer (a stream may last as it likes); its trace, to follow.

        A line says how many before it, of the same second or earlier ones, had none of their own.
        """
        second = second_now()
        if second != self._slow_second:
            self._slow_second, self._slow_told = second, 0
        self._slow_told += 1
        if self._slow_told > SLOW_TOLD_A_SECOND_MAX:
            self._slow_untold += 1
            return trace.trace_id()
        told = {"route": f"{_method(scope)} {route_template(scope)}", "status": status, "seconds": round(seconds, 3)}
        if self._slow_untold:
            told["more"], self._slow_untold = self._slow_untold, 0
        log.warning("a slow request", extra=told)
        return trace.trace_id()


class _Exchange:
    """What passes in and out of one request: counted on the way in, given its trace on the way out."""

    __slots__ = ("_limit", "_receive", "_received", "_send", "_traceparent", "began", "status")

    def __init__(self, receive: Receive, send: Send, limit: int, traceparent: str | None) -> None:
        self._receive = receive
        self._send = send
        self._limit = limit
        self._received = 0
        self._traceparent = traceparent
        self.status = NO_ANSWER
        self.began = 0.0
        """When the answer began, by ``perf_counter``; 0 before."""

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._received += len(message.get("body", b""))
            if self._received > self._limit:
                raise TooLarge(self._limit)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.began = perf_counter()
            if self._traceparent:
                message["headers"] = [*message.get("headers", ()), (b"traceparent", self._traceparent.encode())]
        await self._send(message)


def _headers(scope: Scope) -> tuple[str | None, int, str | None]:
    """The trace that is continued, the announced length (0: none), the languages."""
    traceparent = language = None
    length = 0
    for name, value in scope["headers"]:
        if name == b"traceparent":
            traceparent = value.decode("latin-1")
        elif name == b"content-length":
            length = int(value) if value.isdigit() and len(value) < 19 else 0
        elif name == b"accept-language":
            language = value.decode("latin-1")
    return traceparent, length, language


def second_now() -> int:
    """The second that is running, of a clock that only moves forward."""
    return int(perf_counter())


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _method(scope: Scope) -> str:
    """The method as a label; what anyone may invent is one value."""
    method: str = scope["method"]
    return method if method in METHODS else "OTHER"
