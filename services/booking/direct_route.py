"""The one route that whole towns press at the same moment: booking a room.

It is declared like every other route (so the documents show it), but is served by the same caller, cause, schema and
use case called directly: the framework's solving of dependencies would cost about a third of a booking.
"""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.types import Receive, Scope, Send

from shared.journal import Cause
from shared.web import Caller
from shared.web.commands import cause as cause_of
from shared.web.identity import caller as caller_of

B = TypeVar("B", bound=BaseModel)


def direct(body: type[B], command: Callable[[B, Caller, Cause], Awaitable[Response]]) -> type[APIRoute]:
    """A route class that reads ``body`` and carries ``command`` out; what is raised reaches the app's handlers."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        caller = await caller_of(request)
        cause = await cause_of(request, caller)
        response = await command(parse(body, await request.body()), caller, cause)
        await response(scope, receive, send)

    class DirectRoute(APIRoute):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.app = serve

    return DirectRoute


def parse(body: type[B], content: bytes) -> B:
    """The body of a request. Raises ``RequestValidationError``, worded like the framework's own."""
    try:
        return body.model_validate_json(content)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise RequestValidationError([{**each, "loc": ("body", *each["loc"])} for each in found]) from None
