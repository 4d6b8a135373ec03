"""The routes of papers: a PDF for whom it concerns. Nothing is kept by proxies or browsers."""

from fastapi import APIRouter, Response

from services.booking.api_bookings import BookingId
from services.booking.papers.desk import PaperDesk, RefusalWanted
from shared.web import CallerDep

PDF = "application/pdf"
ANSWER: dict[int | str, dict[str, object]] = {200: {"content": {PDF: {}}, "description": "The paper"}}


def pdf(content: bytes, name: str) -> Response:
    """A paper to look at and to print."""
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'inline; filename="{name}.pdf"'}
    return Response(content, media_type=PDF, headers=headers)


def paper_routes(desk: PaperDesk) -> APIRouter:
    """The router of papers."""
    router = APIRouter(tags=["papers"])

    @router.get("/bookings/{booking_id}/permit.pdf", response_class=Response, responses=ANSWER)
    async def permit(booking_id: BookingId, caller: CallerDep) -> Response:
        """The permit (使用許可書) of a booking that stands (its person, its group's officers, staff, auditors)."""
        return pdf(await desk.permit(booking_id, by=caller), f"permit-{booking_id}")

    @router.get("/bookings/{booking_id}/slip.pdf", response_class=Response, responses=ANSWER)
    async def slip(booking_id: BookingId, caller: CallerDep) -> Response:
        """The slip (控え) for somebody without e-mail, in large type, with the start code while it is needed."""
        return pdf(await desk.slip(booking_id, by=caller), f"slip-{booking_id}")

    @router.get("/bookings/{booking_id}/receipt.pdf", response_class=Response, responses=ANSWER)
    async def receipt(booking_id: BookingId, caller: CallerDep) -> Response:
        """The receipt (領収書) of what was paid for a booking."""
        return pdf(await desk.receipt(booking_id, by=caller), f"receipt-{booking_id}")

    @router.get("/bookings/{booking_id}/refusal.pdf", response_class=Response, responses=ANSWER)
    async def decision(booking_id: BookingId, caller: CallerDep) -> Response:
        """The letter (不許可通知書) about a request that staff refused (its person, its group's officers, staff)."""
        return pdf(await desk.decision(booking_id, by=caller), f"refusal-{booking_id}")

    @router.post("/refusals.pdf", response_class=Response, responses=ANSWER)
    async def refusal(wanted: RefusalWanted, caller: CallerDep) -> Response:
        """The letter (不許可通知書) about a refusal on record: who asked, officers for their group, staff.

        Nothing is recorded by it, so it takes no ``Idempotency-Key``.
        """
        return pdf(await desk.refusal(wanted, by=caller), "refusal")

    return router
