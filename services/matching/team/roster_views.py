"""What the roster answers over HTTP: coordinators, and the city's desk owner."""

from services.matching.domain.events import CoordinatorSet, DeskSet
from services.matching.domain.team.choosing import CoordinatorKind, Leave
from services.matching.rows import DeskRow
from services.matching.team.roster_rows import CoordinatorRow
from shared.journal import Commit
from shared.web import View


class CoordinatorView(View):
    """A coordinator as set."""

    person_id: str
    areas: dict[str, tuple[str, ...]]
    capacity: int
    away: bool
    kind: CoordinatorKind
    desks: tuple[str, ...]
    leave: tuple[Leave, ...]
    languages: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()

    @classmethod
    def of_commit(cls, commit: Commit) -> "CoordinatorView":
        """The view of what was set."""
        return cls(**commit.first(CoordinatorSet).model_dump(exclude={"takes"}))


class LoadedCoordinatorView(CoordinatorView):
    """A coordinator with the open introductions and consultations that count against their capacity."""

    open_introductions: int
    """Both together, as before there were consultations; ``open_cases`` is the same number."""
    open_cases: int

    @classmethod
    def of(cls, row: CoordinatorRow, load: int) -> "LoadedCoordinatorView":
        """The view of a row and a load."""
        fields = row.model_dump(include={"areas", "capacity", "away", "desks", "leave", "languages", "fields"})
        return cls(person_id=row.id, kind=row.coordinator_kind, open_introductions=load, open_cases=load, **fields)


class DeskView(View):
    """The desk owner."""

    owner_id: str
    answer_days: int

    @classmethod
    def of(cls, desk: DeskRow | DeskSet) -> "DeskView":
        """The view of a row or of what was set."""
        return cls(owner_id=desk.owner_id, answer_days=desk.answer_days)
