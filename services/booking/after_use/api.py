"""The routes of what follows a use: heads, no-shows, people who came without a booking."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from services.booking.after_use.rows import WalkInRow
from services.booking.after_use.use import AfterUse, Tally
from services.booking.api_bookings import BookingId
from services.booking.domain.after_use.events import (
    HeadsReason,
    NoShowReason,
    ShownReason,
    WalkInReason,
    WalkInsCounted,
)
from services.booking.domain.houses.facility import Id
from services.booking.money.returns import EndedView, Returns
from services.booking.start_codes import StartCodes
from services.booking.views import BookingView
from shared.web import CallerDep, CauseDep, PagingDep, View, answer, listed

HEADS_MAX = 100_000
TALLY_MAX = 10_000
"""People in one tally: more is a slip of the finger."""


class HeadsRequest(BaseModel):
    """How many people came, as staff counted; ``reason`` is a published code."""

    model_config = ConfigDict(extra="forbid")

    heads: Annotated[int, Field(ge=0, le=HEADS_MAX)]
    reason: HeadsReason = "counted"
    sure: bool = False
    """They are more than the rooms take, and it is no slip of the pen."""


class NoShowRequest(BaseModel):
    """Why a no-show does not count."""

    model_config = ConfigDict(extra="forbid")

    reason: NoShowReason = "was-there"


class ReasonRequest(BaseModel):
    """Why a booking was given back, by evidence that staff were shown afterwards."""

    model_config = ConfigDict(extra="forbid")

    reason: ShownReason


class TallyRequest(BaseModel):
    """People who came without a booking. ``heads`` below zero takes back what was counted wrongly."""

    model_config = ConfigDict(extra="forbid")

    day: date
    band: Annotated[str, Field(max_length=80, description="A band of the house on that day, e.g. `morning`")]
    age: Annotated[str, Field(max_length=40, description="An age band, where the house counts by age")] = ""
    heads: Annotated[int, Field(ge=-TALLY_MAX, le=TALLY_MAX)]
    reason: WalkInReason = "counted"


class WalkInView(View):
    """People who came without a booking on one day, in one band, of one age (``""``: not asked)."""

    facility_id: str
    day: date
    band: str
    age: str
    heads: int

    @classmethod
    def of(cls, row: WalkInRow) -> "WalkInView":
        """An item of the list."""
        facility_id, day, band, age = row.tally.split("/")
        return cls(facility_id=facility_id, day=date.fromisoformat(day), band=band, age=age, heads=row.heads)

    @classmethod
    def counted(cls, event: WalkInsCounted) -> "WalkInView":
        """The outcome of a tally: what counts now."""
        return cls(
            facility_id=event.facility_id, day=event.day, band=event.band, age=event.age, heads=event.heads_after
        )


def after_routes(uses: AfterUse, codes: StartCodes, returns: Returns) -> APIRouter:
    """The router of what follows a use."""
    router = APIRouter(tags=["after use"])

    @router.post("/bookings/{booking_id}/heads", response_model=BookingView)
    async def heads(booking_id: BookingId, wanted: HeadsRequest, caller: CallerDep, cause: CauseDep) -> Response:
        """Record how many came as staff counted, or correct what counts (staff)."""
        done = await uses.record_heads(
            booking_id, wanted.heads, wanted.reason, sure=wanted.sure, by=caller, cause=cause
        )
        return answer(done.outcome, BookingView.done(done, codes), status=200)

    @router.post("/bookings/{booking_id}/no-show/withdraw", response_model=BookingView)
    async def withdraw(booking_id: BookingId, wanted: NoShowRequest, caller: CallerDep, cause: CauseDep) -> Response:
        """Take a no-show back: they were there (staff). Rooms that were freed stay free."""
        done = await uses.withdraw_no_show(booking_id, wanted.reason, by=caller, cause=cause)
        return answer(done.outcome, BookingView.done(done, codes), status=200)

    @router.post("/bookings/{booking_id}/reason", response_model=EndedView)
    async def reason(booking_id: BookingId, wanted: ReasonRequest, caller: CallerDep, cause: CauseDep) -> Response:
        """Record why a booking was given back, as it was shown afterwards: it counts as if it had been then (staff)."""
        done = await uses.show_reason(booking_id, wanted.reason, by=caller, cause=cause)
        view = EndedView.ended(BookingView.done(done, codes), await returns.done(done))
        return answer(done.outcome, view, status=200)

    @router.post("/facilities/{facility_id}/walk-ins", status_code=201, response_model=WalkInView)
    async def count(
        facility_id: Annotated[Id, Path()], wanted: TallyRequest, caller: CallerDep, cause: CauseDep
    ) -> Response:
        """Count people who came without a booking, or take some back (staff)."""
        tally = Tally(facility_id, wanted.day, wanted.band, wanted.age, wanted.heads, wanted.reason)
        commit, counted = await uses.count_walk_ins(tally, by=caller, cause=cause)
        return answer(commit, WalkInView.counted(counted))

    @router.get("/facilities/{facility_id}/walk-ins")
    async def counted(
        facility_id: Annotated[Id, Path()],
        caller: CallerDep,
        paging: PagingDep,
        month: Annotated[str, Query(pattern=r"^2[01]\d\d-(0[1-9]|1[0-2])$", description="A month, e.g. 2026-11")],
    ) -> dict[str, Any]:
        """People who came without a booking in a month, by day, band and age (staff, auditors)."""
        page = await uses.walk_ins(facility_id, month, by=caller, cursor=paging.cursor, limit=paging.limit)
        return listed(page, WalkInView.of)

    return router
