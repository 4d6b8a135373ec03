"""The routes of calendars: parse, one use case, answer. What is read needs no token; the address says who may."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from services.booking.calendars.addresses import Addressed, Addresses
from services.booking.calendars.feeds import Calendar, CalendarFeeds
from services.booking.calendars.kept import PublicCalendars
from services.booking.domain.calendar_addresses import CalendarAddressMade, CalendarAddressRevoked, Feed
from services.booking.domain.houses.facility import Id
from shared.web import CallerDep, CauseDep, View, answer
from shared.web.calendar_files import FOR_ALL, FOR_ONE, ICAL, LanguageDep, calendar_file

FacilityId = Annotated[Id, Path(description="The facility's id")]
Token = Annotated[str, Path(min_length=1, max_length=100, description="The secret part of the address")]


class AddressView(View):
    """An address of a calendar. ``url`` is for a calendar program; whoever has it can read. ``standing``: it works."""

    address_id: str
    feed: Feed
    subject_id: str
    standing: bool
    url: str


class AddressesView(View):
    """The caller's addresses that work."""

    items: tuple[AddressView, ...]
    next: None = None


def calendar_routes(feeds: CalendarFeeds, public: PublicCalendars, addresses: Addresses, *, base_url: str) -> APIRouter:
    """The router of calendars. ``base_url``: under which address people reach this service."""
    router = APIRouter(tags=["calendars"])
    _reading(router, feeds, public, addresses)
    _commands(router, addresses, base_url)
    return router


def _reading(router: APIRouter, feeds: CalendarFeeds, public: PublicCalendars, addresses: Addresses) -> None:
    @router.get("/calendars/rooms/{facility_id}/{room_id}.ics", response_class=Response, responses=ICAL)
    async def room(request: Request, facility_id: FacilityId, room_id: Id, language: LanguageDep) -> Response:
        """When a room is occupied, as iCalendar, never by whom (open)."""
        return _file(request, await public.of_room(facility_id, room_id, language), FOR_ALL)

    @router.get("/calendars/facilities/{facility_id}/opening.ics", response_class=Response, responses=ICAL)
    async def opening(request: Request, facility_id: FacilityId, language: LanguageDep) -> Response:
        """A facility's opening hours as recurring events, as iCalendar (open)."""
        return _file(request, await public.of_opening(facility_id, language), FOR_ALL)

    @router.get("/calendars/groups/{token}.ics", response_class=Response, responses=ICAL)
    async def group(request: Request, token: Token, language: LanguageDep) -> Response:
        """What a group has booked, as iCalendar (whoever has the address)."""
        group_id = await addresses.subject("groups", token)
        return _file(request, await feeds.of_group(group_id, language), FOR_ONE)

    @router.get("/calendars/people/{token}.ics", response_class=Response, responses=ICAL)
    async def person(request: Request, token: Token, language: LanguageDep) -> Response:
        """What a person has booked, as iCalendar (whoever has the address)."""
        person_id = await addresses.subject("people", token)
        return _file(request, await feeds.of_person(person_id, language), FOR_ONE)


def _commands(router: APIRouter, addresses: Addresses, base_url: str) -> None:
    def view(address: CalendarAddressMade, *, standing: bool) -> AddressView:
        url = f"{base_url}/calendars/{address.feed}/{addresses.tokens.of(address.address_id)}.ics"
        told = address.model_dump(include={"address_id", "feed", "subject_id"})
        return AddressView(**told, standing=standing, url=url)

    def answered(done: Addressed, status: int) -> Response:
        standing = not isinstance(done.address, CalendarAddressRevoked)
        response = answer(done.commit, view(done.address, standing=standing), status=status)
        response.headers["Cache-Control"] = "no-store"
        return response

    @router.post("/calendars/people/me", status_code=201, response_model=AddressView)
    async def make_own(caller: CallerDep, cause: CauseDep) -> Response:
        """A new secret address of one's own bookings; the one before stops working."""
        return answered(await addresses.make("people", caller.person_id, by=caller, cause=cause), 201)

    @router.post("/calendars/people/me/revoke", response_model=AddressView)
    async def revoke_own(caller: CallerDep, cause: CauseDep) -> Response:
        """Take the address of one's own bookings back."""
        return answered(await addresses.revoke("people", caller.person_id, by=caller, cause=cause), 200)

    @router.post("/calendars/groups/{group_id}", status_code=201, response_model=AddressView)
    async def make_group(group_id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """A new secret address of one's group's bookings (its members and officers, each their own)."""
        return answered(await addresses.make("groups", group_id, by=caller, cause=cause), 201)

    @router.post("/calendars/groups/{group_id}/revoke", response_model=AddressView)
    async def revoke_group(group_id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """Take one's address of a group's bookings back."""
        return answered(await addresses.revoke("groups", group_id, by=caller, cause=cause), 200)

    @router.get("/calendars", response_model=AddressesView)
    async def own(caller: CallerDep) -> Response:
        """The caller's addresses that work."""
        standing = await addresses.standing(by=caller)
        items = AddressesView(items=tuple(view(each, standing=True) for each in standing))
        return Response(items.json_bytes(), media_type="application/json", headers={"Cache-Control": "no-store"})


def _file(request: Request, found: Calendar, cache_control: str) -> Response:
    return calendar_file(request, found.body, cache_control, found.modified)
