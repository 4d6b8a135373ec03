"""The routes of bookings: parse, one use case, answer."""

from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.booking.direct_route import direct
from services.booking.domain.houses.facility import Id
from services.booking.finding import by_number
from services.booking.judging import BookingRequest
from services.booking.money.returns import EndedView
from services.booking.permissions import may, own_of, standings
from services.booking.service import Booking
from services.booking.views import BookingView, QuotaView
from services.booking.ways.change_costs import ChangedView
from services.booking.wishes import Rooms
from shared.web import CallerDep, CauseDep, PagingDep, TokyoInstant, answer, listed

BookingId = Annotated[Id, Path(description="The booking's id")]
Month = Annotated[str, Path(pattern=r"^2[01]\d\d-(0[1-9]|1[0-2])$", description="A month, e.g. 2026-12")]


class StartRequest(BaseModel):
    """The six digits that came with the booking."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, Field(min_length=1, max_length=40)]


class CancelRequest(BaseModel):
    """What is given back: all of it, unless some rooms are named, or the beginning or the end of its time.

    ``reason`` is for staff, of a whole booking. With ``rain``, ``illness`` and ``disaster`` they say that it was
    shown to them: what comes back, and whether there are points, is as the rules say for it.
    """

    model_config = ConfigDict(extra="forbid")

    reason: Literal["staff", "operator-fault", "rain", "illness", "disaster"] | None = None
    room_ids: Rooms = ()
    starts_at: TokyoInstant | None = None
    ends_at: TokyoInstant | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if self.is_part and self.reason is not None:
            raise ValueError("a reason is for a whole booking")
        return self

    @property
    def is_part(self) -> bool:
        """Whether something of the booking is to stay."""
        return bool(self.room_ids) or self.starts_at is not None or self.ends_at is not None


class CompleteRequest(BaseModel):
    """How many people came. ``sure``: they are more than the rooms take, and it is no slip of the pen."""

    model_config = ConfigDict(extra="forbid")

    heads: Annotated[int, Field(ge=0, le=100_000)]
    sure: bool = False


def booking_routes(uses: Booking) -> APIRouter:
    """The router of bookings. The route that is asked most stands first."""
    router = APIRouter(tags=["bookings"])
    _book(router, uses)
    _commands(router, uses)
    _reading(router, uses)
    return router


def _book(router: APIRouter, uses: Booking) -> None:
    bookings = uses.bookings

    async def book(request: BookingRequest, caller: CallerDep, cause: CauseDep) -> Response:
        """Book a room, for oneself or (an officer) for a group."""
        done = await bookings.book(request, by=caller, cause=cause)
        return answer(done.outcome, BookingView.done(done, bookings.codes))

    router.add_api_route(
        "/bookings",
        book,
        methods=["POST"],
        status_code=201,
        response_model=BookingView,
        route_class_override=direct(BookingRequest, book),
    )


def _commands(router: APIRouter, uses: Booking) -> None:
    bookings = uses.bookings

    @router.post("/bookings/{booking_id}/cancel", response_model=EndedView | ChangedView | BookingView)
    async def cancel(
        booking_id: BookingId, caller: CallerDep, cause: CauseDep, wanted: CancelRequest | None = None
    ) -> Response:
        """Give a booking back, or a part of it, or what is only held (its person, its group's officers, staff).

        ``returns`` says what comes back of its fee, and by which rule not more; of a part, ``costs`` does.
        """
        if wanted is not None and wanted.is_part:
            done = await uses.changes.give_back(
                booking_id, wanted.room_ids, wanted.starts_at, wanted.ends_at, by=caller, cause=cause
            )
            return answer(done.outcome, ChangedView.changed(done, bookings.codes), status=200)
        reason = wanted.reason if wanted else None
        done = await bookings.cancel(booking_id, by=caller, cause=cause, reason=reason)
        view = EndedView.ended(BookingView.done(done, bookings.codes), await uses.returns.done(done))
        return answer(done.outcome, view, status=200)

    @router.post("/bookings/{booking_id}/start", response_model=BookingView)
    async def start(booking_id: BookingId, wanted: StartRequest, caller: CallerDep, cause: CauseDep) -> Response:
        """Begin the use, with the code that came with the booking (its person, its group's officers, staff)."""
        done = await bookings.start(booking_id, wanted.code, by=caller, cause=cause)
        return answer(done.outcome, BookingView.done(done, bookings.codes), status=200)

    @router.post("/bookings/{booking_id}/complete", response_model=BookingView)
    async def complete(booking_id: BookingId, wanted: CompleteRequest, caller: CallerDep, cause: CauseDep) -> Response:
        """End the use, and say how many came (its person, its group's officers, staff)."""
        done = await bookings.complete(booking_id, wanted.heads, sure=wanted.sure, by=caller, cause=cause)
        return answer(done.outcome, BookingView.done(done, bookings.codes), status=200)


def _reading(router: APIRouter, uses: Booking) -> None:
    bookings = uses.bookings

    @router.get("/bookings")
    async def many(
        caller: CallerDep,
        paging: PagingDep,
        mine: Annotated[str | None, Query(max_length=10, description="What is listed without a filter")] = None,  # noqa: ARG001 - says aloud what is the default
        group_id: Id | None = None,
        facility_id: Id | None = None,
        status: Annotated[Literal["requested"] | None, Query(description="What staff have to decide")] = None,
        number: Annotated[
            str | None, Query(min_length=1, max_length=120, description="As on its slip or permit, e.g. 7K3M-9QX2")
        ] = None,
        since: Annotated[TokyoInstant | None, Query(alias="from", description="Starting from then on")] = None,
    ) -> dict[str, Any]:
        """Bookings by their start: one's own, of a group (officers, staff), of a facility, or requested (staff).

        With ``number``: the one whose slip (受付の番号) or permit has it (staff, auditors).
        """
        if number is not None:
            return listed(await by_number(bookings.journal, number, by=caller), BookingView.of)
        asked: dict[str, Any] = {"since": since, "cursor": paging.cursor, "limit": paging.limit}
        if status == "requested":
            page = await uses.holds.requested(by=caller, facility_id=facility_id, **asked)
        elif group_id is not None:
            page = await bookings.of_group(group_id, by=caller, **asked)
        elif facility_id is not None:
            page = await bookings.of_facility(facility_id, by=caller, **asked)
        else:
            page = await bookings.of_person(caller.person_id, **asked)
        return listed(page, BookingView.of)

    @router.get("/bookings/{booking_id}", response_model=EndedView | BookingView)
    async def one(booking_id: BookingId, caller: CallerDep) -> Response:
        """One booking, with its start code (its person, its group's officers, staff; auditors without the code).

        Of one that was cancelled, ``returns`` says what comes back of its fee.
        """
        row = await bookings.get(booking_id, by=caller)
        found = standings(caller, holder=own_of(row), officers=await uses.groups.officers(row.group_id))
        shows_code = row.status == "confirmed" and may("start-booking", found)
        view = BookingView.of(row, bookings.codes.of(booking_id) if shows_code else None)
        if row.status == "cancelled":
            view = EndedView.ended(view, await uses.returns.of(booking_id))
        return Response(view.json_bytes(), media_type="application/json", headers={"Cache-Control": "no-store"})

    @router.get("/groups/{group_id}/quotas/{month}")
    async def quota(group_id: Annotated[Id, Path()], month: Month, caller: CallerDep) -> QuotaView:
        """What a group has used and reserved in a month (its officers, staff, auditors)."""
        return QuotaView(group_id=group_id, month=month, counted=await bookings.counted(group_id, month, by=caller))
