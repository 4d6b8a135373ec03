"""The route of the city's free list: parse, one use case, answer."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from services.booking.domain.houses.facility import Id
from services.booking.free.city import City, Wanted, days_asked
from services.booking.views import ClosedSpanView, RoomView
from shared.journal import Journal
from shared.web import View
from shared.web.conditional import unless_known

Word = Annotated[str | None, Query(max_length=100)]
Month = Annotated[str | None, Query(pattern=r"^2[01]\d\d-(0[1-9]|1[0-2])$", description="A month, e.g. 2026-12")]
Day = Annotated[str | None, Query(max_length=10, description="A date; the period lasts 31 days at most")]


class FreeDaysView(RoomView):
    """A room and when it can be booked, by date: spans of Tokyo time like ``09:00-10:00``, up to ``24:00``.

    Days on which nothing is free are left out.
    """

    free: dict[date, list[str]]


class FreeFacilityView(View):
    """A facility with the rooms that fit what was asked. ``slot_minutes`` is the grid of bookings there.

    ``closed``: days on which it is not open, by its rules or because of one of the ``closures``.
    """

    facility_id: str
    name: str
    kind: str
    slot_minutes: int
    closed: list[date]
    closures: list[ClosedSpanView]
    rooms: list[FreeDaysView]


class CityView(View):
    """What is free in the city from the first to the last day, both included. ``next``: ask again with this cursor."""

    from_: date = Field(serialization_alias="from")
    until: date
    items: list[FreeFacilityView]
    next: str | None


def city_routes(city: City, journal: Journal) -> APIRouter:
    """The router of the city's free list."""
    router = APIRouter(tags=["facilities"])

    @router.get("/availability", response_model=CityView, responses={304: {"description": "Nothing has changed"}})
    async def availability(
        request: Request,
        month: Month = None,
        since: Annotated[Day, Query(alias="from")] = None,
        until: Day = None,
        area: Word = None,
        kind: Word = None,
        people: Annotated[int | None, Query(ge=1, le=100_000)] = None,
        room: Annotated[Word, Query(description="A room's id, or a part of its name")] = None,
        cursor: Annotated[Id | None, Query(description="`next` of the page before")] = None,
    ) -> Response:
        """What is free in every room of the city, for 31 days at most (open). With an ETag, and 304."""
        first, last = days_asked(month, since, until, journal.now())
        return unless_known(request, await city.free(Wanted(first, last, area, kind, people, room), cursor=cursor))

    return router
