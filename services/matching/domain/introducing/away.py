"""An introduction whose group pauses or has ended: who has it looks for another one, until the group is back."""

from datetime import datetime

from services.matching.domain.events import IntroductionForgone
from services.matching.domain.groups.standing_events import AnotherSuggested, IntroductionGroupNoted, Standing
from services.matching.domain.introducing.telling import IntroductionTelling
from services.matching.groups.standing_refusals import NothingToReplace
from shared.contracts.matching_standing import IntroductionInterrupted, IntroductionResumed, IntroductionSuggested
from shared.events import Event


class AwayIntroduction(IntroductionTelling):
    """Deadlines go on as before, so that who does not answer is followed by the next owner."""

    def group_stands(self, standing: Standing, number: int, now: datetime) -> list[Event]:
        """Step of a saga: how the group stands as of ``number``. What comes late, or twice, changes nothing.

        Away: the resident is told, and who has it looks for another group, with a new deadline. Back: it goes on.
        """
        if self.over or self.asking is None or not self._waits or number <= self.group_number:
            return []
        noted = IntroductionGroupNoted(introduction_id=self.stream_key, standing=standing, number=number)
        until = self._answer_by(now)
        if standing != "active":
            told = self._told(IntroductionInterrupted, self.asking, self.coordinator_id, until, standing=standing)
            return [noted, *self._place_let_go(), told]
        if self.status != "interrupted":
            return [noted]
        return [noted, self._told(IntroductionResumed, self.asking, self.coordinator_id, until)]

    def suggest(self, to_group: str, *, by: str, relation: str) -> list[Event]:
        """Another group is suggested: this one is over, and the resident may ask. Raises ``NothingToReplace``."""
        if self.over or self.asking is None or self.status != "interrupted" or to_group == self.asking.group_id:
            raise NothingToReplace(introduction_id=self.stream_key)
        asking, due_at = self.asking, self.due_at or self.asking.asked_at
        return [
            AnotherSuggested(introduction_id=self.stream_key, to_group_id=to_group, by=by, relation=relation),
            self._told(IntroductionSuggested, asking, self.coordinator_id, due_at, to_group_id=to_group),
            IntroductionForgone(introduction_id=self.stream_key, person_id=asking.person_id),
        ]
