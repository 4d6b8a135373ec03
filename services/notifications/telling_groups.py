"""What notifications tells of groups that have ended, and of those that hold an activity together: one line a fact."""

from collections.abc import Mapping

from services.notifications.domain import group_drafts
from services.notifications.domain.co_host_drafts import of_co_host
from services.notifications.service import Notifications
from shared.contracts.booking_co_hosts import CoHostAffected, CoHostAnswered, CoHostAsked, CoHostEnded
from shared.contracts.matching_standing import MembershipEnded
from shared.journal import Cause
from shared.messaging.handlers import Handlers

TELLING_GROUPS = Handlers[Notifications]()
NAMES: Mapping[type[CoHostAsked], str] = {
    CoHostAsked: "tell-co-host-asked",
    CoHostAnswered: "tell-co-host-answered",
    CoHostAffected: "tell-co-host-affected",
    CoHostEnded: "tell-co-host-ended",
}
"""Each of them names whom to tell."""


@TELLING_GROUPS.consumes(MembershipEnded, name="tell-membership-ended")
async def membership_ended(event: MembershipEnded, uses: Notifications, cause: Cause) -> None:
    """To who was a member; to who acts for what is left."""
    await uses.tell(group_drafts.of_end(event), cause=cause)


async def co_host(event: CoHostAsked, uses: Notifications, cause: Cause) -> None:
    """To officers of the group that is asked, or of the one that announced: whom the event names."""
    await uses.tell(of_co_host(event), cause=cause)


for _event, _name in NAMES.items():
    TELLING_GROUPS.consumes(_event, name=_name)(co_host)
