"""What a person's own stream knows of introductions and follow-ups: erasure and a withdrawn consent end them."""

from pydantic import BaseModel

from services.matching.domain.events import IntroductionAsked, IntroductionClosed, PersonForgotten
from services.matching.domain.meeting_events import (
    FollowUpNoted,
    FollowUpRefused,
    IntroductionConsentChanged,
    ReasonsWithdrawn,
)
from services.matching.introduction_refusals import IntroductionConsentMissing
from shared.events import Event
from shared.journal import State


class OpenIntroduction(BaseModel):
    """An introduction that has not ended, and where its words are."""

    introduction_id: str
    message_id: str


class IntroducedPerson(State):
    """Open introductions and follow-ups of one person. Bound by what may be open, and by the groups of some weeks."""

    introductions: dict[str, OpenIntroduction] = {}
    """Open introductions by group id."""
    follow_ups: dict[str, bool] = {}
    """Introductions that led into a group and are still followed up (a dict for its order)."""
    may_be_introduced: bool = True
    """Consent to the purpose ``introductions``: agreed until it is withdrawn, as to matching."""
    forgotten: bool = False

    # -- decisions

    def require_consent_to_introductions(self) -> None:
        """Raises ``IntroductionConsentMissing``."""
        if not self.may_be_introduced:
            raise IntroductionConsentMissing

    def hear_introduction_consent(self, *, given: bool) -> list[Event]:
        """Without consent to introductions, none is asked for, and what is under way ends with all that it led to."""
        if self.forgotten or given == self.may_be_introduced:
            return []
        if given:
            return [IntroductionConsentChanged(person_id=self.stream_key, given=True)]
        return [
            IntroductionConsentChanged(
                person_id=self.stream_key,
                given=False,
                introduction_ids=tuple(one.introduction_id for one in self.introductions.values()),
                follow_up_ids=tuple(self.follow_ups),
            )
        ]

    def withdraw_reasons(self) -> list[Event]:
        """What interests led to is dropped from the introductions that are under way."""
        ids = tuple(one.introduction_id for one in self.introductions.values())
        return [ReasonsWithdrawn(person_id=self.stream_key, introduction_ids=ids)] if ids else []

    def note_follow_up(self, introduction_id: str, *, pending: bool) -> list[Event]:
        """Step of a saga: a follow-up is to come, or is over; of somebody who is gone or does not agree it ends."""
        if pending and (self.forgotten or not self.may_be_introduced):
            return [FollowUpRefused(person_id=self.stream_key, introduction_id=introduction_id)]
        if pending == (introduction_id in self.follow_ups):
            return []
        return [FollowUpNoted(person_id=self.stream_key, introduction_id=introduction_id, pending=pending)]

    # -- fold

    def apply_to_introductions(self, event: Event) -> None:
        """Take what is about introductions."""
        match event:
            case IntroductionAsked(asking=asking):
                self.introductions[asking.group_id] = OpenIntroduction(
                    introduction_id=asking.introduction_id, message_id=asking.message_id
                )
            case IntroductionClosed():
                self.introductions.pop(event.group_id, None)
            case IntroductionConsentChanged():
                self.may_be_introduced = event.given
            case FollowUpNoted():
                if event.pending:
                    self.follow_ups[event.introduction_id] = True
                else:
                    self.follow_ups.pop(event.introduction_id, None)
            case PersonForgotten():
                self.introductions, self.follow_ups, self.forgotten = {}, {}, True
