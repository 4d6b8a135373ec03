"""The routes of groups that pause, end or are back, and of another group that is suggested instead."""

from fastapi import APIRouter, Response

from services.matching.bodies import Body, Id
from services.matching.domain.groups.standing_events import Standing
from services.matching.refusals import IntroductionOver
from services.matching.service import Matching
from services.matching.views import IntroductionTold
from shared.contracts.matching_standing import IntroductionSuggested
from shared.web import CallerDep, CauseDep, View, answer


class StandingBody(Body):
    """How the group stands: ``active``, ``suspended`` (活動休止) or ``ended`` (解散)."""

    standing: Standing


class StandingView(View):
    """How a group stands now."""

    group_id: str
    standing: Standing


class AnotherBody(Body):
    """The group that is suggested instead."""

    group_id: Id


class AnotherTold(IntroductionTold):
    """An introduction that ended with another group suggested: the resident may ask to meet it."""

    to_group_id: str


def standing_routes(uses: Matching) -> APIRouter:
    """How a group stands."""
    router = APIRouter(tags=["groups"])

    @router.put("/groups/{group_id}/standing", response_model=StandingView)
    async def stand(group_id: Id, body: StandingBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Pause a group, resume it, or end it (officers, staff; one that has ended: staff alone)."""
        chain = await uses.standings.put(group_id, body.standing, by=caller, cause=cause)
        return answer(chain, StandingView(group_id=group_id, standing=body.standing), 200)

    @router.post("/introductions/{introduction_id}/suggest", response_model=AnotherTold)
    async def suggest(introduction_id: Id, body: AnotherBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Suggest another group, where the first pauses or has ended (who has it, coordinators)."""
        chain = await uses.standings.suggest(introduction_id, body.group_id, by=caller, cause=cause)
        told = next((e for each in chain.commits for e in each.events if isinstance(e, IntroductionSuggested)), None)
        if told is None:
            raise IntroductionOver(status="forgone")
        fields = told.model_dump(include=set(AnotherTold.model_fields) - {"status"})
        return answer(chain, AnotherTold(**fields, status="forgone"), 200)

    return router
