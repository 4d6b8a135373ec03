"""The routes of facilities: parse, one use case, answer."""

import re
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from services.booking.direct_route import direct_read
from services.booking.domain.houses.facility import FacilityDraft, Id
from services.booking.domain.purposes import PURPOSES
from services.booking.free.availability_text import availability_text
from services.booking.houses.importing import ImportReport, import_facilities
from services.booking.permissions import require, standings
from services.booking.service import Booking
from services.booking.views import AvailabilityView, DemandView, FacilityView, PurposeView, RuleView
from shared.web import CallerDep, CauseDep, PagingDep, answer, listed
from shared.web.conditional import unless_known

FacilityId = Annotated[Id, Path(description="The facility's id")]
Word = Annotated[str | None, Query(max_length=100)]
When = Annotated[str | None, Query(max_length=40)]
PLAIN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
DAYS_ASKED = re.compile(rb"(?:from=(?P<since>\d{4}-\d\d-\d\d)(?:&until=(?P<until>\d{4}-\d\d-\d\d))?)?")
"""How pages and apps ask for what is free."""


def facility_routes(uses: Booking) -> APIRouter:
    """The router of facilities."""
    router = APIRouter(tags=["facilities"])
    _reading(router, uses)
    _registering(router, uses)
    return router


def _reading(router: APIRouter, uses: Booking) -> None:
    @router.get("/facilities")
    async def facilities(
        paging: PagingDep, area: Word = None, kind: Word = None, bookable: bool | None = None
    ) -> dict[str, Any]:
        """Facilities with their rooms (open)."""
        page = await uses.facilities.page(
            area=area, kind=kind, bookable=bookable, cursor=paging.cursor, limit=paging.limit
        )
        return listed(page, FacilityView.of)

    @router.get("/facilities/{facility_id}")
    async def facility(facility_id: FacilityId) -> FacilityView:
        """One facility (open)."""
        return FacilityView.of(await uses.facilities.get(facility_id))

    async def availability(
        request: Request,
        facility_id: FacilityId,
        since: Annotated[When, Query(alias="from", description="A date or an instant; default: now")] = None,
        until: Annotated[When, Query(description="A date (that day included) or an instant; default: a week")] = None,
    ) -> Response:
        """What is free, room by room, for 31 days at most (open). With an ETag; 304 for whoever names it."""
        found = await uses.availability.of(facility_id, since, until)
        return unless_known(request, availability_text(found))

    router.add_api_route(
        "/facilities/{facility_id}/availability",
        availability,
        methods=["GET"],
        response_model=AvailabilityView,
        responses={304: {"description": "Nothing has changed"}},
        route_class_override=direct_read({"facility_id": PLAIN_ID}, DAYS_ASKED, availability),
    )

    @router.get("/facilities/{facility_id}/rules")
    async def rules(facility_id: FacilityId) -> dict[str, Any]:
        """The rules of use of a facility, with their words (open)."""
        found = (await uses.directory.facility(facility_id)).rules.rules()
        items = [RuleView.of(rule, rooms) for rule, rooms in found]
        return {"items": items, "next": None}

    @router.get("/purposes")
    async def purposes() -> dict[str, Any]:
        """The purposes of use that a booking may name (open)."""
        items = [PurposeView(code=code, ja=ja, en=en) for code, (ja, en) in PURPOSES.items()]
        return {"items": items, "next": None}

    @router.get("/demand")
    async def demand(caller: CallerDep, paging: PagingDep, facility_id: Word = None) -> dict[str, Any]:
        """Refused requests by facility and day (staff, auditors)."""
        require("see-demand", standings(caller))
        page = await uses.demand.page(facility_id, cursor=paging.cursor, limit=paging.limit)
        return listed(page, DemandView.of)


def _registering(router: APIRouter, uses: Booking) -> None:
    @router.post("/facilities", status_code=201, response_model=FacilityView)
    async def register(draft: FacilityDraft, caller: CallerDep, cause: CauseDep) -> Response:
        """Register a facility with its rooms (staff)."""
        require("register-facility", standings(caller))
        done = await uses.register_facility(draft, cause)
        return answer(done.commit, FacilityView.registered(done))

    @router.put("/facilities/{facility_id}", response_model=FacilityView)
    async def change(facility_id: FacilityId, draft: FacilityDraft, caller: CallerDep, cause: CauseDep) -> Response:
        """Make a facility as the body says, whole (staff)."""
        require("register-facility", standings(caller))
        done = await uses.facilities.change(facility_id, draft, cause=cause)
        return answer(done.commit, FacilityView.registered(done), status=200)

    @router.post(
        "/facilities/imports",
        openapi_extra={"requestBody": {"content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}},
    )
    async def imports(
        request: Request,
        caller: CallerDep,
        cause: CauseDep,  # noqa: ARG001 - a command needs a key; each facility of the file has a cause of its own
        source: Annotated[str, Query(max_length=200)] = "upload",
    ) -> ImportReport:
        """Take facilities over from the city's list, a CSV file as the body (staff)."""
        require("import-facilities", standings(caller))
        return await import_facilities(uses, await request.body(), source=source, actor=caller.person_id)
