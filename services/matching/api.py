"""The routes of matching: parse, one use case, answer."""

from typing import Any

from fastapi import APIRouter, Response

from services.matching.api_consultations import consultation_routes
from services.matching.api_groups import group_routes
from services.matching.api_help import help_routes
from services.matching.api_homes import home_routes
from services.matching.api_introductions import introduction_routes
from services.matching.api_ladder import ladder_routes
from services.matching.api_partners import partner_routes
from services.matching.api_recommendations import recommendation_routes
from services.matching.api_wishes import wish_routes
from services.matching.bodies import CoordinatorBody, DeskBody, Id, InterestsBody
from services.matching.domain.areas import TOWN
from services.matching.domain.events import DeskSet
from services.matching.domain.words import LISTS, Word
from services.matching.roster_views import CoordinatorView, DeskView, LoadedCoordinatorView
from services.matching.service import Matching
from services.matching.views import (
    AreaView,
    InterestsView,
    MemberView,
    TownView,
)
from shared.web import CallerDep, CauseDep, NotFound, answer


def routes(uses: Matching) -> APIRouter:
    """Every route of the service."""
    router = APIRouter()
    router.include_router(_own_routes(uses))
    router.include_router(recommendation_routes(uses))
    router.include_router(group_routes(uses))
    router.include_router(introduction_routes(uses))
    router.include_router(partner_routes(uses))
    router.include_router(consultation_routes(uses))
    router.include_router(ladder_routes(uses))
    router.include_router(help_routes(uses))
    router.include_router(wish_routes(uses))
    router.include_router(_roster_routes(uses))
    router.include_router(home_routes(uses))
    return router


def _own_routes(uses: Matching) -> APIRouter:
    """What everyone may say and see of themselves, and the words to say it in."""
    router = APIRouter(tags=["people"])

    @router.put("/people/me/interests", response_model=InterestsView)
    async def declare(body: InterestsBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Replace my interests."""
        commit = await uses.people.declare(caller.person_id, body.interests(), cause=cause)
        return answer(commit, InterestsView.of_commit(commit), 200)

    @router.get("/people/me/interests")
    async def interests(caller: CallerDep) -> InterestsView:
        """My interests."""
        return InterestsView.of(await uses.people.interests(caller.person_id))

    @router.get("/people/me/groups")
    async def my_groups(caller: CallerDep) -> dict[str, Any]:
        """The groups that I belong to."""
        rows = await uses.groups.of_person(caller.person_id)
        return {"items": [MemberView.of(row) for row in rows], "next": None}

    @router.get("/vocabulary")
    async def vocabulary() -> dict[str, Any]:
        """The published lists: tags, roles, times, languages, areas, each code with its words."""
        words, areas = uses.knowledge.words, uses.knowledge.areas
        lists: dict[str, Any] = {
            name: [_entry(code, word) for code, word in words.lists[name].items()] for name in LISTS
        }
        return {**lists, "areas": [{"layer": a.layer, **_entry(a.id, word)} for a, word in areas.words.items()]}

    @router.get("/areas")
    async def areas() -> dict[str, Any]:
        """The city's areas by layer, each with its name, its centre and its towns; then the towns (open)."""
        city = uses.knowledge.areas
        return {
            "items": [AreaView.of(area, city) for area in city.words if area.layer != TOWN],
            "next": None,
            "towns": [TownView.of(town) for town in city.towns.values()],
            "walk_half_minutes": city.half_minutes,
        }

    return router


def _roster_routes(uses: Matching) -> APIRouter:
    """Coordinators and the desk."""
    router = APIRouter(tags=["coordinators"])

    @router.put("/coordinators/{person_id}", response_model=CoordinatorView)
    async def put(person_id: Id, body: CoordinatorBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Enter or change a coordinator (staff)."""
        commit = await uses.coordinators.put(person_id, body.coordinator(), by=caller, cause=cause)
        return answer(commit, CoordinatorView.of_commit(commit), 200)

    @router.get("/coordinators")
    async def coordinators(caller: CallerDep) -> dict[str, Any]:
        """Every coordinator with the open cases they have (coordinators, staff)."""
        found = await uses.coordinators.all(by=caller)
        return {"items": [LoadedCoordinatorView.of(row, load) for row, load in found], "next": None}

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

    return router


def _entry(code: str, word: Word) -> dict[str, str]:
    return {"code": code, "ja": word.ja, "en": word.en}
