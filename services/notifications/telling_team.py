"""What notifications tells of a team without room, of suggestions between groups and of visits: one line a fact."""

from services.notifications.domain import accompaniment_drafts, team_drafts
from services.notifications.service import Notifications
from shared.contracts.matching_accompaniments import AccompanimentGoalsChange, AccompanimentVisitDue
from shared.contracts.matching_standing import SuggestionWithdrawn
from shared.contracts.matching_suggestions import SuggestionAnswered, SuggestionLapsed, SuggestionLate, SuggestionMade
from shared.contracts.matching_team import CapacityExhausted, CapacityRestored
from shared.journal import Cause
from shared.messaging.handlers import Handlers

TELLING_TEAM = Handlers[Notifications]()


@TELLING_TEAM.consumes(CapacityExhausted, name="tell-capacity-exhausted")
async def capacity_exhausted(event: CapacityExhausted, uses: Notifications, cause: Cause) -> None:
    """To the desk owner who has everything meanwhile."""
    await uses.tell(team_drafts.of_room(event), cause=cause)


@TELLING_TEAM.consumes(CapacityRestored, name="tell-capacity-restored")
async def capacity_restored(event: CapacityRestored, uses: Notifications, cause: Cause) -> None:
    """To the desk owner, who may hand over what waits."""
    await uses.tell(team_drafts.of_room(event), cause=cause)


@TELLING_TEAM.consumes(SuggestionMade, name="tell-suggestion-made")
async def suggestion_made(event: SuggestionMade, uses: Notifications, cause: Cause) -> None:
    """To the officers who are asked, and to who sees to it."""
    await uses.tell(team_drafts.of_suggestion(event), cause=cause)


@TELLING_TEAM.consumes(SuggestionLate, name="tell-suggestion-late")
async def suggestion_late(event: SuggestionLate, uses: Notifications, cause: Cause) -> None:
    """To the officers once more, and to the desk owner."""
    await uses.tell(team_drafts.of_suggestion(event), cause=cause)


@TELLING_TEAM.consumes(SuggestionAnswered, name="tell-suggestion-answered")
async def suggestion_answered(event: SuggestionAnswered, uses: Notifications, cause: Cause) -> None:
    """To the officers of the group that asked."""
    await uses.tell(team_drafts.of_suggestion(event), cause=cause)


@TELLING_TEAM.consumes(SuggestionLapsed, name="tell-suggestion-lapsed")
async def suggestion_lapsed(event: SuggestionLapsed, uses: Notifications, cause: Cause) -> None:
    """To the officers of the group that asked."""
    await uses.tell(team_drafts.of_suggestion(event), cause=cause)


@TELLING_TEAM.consumes(SuggestionWithdrawn, name="tell-suggestion-withdrawn")
async def suggestion_withdrawn(event: SuggestionWithdrawn, uses: Notifications, cause: Cause) -> None:
    """To the officers of the group that is still there."""
    await uses.tell(team_drafts.of_suggestion(event), cause=cause)


@TELLING_TEAM.consumes(AccompanimentVisitDue, name="tell-accompaniment-visit-due")
async def visit_due(event: AccompanimentVisitDue, uses: Notifications, cause: Cause) -> None:
    """To who accompanies the group."""
    await uses.tell(accompaniment_drafts.of_visit_due(event), cause=cause)


@TELLING_TEAM.consumes(AccompanimentGoalsChange, name="tell-accompaniment-goals-change")
async def goals_change(event: AccompanimentGoalsChange, uses: Notifications, cause: Cause) -> None:
    """To the other side, and to who has the accompaniment."""
    await uses.tell(accompaniment_drafts.of_goals(event), cause=cause)
