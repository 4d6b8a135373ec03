"""What notifications tells of small help: one line a fact."""

from services.notifications.domain import help_drafts
from services.notifications.service import Notifications
from shared.contracts.matching_help import (
    HelpAccepted,
    HelpAnswered,
    HelpAnswerEnded,
    HelpDone,
    HelpOverdue,
    HelpReminded,
)
from shared.journal import Cause
from shared.messaging.handlers import Handlers

TELLING_HELP = Handlers[Notifications]()


@TELLING_HELP.consumes(HelpAnswered, name="tell-help-answered")
async def help_answered(event: HelpAnswered, uses: Notifications, cause: Cause) -> None:
    """To who opened it."""
    await uses.tell(help_drafts.of_answered(event), cause=cause)


@TELLING_HELP.consumes(HelpAccepted, name="tell-help-accepted")
async def help_accepted(event: HelpAccepted, uses: Notifications, cause: Cause) -> None:
    """To who helps, and to who goes along."""
    await uses.tell(help_drafts.of_accepted(event), cause=cause)


@TELLING_HELP.consumes(HelpReminded, name="tell-help-reminded")
async def help_reminded(event: HelpReminded, uses: Notifications, cause: Cause) -> None:
    """To both sides, the day before."""
    await uses.tell(help_drafts.of_reminded(event), cause=cause)


@TELLING_HELP.consumes(HelpDone, name="tell-help-done")
async def help_done(event: HelpDone, uses: Notifications, cause: Cause) -> None:
    """Thanks."""
    await uses.tell(help_drafts.of_done(event), cause=cause)


@TELLING_HELP.consumes(HelpAnswerEnded, name="tell-help-answer-ended")
async def help_answer_ended(event: HelpAnswerEnded, uses: Notifications, cause: Cause) -> None:
    """To the side that did not end it."""
    await uses.tell(help_drafts.of_ended(event), cause=cause)


@TELLING_HELP.consumes(HelpOverdue, name="tell-help-overdue")
async def help_overdue(event: HelpOverdue, uses: Notifications, cause: Cause) -> None:
    """To who opened it, and to who sees to it now."""
    await uses.tell(help_drafts.of_overdue(event), cause=cause)
