"""What every decision about an introduction needs: whether it is open, who has it, and how it is told. Pure."""

from datetime import datetime, timedelta

from services.matching.domain.events import Asking, AssignmentMade, AssignmentUnused, DecisionRecorded
from services.matching.domain.introducing.meeting_events import MeetingPlaceLetGo
from services.matching.domain.introducing.record import IntroductionRecord
from services.matching.groups.standing_refusals import IntroductionInterruptedNow
from services.matching.introducing.refusals import AnotherDeclined
from services.matching.refusals import IntroductionOver
from shared.contracts.matching import IntroductionAccepted, IntroductionProposed
from shared.events import Event


class IntroductionTelling(IntroductionRecord):
    """Shared by the decisions about an introduction."""

    def _invited(self, made: AssignmentMade, due_at: datetime) -> list[Event]:
        """Who answers an invitation is not made to wait for a second yes of the group."""
        if self.asking is not None or not (by := made.asking.invited_by):
            return []
        told = self._told(IntroductionAccepted, made.asking, made.coordinator_id, due_at)
        return [self._decision(by, "officer", "group", accepted=True), told]

    def _unused(self, made: AssignmentMade) -> AssignmentUnused:
        return AssignmentUnused(introduction_id=self.stream_key, turn=made.turn, coordinator_id=made.coordinator_id)

    def _require_open(self, *, tell: str | None = None) -> Asking:
        """Raises ``IntroductionOver``; ``AnotherDeclined`` to who may be told (``tell``) that somebody else has."""
        if tell and self.status == "declined" and self.declined_by not in ("", tell):
            raise AnotherDeclined(side=self.declined_for, declined_by=self.declined_by)
        if self.over or self.asking is None:
            raise IntroductionOver(status=self.status)
        return self.asking

    def _require_going_on(self, *, tell: str | None = None) -> Asking:
        """As ``_require_open``; raises ``IntroductionInterruptedNow`` too."""
        asking = self._require_open(tell=tell)
        if self.status == "interrupted":
            raise IntroductionInterruptedNow(introduction_id=asking.introduction_id)
        return asking

    def _decision(
        self, by: str, relation: str, side: str, *, accepted: bool, words: str | None = None
    ) -> DecisionRecorded:
        return DecisionRecorded(
            introduction_id=self.stream_key, accepted=accepted, by=by, relation=relation, side=side, words=words
        )

    def _place_let_go(self) -> list[Event]:
        document_id = self.meeting.document_id if self.meeting else None
        return [MeetingPlaceLetGo(introduction_id=self.stream_key, document_id=document_id)] if document_id else []

    def _accepted(self, asking: Asking, now: datetime) -> IntroductionProposed:
        return self._told(IntroductionAccepted, asking, self.coordinator_id, self._answer_by(now))

    @property
    def _waits(self) -> bool:
        """Whether somebody has it: it is not over, nor on its way to the next one."""
        return not self.over and self.passed <= self.turn

    def _answer_by(self, now: datetime) -> datetime:
        return whole(now + timedelta(days=self.answer_days))

    def _told(
        self,
        kind: type[IntroductionProposed],
        asking: Asking,
        coordinator_id: str,
        due_at: datetime,
        **more: datetime | str | None,
    ) -> IntroductionProposed:
        reasons = () if self.reasons_dropped else asking.reasons
        return kind.model_validate(
            {
                "introduction_id": asking.introduction_id,
                "person_id": asking.person_id,
                "group_id": asking.group_id,
                "coordinator_id": coordinator_id,
                "due_at": due_at,
                "reasons": tuple(dict.fromkeys(reason.partition(":")[0] for reason in reasons)),
                **more,
            }
        )


def whole(instant: datetime) -> datetime:
    """The instant to the second."""
    return instant.replace(microsecond=0)
