"""What the decisions about a consultation are made of: turns, recorded steps, and what is told."""

from datetime import datetime

from services.matching.consulting.refusals import AlreadyAnswered, ConsultationOver
from services.matching.domain.consulting.events import Consulting, StepRecorded, Turn, Why
from services.matching.domain.consulting.record import ConsultationRecord
from shared.contracts.matching import ConsultationOpened
from shared.errors import NotYet


class ConsultationSteps(ConsultationRecord):
    """The record with what its decisions share."""

    def _require_open(self) -> Consulting:
        if self.over or self.asking is None:
            raise ConsultationOver(consultation_id=self.stream_key)
        if self.status == "answered":
            raise AlreadyAnswered
        self._require_settled()
        return self.asking

    def _require_settled(self) -> None:
        if self.pending is not None:
            raise NotYet("consultation-assigned")

    def _turn(
        self, why: Why, desk: str, due_at: datetime, *, without: tuple[str, ...] = (), general: bool | None = None
    ) -> Turn:
        assert self.asking is not None
        own = (self.asking.person_id,) if self.asking.person_id else ()
        return Turn(
            number=self.numbered + 1,
            why=why,
            desk=desk,
            general=self.general if general is None else general,
            due_at=whole(due_at),
            before=self.coordinator_id or None,
            without=tuple(dict.fromkeys((*own, *self.gone, *without))),
            to_owner=why == "escalated" or (why == "handed-on" and self.escalated),
        )

    def _without_gone(self, turn: Turn) -> Turn:
        number = max(turn.number, self.numbered) + 1
        without = tuple(dict.fromkeys((*turn.without, *self.gone)))
        return turn.model_copy(update={"number": number, "without": without, "to": None})

    def _step(self, step: str, by: str, relation: str, document_id: str | None = None) -> StepRecorded:
        return StepRecorded(
            consultation_id=self.stream_key, step=step, by=by, relation=relation, document_id=document_id
        )

    def _now(
        self, kind: type[ConsultationOpened], asking: Consulting, due_at: datetime, **more: str
    ) -> ConsultationOpened:
        return self._told(kind, asking, self.coordinator_id, self.desk, due_at, **more)

    def _told(
        self,
        kind: type[ConsultationOpened],
        asking: Consulting,
        coordinator_id: str,
        desk: str,
        due_at: datetime,
        **more: str,
    ) -> ConsultationOpened:
        return kind.model_validate(
            {
                "consultation_id": asking.consultation_id,
                "person_id": asking.person_id,
                "desk": desk,
                "areas": asking.areas,
                "channel": asking.channel,
                "coordinator_id": coordinator_id,
                "due_at": due_at,
                **more,
            }
        )


def whole(instant: datetime) -> datetime:
    """To the second, as instants are told."""
    return instant.replace(microsecond=0)
