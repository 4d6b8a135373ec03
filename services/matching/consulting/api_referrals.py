"""The routes of referrals between desks: asked first, and nothing moves without a yes."""

from typing import Any

from fastapi import APIRouter, Response

from services.matching.bodies import Id, Referral, ReferralAnswer
from services.matching.consulting.referral_views import FoundView, ProposedView, ReferralTold
from services.matching.service import Matching
from shared.web import CallerDep, CauseDep, answer


def referral_routes(uses: Matching) -> APIRouter:
    """Proposing another desk, the person's answer, and another body's confirmation."""
    router = APIRouter(tags=["consultations"])
    _asking_routes(router, uses)
    _settling_routes(router, uses)
    return router


def _asking_routes(router: APIRouter, uses: Matching) -> None:
    @router.post("/consultations/{consultation_id}/refer", response_model=ProposedView)
    async def propose(consultation_id: Id, body: Referral, caller: CallerDep, cause: CauseDep) -> Response:
        """Propose that another desk has it (who has it, the desk owner); its person is asked, nothing moves yet."""
        chain = await uses.referrals.propose(consultation_id, body.offer(), by=caller, cause=cause)
        return answer(chain, ProposedView.of_proposal(chain, uses.knowledge.desks), 200)

    @router.post("/consultations/{consultation_id}/refer/answer", response_model=ReferralTold)
    async def say(consultation_id: Id, body: ReferralAnswer, caller: CallerDep, cause: CauseDep) -> Response:
        """The person's yes or no; of who rang or came by, written down by a clerk, with the clerk's name."""
        chain = await uses.referrals.answer(
            consultation_id, accepted=body.accepted, number=body.number, code=body.code, by=caller, cause=cause
        )
        return answer(chain, ReferralTold.of(chain), 200)

    @router.get("/consultations/codes/{code}")
    async def by_code(code: str, caller: CallerDep) -> dict[str, Any]:
        """What somebody who rings or comes by is asked, by their number (coordinators, staff, desk owner)."""
        found = await uses.referrals.by_code(code, by=caller)
        return {"items": [FoundView.of(row, uses.knowledge.desks) for row in found], "next": None}


def _settling_routes(router: APIRouter, uses: Matching) -> None:
    @router.post("/consultations/{consultation_id}/refer/withdraw", response_model=ReferralTold)
    async def withdraw(consultation_id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """Take the proposal back (who has it, the desk owner)."""
        chain = await uses.referrals.withdraw(consultation_id, by=caller, cause=cause)
        return answer(chain, ReferralTold.of(chain), 200)

    @router.post("/consultations/{consultation_id}/refer/received", response_model=ReferralTold)
    async def received(consultation_id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """Another body confirmed that it has it (written down by who has it, the desk owner); the person is told."""
        chain = await uses.referrals.receive(consultation_id, by=caller, cause=cause)
        return answer(chain, ReferralTold.of(chain), 200)
