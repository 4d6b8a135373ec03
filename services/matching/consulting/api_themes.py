"""The routes of themes: what the city's consultations were about, month by month (staff, and everybody)."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.matching.consulting.theme_views import ThemesView
from services.matching.service import Matching
from shared.web import Caller, CallerDep

Month = Annotated[
    str | None, Query(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="2026-11; the last one if not said")
]


def theme_routes(uses: Matching) -> APIRouter:
    """Every route; to be included before those of one consultation."""
    router = APIRouter(tags=["consultations"])

    async def told(month: str | None, caller: Caller) -> ThemesView:
        months = await uses.themes.months(by=caller)
        return ThemesView.of(await uses.themes.of(month, by=caller), months, uses.knowledge.desks)

    @router.get("/consultations/themes")
    async def themes(caller: CallerDep, month: Month = None) -> ThemesView:
        """What a month's consultations were about, as far as nobody is found in it (staff)."""
        return await told(month, caller)

    @router.get("/consultations/themes.csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
    async def table(caller: CallerDep, month: Month = None) -> Response:
        """The same as a table (staff)."""
        view = await told(month, caller)
        return Response(view.table(), media_type="text/csv; charset=utf-8")

    async def published(month: str | None) -> ThemesView:
        row, months = await uses.themes.published(month)
        return ThemesView.of(row, months, uses.knowledge.desks)

    @router.get("/figures/themes")
    async def open_themes(month: Month = None) -> ThemesView:
        """The same for everybody: months of which something is told, and nothing else (open)."""
        return await published(month)

    @router.get("/figures/themes.csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
    async def open_table(month: Month = None) -> Response:
        """The same as a table (open)."""
        view = await published(month)
        return Response(view.table(), media_type="text/csv; charset=utf-8")

    return router
