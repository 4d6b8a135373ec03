"""The routes of setting aside."""

from typing import Any

from fastapi import APIRouter, Response

from services.matching.bodies import Id
from services.matching.domain.recommending.familiar import SeenOf
from services.matching.service import Matching
from shared.web import CallerDep, CauseDep, View, answer


class SetAsideView(View):
    """A group or an activity, and whether it is set aside."""

    of: SeenOf
    target_id: str
    kept: bool


def set_aside_routes(uses: Matching) -> APIRouter:
    """What shall count less in somebody's own list."""
    router = APIRouter(tags=["people"])

    @router.put("/people/me/set-aside/{of}/{target_id}", response_model=SetAsideView)
    async def keep(of: SeenOf, target_id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """Not now: let a group or an activity count less in my list for a while; nobody is told."""
        commit = await uses.setting_aside.keep(caller.person_id, of, target_id, cause=cause)
        return answer(commit, SetAsideView(of=of, target_id=target_id, kept=True), 200)

    @router.delete("/people/me/set-aside/{of}/{target_id}", response_model=SetAsideView)
    async def take_back(of: SeenOf, target_id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """Let it count as before."""
        commit = await uses.setting_aside.take_back(caller.person_id, of, target_id, cause=cause)
        return answer(commit, SetAsideView(of=of, target_id=target_id, kept=False), 200)

    @router.get("/people/me/set-aside")
    async def mine(caller: CallerDep) -> dict[str, Any]:
        """What I set aside, the latest first."""
        parts = [key.partition("/") for key in await uses.setting_aside.of_person(caller.person_id)]
        items = [{"of": of, "target_id": id, "kept": True} for of, _, id in parts]
        return {"items": [SetAsideView.model_validate(item) for item in items], "next": None}

    return router
