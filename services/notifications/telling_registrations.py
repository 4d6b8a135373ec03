"""What notifications tells of registrations to use and of penalty points: one line a fact."""

from services.notifications.domain import drafts
from services.notifications.service import Notifications
from shared.contracts.booking_registrations import (
    PenaltyRecorded,
    PenaltyWaived,
    RegistrationApproved,
    RegistrationEnded,
    RegistrationEnding,
    RegistrationRenewed,
    RegistrationResumed,
    RegistrationSuspended,
)
from shared.journal import Cause
from shared.messaging.handlers import Handlers

TELLING_REGISTRATIONS = Handlers[Notifications]()


@TELLING_REGISTRATIONS.consumes(RegistrationApproved, name="tell-registration-approved")
async def registration_approved(event: RegistrationApproved, uses: Notifications, cause: Cause) -> None:
    """To whose it is."""
    await uses.tell(drafts.of_registration(event), cause=cause)


@TELLING_REGISTRATIONS.consumes(RegistrationRenewed, name="tell-registration-renewed")
async def registration_renewed(event: RegistrationRenewed, uses: Notifications, cause: Cause) -> None:
    """To whose it is."""
    await uses.tell(drafts.of_registration(event), cause=cause)


@TELLING_REGISTRATIONS.consumes(RegistrationEnding, name="tell-registration-ending")
async def registration_ending(event: RegistrationEnding, uses: Notifications, cause: Cause) -> None:
    """To whose it is, in time."""
    await uses.tell(drafts.of_registration(event), cause=cause)


@TELLING_REGISTRATIONS.consumes(RegistrationEnded, name="tell-registration-ended")
async def registration_ended(event: RegistrationEnded, uses: Notifications, cause: Cause) -> None:
    """To whose it was, or who asked for one in vain."""
    await uses.tell(drafts.of_registration(event), cause=cause)


@TELLING_REGISTRATIONS.consumes(RegistrationSuspended, name="tell-registration-suspended")
async def registration_suspended(event: RegistrationSuspended, uses: Notifications, cause: Cause) -> None:
    """To who may not book for a while."""
    await uses.tell(drafts.of_registration(event), cause=cause)


@TELLING_REGISTRATIONS.consumes(RegistrationResumed, name="tell-registration-resumed")
async def registration_resumed(event: RegistrationResumed, uses: Notifications, cause: Cause) -> None:
    """To who may book again."""
    await uses.tell(drafts.of_registration(event), cause=cause)


@TELLING_REGISTRATIONS.consumes(PenaltyRecorded, name="tell-penalty-recorded")
async def penalty_recorded(event: PenaltyRecorded, uses: Notifications, cause: Cause) -> None:
    """To whose points they are."""
    await uses.tell(drafts.of_penalty(event), cause=cause)


@TELLING_REGISTRATIONS.consumes(PenaltyWaived, name="tell-penalty-waived")
async def penalty_waived(event: PenaltyWaived, uses: Notifications, cause: Cause) -> None:
    """To whose points they were."""
    await uses.tell(drafts.of_penalty(event), cause=cause)
