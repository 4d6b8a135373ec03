"""The routes of waiting lists and certificates: parse, one use case, answer."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from services.booking.activities.activities import Activities
from services.booking.activities.certificates import shown_number
from services.booking.activities.rows import CertificateRow, WaitingRow
from services.booking.activities.views import GUESTS_MAX, ActivityId
from services.booking.activities.waiting_list import Waiting, WaitingStatus
from services.booking.domain.activities.announcement import Id
from shared.web import CallerDep, CauseDep, PagingDep, TokyoInstant, View, answer, listed


class WaitingRequest(BaseModel):
    """In which role the caller would take part, and whether a friend comes along."""

    model_config = ConfigDict(extra="forbid")

    role: Id | None = Field(default=None, description="Default: participant")
    guests: int | None = Field(
        default=None, ge=0, le=GUESTS_MAX, description="Wait for two places; default: nobody, or as it is"
    )


class WaitingView(View):
    """How the caller stands to a waiting list; a place in the order is told to nobody else.

    ``until``: waiting ends, or, when a place is ``offered``, it goes to the next. ``position`` counts those who wait
    for the same role.
    """

    activity_id: str
    person_id: str
    status: WaitingStatus
    role: str
    guests: int
    until: TokyoInstant | None

    @classmethod
    def of(cls, waiting: Waiting) -> "WaitingView":
        """The outcome of a command."""
        return cls(
            activity_id=waiting.activity_id,
            person_id=waiting.person_id,
            status=waiting.status,
            role=waiting.role,
            guests=waiting.guests,
            until=waiting.until,
        )


class PositionView(WaitingView):
    """The same with the place in the order, as it is now."""

    position: int | None

    @classmethod
    def now(cls, waiting: Waiting) -> "PositionView":
        """How it stands."""
        return cls(position=waiting.position, **WaitingView.of(waiting).model_dump())


class WaiterView(View):
    """Somebody on the list, for the group's officers."""

    person_id: str
    role: str
    number: int
    guests: int
    until: TokyoInstant | None

    @classmethod
    def of(cls, row: WaitingRow) -> "WaiterView":
        """An item of the list."""
        return cls(**row.model_dump(include=set(cls.model_fields)))


class OwnCertificateView(View):
    """A certificate as its holder sees it."""

    number: str
    valid: bool
    title_ja: str
    title_en: str
    activity: str
    activity_id: str
    group_id: str
    granted_at: TokyoInstant

    @classmethod
    def of(cls, row: CertificateRow) -> "OwnCertificateView":
        """An item of a person's own list."""
        return cls(number=shown_number(row.id), **row.model_dump(include=set(cls.model_fields) - {"number"}))


class VerifiedView(View):
    """Whether a number is that of a valid certificate, and what for. Never whose."""

    valid: bool
    title_ja: str | None = None
    title_en: str | None = None
    activity: str | None = None
    group_id: str | None = None
    granted_at: TokyoInstant | None = None


def waiting_routes(router: APIRouter, uses: Activities) -> None:
    """The routes of waiting lists."""

    @router.post("/activities/{activity_id}/waiting", status_code=201, response_model=WaitingView)
    async def wait(
        activity_id: ActivityId, caller: CallerDep, cause: CauseDep, wanted: WaitingRequest | None = None
    ) -> Response:
        """Wait for a place of an activity that is full, or for two at once where fewer are free."""
        said = wanted or WaitingRequest()
        commit, waiting = await uses.waiting.join(
            activity_id, by=caller, role=said.role, guests=said.guests, cause=cause
        )
        return answer(commit, WaitingView.of(waiting))

    @router.post("/activities/{activity_id}/waiting/accept", response_model=WaitingView)
    async def accept(activity_id: ActivityId, caller: CallerDep, cause: CauseDep) -> Response:
        """Take the place that is held for oneself."""
        commit, waiting = await uses.waiting.accept(activity_id, by=caller, cause=cause)
        return answer(commit, WaitingView.of(waiting), status=200)

    @router.post("/activities/{activity_id}/waiting/pass", response_model=WaitingView)
    async def leave(activity_id: ActivityId, caller: CallerDep, cause: CauseDep) -> Response:
        """Leave the list; a place that is held goes to the next."""
        commit, waiting = await uses.waiting.leave(activity_id, by=caller, cause=cause)
        return answer(commit, WaitingView.of(waiting), status=200)

    @router.get("/activities/{activity_id}/waiting/me")
    async def mine(activity_id: ActivityId, caller: CallerDep) -> PositionView:
        """One's own place in the order."""
        return PositionView.now(await uses.waiting.own(activity_id, by=caller))

    @router.get("/activities/{activity_id}/waiting")
    async def people(activity_id: ActivityId, caller: CallerDep, paging: PagingDep) -> dict[str, Any]:
        """Who waits, in their order (the group's officers, staff)."""
        page = await uses.waiting.people(activity_id, by=caller, cursor=paging.cursor, limit=paging.limit)
        return listed(page, WaiterView.of)


def certificate_routes(router: APIRouter, uses: Activities) -> None:
    """The routes of certificates."""

    @router.get("/certificates/me")
    async def own(caller: CallerDep, paging: PagingDep) -> dict[str, Any]:
        """The caller's certificates, the latest first."""
        page = await uses.certificates.mine(by=caller, cursor=paging.cursor, limit=paging.limit)
        return listed(page, OwnCertificateView.of)

    @router.get("/certificates/{number}")
    async def verify(number: Annotated[str, Path(max_length=40)]) -> VerifiedView:
        """Whether a certificate is valid and what for, never whose it is (open)."""
        row = await uses.certificates.verify(number)
        return VerifiedView(**row.model_dump()) if row else VerifiedView(valid=False)
