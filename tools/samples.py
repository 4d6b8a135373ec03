"""A full example of a pydantic model, made from its annotations: the same each time, every field filled."""

import types
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

PLAIN: dict[Any, Any] = {
    bool: True,
    int: 3,
    float: 35.7,
    bytes: b"x",
    date: date(2026, 12, 1),
    time: time(9, 30),
    timedelta: timedelta(minutes=30),
    uuid.UUID: uuid.UUID("018f8e5e-0000-8000-8000-000000000001"),
    Any: "something",
    type(None): None,
}


def full(model: type[BaseModel]) -> dict[str, Any]:
    """Values for every field."""
    return {name: value(info.annotation, name) for name, info in model.model_fields.items()}


def least(model: type[BaseModel]) -> dict[str, Any]:
    """Values for the fields that must be there, as the first senders will have written it."""
    return {name: value(info.annotation, name) for name, info in model.model_fields.items() if info.is_required()}


def value(annotation: Any, name: str) -> Any:
    """A value of a type; strings are named after their field. Raises ``TypeError`` for what it does not know."""
    if annotation in PLAIN:
        return PLAIN[annotation]
    origin, parts = get_origin(annotation), get_args(annotation)
    if annotation is str:
        return f"{name}-1"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return full(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return next(iter(annotation))
    if isinstance(annotation, type) and issubclass(annotation, datetime):
        return datetime(2026, 12, 1, 0, 30, tzinfo=UTC)
    if isinstance(annotation, type) and issubclass(annotation, tuple) and hasattr(annotation, "_fields"):
        return [value(part, field) for field, part in get_type_hints(annotation).items()]
    if origin is Literal:
        return parts[0]
    if origin in (Union, types.UnionType):
        return value(next(part for part in parts if part is not type(None)), name)
    if origin is Annotated:
        return value(parts[0], name)
    return _many(annotation, origin, parts, name)


def _many(annotation: Any, origin: Any, parts: tuple[Any, ...], name: str) -> Any:
    if origin is tuple and Ellipsis not in parts:
        return [value(part, name) for part in parts]
    if origin in (list, set, frozenset, tuple, Sequence):
        return [value(parts[0], name)]
    if origin in (dict, Mapping):
        return {value(parts[0], "key"): value(parts[1], name)}
    if hasattr(annotation, "__value__"):  # `type X = …`
        return value(annotation.__value__, name)
    if annotation.__class__.__name__ == "_AnnotatedAlias" or "AwareDatetime" in str(annotation):
        return datetime(2026, 12, 1, 0, 30, tzinfo=UTC)
    raise TypeError(f"no example of {annotation}")
