"""The routes of introductions."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from services.matching.bodies import Decline, Id, NewIntroduction
from services.matching.refusals import IntroductionOver
from services.matching.service import Matching
from services.matching.views import IntroductionTold, IntroductionView, IntroductionWithWords
from shared.contracts.matching import IntroductionAccepted, IntroductionDeclined, IntroductionProposed
from shared.web import CallerDep, CauseDep, PagingDep, View, answer, listed


def introduction_routes(uses: Matching) -> APIRouter:
    """Asking to meet a group, and answering."""
    router = APIRouter(tags=["introductions"])
    _reading_routes(router, uses)
    _deciding_routes(router, uses)
    return router


def _reading_routes(router: APIRouter, uses: Matching) -> None:
    @router.get("/introductions")
    async def introductions(
        caller: CallerDep,
        paging: PagingDep,
        group_id: Annotated[Id | None, Query(description="those of a group (officers, coordinators, staff)")] = None,
        assigned: Annotated[Literal["me"] | None, Query(description="those that I have as coordinator")] = None,
    ) -> dict[str, Any]:
        """Introductions of a group, those assigned to me, or else those that I asked for; newest first."""
        found = uses.introductions
        if group_id is not None:
            page = await found.of_group(group_id, by=caller, cursor=paging.cursor, limit=paging.limit)
        elif assigned:
            page = await found.assigned_to(caller.person_id, cursor=paging.cursor, limit=paging.limit)
        else:
            page = await found.of_person(caller.person_id, cursor=paging.cursor, limit=paging.limit)
        return listed(page, lambda row: IntroductionView.of(row, uses.recommendations))

    @router.get("/introductions/{introduction_id}")
    async def introduction(introduction_id: Id, caller: CallerDep) -> IntroductionWithWords:
        """One introduction; the resident's words for its two sides and who has it."""
        seen = await uses.introductions.get(introduction_id, by=caller)
        fields = IntroductionView.fields_of(seen.row, uses.recommendations)
        return IntroductionWithWords(**fields, message=seen.message)


def _deciding_routes(router: APIRouter, uses: Matching) -> None:
    @router.post("/introductions", status_code=201, response_model=IntroductionTold)
    async def ask(body: NewIntroduction, caller: CallerDep, cause: CauseDep) -> Response:
        """Ask to meet a group. This is the resident's yes; a named coordinator has it until ``due_at``."""
        chain = await uses.introductions.ask(caller.person_id, body.group_id, body.message, cause=cause)
        return answer(chain, _told(IntroductionTold.of(chain, IntroductionProposed, "proposed")))

    @router.post("/introductions/{introduction_id}/accept", response_model=IntroductionTold)
    async def accept(introduction_id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """The group's yes (officers; coordinators for them, recorded)."""
        commit = await uses.introductions.accept(introduction_id, by=caller, cause=cause)
        return answer(commit, _told(IntroductionTold.of(commit, IntroductionAccepted, "accepted")), 200)

    @router.post("/introductions/{introduction_id}/decline", response_model=IntroductionTold)
    async def decline(introduction_id: Id, caller: CallerDep, cause: CauseDep, body: Decline | None = None) -> Response:
        """One side's no (the resident, officers; coordinators for either, recorded)."""
        side = body.side if body else None
        chain = await uses.introductions.decline(introduction_id, by=caller, cause=cause, side=side)
        return answer(chain, _told(IntroductionTold.of(chain, IntroductionDeclined, "declined")), 200)


def _told(view: IntroductionTold | None) -> View:
    """The view; a request that came to nothing on the way (an erasure) has none."""
    if view is None:
        raise IntroductionOver(status="forgone")
    return view
