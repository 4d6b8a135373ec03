"""What a series keeps of an occurrence that cannot be had: no words, and no facts of anybody."""

from pydantic import BaseModel

from shared.contracts.base import Instant


class LeftOut(BaseModel):
    """An occurrence that cannot be had: the code of its refusal, and the rules that refuse.

    ``counted``: of caps what it would have been, and what is allowed.
    """

    facility_id: str
    room_ids: tuple[str, ...]
    starts_at: Instant
    ends_at: Instant
    reason: str
    rule_ids: tuple[str, ...] = ()
    counted: dict[str, tuple[int, int]] = {}
