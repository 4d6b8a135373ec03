"""What matching tells the others: groups and their needs, who belongs to them, introductions."""

from typing import Literal

from shared.contracts.base import GROUPS, INTRODUCTIONS, MEMBERSHIPS, Areas, Instant, PublicEvent

GroupKind = Literal["neighbourhood", "theme"]
SizeBand = Literal["1-4", "5-9", "10-29", "30-99", "100+"]


class GroupRegistered(PublicEvent):
    """A group exists and says what it does and needs."""

    type = "group-registered.v1"
    topic = GROUPS.name

    group_id: str
    name: str
    kind: GroupKind
    areas: Areas = {}
    tags: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    size_band: SizeBand


class GroupChanged(GroupRegistered):
    """The group is now as this says, whole."""

    type = "group-changed.v1"
    topic = GROUPS.name


class GroupJoined(PublicEvent):
    """Somebody is a member now."""

    type = "group-joined.v1"
    topic = MEMBERSHIPS.name

    group_id: str
    person_id: str
    role: str = "member"


class GroupLeft(GroupJoined):
    """Somebody is no longer a member."""

    type = "group-left.v1"
    topic = MEMBERSHIPS.name


class OfficerAppointed(GroupJoined):
    """Somebody may act for the group."""

    type = "officer-appointed.v1"
    topic = MEMBERSHIPS.name


class OfficerRetired(GroupJoined):
    """Somebody may no longer act for the group; they stay a member."""

    type = "officer-retired.v1"
    topic = MEMBERSHIPS.name


class IntroductionProposed(PublicEvent):
    """A resident asked to meet a group; a coordinator, chosen by area and load, has it until ``due_at``."""

    type = "introduction-proposed.v1"
    topic = INTRODUCTIONS.name

    introduction_id: str
    person_id: str
    group_id: str
    coordinator_id: str
    due_at: Instant
    reasons: tuple[str, ...] = ()
    """Codes of what spoke for it (``shared-tag``), never what exactly."""


class IntroductionAccepted(IntroductionProposed):
    """Resident and officer have both said yes."""

    type = "introduction-accepted.v1"
    topic = INTRODUCTIONS.name


class IntroductionDeclined(IntroductionProposed):
    """One side said no."""

    type = "introduction-declined.v1"
    topic = INTRODUCTIONS.name


class IntroductionLapsed(IntroductionProposed):
    """The deadline passed: the next owner is ``coordinator_id``, until the new ``due_at``."""

    type = "introduction-lapsed.v1"
    topic = INTRODUCTIONS.name


class IntroductionCompleted(IntroductionProposed):
    """The resident joined the group."""

    type = "introduction-completed.v1"
    topic = INTRODUCTIONS.name


EVENTS = (
    GroupRegistered,
    GroupChanged,
    GroupJoined,
    GroupLeft,
    OfficerAppointed,
    OfficerRetired,
    IntroductionProposed,
    IntroductionAccepted,
    IntroductionDeclined,
    IntroductionLapsed,
    IntroductionCompleted,
)
