"""What notifications tells of groups that have ended: one line a fact."""

from services.notifications.domain import group_drafts
from services.notifications.service import Notifications
from shared.contracts.matching_standing import MembershipEnded
from shared.journal import Cause
from shared.messaging.handlers import Handlers

TELLING_GROUPS = Handlers[Notifications]()


@TELLING_GROUPS.consumes(MembershipEnded, name="tell-membership-ended")
async def membership_ended(event: MembershipEnded, uses: Notifications, cause: Cause) -> None:
    """To who was a member; to who acts for what is left."""
    await uses.tell(group_drafts.of_end(event), cause=cause)
