"""The two routes that whole towns press at the same moment: booking a room, and looking at what is free.

They are declared like every other route (so the documents show them), but are served by the same caller, cause, schema
and use case called directly: the framework's solving of dependencies would cost about a third of a booking.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.errors import KyosoError
from shared.journal import Cause
from shared.web import Caller
from shared.web.commands import cause as cause_of
from shared.web.direct import Directly
from shared.web.identity import caller as caller_of
from shared.web.problems import problem_response

B = TypeVar("B", bound=BaseModel)


def direct(body: type[B], command: Callable[[B, Caller, Cause], Awaitable[Response]]) -> type[APIRoute]:
    """A route class that reads ``body`` and carries ``command`` out; what is raised reaches the app's handlers."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            caller = await caller_of(request)
            cause = await cause_of(request, caller)
            response = await command(parse(body, await request.body()), caller, cause)
        except KyosoError as refusal:  # most of many rivals; the way through the framework's layers is long
            response = problem_response(request, refusal)
        await response(scope, receive, send)

    class DirectRoute(Directly):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.app = serve

        def at_once(self, scope: Scope, path: str) -> ASGIApp | None:
            if path != self.path or scope["method"] not in (self.methods or ()):
                return None
            scope["path_params"] = {}
            return serve

    return DirectRoute


def direct_read(
    plain: Mapping[str, re.Pattern[str]], query: re.Pattern[bytes], read: Callable[..., Awaitable[Response]]
) -> type[APIRoute]:
    """A route class that reads at once what is asked in its plainest form, and leaves the rest to the framework.

    Plain is a path whose parameters fit ``plain``, and a query that fits ``query``; both become arguments of ``read``,
    by the names of the parameters and of the pattern's groups, beside ``request``.
    """

    class DirectRead(Directly):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._by_framework = self.app
            self.app = self.serve

        def at_once(self, scope: Scope, path: str) -> ASGIApp | None:
            found = self.path_regex.match(path) if scope["method"] == "GET" else None
            if found is None or not self._plain(scope, named := found.groupdict()):
                return None
            scope["path_params"] = named
            return self.serve

        async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
            named = scope["path_params"]
            asked = self._plain(scope, named)
            if asked is None:
                await self._by_framework(scope, receive, send)
                return
            values = {name: value and value.decode() for name, value in asked.groupdict().items()}
            response = await read(request=Request(scope, receive), **named, **values)
            await response(scope, receive, send)

        def _plain(self, scope: Scope, named: Mapping[str, str]) -> re.Match[bytes] | None:
            asked = query.fullmatch(scope["query_string"])
            return asked if all(pattern.fullmatch(named[name]) for name, pattern in plain.items()) else None

    return DirectRead


def parse(body: type[B], content: bytes) -> B:
    """The body of a request. Raises ``RequestValidationError``, worded like the framework's own."""
    try:
        return body.model_validate_json(content)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise RequestValidationError([{**each, "loc": ("body", *each["loc"])} for each in found]) from None
