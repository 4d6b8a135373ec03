"""Open routes for somebody without an account: what there is for tastes they tap and a place they name. Not kept."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import StringConstraints

from services.matching.bodies import Id, Term
from services.matching.domain.areas import Area
from services.matching.domain.helping.events import HelpKind
from services.matching.domain.words import Word
from services.matching.helping.reading import HelpReading
from services.matching.helping.views import HelpReasonView
from services.matching.recommending.explaining_views import WhyView
from services.matching.recommending.visitors import Visitor, Wanted
from services.matching.refusals import AskAboutOne
from services.matching.service import Matching
from services.matching.views import ActivityRecommendation, GroupRecommendation, GroupView, recommendation_view
from shared.web import View

TAPS_MAX = 5
LIMIT_MAX = 30
NO_TAPS: list[Term] = []
Taps = Annotated[list[Term], Query(max_length=TAPS_MAX, description="a taste of GET /taps; not kept")]
Place = Annotated[
    str,
    StringConstraints(pattern=r"^([a-z0-9-]{1,40}/[a-z0-9-]{1,40}|elsewhere)?$"),
    Query(description="where I am: town/ID or LAYER/ID of GET /areas, elsewhere, or nothing; not kept"),
]
Tongue = Annotated[str, StringConstraints(max_length=40), Query(description="a language I would like to speak there")]


class NearGroup(GroupRecommendation):
    """``walk_minutes``: from the middle of the place that was named, where the point is known."""

    walk_minutes: int | None


class NearActivity(ActivityRecommendation):
    """``walk_minutes``: from the middle of the place that was named, where the point is known."""

    walk_minutes: int | None


class NameView(View):
    """A code with its words."""

    code: str
    ja: str
    en: str
    plain: str

    @classmethod
    def of(cls, code: str, word: Word, plain: str = "") -> "NameView":
        """The view of a word."""
        return cls(code=code, ja=word.ja, en=word.en, plain=plain or word.easy)


class WantedView(View):
    """Help wanted or offered. Of a person's own neither who nor when, and of where only the neighbourhood."""

    request_id: str
    kind: HelpKind
    category: NameView
    group: GroupView | None
    areas: tuple[NameView, ...]
    times: tuple[NameView, ...]
    minutes: int
    free: int
    until: date
    companion: bool
    checks: tuple[NameView, ...]
    minors: str
    walk_minutes: int | None
    reasons: tuple[HelpReasonView, ...]

    @classmethod
    def of(cls, wanted: Wanted, reading: HelpReading) -> "WantedView":
        """The view of help that is wanted."""
        row, knowledge = wanted.row, reading.knowledge
        category = knowledge.help.categories.get(row.category)
        word, plain = (category.word, category.plain) if category else (Word(row.category, row.category), "")
        checks = [(code, knowledge.help.checks[code]) for code in (category.checks if category else ())]
        return cls(
            request_id=row.id,
            kind=row.help_kind,
            category=NameView.of(row.category, word, plain),
            group=GroupView.of(wanted.group) if wanted.group else None,
            areas=tuple(_area(area, reading) for area in wanted.areas),
            times=tuple(NameView.of(code, knowledge.words.word("times", code)) for code in wanted.times),
            minutes=row.minutes,
            free=row.free,
            until=row.until,
            companion=row.companion,
            checks=tuple(NameView.of(code, each.word, each.plain) for code, each in checks),
            minors=category.minors if category else "consent",
            walk_minutes=wanted.walk_minutes,
            reasons=tuple(
                HelpReasonView(code=each.code, about=each.about, ja=said.ja, en=said.en, points=each.points)
                for each in wanted.reasons
                for said in [reading.words(each)]
            ),
        )


def visitor_routes(uses: Matching) -> APIRouter:
    """What is open to everybody. Before the routes of requests: one of these would be a request's id there."""
    router = APIRouter(tags=["open"])
    visitors = uses.visitors

    @router.get("/recommendations")
    async def recommendations(
        limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = 10,
        tap: Taps = NO_TAPS,
        place: Place = "",
        language: Tongue = "",
    ) -> list[NearGroup | NearActivity]:
        """Groups and activities for tastes and a place, each with up to three true reasons (open)."""
        found = await visitors.recommended(Visitor(tap, place, language), limit=limit)
        told: list[NearGroup | NearActivity] = []
        for each in found:
            view = recommendation_view(each.found, uses.recommendations)
            kind = NearGroup if isinstance(view, GroupRecommendation) else NearActivity
            told.append(kind(**dict(view), walk_minutes=each.walk_minutes))
        return told

    @router.get("/recommendations/why")
    async def why(
        group_id: Annotated[Id | None, Query()] = None,
        activity_id: Annotated[Id | None, Query()] = None,
        instead_of: Annotated[Id | None, Query(description="a group or an activity to compare with")] = None,
        tap: Taps = NO_TAPS,
        place: Place = "",
        language: Tongue = "",
    ) -> WhyView:
        """Why this one is in that list, or is not; with ``instead_of``, why not that one (open)."""
        if (group_id is None) == (activity_id is None):
            raise AskAboutOne
        found = await visitors.why(
            Visitor(tap, place, language), group_id=group_id, activity_id=activity_id, instead_of=instead_of
        )
        return WhyView.of(found, uses.recommendations)

    @router.get("/requests/wanted")
    async def wanted(
        kind: HelpKind | None = None,
        limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = 20,
        tap: Taps = NO_TAPS,
        place: Place = "",
    ) -> dict[str, Any]:
        """Help that is wanted or offered, with no name of a person and no place finer than a neighbourhood (open)."""
        found = await visitors.wanted(Visitor(tap, place), kind=kind, limit=limit)
        return {"items": [WantedView.of(each, uses.help_reading) for each in found], "next": None}

    return router


def _area(area: Area, reading: HelpReading) -> NameView:
    return NameView.of(area.id, reading.knowledge.areas.word(area))
