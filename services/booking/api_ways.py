"""The routes of holds and requests: parse, one use case, answer."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from services.booking.domain.houses.facility import Id
from services.booking.domain.houses.permits import CONDITIONS, Condition
from services.booking.service import Booking
from services.booking.views import BookingView
from services.booking.ways.change_costs import ChangedView, CostsView
from services.booking.ways.change_plans import ChangeRequest
from shared.contracts.booking_values import NotAllowedBecause
from shared.web import CallerDep, CauseDep, View, answer

BookingId = Annotated[Id, Path(description="The booking's id")]


class ApproveRequest(BaseModel):
    """Under which conditions: codes of ``GET /permit-conditions``."""

    model_config = ConfigDict(extra="forbid")

    conditions: Annotated[tuple[Condition, ...], Field(max_length=len(CONDITIONS))] = ()


class RefuseRequest(BaseModel):
    """Why it is not allowed."""

    model_config = ConfigDict(extra="forbid")

    reason: NotAllowedBecause


class ConditionView(View):
    """A condition that a permit may carry: its code and its words."""

    code: str
    ja: str
    en: str


def way_routes(uses: Booking) -> APIRouter:
    """The router of holds and requests."""
    router = APIRouter(tags=["bookings"])
    _holding(router, uses)
    return router


def _holding(router: APIRouter, uses: Booking) -> None:
    codes = uses.bookings.codes

    @router.post("/bookings/{booking_id}/confirm", response_model=BookingView)
    async def confirm(booking_id: BookingId, caller: CallerDep, cause: CauseDep) -> Response:
        """Book what was held, before the hold ends (its person, its group's officers, staff)."""
        done = await uses.holds.confirm(booking_id, by=caller, cause=cause)
        return answer(done.outcome, BookingView.done(done, codes), status=200)

    @router.post("/bookings/{booking_id}/approve", response_model=BookingView)
    async def approve(
        booking_id: BookingId, caller: CallerDep, cause: CauseDep, wanted: ApproveRequest | None = None
    ) -> Response:
        """Allow what was requested, under conditions (staff)."""
        conditions = wanted.conditions if wanted else ()
        done = await uses.holds.approve(booking_id, conditions, by=caller, cause=cause)
        return answer(done.outcome, BookingView.done(done, codes), status=200)

    @router.post("/bookings/{booking_id}/refuse", response_model=BookingView)
    async def refuse(booking_id: BookingId, wanted: RefuseRequest, caller: CallerDep, cause: CauseDep) -> Response:
        """Do not allow what was requested, for a reason (staff)."""
        done = await uses.holds.refuse(booking_id, wanted.reason, by=caller, cause=cause)
        return answer(done.outcome, BookingView.done(done, codes), status=200)

    @router.post("/bookings/{booking_id}/change", response_model=ChangedView)
    async def change(booking_id: BookingId, wanted: ChangeRequest, caller: CallerDep, cause: CauseDep) -> Response:
        """Change what is named (its person, its group's officers, staff).

        On another day or in another house it gets a new id, and names the old one (``moved_from``).
        """
        done = await uses.changes.change(booking_id, wanted, by=caller, cause=cause)
        return answer(done.outcome, ChangedView.changed(done, codes), status=200)

    @router.post("/bookings/{booking_id}/change/explain")
    async def explain(booking_id: BookingId, wanted: ChangeRequest, caller: CallerDep) -> CostsView:
        """What the change would cost now; or why it is refused. Makes none."""
        return CostsView.of(await uses.changes.explain(booking_id, wanted, by=caller))

    @router.get("/permit-conditions")
    async def conditions() -> dict[str, Any]:
        """The conditions that a permit may carry (open)."""
        items = [ConditionView(code=code, ja=ja, en=en) for code, (ja, en) in CONDITIONS.items()]
        return {"items": items, "next": None}
