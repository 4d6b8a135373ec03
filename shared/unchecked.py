"""Models of values that were checked before: what every booking makes several of must not be checked again."""

from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel

M = TypeVar("M", bound=BaseModel)


def unchecked(kind: type[M], values: dict[str, Any]) -> M:
    """The model of ``values``, which are all of its fields and become its own dict.

    As ``model_construct``, which looks for aliases and defaults field by field: that takes longer than checking does.
    """
    made = kind.__new__(kind)
    put = object.__setattr__
    put(made, "__dict__", values)
    put(made, "__pydantic_fields_set__", _names(kind))
    put(made, "__pydantic_extra__", None)
    put(made, "__pydantic_private__", None)
    return made


@cache
def _names(kind: type[BaseModel]) -> set[str]:
    """The names of all fields: one set for all of a kind, since none of them can be added or lost."""
    return set(kind.model_fields)
