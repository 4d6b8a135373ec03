"""How values of rows are compared: what every store sorts and filters by."""

from datetime import date, datetime
from typing import Any

from shared.clock import utc_text
from shared.journal.model import Row


def sortable(value: Any) -> str | int | float | None:
    """A column's value in a form whose order in the store is its own order."""
    if value is None or type(value) is str:  # most are
        return value
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (str, int, float)):
        return value
    raise TypeError(f"{type(value).__name__} cannot be a row's column")


def told_apart(kind: type[Row], name: str) -> str:
    """The name of a text whose different values can be counted. Raises ``ValueError`` for one that is not declared."""
    if name not in kind.distinct:
        raise ValueError(f"{kind.kind} rows do not declare the distinct {name}")
    return name


def summed(kind: type[Row], name: str) -> str:
    """The name of a number that can be added up. Raises ``ValueError`` for one that is not declared."""
    if name not in kind.addends:
        raise ValueError(f"{kind.kind} rows do not declare the sum {name}")
    return name
