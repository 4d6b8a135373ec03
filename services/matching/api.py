"""The routes of matching: parse, one use case, answer."""

from typing import Any

from fastapi import APIRouter, Response

from services.matching.accompanying.api import accompaniment_routes
from services.matching.accompanying.api_goals import goal_change_routes
from services.matching.bodies import InterestsBody
from services.matching.consulting.api import consultation_routes
from services.matching.consulting.api_referrals import referral_routes
from services.matching.consulting.api_themes import theme_routes
from services.matching.domain.areas import TOWN
from services.matching.domain.words import LISTS, Word
from services.matching.groups.api import group_routes
from services.matching.groups.api_partners import partner_routes
from services.matching.groups.api_standings import standing_routes
from services.matching.guarding.api import guardian_routes
from services.matching.helping.api import help_routes
from services.matching.history.api import history_routes
from services.matching.introducing.api import introduction_routes
from services.matching.inviting.api import invitation_routes
from services.matching.ladder.api import ladder_routes
from services.matching.learning.api import training_routes
from services.matching.outreach.api import outreach_routes
from services.matching.recommending.api import recommendation_routes
from services.matching.recommending.api_homes import home_routes
from services.matching.recommending.api_set_aside import set_aside_routes
from services.matching.recommending.api_visitors import visitor_routes
from services.matching.recommending.api_wishes import wish_routes
from services.matching.recommending.area_views import AreaView, TownView
from services.matching.service import Matching
from services.matching.team.api import coordinator_routes
from services.matching.views import (
    InterestsView,
    MemberView,
)
from services.matching.visiting.api import visit_routes
from shared.web import CallerDep, CauseDep, answer


def routes(uses: Matching) -> APIRouter:
    """Every route of the service."""
    router = APIRouter()
    router.include_router(_own_routes(uses))
    router.include_router(recommendation_routes(uses))
    router.include_router(visitor_routes(uses))
    router.include_router(group_routes(uses))
    router.include_router(standing_routes(uses))
    router.include_router(introduction_routes(uses))
    router.include_router(invitation_routes(uses))
    router.include_router(partner_routes(uses))
    router.include_router(theme_routes(uses))
    router.include_router(consultation_routes(uses))
    router.include_router(referral_routes(uses))
    router.include_router(ladder_routes(uses))
    router.include_router(history_routes(uses))
    router.include_router(guardian_routes(uses))
    router.include_router(visit_routes(uses))
    router.include_router(help_routes(uses))
    router.include_router(wish_routes(uses))
    router.include_router(set_aside_routes(uses))
    router.include_router(outreach_routes(uses))
    router.include_router(coordinator_routes(uses))
    router.include_router(home_routes(uses))
    router.include_router(training_routes(uses))
    router.include_router(goal_change_routes(uses))
    router.include_router(accompaniment_routes(uses))
    return router


def _own_routes(uses: Matching) -> APIRouter:
    """What everyone may say and see of themselves, and the words to say it in."""
    router = APIRouter(tags=["people"])

    @router.put("/people/me/interests", response_model=InterestsView)
    async def declare(body: InterestsBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Replace my interests."""
        said = uses.knowledge.interests(body.interests())
        commit = await uses.people.declare(caller.person_id, said, cause=cause)
        return answer(commit, InterestsView.of_commit(commit, said), 200)

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
        """The published lists: tags, roles, times, languages, areas, each code with its words (areas: their names)."""
        words, areas = uses.knowledge.words, uses.knowledge.areas
        lists: dict[str, Any] = {
            name: [{**_entry(code, word), "plain": word.easy} for code, word in words.lists[name].items()]
            for name in LISTS
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


def _entry(code: str, word: Word) -> dict[str, str]:
    return {"code": code, "ja": word.ja, "en": word.en}
