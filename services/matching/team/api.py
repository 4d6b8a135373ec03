"""The routes of the roster: who takes cases, who owns the desks, handing over, and why somebody has a case."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from services.matching.bodies import CoordinatorBody, DeskBody, HandOverBody, Id
from services.matching.domain.events import DeskSet
from services.matching.service import Matching
from services.matching.team.choice_views import (
    ChoiceView,
    FullView,
    HandedOverView,
    HeldView,
    OutlookView,
    PlanView,
    team_view,
)
from services.matching.team.choices import Sort
from services.matching.team.hand_over_plan import Request
from services.matching.team.roster_views import CoordinatorView, DeskView, LoadedCoordinatorView
from shared.web import CallerDep, CauseDep, NotFound, answer

Ids = Annotated[list[Id] | None, Query(max_length=500)]


def coordinator_routes(uses: Matching) -> APIRouter:
    """Coordinators, desks, plans and choices."""
    router = APIRouter(tags=["coordinators"])
    _roster_routes(router, uses)
    _desk_routes(router, uses)
    _hand_over_routes(router, uses)
    for sort in ("introduction", "consultation", "accompaniment"):
        _choice_route(router, uses, sort)
    _history_route(router, uses, "introduction")
    _history_route(router, uses, "consultation")
    return router


def _roster_routes(router: APIRouter, uses: Matching) -> None:
    @router.put("/coordinators/{person_id}", response_model=CoordinatorView)
    async def put(person_id: Id, body: CoordinatorBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Enter or change a coordinator (staff). Where they have more than fits then, the excess is handed over."""
        commit = await uses.coordinators.put(person_id, body.coordinator(), by=caller, cause=cause)
        return answer(commit, CoordinatorView.of_commit(commit), 200)

    @router.get("/coordinators")
    async def coordinators(caller: CallerDep) -> dict[str, Any]:
        """Every coordinator with the open cases they have, the free places, and what is full (coordinators, staff)."""
        found = await uses.coordinators.all(by=caller)
        outlook = OutlookView.of(await uses.coordinators.outlook())
        items = [LoadedCoordinatorView.of(row, load) for row, load in found]
        full = [FullView.of(row) for row in await uses.coordinators.full()]
        return {"items": items, "next": None, "outlook": outlook, "full": full}

    @router.get("/team")
    async def team() -> dict[str, Any]:
        """Kinds of coordinators with what each may take, and the line to the social-welfare coordinator (open)."""
        return team_view(uses.knowledge.team)


def _desk_routes(router: APIRouter, uses: Matching) -> None:
    @router.put("/desk", response_model=DeskView)
    async def set_desk(body: DeskBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Name the desk owner (staff)."""
        commit = await uses.coordinators.set_desk(body.owner_id, body.answer_days, by=caller, cause=cause)
        return answer(commit, DeskView.of(commit.first(DeskSet)), 200)

    @router.get("/desk")
    async def desk(caller: CallerDep) -> DeskView:
        """Who owns the desk (coordinators, staff)."""
        row = await uses.coordinators.desk(by=caller)
        if row is None:
            raise NotFound(what="desk")
        return DeskView.of(row)


def _hand_over_routes(router: APIRouter, uses: Matching) -> None:
    @router.get("/coordinators/{person_id}/plan")
    async def plan(
        person_id: Id,
        caller: CallerDep,
        why: Annotated[Literal["leave", "overload", "request"], Query()] = "request",
        introduction_ids: Ids = None,
        consultation_ids: Ids = None,
        accompaniment_ids: Ids = None,
    ) -> PlanView:
        """Who would get this one's cases, and why (staff, and who has them). Nothing is changed."""
        named = (
            tuple(ids) if ids is not None else None for ids in (introduction_ids, consultation_ids, accompaniment_ids)
        )
        found = await uses.hand_overs.look(Request(person_id, why, *named), by=caller)
        return PlanView.of(found, uses.knowledge.assigning, uses.hand_overs.journal.now())

    @router.post("/coordinators/{person_id}/hand-over", response_model=HandedOverView)
    async def hand_over(person_id: Id, body: HandOverBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Hand cases over for leave, overload or on request, all planned together (staff, and who has them)."""
        chain = await uses.hand_overs.carry_out(body.request(person_id), by=caller, cause=cause, digest=body.plan)
        return answer(chain, HandedOverView.of_commit(chain.commits[0], person_id), 200)


def _choice_route(router: APIRouter, uses: Matching, sort: Sort) -> None:
    @router.get(f"/{sort}s/{{case_id}}/choice", name=f"{sort}_choice")
    async def choice(
        case_id: Id,
        caller: CallerDep,
        number: Annotated[int | None, Query(ge=0, le=1_000_000, description="of an earlier turn")] = None,
    ) -> ChoiceView:
        """Why this one has it, and why not another (who has it, desk owners, staff; no consultation: coordinators)."""
        return ChoiceView.of(
            await uses.choices.explain(sort, case_id, by=caller, number=number), uses.knowledge.assigning
        )


def _history_route(router: APIRouter, uses: Matching, sort: Sort) -> None:
    @router.get(f"/{sort}s/{{case_id}}/history", name=f"{sort}_history")
    async def history(case_id: Id, caller: CallerDep) -> dict[str, Any]:
        """Who was to have it since when and why, oldest first (whoever may read the case)."""
        rows = await uses.choices.history(sort, case_id, by=caller)
        return {"items": [HeldView.of(row) for row in rows], "next": None}
