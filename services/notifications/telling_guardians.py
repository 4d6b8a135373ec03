"""What notifications tells of guardians' consents: one line a fact."""

from services.notifications.domain import guardian_drafts
from services.notifications.service import Notifications
from shared.contracts.matching_guardians import GuardianAgreed, GuardianEnded
from shared.journal import Cause
from shared.messaging.handlers import Handlers

TELLING_GUARDIANS = Handlers[Notifications]()


@TELLING_GUARDIANS.consumes(GuardianAgreed, name="tell-guardian-agreed")
async def guardian_agreed(event: GuardianAgreed, uses: Notifications, cause: Cause) -> None:
    """To the young person."""
    await uses.tell(guardian_drafts.of_agreed(event), cause=cause)


@TELLING_GUARDIANS.consumes(GuardianEnded, name="tell-guardian-ended")
async def guardian_ended(event: GuardianEnded, uses: Notifications, cause: Cause) -> None:
    """To the young person."""
    await uses.tell(guardian_drafts.of_ended(event), cause=cause)
