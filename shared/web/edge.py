"""What surrounds every request: its trace, its limits, its figures, and the net below everything unforeseen.

One plain ASGI layer: each layer of the framework's convenience kind would cost a tenth of a booking.
"""

from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import trace
from shared.logs import current_service
from shared.metrics import Metrics
from shared.web.problems import TooLarge, problem_of
from shared.web.routes import route_template
from shared.web.words import language_of

NO_ANSWER = 499
"""Counted (never sent) for a request that was given up before it had an answer."""


class Edge:
    """Wraps the application of one service."""

    def __init__(self, app: ASGIApp, *, service: str, metrics: Metrics, body_bytes_max: int) -> None:
        self._app = app
        self._service = service
        self._metrics = metrics
        self._body_bytes_max = body_bytes_max

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        traceparent, length, language = _headers(scope)
        entered = trace.enter(traceparent).encode()
        current_service.set(self._service)
        limit = self._body_bytes_max
        status = NO_ANSWER
        received = 0

        async def receive_within() -> Message:
            nonlocal received
            message = await receive()
            if message["type"] == "http.request":
                received += len(message.get("body", b""))
                if received > limit:
                    raise TooLarge(limit)
            return message

        async def send_traced(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"traceparent", entered)]
            await send(message)

        try:
            if length > limit:
                raise TooLarge(limit)  # noqa: TRY301 - the same answer as for a body that turns out too large
            await self._app(scope, receive_within, send_traced)
        except Exception as error:
            if status != NO_ANSWER:
                raise
            answer = problem_of(error, language_of(language))
            await answer(scope, receive, send_traced)
        finally:
            self._metrics.answered(route_template(scope), _method(scope), status, perf_counter() - started)


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


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _method(scope: Scope) -> str:
    """The method as a label; what anyone may invent is one value."""
    method: str = scope["method"]
    return method if method in METHODS else "OTHER"
