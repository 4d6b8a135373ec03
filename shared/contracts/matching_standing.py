"""What matching tells when a group pauses, ends or is back, and of what was under way with it."""

from typing import Literal

from shared.contracts.base import GROUPS, INTRODUCTIONS, MEMBERSHIPS, SUGGESTIONS, Instant, PublicEvent
from shared.contracts.matching import IntroductionProposed
from shared.contracts.matching_suggestions import SuggestionMade

Away = Literal["suspended", "ended"]


class GroupSuspended(PublicEvent):
    """The group takes a break (活動休止): nobody is sent to it until it is back."""

    type = "group-suspended.v1"
    topic = GROUPS.name

    group_id: str
    name: str
    count: int | None = None
    """How often it paused, ended or was back, with this: what is heard late of an earlier one is nothing."""


class GroupResumed(GroupSuspended):
    """The group is active again."""

    type = "group-resumed.v1"
    topic = GROUPS.name


class GroupEnded(GroupSuspended):
    """The group has ended (解散)."""

    type = "group-ended.v1"
    topic = GROUPS.name


class IntroductionInterrupted(IntroductionProposed):
    """The group pauses or has ended: ``coordinator_id`` looks for another one with the resident until ``due_at``."""

    type = "introduction-interrupted.v1"
    topic = INTRODUCTIONS.name

    standing: Away


class IntroductionResumed(IntroductionProposed):
    """The group is back before another was found: the introduction goes on where it was, until ``due_at``."""

    type = "introduction-resumed.v1"
    topic = INTRODUCTIONS.name


class IntroductionSuggested(IntroductionProposed):
    """The coordinator suggests another group instead; this introduction is over. The resident asks, or does not."""

    type = "introduction-suggested.v1"
    topic = INTRODUCTIONS.name

    to_group_id: str


class SuggestionWithdrawn(SuggestionMade):
    """One of the two groups pauses or has ended: the suggestion is over. ``officer_ids``: those of the other one."""

    type = "suggestion-withdrawn.v1"
    topic = SUGGESTIONS.name


class MembershipEnded(PublicEvent):
    """The group has ended, and with it a membership; what was earned stays. An officer still acts for what is left.

    Told beside ``group-left``, to each of them by name. ``until``: when an officer's office ends, at the latest.
    """

    type = "membership-ended.v1"
    topic = MEMBERSHIPS.name

    group_id: str
    person_id: str
    role: Literal["member", "officer"]
    until: Instant | None = None


EVENTS = (
    MembershipEnded,
    GroupSuspended,
    GroupResumed,
    GroupEnded,
    IntroductionInterrupted,
    IntroductionResumed,
    IntroductionSuggested,
    SuggestionWithdrawn,
)
