"""What goes out: views (frozen, instants at +09:00), answers to commands built from their commit, and lists."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any, TypeVar

from fastapi import Response
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, PlainSerializer
from pydantic_core import PydanticCustomError

from shared.clock import TOKYO
from shared.journal import Chain, Commit, Page, Row

R = TypeVar("R", bound=Row)

REPLAYED_HEADER = "Idempotency-Replayed"
YEARS = (1900, 2199)
"""Instants outside are mistakes, and near the ends of the calendar another time zone does not exist."""


def tokyo_text(instant: datetime) -> str:
    """An aware instant as ISO 8601 at Tokyo's offset: ``2026-12-01T09:00:00+09:00``."""
    return _in_tokyo(instant.astimezone(UTC))


@lru_cache(maxsize=16_384)
def _in_tokyo(at: datetime) -> str:
    """The text of an instant in UTC."""
    return at.astimezone(TOKYO).isoformat()


def _plausible(instant: datetime) -> datetime:
    if not YEARS[0] <= instant.year <= YEARS[1]:
        raise PydanticCustomError("instant_out_of_range", "the year must lie between 1900 and 2199")
    return instant


TokyoInstant = Annotated[
    AwareDatetime, AfterValidator(_plausible), PlainSerializer(tokyo_text, return_type=str, when_used="json")
]
"""An instant that is read with any offset (never without one) and written with Tokyo's."""


class View(BaseModel):
    """Base of what is answered. Frozen; a replay of the command gives the same bytes."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    def json_bytes(self) -> bytes:
        """The view as JSON."""
        return self.__pydantic_serializer__.to_json(self)


def answer(outcome: Commit | Chain, view: View, status: int = 201) -> Response:
    """The answer to a command; says so when it is the outcome of an earlier call with the same key."""
    headers = {REPLAYED_HEADER: "true"} if outcome.replayed else None
    return Response(view.json_bytes(), status_code=status, media_type="application/json", headers=headers)


def listed(page: Page[R], view: Callable[[R], View]) -> dict[str, Any]:
    """A page of a list; ``next`` is the cursor of the page after, ``null`` at the end."""
    return {"items": [view(row) for row in page.items], "next": page.next}
