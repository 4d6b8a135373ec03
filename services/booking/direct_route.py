"""The one route that whole towns press at the same moment: booking a room.

It is declared like every other route (so the documents show it), but its handler calls the same caller, cause, schema
and use case directly: the framework's solving of dependencies costs about a third of a booking.
"""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError

from shared.journal import Cause
from shared.web import Caller
from shared.web.commands import cause as cause_of
from shared.web.identity import caller as caller_of

B = TypeVar("B", bound=BaseModel)


def direct(body: type[B], command: Callable[[B, Caller, Cause], Awaitable[Response]]) -> type[APIRoute]:
    """A route class whose handler reads ``body`` from the request and carries ``command`` out."""

    class DirectRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            async def handle(request: Request) -> Response:
                caller = await caller_of(request)
                cause = await cause_of(request, caller)
                return await command(parse(body, await request.body()), caller, cause)

            return handle

    return DirectRoute


def parse(body: type[B], content: bytes) -> B:
    """The body of a request. Raises ``RequestValidationError``, worded like the framework's own."""
    try:
        return body.model_validate_json(content)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise RequestValidationError([{**each, "loc": ("body", *each["loc"])} for each in found]) from None
