"""The routes of one-tap wishes."""

from typing import Any

from fastapi import APIRouter, Response

from services.matching.bodies import Id
from services.matching.domain.recommending.wish_events import WishOf
from services.matching.service import Matching
from shared.web import CallerDep, CauseDep, View, answer


class WishView(View):
    """A wish, and whether it is kept."""

    of: WishOf
    target_id: str
    kept: bool


class WantedView(View):
    """How many people want it, in whole fives."""

    of: str
    target_id: str
    people: int


def wish_routes(uses: Matching) -> APIRouter:
    """What interests somebody, without more."""
    router = APIRouter(tags=["wishes"])

    @router.put("/people/me/wishes/{of}/{target_id}", response_model=WishView)
    async def make(of: WishOf, target_id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """Say that a group, an activity or a kind of help interests me; nobody is told."""
        commit = await uses.wishes.make(of, target_id, by=caller, cause=cause)
        return answer(commit, WishView(of=of, target_id=target_id, kept=True), 200)

    @router.delete("/people/me/wishes/{of}/{target_id}", response_model=WishView)
    async def withdraw(of: WishOf, target_id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """It no longer does."""
        commit = await uses.wishes.withdraw(of, target_id, by=caller, cause=cause)
        return answer(commit, WishView(of=of, target_id=target_id, kept=False), 200)

    @router.get("/people/me/wishes")
    async def mine(caller: CallerDep) -> dict[str, Any]:
        """What interests me."""
        rows = await uses.wishes.of_person(caller.person_id)
        return {"items": [WishView(of=row.of, target_id=row.target_id, kept=True) for row in rows], "next": None}

    @router.get("/wishes")
    async def counts(of: WishOf, caller: CallerDep) -> dict[str, Any]:
        """How many people want what, in whole fives (coordinators, staff); never who."""
        found = await uses.wishes.counts(of, by=caller)
        items = [WantedView(of=each.of, target_id=each.target_id, people=each.people) for each in found]
        return {"items": items, "next": None}

    return router
