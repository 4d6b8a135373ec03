"""A person as matching knows them: home areas, declared interests, memberships, and introductions that are open."""

from pydantic import BaseModel

from services.matching.domain.events import (
    Asking,
    Interests,
    InterestsDeclared,
    IntroductionAsked,
    IntroductionClosed,
    MatchingConsentChanged,
    MembershipNoted,
    MembershipOver,
    MembershipRefused,
    PersonForgotten,
    PersonHeard,
)
from services.matching.refusals import AlreadyAsked, AlreadyMember, ConsentMissing, PersonGone, TooManyAsked
from shared.contracts.base import Areas
from shared.events import Event
from shared.journal import State

OPEN_INTRODUCTIONS_MAX = 5
"""So that nobody can fill the coordinators' lists alone."""


class OpenIntroduction(BaseModel):
    """An introduction that has not ended, and where its words are."""

    introduction_id: str
    message_id: str


class Person(State):
    """One person. Size is bound by the number of groups and by ``OPEN_INTRODUCTIONS_MAX``."""

    kind = "person"

    heard: bool = False
    areas: Areas = {}
    language: str = "ja"
    consent: bool = True
    interests: Interests | None = None
    introductions: dict[str, OpenIntroduction] = {}
    """Open introductions by group id."""
    groups: dict[str, bool] = {}
    """Ids of groups the person belongs to (a dict for its order)."""
    forgotten: bool = False

    # -- decisions

    def hear(self, *, areas: Areas, language: str) -> list[Event]:
        """Take what the people service tells."""
        if self.forgotten or (self.heard and areas == self.areas and language == self.language):
            return []
        return [PersonHeard(person_id=self.stream_key, areas=areas, language=language)]

    def hear_consent(self, *, given: bool) -> list[Event]:
        """Without consent to matching, interests are dropped and none are taken."""
        if self.forgotten or given == self.consent:
            return []
        return [MatchingConsentChanged(person_id=self.stream_key, given=given)]

    def declare(self, interests: Interests) -> list[Event]:
        """Replace the interests. Raises ``PersonGone``, ``ConsentMissing``."""
        self._require_present()
        if not self.consent:
            raise ConsentMissing
        return [InterestsDeclared(person_id=self.stream_key, interests=interests)]

    def ask(self, asking: Asking) -> list[Event]:
        """Ask for an introduction. Raises ``PersonGone``, ``AlreadyMember``, ``AlreadyAsked``, ``TooManyAsked``."""
        self._require_present()
        if asking.group_id in self.groups:
            raise AlreadyMember(group_id=asking.group_id)
        if open_one := self.introductions.get(asking.group_id):
            raise AlreadyAsked(introduction_id=open_one.introduction_id)
        if len(self.introductions) >= OPEN_INTRODUCTIONS_MAX:
            raise TooManyAsked(open_max=OPEN_INTRODUCTIONS_MAX)
        return [IntroductionAsked(asking=asking)]

    def close(self, introduction_id: str) -> list[Event]:
        """Step of a saga: the introduction has ended."""
        return [
            IntroductionClosed(group_id=group_id, **open_one.model_dump())
            for group_id, open_one in self.introductions.items()
            if open_one.introduction_id == introduction_id
        ]

    def note_membership(self, group_id: str) -> list[Event]:
        """Step of a saga: the person has joined a group; an erased person must not be a member."""
        if self.forgotten:
            return [MembershipRefused(person_id=self.stream_key, group_id=group_id)]
        open_one = self.introductions.get(group_id)
        if group_id in self.groups and open_one is None:
            return []
        introduction_id = open_one.introduction_id if open_one else None
        return [MembershipNoted(person_id=self.stream_key, group_id=group_id, introduction_id=introduction_id)]

    def note_departure(self, group_id: str) -> list[Event]:
        """Step of a saga: the person has left a group."""
        return [MembershipOver(person_id=self.stream_key, group_id=group_id)] if group_id in self.groups else []

    def forget(self) -> list[Event]:
        """The person is erased: name what must end elsewhere."""
        if self.forgotten:
            return []
        return [
            PersonForgotten(
                person_id=self.stream_key,
                introduction_ids=tuple(one.introduction_id for one in self.introductions.values()),
                message_ids=tuple(one.message_id for one in self.introductions.values()),
                group_ids=tuple(self.groups),
            )
        ]

    def _require_present(self) -> None:
        if self.forgotten:
            raise PersonGone

    # -- fold

    def apply(self, event: Event) -> None:
        match event:
            case PersonHeard():
                self.heard, self.areas, self.language = True, event.areas, event.language
            case MatchingConsentChanged():
                self.consent = event.given
                self.interests = self.interests if event.given else None
            case InterestsDeclared():
                self.interests = event.interests
            case IntroductionAsked():
                asking = event.asking
                self.introductions[asking.group_id] = OpenIntroduction(
                    introduction_id=asking.introduction_id, message_id=asking.message_id
                )
            case IntroductionClosed():
                self.introductions.pop(event.group_id, None)
            case MembershipNoted():
                self.groups[event.group_id] = True
            case MembershipOver():
                self.groups.pop(event.group_id, None)
            case PersonForgotten():
                self.areas, self.language, self.interests = {}, "ja", None
                self.introductions, self.groups = {}, {}
                self.forgotten = True
