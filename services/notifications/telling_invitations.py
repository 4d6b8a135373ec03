"""What notifications tells of invitations: one line a fact."""

from services.notifications.domain import invitation_drafts
from services.notifications.service import Notifications
from shared.contracts.matching_invitations import InvitationClosed, InvitationLapsed, InvitationMade
from shared.journal import Cause
from shared.messaging.handlers import Handlers

TELLING_INVITATIONS = Handlers[Notifications]()


@TELLING_INVITATIONS.consumes(InvitationMade, name="tell-invitation-made")
async def invitation_made(event: InvitationMade, uses: Notifications, cause: Cause) -> None:
    """To the person who is asked."""
    await uses.tell(invitation_drafts.of_made(event), cause=cause)


@TELLING_INVITATIONS.consumes(InvitationClosed, name="tell-invitation-closed")
async def invitation_closed(event: InvitationClosed, uses: Notifications, cause: Cause) -> None:
    """To the officer who asked."""
    await uses.tell(invitation_drafts.of_closed(event), cause=cause)


@TELLING_INVITATIONS.consumes(InvitationLapsed, name="tell-invitation-lapsed")
async def invitation_lapsed(event: InvitationLapsed, uses: Notifications, cause: Cause) -> None:
    """To the person who did not answer."""
    await uses.tell(invitation_drafts.of_lapsed(event), cause=cause)
