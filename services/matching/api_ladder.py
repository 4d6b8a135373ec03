"""The routes of the ladder: one's own step, and figures of areas in which nobody can be found."""

from fastapi import APIRouter

from services.matching.ladder_views import LadderView
from services.matching.service import Matching
from shared.web import CallerDep


def ladder_routes(uses: Matching) -> APIRouter:
    """Every route of the ladder."""
    router = APIRouter(tags=["ladder"])

    @router.get("/people/me/ladder")
    async def mine(caller: CallerDep) -> LadderView:
        """My own step, with what led there. There is no route to anybody else's."""
        return LadderView.of(await uses.ladder.of(caller.person_id))

    return router
