"""The routes of outreach days and appointments: parse, one use case, answer."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from services.matching.bodies import AreaId, Day, Id
from services.matching.consulting.triage_views import ConsultationBrought
from services.matching.consulting.views import ConsultationTold
from services.matching.domain.outreach.events import AppointmentTaken
from services.matching.outreach.bodies import (
    AppointmentBody,
    CallOffBody,
    CameBody,
    LeadOnBody,
    MoveBody,
    OutreachDayBody,
    ReplaceBody,
    WalkInBody,
)
from services.matching.outreach.reading import CODE_DIGITS, LIMIT_MAX
from services.matching.outreach.views import (
    AnnouncedView,
    AppointmentView,
    CalledOffView,
    DayListView,
    OutreachDayView,
    SeenAppointmentView,
    StaffView,
    WalkInView,
    kinds_view,
)
from services.matching.service import Matching
from shared.contracts.matching import ConsultationAssigned
from shared.web import CallerDep, CauseDep, answer
from shared.web.calendar_files import FOR_ALL, FOR_ONE, ICAL, LanguageDep, calendar_file

OF_DAY = "/outreach-days/{outreach_day_id}"
OF_APPOINTMENT = OF_DAY + "/appointments/{appointment_id}"


def outreach_routes(uses: Matching) -> APIRouter:
    """The router of outreach days."""
    router = APIRouter(tags=["outreach"])
    _calendar_routes(router, uses)
    _reading_routes(router, uses)
    _booking_routes(router, uses)
    _staff_routes(router, uses)
    return router


def _calendar_routes(router: APIRouter, uses: Matching) -> None:
    """Before those of one appointment: an id may hold a dot."""

    @router.get("/outreach-days.ics", response_class=Response, responses=ICAL)
    async def days(
        request: Request,
        language: LanguageDep,
        kind: AreaId | None = None,
        area: Annotated[AreaId | None, Query(description="an area id of any layer")] = None,
    ) -> Response:
        """Outreach days as iCalendar, an address to subscribe to; who has booked is not in it (open)."""
        return calendar_file(request, await uses.outreach_calendar.of_days(kind, area, language), FOR_ALL)

    @router.get("/appointments/{appointment_id}.ics", response_class=Response, responses=ICAL)
    async def own(request: Request, appointment_id: Id, language: LanguageDep, caller: CallerDep) -> Response:
        """One appointment as iCalendar, without what it is about (its person, those who have the day)."""
        body = await uses.outreach_calendar.of_appointment(appointment_id, language, by=caller)
        return calendar_file(request, body, FOR_ONE)


def _reading_routes(router: APIRouter, uses: Matching) -> None:
    reading = uses.outreach_reading

    @router.get("/outreach-kinds")
    async def kinds() -> dict[str, Any]:
        """The kinds of help, the reasons for calling a day off, and the city's times (open)."""
        return kinds_view(uses.knowledge.outreach)

    @router.get("/outreach-days")
    async def coming(
        kind: AreaId | None = None,
        area: Annotated[AreaId | None, Query(description="an area id of any layer")] = None,
        first: Annotated[Day | None, Query(alias="from")] = None,
        free: Annotated[bool, Query(description="only days with a free slot")] = False,
        limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = 50,
    ) -> dict[str, Any]:
        """Days that can still be booked, with their free slots (open)."""
        rows = await reading.coming(kind=kind, area=area, first=first, free_only=free, limit=limit)
        return {"items": [OutreachDayView.of(row) for row in rows], "next": None}

    @router.get(OF_DAY)
    async def day(outreach_day_id: Id) -> OutreachDayView:
        """One day with its free slots (open)."""
        return OutreachDayView.of(await uses.outreach_days.row(outreach_day_id))

    @router.get(OF_DAY + "/list")
    async def day_list(
        outreach_day_id: Id,
        caller: CallerDep,
        code: Annotated[str | None, Query(pattern=rf"^[0-9]{{{CODE_DIGITS}}}$")] = None,
    ) -> DayListView:
        """The day's list (who is there by name, the desk owner; staff without the words); ``code``: whom that is."""
        return DayListView.of_list(await reading.list_of(outreach_day_id, by=caller, code=code))

    @router.get("/people/me/appointments")
    async def mine(caller: CallerDep) -> dict[str, Any]:
        """My appointments, offers and waits."""
        found = await reading.of_person(caller.person_id)
        return {"items": [SeenAppointmentView.of(each) for each in found], "next": None}

    @router.get("/people/me/outreach-days")
    async def mine_to_staff(caller: CallerDep) -> dict[str, Any]:
        """The days I am at by name, or have (staff of a day, the desk owner)."""
        rows = await reading.staffed_by(caller.person_id)
        return {"items": [OutreachDayView.of(row) for row in rows], "next": None}

    @router.get("/appointments/{appointment_id}")
    async def appointment(appointment_id: Id, caller: CallerDep) -> SeenAppointmentView:
        """One appointment (its person, those who have the day; coordinators and staff without the words)."""
        return SeenAppointmentView.of(await reading.get(appointment_id, by=caller))


def _booking_routes(router: APIRouter, uses: Matching) -> None:
    appointments = uses.appointments

    @router.post(OF_DAY + "/appointments", status_code=201, response_model=AppointmentView)
    async def book(outreach_day_id: Id, body: AppointmentBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Book a slot, or wait for one; for somebody who rang or came by (coordinators, staff)."""
        chain = await appointments.book(outreach_day_id, body.new(), by=caller, cause=cause)
        return answer(chain, AppointmentView.of(chain))

    @router.post("/appointments/{appointment_id}/accept", response_model=AppointmentView)
    async def accept(appointment_id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """Take the place that is kept for me."""
        chain = await appointments.accept(appointment_id, by=caller, cause=cause)
        return answer(chain, AppointmentView.of(chain, appointment_id), 200)

    @router.post("/appointments/{appointment_id}/cancel", response_model=AppointmentView)
    async def cancel(appointment_id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """Cancel an appointment, decline an offer, or wait no more."""
        chain = await appointments.cancel(appointment_id, by=caller, cause=cause)
        return answer(chain, AppointmentView.of(chain, appointment_id), 200)

    @router.post("/appointments/{appointment_id}/move", response_model=AppointmentView)
    async def move(appointment_id: Id, body: MoveBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Another slot of the same day, or of another one; what I had stays mine until the new one is."""
        chain = await appointments.move(
            appointment_id, body.starts_at, by=caller, cause=cause, day_id=body.outreach_day_id
        )
        elsewhere = any(isinstance(event, AppointmentTaken) for each in chain.commits for event in each.events)
        return answer(chain, AppointmentView.of(chain, None if elsewhere else appointment_id), 200)


def _staff_routes(router: APIRouter, uses: Matching) -> None:
    days = uses.outreach_days

    @router.post("/outreach-days", status_code=201, response_model=AnnouncedView)
    async def announce(body: OutreachDayBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Announce a day (coordinators, staff)."""
        commit = await days.announce(body.new(), by=caller, cause=cause)
        return answer(commit, AnnouncedView.of(commit))

    @router.post(OF_DAY + "/call-off", response_model=CalledOffView)
    async def call_off(outreach_day_id: Id, body: CallOffBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Call it off: everybody is told and offered the next day that has a place (who is there by name, staff)."""
        chain = await days.call_off(outreach_day_id, body.reason, by=caller, cause=cause)
        return answer(chain, CalledOffView.of(chain), 200)

    @router.post(OF_DAY + "/staff/{person_id}/replace", response_model=StaffView)
    async def replace(
        outreach_day_id: Id, person_id: Id, body: ReplaceBody, caller: CallerDep, cause: CauseDep
    ) -> Response:
        """Somebody cannot come: somebody else is there by name (who is there by name, staff)."""
        chain = await days.replace(outreach_day_id, person_id, body.by, by=caller, cause=cause)
        return answer(chain, StaffView.of(chain, person_id, body.by), 200)

    @router.post(OF_DAY + "/walk-ins", status_code=201, response_model=WalkInView)
    async def walk_in(outreach_day_id: Id, body: WalkInBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Somebody came by (who is there by name, staff)."""
        chain = await days.walk_in(outreach_day_id, body.starts_at, body.kind, by=caller, cause=cause)
        return answer(chain, WalkInView.of(chain))

    @router.post(OF_APPOINTMENT + "/came", response_model=AppointmentView)
    async def came(
        outreach_day_id: Id, appointment_id: Id, body: CameBody, caller: CallerDep, cause: CauseDep
    ) -> Response:
        """They came, or not; that has no consequences (who is there by name, staff)."""
        chain = await days.note(outreach_day_id, appointment_id, came=body.came, by=caller, cause=cause)
        view = AppointmentView.of(chain, appointment_id, otherwise="came" if body.came else "missed")
        return answer(chain, view, 200)

    @router.post(OF_APPOINTMENT + "/told", response_model=AppointmentView)
    async def told(outreach_day_id: Id, appointment_id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """Somebody without an account was told on the phone that the day is off (who is there by name, staff)."""
        chain = await days.ring(outreach_day_id, appointment_id, by=caller, cause=cause)
        return answer(chain, AppointmentView.of(chain, appointment_id), 200)

    @router.post(OF_APPOINTMENT + "/consultation", status_code=201, response_model=ConsultationBrought)
    async def lead_on(
        outreach_day_id: Id, appointment_id: Id, body: LeadOnBody, caller: CallerDep, cause: CauseDep
    ) -> Response:
        """With their yes, open a consultation for whoever came; each names the other (coordinators, staff)."""
        chain = await days.lead_on(outreach_day_id, appointment_id, body.leading(), by=caller, cause=cause)
        told = ConsultationTold.of(chain, ConsultationAssigned)
        return answer(chain, ConsultationBrought.with_numbers(told, body.text, uses.knowledge.triage))
