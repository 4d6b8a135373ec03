"""What matching tells the others: groups and their needs, who belongs to them, introductions."""

from typing import Literal

from shared.contracts.base import CONSULTATIONS, GROUPS, INTRODUCTIONS, MEMBERSHIPS, Areas, Instant, PublicEvent

GroupKind = Literal["neighbourhood", "theme"]
SizeBand = Literal["1-4", "5-9", "10-29", "30-99", "100+"]
ConsultationChannel = Literal["web", "phone", "counter"]
WordGiven = Literal["person", "recorded", "silent"]
"""Who said that a consultation is solved: the person, the coordinator for them, or nobody in the days given."""


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
    """One side said no. ``words``: the code of prepared kind ones; ``officer_id``: who is told for the group."""

    type = "introduction-declined.v1"
    topic = INTRODUCTIONS.name

    words: str | None = None
    officer_id: str | None = None


class IntroductionLapsed(IntroductionProposed):
    """Somebody else has it: the next owner is ``coordinator_id``, until the new ``due_at``.

    ``reason``: nothing when a deadline passed; ``left``: who had it serves no longer, or the desk has a new owner;
    ``handed-over``: it was handed over, for leave, overload or on request.
    """

    type = "introduction-lapsed.v1"
    topic = INTRODUCTIONS.name

    reason: Literal["left", "handed-over"] | None = None


class IntroductionCompleted(IntroductionProposed):
    """The resident joined the group."""

    type = "introduction-completed.v1"
    topic = INTRODUCTIONS.name


class ConsultationOpened(PublicEvent):
    """Somebody brought a worry; a named person, chosen by desk, area and load, has it until ``due_at``.

    Nothing here says what about: the words are in a vault, and a desk is broad. Outside systems get neither the desk
    nor ``due_at``, which would tell it. In each event of a consultation ``coordinator_id`` is who has it from then on.
    """

    type = "consultation-opened.v1"
    topic = CONSULTATIONS.name

    consultation_id: str
    person_id: str | None = None
    """Nobody when somebody without an account rang or came by."""
    desk: str
    areas: Areas = {}
    channel: ConsultationChannel
    coordinator_id: str
    due_at: Instant


class ConsultationAssigned(ConsultationOpened):
    """Somebody has the consultation: the first, or the next when the one before no longer serves."""

    type = "consultation-assigned.v1"
    topic = CONSULTATIONS.name


class ConsultationReferred(ConsultationOpened):
    """Another desk has it now."""

    type = "consultation-referred.v1"
    topic = CONSULTATIONS.name


class ConsultationEscalated(ConsultationOpened):
    """The deadline passed: the desk owner has it now. Once a consultation."""

    type = "consultation-escalated.v1"
    topic = CONSULTATIONS.name


class ConsultationAnswered(ConsultationOpened):
    """Who has it is done; the person is asked for their word, until ``due_at``."""

    type = "consultation-answered.v1"
    topic = CONSULTATIONS.name


class ConsultationResolved(ConsultationOpened):
    """It is solved, by the word of ``word``. The person may take it up again until ``due_at``."""

    type = "consultation-resolved.v1"
    topic = CONSULTATIONS.name

    word: WordGiven


class ConsultationReopened(ConsultationOpened):
    """The person says that it is not solved yet."""

    type = "consultation-reopened.v1"
    topic = CONSULTATIONS.name


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
    ConsultationOpened,
    ConsultationAssigned,
    ConsultationReferred,
    ConsultationEscalated,
    ConsultationAnswered,
    ConsultationResolved,
    ConsultationReopened,
)
