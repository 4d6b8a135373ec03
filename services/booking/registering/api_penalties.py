"""The routes of penalty points: parse, one use case, answer."""

from typing import Any

from fastapi import APIRouter, Response

from services.booking.registering.registrations import Registrations
from services.booking.registering.rows import PenaltyRow
from services.booking.registering.views import (
    AppealBody,
    MisuseBody,
    PenaltyId,
    PenaltyView,
    RegistrationId,
    WaiverBody,
)
from shared.journal import Commit
from shared.web import CallerDep, CauseDep, PagingDep, answer, listed


async def told(uses: Registrations, commit: Commit, penalty_id: str, status: int = 200) -> Response:
    """The answer to a command: the penalty as the commit left it."""
    state = await uses.as_of(commit)
    return answer(commit, PenaltyView.of(PenaltyRow.of(state.stream_key, state.penalties[penalty_id])), status)


def penalty_routes(router: APIRouter, uses: Registrations) -> None:
    """Add the routes of penalty points."""

    @router.get("/registrations/{registration_id}/penalties")
    async def penalties(registration_id: RegistrationId, caller: CallerDep, paging: PagingDep) -> dict[str, Any]:
        """A holder's faults and points, the oldest first (its person, its group's officers, staff, auditors)."""
        page = await uses.penalties(registration_id, by=caller, cursor=paging.cursor, limit=paging.limit)
        return listed(page, PenaltyView.of)

    @router.post("/penalties", status_code=201, response_model=PenaltyView)
    async def misuse(body: MisuseBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Give the points of the rules for a use against them (staff). Of a booking once: then it is 200 with those."""
        commit = await uses.record_misuse(body.booking_id, by=caller, cause=cause)
        standing = (await uses.as_of(commit)).misuse_of(body.booking_id)
        assert standing is not None
        return await told(uses, commit, standing, 201 if commit.records else 200)

    @router.post("/registrations/{registration_id}/penalties/{penalty_id}/waive", response_model=PenaltyView)
    async def waive(
        registration_id: RegistrationId, penalty_id: PenaltyId, body: WaiverBody, caller: CallerDep, cause: CauseDep
    ) -> Response:
        """Take points back; a suspension that rests on them ends (staff)."""
        commit = await uses.waive(registration_id, penalty_id, body.reason, by=caller, cause=cause)
        return await told(uses, commit, penalty_id)

    @router.post("/registrations/{registration_id}/penalties/{penalty_id}/appeal", response_model=PenaltyView)
    async def appeal(
        registration_id: RegistrationId, penalty_id: PenaltyId, body: AppealBody, caller: CallerDep, cause: CauseDep
    ) -> Response:
        """Object to points, in time (its person, its group's officers, staff)."""
        commit = await uses.appeal(registration_id, penalty_id, body.reason, by=caller, cause=cause)
        return await told(uses, commit, penalty_id)

    @router.post("/registrations/{registration_id}/penalties/{penalty_id}/reject-appeal", response_model=PenaltyView)
    async def reject_appeal(
        registration_id: RegistrationId, penalty_id: PenaltyId, caller: CallerDep, cause: CauseDep
    ) -> Response:
        """Let the points stay (staff)."""
        commit = await uses.reject_appeal(registration_id, penalty_id, by=caller, cause=cause)
        return await told(uses, commit, penalty_id)
