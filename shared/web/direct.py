"""Routes that the edge hands a request to at once: the framework's way to a route costs more than some answers."""

from abc import abstractmethod

from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Scope


class Directly(APIRoute):
    """A route that knows its own requests in their plainest form. Whatever else comes goes the framework's way.

    What it raises is answered by the edge, as problems.
    """

    @abstractmethod
    def at_once(self, scope: Scope, path: str) -> ASGIApp | None:
        """Who answers a request (``path``: inside the service), with the path's parameters put into the scope."""
