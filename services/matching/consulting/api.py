"""The routes of consultations (よろず相談)."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from services.matching.bodies import AreaId, DeskOwnerBody, Id, NewConsultation, Resolution, WordsToTriage
from services.matching.consulting.triage_views import ConsultationBrought, NumbersView, TriageView
from services.matching.consulting.views import (
    ConsultationTold,
    ConsultationView,
    ConsultationWithWords,
    DeskOwnerView,
    MenuView,
    RetiredView,
    code_of,
)
from services.matching.domain.consulting.events import CasesHandedOn
from services.matching.domain.team.roster_events import HandOverMade
from services.matching.service import Matching
from shared.clock import tokyo_date
from shared.contracts.matching import (
    ConsultationAnswered,
    ConsultationAssigned,
    ConsultationReopened,
    ConsultationResolved,
)
from shared.web import CallerDep, CauseDep, PagingDep, answer, listed


def consultation_routes(uses: Matching) -> APIRouter:
    """Bringing a worry, seeing to it, and who owns the desks."""
    router = APIRouter(tags=["consultations"])
    _reading_routes(router, uses)
    _deciding_routes(router, uses)
    _desk_routes(router, uses)
    return router


def _reading_routes(router: APIRouter, uses: Matching) -> None:
    @router.get("/consultations/menu")
    async def menu() -> MenuView:
        """The menu of worries, two taps to a category, and the desks (open)."""
        return MenuView.of(uses.knowledge.desks, uses.consultations.journal.now())

    @router.get("/consultations/numbers")
    async def numbers() -> NumbersView:
        """Phone numbers for when it is urgent (open)."""
        return NumbersView.of(uses.knowledge.triage)

    @router.post("/consultations/triage")
    async def triage(body: WordsToTriage) -> TriageView:
        """Where these words would lead, and phone numbers if they sound urgent (open). Nothing of them is kept."""
        found = uses.knowledge.triage.of(body.text, tokyo_date(uses.consultations.journal.now()))
        return TriageView.of(found, uses.knowledge)

    @router.get("/consultations")
    async def consultations(
        caller: CallerDep,
        paging: PagingDep,
        desk: Annotated[AreaId | None, Query(description="those of a desk (its owner, staff)")] = None,
        assigned: Annotated[Literal["me"] | None, Query(description="those that I have")] = None,
    ) -> dict[str, Any]:
        """Consultations of a desk, those assigned to me, or else my own; newest first. What about is not in lists."""
        found = uses.consultations
        if desk is not None:
            page = await found.of_desk(desk, by=caller, cursor=paging.cursor, limit=paging.limit)
        elif assigned:
            page = await found.assigned_to(caller.person_id, cursor=paging.cursor, limit=paging.limit)
        else:
            page = await found.of_person(caller.person_id, cursor=paging.cursor, limit=paging.limit)
        return listed(page, ConsultationView.of)

    @router.get("/consultations/{consultation_id}")
    async def consultation(consultation_id: Id, caller: CallerDep) -> ConsultationWithWords:
        """One consultation; what it is about for the person, who has it, and the desk owner."""
        return ConsultationWithWords.of_seen(await uses.consultations.get(consultation_id, by=caller))


def _deciding_routes(router: APIRouter, uses: Matching) -> None:
    @router.post("/consultations", status_code=201, response_model=ConsultationBrought)
    async def bring(body: NewConsultation, caller: CallerDep, cause: CauseDep) -> Response:
        """Bring a worry (or, at a counter or on the phone, take one down); a named person has it until ``due_at``."""
        chain = await uses.consultations.open(body.opening(), by=caller, cause=cause)
        told = ConsultationTold.of(chain, ConsultationAssigned).model_copy(update={"channel": body.channel})
        return answer(
            chain, ConsultationBrought.with_numbers(told, body.text or "", uses.knowledge.triage, code_of(chain))
        )

    @router.post("/consultations/{consultation_id}/resolve", response_model=ConsultationTold)
    async def resolve(
        consultation_id: Id, caller: CallerDep, cause: CauseDep, body: Resolution | None = None
    ) -> Response:
        """It is solved: the person's word ends it; who has it asks for that word, or records one that was said."""
        said = body or Resolution()
        chain = await uses.consultations.resolve(
            consultation_id, by=caller, cause=cause, word=said.word, answer=said.answer
        )
        return answer(chain, ConsultationTold.of(chain, ConsultationAnswered, ConsultationResolved), 200)

    @router.post("/consultations/{consultation_id}/reopen", response_model=ConsultationTold)
    async def reopen(consultation_id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """It is not solved yet (the person; who has it, for somebody who rang or came by)."""
        chain = await uses.consultations.reopen(consultation_id, by=caller, cause=cause)
        return answer(chain, ConsultationTold.of(chain, ConsultationReopened), 200)


def _desk_routes(router: APIRouter, uses: Matching) -> None:
    @router.get("/desks")
    async def desks(caller: CallerDep) -> dict[str, Any]:
        """With whom the consultations of each desk end (coordinators, staff)."""
        owners = await uses.coordinators.desk_owners(by=caller)
        return {"items": [DeskOwnerView(desk=desk, owner_id=owner) for desk, owner in owners.items()], "next": None}

    @router.put("/desks/{desk}", response_model=DeskOwnerView)
    async def set_owner(desk: AreaId, body: DeskOwnerBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Name the owner of a desk; its consultations follow the office (staff)."""
        commit = await uses.coordinators.set_desk_owner(desk, body.owner_id, by=caller, cause=cause)
        return answer(commit, DeskOwnerView(desk=desk, owner_id=body.owner_id), 200)

    @router.delete("/coordinators/{person_id}", response_model=RetiredView)
    async def retire(person_id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """Somebody serves no longer; each consultation they have finds its next owner (staff)."""
        commit = await uses.coordinators.retire(person_id, by=caller, cause=cause)
        left = [id for event in commit.events if isinstance(event, CasesHandedOn) for id in event.consultation_ids]
        planned = [move for event in commit.events if isinstance(event, HandOverMade) for move in event.moves]
        return answer(commit, RetiredView(person_id=person_id, handed_on=len(left) + len(planned)), 200)
