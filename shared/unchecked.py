"""Models of values that were checked before: what every booking makes several of must not be checked again."""

from typing import Any, TypeVar

from pydantic import BaseModel

M = TypeVar("M", bound=BaseModel)


def unchecked(kind: type[M], values: dict[str, Any]) -> M:
    """The model of ``values``, which are all of its fields and become its own dict.

    As ``model_construct``, which looks for aliases and defaults field by field: that takes longer than checking does.
    """
    made = kind.__new__(kind)
    object.__setattr__(made, "__dict__", values)
    object.__setattr__(made, "__pydantic_fields_set__", set(values))
    object.__setattr__(made, "__pydantic_extra__", None)
    object.__setattr__(made, "__pydantic_private__", None)
    return made
