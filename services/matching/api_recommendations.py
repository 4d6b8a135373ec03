"""The routes of recommendations: the list, and why this and not that."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.matching.bodies import Id
from services.matching.explaining_views import WhyView
from services.matching.recommendations import LIMIT_MAX
from services.matching.refusals import AskAboutOne
from services.matching.service import Matching
from services.matching.views import ActivityRecommendation, GroupRecommendation, recommendation_view
from shared.web import CallerDep


def recommendation_routes(uses: Matching) -> APIRouter:
    """What is recommended to whoever asks, and why."""
    router = APIRouter(tags=["people"])

    @router.get("/people/me/recommendations")
    async def recommendations(
        caller: CallerDep, limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = 10
    ) -> list[GroupRecommendation | ActivityRecommendation]:
        """Groups and activities for me, with up to three true reasons each."""
        found = await uses.recommendations.for_person(caller.person_id, limit=limit)
        return [recommendation_view(each, uses.recommendations) for each in found]

    @router.get("/people/me/recommendations/why")
    async def why(
        caller: CallerDep,
        group_id: Annotated[Id | None, Query()] = None,
        activity_id: Annotated[Id | None, Query()] = None,
        instead_of: Annotated[Id | None, Query(description="a group or an activity to compare with")] = None,
    ) -> WhyView:
        """Why this one is recommended to me, or is not; with ``instead_of``, why that one comes before or after it."""
        if (group_id is None) == (activity_id is None):
            raise AskAboutOne
        found = await uses.explaining.why(
            caller.person_id, group_id=group_id, activity_id=activity_id, instead_of=instead_of
        )
        return WhyView.of(found, uses.recommendations)

    return router
