"""What the framework cannot see of itself: tokens, idempotency keys and problem details, told in ``/openapi.json``."""

from collections.abc import Iterable
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from shared.web import commands, identity
from shared.web.problems import MEDIA_TYPE

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457 problem details",
    "required": ["type", "title", "status", "code", "detail", "next", "trace_id"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "urn:kyoso:problem:<code>"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "stable, kebab-case"},
        "detail": {"type": "string", "description": "what happened, in the language of Content-Language"},
        "next": {"type": "string", "description": "what to do next"},
        "trace_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("field", "message", "kind")},
            },
        },
    },
    "additionalProperties": True,
}
PROBLEM_RESPONSE = {
    "description": "Refused or not possible now; see code, detail and next",
    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
KEY_PARAMETER = {
    "name": commands.KEY_HEADER,
    "in": "header",
    "required": True,
    "description": "New for each operation, the same when one is repeated",
    "schema": {"type": "string", "minLength": 1, "maxLength": commands.KEY_CHARS_MAX},
}


def describe(app: FastAPI) -> None:
    """Make ``app.openapi()`` tell what its routes ask for beside their own parameters."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = get_openapi(title=app.title, version=app.version, routes=app.routes)
            app.openapi_schema = _completed(schema, iter_route_contexts(app.routes))
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # the framework's documented way to extend the document


def _completed(schema: dict[str, Any], routes: Iterable[RouteContext]) -> dict[str, Any]:
    components = schema.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = PROBLEM
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    for path in schema.get("paths", {}).values():
        for operation in path.values():
            operation["responses"].pop("422", None)
            operation["responses"]["default"] = PROBLEM_RESPONSE
    for route in routes:
        if isinstance(route.original_route, APIRoute):
            used = set(_calls(route.original_route.dependant))
            for method in route.methods or ():
                _add_needs(schema["paths"].get(route.path_format, {}).get(method.lower(), {}), used)
    return schema


def _add_needs(operation: dict[str, Any], used: set[Any]) -> None:
    """Tell of the key and the token that an operation needs."""
    if commands.cause in used:
        operation.setdefault("parameters", []).append(KEY_PARAMETER)
    if identity.caller in used:
        operation["security"] = [{"token": []}]
    elif identity.optional_caller in used:
        operation["security"] = [{"token": []}, {}]


def _calls(dependant: Dependant) -> Iterable[Any]:
    """Everything that a route depends on, however deep."""
    yield dependant.call
    for inner in dependant.dependencies:
        yield from _calls(inner)
