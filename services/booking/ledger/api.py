"""The route that takes a ledger of bookings over: parse, one use case, answer."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from services.booking.domain.houses.facility import Id
from services.booking.ledger.imports import LedgerImports, Wanted
from services.booking.ledger.report import LedgerReport
from services.booking.permissions import require, standings
from shared.web import CallerDep, CauseDep

CSV = {"requestBody": {"content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}}


def ledger_routes(imports: LedgerImports) -> APIRouter:
    """The router of ledgers."""
    router = APIRouter(tags=["bookings"])

    @router.post("/bookings/imports", openapi_extra=CSV)
    async def take_over(
        request: Request,
        caller: CallerDep,
        cause: CauseDep,  # noqa: ARG001 - a command needs a key; an import is the same by its file, whoever repeats it
        placeholder: Annotated[str, Query(max_length=128, description="The person that keeps what no group made")],
        facility_id: Annotated[Id | None, Query(description="The house, where the file names none")] = None,
        year: Annotated[int | None, Query(ge=2000, le=2199, description="For dates without a year")] = None,
        apply: Annotated[bool, Query(description="Take it over; otherwise it is only checked")] = False,
        source: Annotated[str, Query(max_length=200)] = "upload",
    ) -> LedgerReport:
        """Check a ledger of bookings, a CSV file as the body, and with `apply` take it over, whole or not (staff)."""
        require("import-bookings", standings(caller))
        wanted = Wanted(await request.body(), source, placeholder, facility_id, year)
        return await (imports.apply if apply else imports.check)(wanted, actor=caller.person_id)

    return router
