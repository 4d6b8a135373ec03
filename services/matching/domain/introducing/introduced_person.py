"""What a person's own stream knows of introductions and follow-ups: erasure and a withdrawn consent end them."""

from pydantic import BaseModel

from services.matching.domain.events import IntroductionAsked, IntroductionClosed, PersonForgotten
from services.matching.domain.introducing.meeting_events import (
    FollowUpNoted,
    FollowUpRefused,
    IntroductionConsentChanged,
    ReasonsWithdrawn,
    StatisticsConsentChanged,
)
from services.matching.domain.present import Present
from services.matching.introducing.refusals import IntroductionConsentMissing
from shared.events import Event

OPEN_INTRODUCTIONS_MAX = 5
"""So that nobody can fill the coordinators' lists alone."""


class OpenIntroduction(BaseModel):
    """An introduction that has not ended, and where its words are."""

    introduction_id: str
    message_id: str


class IntroducedPerson(Present):
    """Open introductions and follow-ups of one person. Bound by what may be open, and by the groups of some weeks."""

    introductions: dict[str, OpenIntroduction] = {}
    """Open introductions by group id."""
    follow_ups: dict[str, str] = {}
    """Introductions that led into a group and are still followed up, each with its group."""
    may_be_introduced: bool = True
    """Consent to the purpose ``introductions``: agreed until it is withdrawn, as to matching."""
    may_be_counted: bool = False
    """Consent to the purpose ``statistics``: only once it is given."""

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

    def hear_statistics_consent(self, *, given: bool) -> list[Event]:
        """Whether they count in a group's figures about ages."""
        if self.forgotten or given == self.may_be_counted:
            return []
        return [StatisticsConsentChanged(person_id=self.stream_key, given=given)]

    def withdraw_reasons(self) -> list[Event]:
        """What interests led to is dropped from the introductions that are under way."""
        ids = tuple(one.introduction_id for one in self.introductions.values())
        return [ReasonsWithdrawn(person_id=self.stream_key, introduction_ids=ids)] if ids else []

    def plan_follow_up(self, introduction_id: str, group_id: str) -> list[Event]:
        """Step of a saga: a follow-up is to come. Of somebody who is gone or does not agree it ends at once.

        Who left a group and joined it again is not asked twice.
        """
        if introduction_id in self.follow_ups:
            return []
        if self.forgotten or not self.may_be_introduced or group_id in self.follow_ups.values():
            return [FollowUpRefused(person_id=self.stream_key, introduction_id=introduction_id)]
        return [self._noted(introduction_id, group_id, pending=True)]

    def end_follow_up(self, introduction_id: str) -> list[Event]:
        """Step of a saga: a follow-up is over."""
        group_id = self.follow_ups.get(introduction_id)
        return [self._noted(introduction_id, group_id, pending=False)] if group_id else []

    def _noted(self, introduction_id: str, group_id: str, *, pending: bool) -> FollowUpNoted:
        return FollowUpNoted(
            person_id=self.stream_key, introduction_id=introduction_id, group_id=group_id, pending=pending
        )

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
            case StatisticsConsentChanged():
                self.may_be_counted = event.given
            case FollowUpNoted():
                if event.pending:
                    self.follow_ups[event.introduction_id] = event.group_id
                else:
                    self.follow_ups.pop(event.introduction_id, None)
            case PersonForgotten():
                self.introductions, self.follow_ups = {}, {}
                self.may_be_counted, self.forgotten = False, True
