"""A service's OpenAPI document as a page shows it: routes, who may use them, what goes in and what comes out. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

METHODS = ("get", "post", "put", "patch", "delete")
PARTS_MAX = 8
DEPTH_MAX = 6

Who = Literal["anybody", "token", "either"]
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a field of an object. ``kind`` is its type in words of JSON; ``place`` where it is sent."""

    name: str
    kind: str
    required: bool
    about: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """One route. ``body`` and the answers name schemas of the same page (``shape``) or say what they are."""

    id: str
    method: str
    path: str
    who: Who
    about: str
    parameters: tuple[Field, ...]
    body: str
    answers: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A named schema with its fields, or what else it is."""

    name: str
    about: str
    kind: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Described:
    """A service."""

    title: str
    version: str
    routes: tuple[Route, ...]
    shapes: tuple[Shape, ...]


def read(document: Json, prefix: str) -> Described:
    """The document of a service that answers under ``prefix``. Raises ``ValueError`` for what is no OpenAPI."""
    try:
        routes = tuple(_routes(document, prefix))
        shapes = tuple(_shape(name, schema) for name, schema in sorted(document["components"]["schemas"].items()))
        return Described(document["info"]["title"], document["info"]["version"], routes, shapes)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("this is no OpenAPI document") from error


def shapes_of(schema: Json, name: str) -> tuple[Shape, ...]:
    """A JSON Schema and the named ones that it is made of."""
    return (_shape(name, schema), *(_shape(each, about) for each, about in sorted(schema.get("$defs", {}).items())))


def _routes(document: Json, prefix: str) -> Iterator[Route]:
    for path, methods in document["paths"].items():
        for method in METHODS:
            if operation := methods.get(method):
                yield _route(operation, method, f"{prefix}{path}")


def _route(operation: Json, method: str, path: str) -> Route:
    parameters = tuple(
        Field(
            each["name"],
            kind_of(each.get("schema", {})),
            bool(each.get("required")),
            each.get("description", ""),
            each["in"],
        )
        for each in operation.get("parameters", ())
    )
    answers = tuple(
        (status, _content(each) if status != "default" else "Problem", each.get("description", ""))
        for status, each in operation["responses"].items()
    )
    about = operation.get("description") or operation.get("summary", "")
    id = f"{method}-{path.strip('/')}".replace("/", "-").replace("{", "").replace("}", "")
    body = _content(operation.get("requestBody"))
    return Route(id, method.upper(), path, _who(operation), about, parameters, body, answers)


def _who(operation: Json) -> Who:
    security = operation.get("security")
    if not security:
        return "anybody"
    return "either" if {} in security else "token"


def _content(body: Json | None) -> str:
    """What a body is: a named schema, a type, or a media type; nothing when there is none."""
    for media_type, content in ((body or {}).get("content") or {}).items():
        schema = content.get("schema")
        return kind_of(schema) if schema and media_type.endswith("json") else str(media_type)
    return ""


def _shape(name: str, schema: Json) -> Shape:
    required = frozenset(schema.get("required", ()))
    fields = tuple(
        Field(field, kind_of(about), field in required, about.get("description", ""))
        for field, about in schema.get("properties", {}).items()
    )
    return Shape(name, schema.get("description", ""), "" if fields else kind_of(schema), fields)


def kind_of(schema: Json, depth: int = 0) -> str:
    """A schema in a few words: ``string (date-time)``, ``list of RoomView``, ``integer or null``."""
    if depth > DEPTH_MAX:
        return "…"
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return " or ".join(kind_of(each, depth + 1) for each in schema[choice][:PARTS_MAX])
    if "const" in schema:
        return f"“{schema['const']}”"
    if "enum" in schema:
        return " | ".join(str(each) for each in schema["enum"])
    kind = str(schema.get("type", "any"))
    if kind == "array":
        return f"list of {kind_of(schema.get('items', {}), depth + 1)}"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"object of {kind_of(schema['additionalProperties'], depth + 1)}"
    return f"{kind} ({schema['format']})" if "format" in schema else kind
