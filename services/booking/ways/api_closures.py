"""The routes of closures, pre-emption, and places for displaced bookings: parse, one use case, answer."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from services.booking.domain.houses.facility import Id
from services.booking.domain.ways.way_events import PreEmptionReason
from services.booking.judging import BookingRequest
from services.booking.service import Booking
from services.booking.views import BookingView
from services.booking.ways.rows import ClosureRow, DisplacementRow
from services.booking.wishes import Rooms
from shared.contracts.booking_values import ClosureReason
from shared.contracts.booking_ways import FacilityClosureAnnounced, FacilityClosureLifted
from shared.web import CallerDep, CauseDep, PagingDep, TokyoInstant, View, answer, listed

FacilityId = Annotated[Id, Path(description="The facility's id")]
ClosureId = Annotated[Id, Path(description="The closure's id")]
BookingId = Annotated[Id, Path(description="The id of the booking that was taken away")]
PlaceId = Annotated[Id, Path(description="The id of the place that is kept")]


class ClosureRequest(BaseModel):
    """From when until when, and why. Without rooms the whole facility is closed."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    since: TokyoInstant = Field(alias="from")
    until: TokyoInstant
    room_ids: Rooms = ()
    reason: ClosureReason


class PreEmptionRequest(BookingRequest):
    """A booking that others have to make way for: by which rule, and why."""

    rule_id: Id
    reason: PreEmptionReason


class ClosureView(View):
    """A closure. Empty ``room_ids``: the whole facility."""

    closure_id: str
    facility_id: str
    room_ids: tuple[str, ...]
    starts_at: TokyoInstant
    ends_at: TokyoInstant
    reason: str
    lifted: bool

    @classmethod
    def of(cls, row: ClosureRow) -> "ClosureView":
        """An item of the list."""
        return cls(closure_id=row.id, **row.model_dump(include=set(cls.model_fields) - {"closure_id"}))

    @classmethod
    def done(cls, event: FacilityClosureAnnounced) -> "ClosureView":
        """The outcome of a command."""
        lifted = isinstance(event, FacilityClosureLifted)
        return cls(
            closure_id=event.closure_id, facility_id=event.facility_id, room_ids=event.room_ids, starts_at=event.from_,
            ends_at=event.until, reason=event.reason, lifted=lifted,
        )  # fmt: skip


class PlaceView(View):
    """A place that is kept instead of a booking that was taken away; ``held`` is false once it is not any more."""

    booking_id: str
    facility_id: str
    room_ids: tuple[str, ...]
    starts_at: TokyoInstant
    ends_at: TokyoInstant
    fee: int
    held: bool


class DisplacementView(View):
    """A booking that was taken away, and what is offered instead, until when."""

    booking_id: str
    facility_id: str
    room_ids: tuple[str, ...]
    starts_at: TokyoInstant
    person_id: str
    group_id: str | None
    reason: str
    stage: str
    until: TokyoInstant | None
    places: tuple[PlaceView, ...]
    accepted: str | None

    @classmethod
    def of(cls, row: DisplacementRow) -> "DisplacementView":
        """As it stands."""
        return cls(booking_id=row.id, **row.model_dump(include=set(cls.model_fields) - {"booking_id"}))


class PassedView(View):
    """No place was taken."""

    booking_id: str


def closure_routes(uses: Booking) -> APIRouter:
    """The router of closures and of what they displace."""
    router = APIRouter(tags=["closures"])
    _closing(router, uses)
    _displaced(router, uses)
    return router


def _closing(router: APIRouter, uses: Booking) -> None:
    @router.post("/facilities/{facility_id}/closures", status_code=201, response_model=ClosureView)
    async def announce(facility_id: FacilityId, wanted: ClosureRequest, caller: CallerDep, cause: CauseDep) -> Response:
        """Close a facility, or rooms of it; bookings inside are displaced and their holders told (staff)."""
        commit, event = await uses.closures.announce(
            facility_id, wanted.room_ids, wanted.since, wanted.until, wanted.reason, by=caller, cause=cause
        )
        return answer(commit, ClosureView.done(event))

    @router.get("/facilities/{facility_id}/closures")
    async def closures(facility_id: FacilityId, paging: PagingDep) -> dict[str, Any]:
        """Closures of a facility by their end (open)."""
        return listed(await uses.closures.page(facility_id, cursor=paging.cursor, limit=paging.limit), ClosureView.of)

    @router.post("/facilities/{facility_id}/closures/{closure_id}/lift", response_model=ClosureView)
    async def lift(facility_id: FacilityId, closure_id: ClosureId, caller: CallerDep, cause: CauseDep) -> Response:
        """End a closure before its time; what it displaced stays so (staff)."""
        commit, event = await uses.closures.lift(facility_id, closure_id, by=caller, cause=cause)
        return answer(commit, ClosureView.done(event), status=200)

    @router.get("/facilities/{facility_id}/closures/{closure_id}/displaced")
    async def displaced(
        facility_id: FacilityId,  # noqa: ARG001 - part of the closure's address
        closure_id: ClosureId,
        caller: CallerDep,
        paging: PagingDep,
    ) -> dict[str, Any]:
        """What a closure has displaced, and how it stands with each (staff)."""
        page = await uses.closures.displaced(
            f"closure.{closure_id}", by=caller, cursor=paging.cursor, limit=paging.limit
        )
        return listed(page, DisplacementView.of)

    @router.post("/pre-emptions", status_code=201, response_model=BookingView)
    async def pre_empt(wanted: PreEmptionRequest, caller: CallerDep, cause: CauseDep) -> Response:
        """Book rooms for a use that others have to make way for, by a rule (staff)."""
        done = await uses.closures.pre_empt(wanted, wanted.rule_id, wanted.reason, by=caller, cause=cause)
        return answer(done.outcome, BookingView.done(done, uses.bookings.codes))


def _displaced(router: APIRouter, uses: Booking) -> None:
    @router.get("/bookings/{booking_id}/offers")
    async def offers(booking_id: BookingId, caller: CallerDep) -> DisplacementView:
        """The places that are kept instead of a booking that was taken away (its person, its officers, staff)."""
        return DisplacementView.of(await uses.displacements.get(booking_id, by=caller))

    @router.post("/bookings/{booking_id}/offers/{place_id}/accept", response_model=BookingView)
    async def accept(booking_id: BookingId, place_id: PlaceId, caller: CallerDep, cause: CauseDep) -> Response:
        """Take one of the places, at no higher fee; the others are free again."""
        done = await uses.displacements.accept(booking_id, place_id, by=caller, cause=cause)
        return answer(done.outcome, BookingView.done(done, uses.bookings.codes), status=200)

    @router.post("/bookings/{booking_id}/offers/pass", response_model=PassedView)
    async def give_up(booking_id: BookingId, caller: CallerDep, cause: CauseDep) -> Response:
        """Take none of them; what was paid is refunded."""
        commit = await uses.displacements.give_up(booking_id, by=caller, cause=cause)
        return answer(commit, PassedView(booking_id=booking_id), status=200)
