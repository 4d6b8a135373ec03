"""The routes of the ladder: one's own step, and figures of areas in which nobody can be found."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from services.matching.bodies import AreaId, Body, Name
from services.matching.domain.ladder.figures import LadderFiguresPublished
from services.matching.ladder.checking import TableCheck
from services.matching.ladder.figure_views import LadderFiguresView
from services.matching.ladder.insight_views import MovedView, TiesView
from services.matching.ladder.insights import By, What
from services.matching.ladder.views import LadderView
from services.matching.service import Matching
from shared.web import CallerDep, CauseDep, View, answer

Table = Annotated[str, Field(max_length=2_000_000, description="CSV, the headings first")]


class PopulationBody(Body):
    """People by area and age: the open-data table, the layer of its areas, and where it is from."""

    layer: AreaId
    source: Name
    csv: Table


class SurveyBody(Body):
    """Answers by age band (``age_band,n,uninterested``) of people who take part in nothing, and where they are from."""

    source: Name
    csv: Table


class TakenView(View):
    """What was taken: the day of a table, or nothing new."""

    taken: bool


def ladder_routes(uses: Matching) -> APIRouter:
    """Every route of the ladder."""
    router = APIRouter(tags=["ladder"])
    _table_routes(router, uses)

    @router.get("/people/me/ladder")
    async def mine(caller: CallerDep) -> LadderView:
        """My own step, with what led there. There is no route to anybody else's."""
        return LadderView.of(await uses.ladder.of(caller.person_id))

    @router.post("/ladder/figures", status_code=201, response_model=LadderFiguresView)
    async def publish(caller: CallerDep, cause: CauseDep) -> Response:
        """Publish an estimate from both, every 28 days at most (staff)."""
        commit = await uses.ladder_figures.publish(by=caller, cause=cause)
        published = commit.first(LadderFiguresPublished).published
        return answer(commit, LadderFiguresView.of(published, uses.knowledge.areas))

    @router.get("/ladder/moved")
    async def moved(caller: CallerDep, layer: AreaId = "neighbourhood", what: What = "introduction") -> MovedView:
        """Did introductions, or coming once, move people up the ladder, or can we not tell (staff)."""
        months, found = await uses.ladder_insights.moved_by(what, layer, by=caller)
        return MovedView.of(what, months, found)

    @router.get("/ladder/ties")
    async def ties(caller: CallerDep, by: By = "age", layer: AreaId = "neighbourhood") -> TiesView:
        """Who takes part together, across ages or fields, against what chance would give (staff)."""
        quarter, found = await uses.ladder_insights.ties(by, layer, by=caller)
        return TiesView.of(by, layer, quarter, found)

    @router.get("/figures/ladder")
    async def figures() -> LadderFiguresView:
        """What was published last (open)."""
        return LadderFiguresView.of(await uses.ladder_figures.published(), uses.knowledge.areas)

    @router.get("/figures/ladder.csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
    async def table() -> Response:
        """The same as a table (open)."""
        view = LadderFiguresView.of(await uses.ladder_figures.published(), uses.knowledge.areas)
        return Response(view.table(), media_type="text/csv; charset=utf-8")

    return router


def _table_routes(router: APIRouter, uses: Matching) -> None:
    """The two tables of an estimate: looked at, and taken in."""

    @router.put("/ladder/population", response_model=TakenView)
    async def population(body: PopulationBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Take in how many people live where, by age (staff)."""
        commit = await uses.ladder_figures.take_population(body.layer, body.source, body.csv, by=caller, cause=cause)
        return answer(commit, TakenView(taken=bool(commit.events)), 200)

    @router.put("/ladder/survey", response_model=TakenView)
    async def survey(body: SurveyBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Take a survey in (staff)."""
        commit = await uses.ladder_figures.take_survey(body.source, body.csv, by=caller, cause=cause)
        return answer(commit, TakenView(taken=bool(commit.events)), 200)

    @router.post("/ladder/population/check")
    async def check_population(body: PopulationBody, caller: CallerDep) -> TableCheck:
        """What that table would change; nothing is taken (staff)."""
        return await uses.ladder_figures.check_population(body.layer, body.source, body.csv, by=caller)

    @router.post("/ladder/survey/check")
    async def check_survey(body: SurveyBody, caller: CallerDep) -> TableCheck:
        """What that survey would change; nothing is taken (staff)."""
        return await uses.ladder_figures.check_survey(body.source, body.csv, by=caller)
