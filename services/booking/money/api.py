"""The routes of money: parse, one use case, answer."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from services.booking.domain.houses.facility import Id
from services.booking.domain.money.events import Instrument
from services.booking.money.bills import CorrectionRequest, PaymentRequest, RefundRequest, WaiverRequest
from services.booking.money.check import MoneyReport, check_money
from services.booking.money.money import Money
from services.booking.money.permissions import require
from services.booking.money.rows import BillStatus
from services.booking.money.statements import StatementReport
from services.booking.money.views import (
    BillView,
    CorrectionView,
    HeardView,
    MoneyView,
    PaymentBegunView,
    RefundView,
    WaiverView,
)
from services.booking.permissions import standings
from shared.web import CallerDep, CauseDep, PagingDep, TokyoInstant, answer, listed

BookingId = Annotated[Id, Path(description="The booking's id, which is also its bill's")]
Since = Annotated[TokyoInstant | None, Query(alias="from", description="From then on")]
Until = Annotated[TokyoInstant | None, Query(alias="until", description="Before then")]
NO_STORE = {"Cache-Control": "no-store"}


class PayRequest(BaseModel):
    """``instrument`` tells the simulated payment service how its payer behaves; a real one asks the payer."""

    model_config = ConfigDict(extra="forbid")

    instrument: Instrument = "standard"


class NewsRequest(BaseModel):
    """The order of which the payment service says that something became of it."""

    model_config = ConfigDict(extra="forbid")

    attempt_id: Id


def money_routes(money: Money) -> APIRouter:
    """The router of money."""
    router = APIRouter(tags=["money"])
    _reading(router, money)
    _by_staff(router, money)
    _online(router, money)
    _statements(router, money)
    return router


def _reading(router: APIRouter, money: Money) -> None:
    bills = money.bills

    @router.get("/bills")
    async def many(
        caller: CallerDep,
        paging: PagingDep,
        since: Since = None,
        until: Until = None,
        facility_id: Id | None = None,
        status: BillStatus | None = None,
    ) -> dict[str, Any]:
        """Bills by the start of use: the caller's own; of a facility, or by status (staff, auditors)."""
        page = await bills.listed(
            by=caller,
            facility_id=facility_id,
            status=status,
            since=since,
            until=until,
            cursor=paging.cursor,
            limit=paging.limit,
        )
        return listed(page, BillView.of)

    @router.get("/bills/{booking_id}", response_model=BillView)
    async def one(booking_id: BookingId, caller: CallerDep) -> Response:
        """One bill with its receipts and online payments (its person, the group's officers, staff, auditors)."""
        view = BillView.of(await bills.get(booking_id, by=caller))
        return Response(view.json_bytes(), media_type="application/json", headers=NO_STORE)

    @router.get("/bills/{booking_id}/receipts/{receipt_number}")
    async def receipt(
        booking_id: BookingId, receipt_number: Annotated[str, Path(max_length=40)], caller: CallerDep
    ) -> MoneyView:
        """One receipt, or refund: number, amount, for what (as for the bill)."""
        return MoneyView.of(await bills.receipt(booking_id, receipt_number, by=caller))

    @router.get("/payments")
    async def till(
        caller: CallerDep, paging: PagingDep, facility_id: Id, since: Since = None, until: Until = None
    ) -> dict[str, Any]:
        """What was paid and given back for a facility, by the instant: the day's till (staff, auditors)."""
        page = await bills.till(
            facility_id, by=caller, since=since, until=until, cursor=paging.cursor, limit=paging.limit
        )
        return listed(page, MoneyView.of)

    @router.get("/money/check")
    async def check(caller: CallerDep) -> MoneyReport:
        """Add the journal up and compare it with every bill (staff, auditors, operators)."""
        require("check-money", standings(caller))
        return await check_money(bills.journal)


def _by_staff(router: APIRouter, money: Money) -> None:
    bills = money.bills

    @router.post("/bills/{booking_id}/payments", status_code=201, response_model=MoneyView)
    async def pay(booking_id: BookingId, wanted: PaymentRequest, caller: CallerDep, cause: CauseDep) -> Response:
        """Take a payment in, at the counter or seen on the account: exactly what is due (staff)."""
        done = await bills.pay(booking_id, wanted, by=caller, cause=cause)
        return answer(done.commit, MoneyView.paid(done))

    @router.post("/bills/{booking_id}/refunds", status_code=201, response_model=RefundView)
    async def refund(booking_id: BookingId, wanted: RefundRequest, caller: CallerDep, cause: CauseDep) -> Response:
        """Record money that was given back, by the channel it came: exactly what is owed by it (staff)."""
        done = await bills.refund(booking_id, wanted, by=caller, cause=cause)
        return answer(done.commit, RefundView.done(done))

    @router.post("/bills/{booking_id}/waivers", status_code=201, response_model=WaiverView)
    async def waive(booking_id: BookingId, wanted: WaiverRequest, caller: CallerDep, cause: CauseDep) -> Response:
        """Record a reduction or waiver (減免) with what was seen of it, before the payment (staff)."""
        done = await bills.waive(booking_id, wanted, by=caller, cause=cause)
        return answer(done.commit, WaiverView.done(done))

    @router.post("/bills/{booking_id}/corrections", status_code=201, response_model=CorrectionView)
    async def correct(booking_id: BookingId, wanted: CorrectionRequest, caller: CallerDep, cause: CauseDep) -> Response:
        """Counter the fee and set it anew; what is too much is owed back (staff)."""
        done = await bills.correct(booking_id, wanted, by=caller, cause=cause)
        return answer(done.commit, CorrectionView.done(done))


def _online(router: APIRouter, money: Money) -> None:
    online = money.online

    @router.post("/bills/{booking_id}/pay", status_code=201, response_model=PaymentBegunView)
    async def begin(booking_id: BookingId, wanted: PayRequest, caller: CallerDep, cause: CauseDep) -> Response:
        """Begin to pay online all that is due (its person, the group's officers, staff)."""
        begun = await online.begin(booking_id, wanted.instrument, by=caller, cause=cause)
        return answer(begun.commit, PaymentBegunView.of(begun.ordered))

    @router.post("/bills/{booking_id}/ask")
    async def ask(booking_id: BookingId, caller: CallerDep, cause: CauseDep) -> BillView:
        """Ask the payment service now about what is not known yet (its person, the group's officers, staff)."""
        await online.ask_all(booking_id, by=caller, cause=cause)
        return BillView.of(await money.bills.get(booking_id, by=caller))

    @router.post("/payments/news")
    async def news(wanted: NewsRequest, caller: CallerDep, cause: CauseDep) -> HeardView:
        """The payment service says that something became of an order; it is asked what (role payment-gateway)."""
        booking_id = await online.hear(wanted.attempt_id, by=caller, cause=cause)
        return HeardView(attempt_id=wanted.attempt_id, booking_id=booking_id)


def _statements(router: APIRouter, money: Money) -> None:
    @router.post(
        "/payments/statements",
        openapi_extra={"requestBody": {"content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}},
    )
    async def statements(
        request: Request,
        caller: CallerDep,
        cause: CauseDep,
        dry_run: bool = False,
    ) -> StatementReport:
        """Match a bank statement (CSV as the body) with bills by their number, and report every line (staff)."""
        return await money.statements.take(await request.body(), dry_run=dry_run, by=caller, cause=cause)
