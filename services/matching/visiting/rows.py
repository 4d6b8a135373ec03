"""What lists and the timer of coming once read: one row a visit."""

from datetime import datetime

from services.matching.domain.visiting.events import VisitEnd
from services.matching.domain.visiting.visit import Visit, VisitStatus
from shared.journal import Row, State


class VisitRow(Row):
    """A visit. ``due_at`` arms its timer. Closed when it has ended."""

    kind = "visit"
    columns = ("person_id", "group_id", "activity_id", "companion_id", "owner_id")

    person_id: str
    group_id: str
    activity_id: str
    companion_id: str = ""
    owner_id: str = ""
    starts_at: datetime
    ends_at: datetime
    language: str = "ja"
    guests: int = 0
    status: VisitStatus
    how: VisitEnd | None = None
    came: bool | None = None


def of_visit(state: State) -> list[Row]:
    """The row of a visit as it stands."""
    if not isinstance(state, Visit) or state.visiting is None:
        return []
    fields = {"person_id", "group_id", "activity_id", "starts_at", "ends_at", "language", "guests"}
    return [
        VisitRow(
            id=state.stream_key,
            closed=state.status == "ended",
            due_at=state.due_at,
            companion_id=state.companion_id,
            owner_id=state.owner_id,
            status=state.status,
            how=state.how,
            came=state.came,
            **state.visiting.model_dump(include=fields),
        )
    ]
