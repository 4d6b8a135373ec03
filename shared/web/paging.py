"""How a list is asked for: a page at a time, by the cursor that the page before gave."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query

from shared.journal.journal import PAGE_LIMIT_MAX

CURSOR_CHARS_MAX = 2_000


@dataclass(frozen=True, slots=True)
class Paging:
    """Where to go on (``None``: from the start), and how many items at most."""

    cursor: str | None = None
    limit: int = 50


async def paging(
    cursor: Annotated[str | None, Query(max_length=CURSOR_CHARS_MAX, description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT_MAX)] = 50,
) -> Paging:
    """The page that a request asks for."""
    return Paging(cursor, limit)


PagingDep = Annotated[Paging, Depends(paging)]
