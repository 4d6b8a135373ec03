"""The routes of what groups that have ended had booked: parse, one use case, answer."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from services.booking.domain.houses.facility import Id
from services.booking.groups.ended_groups import TakeOver
from services.booking.service import Booking
from services.booking.views import BookingView
from shared.web import CallerDep, CauseDep, PagingDep, TokyoInstant, answer, listed

BookingId = Annotated[Id, Path(description="The id of the booking that is taken over")]


def ended_group_routes(uses: Booking) -> APIRouter:
    """The router of groups that have ended."""
    router = APIRouter(tags=["bookings"])

    @router.get("/ended-groups/bookings")
    async def left(
        caller: CallerDep,
        paging: PagingDep,
        facility_id: Id | None = None,
        since: Annotated[TokyoInstant | None, Query(alias="from", description="Starting from then on")] = None,
    ) -> dict[str, Any]:
        """What is still to come of groups that have ended, by its start (staff, auditors).

        Each is cancelled (``POST /bookings/{id}/cancel``; a series with ``/series/{id}/cancel``), taken over, or left.
        """
        page = await uses.ended.left(
            by=caller, facility_id=facility_id, since=since, cursor=paging.cursor, limit=paging.limit
        )
        return listed(page, BookingView.of)

    @router.post("/bookings/{booking_id}/take-over", status_code=201, response_model=BookingView)
    async def take_over(booking_id: BookingId, wanted: TakeOver, caller: CallerDep, cause: CauseDep) -> Response:
        """Give the rooms of a group that has ended to whoever goes on, in one step (staff, never for themselves)."""
        done = await uses.ended.take_over(booking_id, wanted, by=caller, cause=cause)
        return answer(done.outcome, BookingView.done(done, uses.bookings.codes))

    return router
