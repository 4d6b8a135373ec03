"""What matching tells of invitations: a group asks somebody who agreed to be found, and hears yes or not this time."""

from typing import Literal

from shared.contracts.base import INVITATIONS, Instant, PublicEvent


class InvitationMade(PublicEvent):
    """An officer of a group would like to meet the person, who answers until ``due_at``, or not at all."""

    type = "invitation-made.v1"
    topic = INVITATIONS.name

    person_id: str
    group_id: str
    due_at: Instant


class InvitationClosed(PublicEvent):
    """A group's invitation has its answer: ``officer_id``, who asked, is told.

    Who it was is not said, and of what is no yes not whether it was a no, silence, or a consent that was taken back.
    """

    type = "invitation-closed.v1"
    topic = INVITATIONS.name

    group_id: str
    officer_id: str
    accepted: bool


class InvitationLapsed(PublicEvent):
    """The person has not answered in time, or the group is away (``standing``): it is over, nothing is to be done."""

    type = "invitation-lapsed.v1"
    topic = INVITATIONS.name

    person_id: str
    group_id: str
    standing: Literal["suspended", "ended"] | None = None


EVENTS = (InvitationMade, InvitationClosed, InvitationLapsed)
