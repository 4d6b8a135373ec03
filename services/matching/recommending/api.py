"""The routes of recommendations: the list, and why this and not that."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.matching.bodies import Id, Term
from services.matching.domain.words import Word, Words
from services.matching.recommending.explaining_views import WhyView
from services.matching.recommending.recommendations import LIMIT_MAX
from services.matching.refusals import AskAboutOne
from services.matching.service import Matching
from services.matching.views import ActivityRecommendation, GroupRecommendation, recommendation_view
from shared.web import CallerDep, View

TAPS_MAX = 5
NO_TAPS: list[Term] = []


class TasteView(View):
    """A tag with its words (``plain``: in plain Japanese): the second tap."""

    code: str
    ja: str
    en: str
    plain: str = ""

    @classmethod
    def of(cls, code: str, word: Word) -> "TasteView":
        """The view of a tag."""
        return cls(code=code, ja=word.ja, en=word.en, plain=word.easy)


class TasteAreaView(TasteView):
    """A broader tag with those under it: the first tap."""

    tastes: tuple[TasteView, ...]


def life_areas(words: Words) -> list[TasteAreaView]:
    """The vocabulary's broader tags, each with those under it, in the order of the file."""
    under: dict[str, list[TasteView]] = {}
    for tag, broader in words.broader.items():
        under.setdefault(broader, []).append(TasteView.of(tag, words.word("tags", tag)))
    return [
        TasteAreaView(**dict(TasteView.of(code, word)), tastes=tuple(under[code]))
        for code, word in words.lists["tags"].items()
        if code in under
    ]


def recommendation_routes(uses: Matching) -> APIRouter:
    """What is recommended to whoever asks, and why."""
    router = APIRouter(tags=["people"])

    @router.get("/people/me/recommendations")
    async def recommendations(
        caller: CallerDep,
        limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = 10,
        tap: Annotated[list[Term], Query(max_length=TAPS_MAX, description="a taste of GET /taps; not kept")] = NO_TAPS,
    ) -> list[GroupRecommendation | ActivityRecommendation]:
        """Groups and activities for me, with up to three true reasons each. With ``tap`` nothing need be declared."""
        found = await uses.recommendations.for_person(caller.person_id, limit=limit, taps=tap)
        return [recommendation_view(each, uses.recommendations) for each in found]

    @router.get("/taps")
    async def taps() -> dict[str, list[TasteAreaView]]:
        """Two taps to a first list: an area of life, then a taste (open). What is tapped is not kept."""
        return {"items": life_areas(uses.knowledge.words)}

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
