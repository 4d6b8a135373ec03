"""What notifications tells of first meetings and of how it goes a month after somebody joined: one line a fact."""

from services.notifications.domain import drafts, introduction_drafts
from services.notifications.service import Notifications
from shared.contracts.matching_introductions import (
    IntroductionArranged,
    IntroductionFollowedUp,
    IntroductionFollowUpAsked,
    IntroductionMet,
    IntroductionNotMet,
    IntroductionWished,
)
from shared.contracts.matching_standing import IntroductionInterrupted, IntroductionResumed, IntroductionSuggested
from shared.journal import Cause
from shared.messaging.handlers import Handlers

TELLING_INTRODUCTIONS = Handlers[Notifications]()


@TELLING_INTRODUCTIONS.consumes(IntroductionArranged, name="tell-introduction-arranged")
async def introduction_arranged(event: IntroductionArranged, uses: Notifications, cause: Cause) -> None:
    """To the resident and the officer who meet."""
    await uses.tell(introduction_drafts.of_arranged(event), cause=cause)


@TELLING_INTRODUCTIONS.consumes(IntroductionMet, name="tell-introduction-met")
async def introduction_met(event: IntroductionMet, uses: Notifications, cause: Cause) -> None:
    """To the resident, who is asked whether they join."""
    await uses.tell(drafts.of_introduction("introduction-met", event, to=event.person_id), cause=cause)


@TELLING_INTRODUCTIONS.consumes(IntroductionNotMet, name="tell-introduction-not-met")
async def introduction_not_met(event: IntroductionNotMet, uses: Notifications, cause: Cause) -> None:
    """To the resident."""
    await uses.tell(drafts.of_introduction("introduction-not-met", event, to=event.person_id), cause=cause)


@TELLING_INTRODUCTIONS.consumes(IntroductionWished, name="tell-introduction-wished")
async def introduction_wished(event: IntroductionWished, uses: Notifications, cause: Cause) -> None:
    """To who adds the member."""
    await uses.tell(introduction_drafts.of_wished(event), cause=cause)


@TELLING_INTRODUCTIONS.consumes(IntroductionFollowUpAsked, name="tell-introduction-follow-up-asked")
async def follow_up_asked(event: IntroductionFollowUpAsked, uses: Notifications, cause: Cause) -> None:
    """To the resident, once."""
    drafted = drafts.of_introduction("introduction-follow-up-asked", event, to=event.person_id)
    await uses.tell(drafted, cause=cause)


@TELLING_INTRODUCTIONS.consumes(IntroductionFollowedUp, name="tell-introduction-followed-up")
async def followed_up(event: IntroductionFollowedUp, uses: Notifications, cause: Cause) -> None:
    """To who hears the answer."""
    drafted = drafts.of_introduction("introduction-followed-up", event, to=event.coordinator_id)
    await uses.tell(drafted, cause=cause)


@TELLING_INTRODUCTIONS.consumes(IntroductionInterrupted, name="tell-introduction-interrupted")
async def interrupted(event: IntroductionInterrupted, uses: Notifications, cause: Cause) -> None:
    """To the resident, and to who looks for another group."""
    await uses.tell(introduction_drafts.of_interrupted(event), cause=cause)


@TELLING_INTRODUCTIONS.consumes(IntroductionResumed, name="tell-introduction-resumed")
async def resumed(event: IntroductionResumed, uses: Notifications, cause: Cause) -> None:
    """To the resident: the group is back."""
    await uses.tell(drafts.of_introduction("introduction-resumed", event, to=event.person_id), cause=cause)


@TELLING_INTRODUCTIONS.consumes(IntroductionSuggested, name="tell-introduction-suggested")
async def suggested(event: IntroductionSuggested, uses: Notifications, cause: Cause) -> None:
    """To the resident: another group."""
    await uses.tell(introduction_drafts.of_suggested(event), cause=cause)
