"""A plan of handing over: what was asked, what would be done, and the number by which it is known again."""

import hashlib
from dataclasses import dataclass

from services.matching.domain.team.handing_over import HandOver, PlannedMove
from services.matching.domain.team.roster_events import AccompanimentMove, HandOverWhy


@dataclass(frozen=True, slots=True)
class Request:
    """Whose cases are to go, for what, and which; ``None``: those that the reason names."""

    person_id: str
    why: HandOverWhy
    introduction_ids: tuple[str, ...] | None = None
    consultation_ids: tuple[str, ...] | None = None
    accompaniment_ids: tuple[str, ...] | None = None

    @property
    def names_some(self) -> bool:
        """Whether it says which; then all others stay."""
        named = (self.introduction_ids, self.consultation_ids, self.accompaniment_ids)
        return any(ids is not None for ids in named)


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be done, and the digest by which it is known again."""

    request: Request
    moves: tuple[PlannedMove, ...]
    gap: float | None
    points: float
    accompaniments: tuple[AccompanimentMove, ...] = ()

    @property
    def digest(self) -> str:
        """The same for the same moves, whoever asks and when."""
        said = "\n".join(
            (
                *(f"{move.case_id} {move.to}" for move in self.moves),
                *(f"{move.accompaniment_id} {move.to}" for move in self.accompaniments),
            )
        )
        return hashlib.sha256(f"{self.request.person_id} {self.request.why}\n{said}".encode()).hexdigest()[:16]

    def as_hand_over(self, by: str | None, duty: str | None = None) -> HandOver:
        """The same, for the roster."""
        request = self.request
        return HandOver(request.person_id, request.why, self.moves, by, self.gap, duty, self.accompaniments)
