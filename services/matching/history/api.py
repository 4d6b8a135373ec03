"""The routes of the city's own past: noting that one takes it, fetching it, and who did (staff)."""

from datetime import date
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from services.matching.bodies import Body, Id
from services.matching.domain.history.export import OPEN_FOR, HistoryExportNoted
from services.matching.history.rows import HistoryExportRow
from services.matching.service import Matching
from shared.web import CallerDep, CauseDep, TokyoInstant, View, answer, listed
from shared.web.paging import PagingDep

NDJSON = "application/x-ndjson"


class HistoryExportBody(Body):
    """The day that cuts the past: what was said by then is told, and what was done. Else it is 182 days ago."""

    split: date | None = None


class HistoryExportView(View):
    """An export: by whom, up to which day, and until when whoever noted it may fetch it."""

    export_id: str
    by: str
    split: date
    noted_at: TokyoInstant
    open_until: TokyoInstant

    @classmethod
    def of(cls, noted: HistoryExportNoted | HistoryExportRow) -> "HistoryExportView":
        """The view of what was noted."""
        id = noted.id if isinstance(noted, HistoryExportRow) else noted.export_id
        until = noted.at + OPEN_FOR
        return cls(export_id=id, by=noted.by, split=noted.split, noted_at=noted.at, open_until=until)


def history_routes(uses: Matching) -> APIRouter:
    """All three."""
    router = APIRouter(tags=["history"])

    @router.post("/history-exports", status_code=201, response_model=HistoryExportView)
    async def note(body: HistoryExportBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Note that I take the city's past, without names, to measure recommendations with (staff)."""
        commit = await uses.history_exports.note(body.split, by=caller, cause=cause)
        return answer(commit, HistoryExportView.of(commit.first(HistoryExportNoted)))

    @router.get("/history-exports")
    async def noted(caller: CallerDep, paging: PagingDep) -> dict[str, Any]:
        """Who took one, up to which day, and when, the latest first (staff)."""
        return listed(await uses.history_exports.noted(paging, by=caller), HistoryExportView.of)

    @router.get(
        "/history-exports/{export_id}/lines", response_class=Response, responses={200: {"content": {NDJSON: {}}}}
    )
    async def lines(export_id: Id, caller: CallerDep) -> StreamingResponse:
        """The lines, for whoever noted it, within the hour. Without its last line (``end``) it is not whole."""
        found = await uses.history_exports.fetch(export_id, by=caller)
        return StreamingResponse(found, media_type=NDJSON, headers={"Cache-Control": "no-store"})

    return router
