"""The routes of changed goals of an accompaniment: propose, answer, take back; and what was agreed when, by whom."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field

from services.matching.bodies import AreaId, Body, Id, Message
from services.matching.domain.accompanying.goal_events import GoalsProposed
from services.matching.domain.accompanying.goals import AgreedGoals, ChangeStatus, GoalsChange
from services.matching.service import Matching
from shared.journal import Chain
from shared.web import CallerDep, CauseDep, TokyoInstant, View, answer
from shared.web.answers import tokyo_text

Change = Annotated[int, Field(ge=1, le=1000)]


class GoalsBody(Body):
    """All goals that shall hold from now on, and why, in words."""

    goals: Annotated[tuple[AreaId, ...], Field(min_length=1, max_length=10)]
    words: Message | None = None


class GoalsAnswer(Body):
    """What one side has to say about it."""

    words: Message | None = None


class GoalsChangeTold(View):
    """How a proposal stands, and the goals that hold. ``due_at``: until when the other side may answer."""

    accompaniment_id: str
    change: int
    status: ChangeStatus
    goals: tuple[str, ...]
    due_at: TokyoInstant | None


def goal_change_routes(uses: Matching) -> APIRouter:
    """Changed goals."""
    router = APIRouter(tags=["accompaniments"])
    run = uses.goal_changes

    @router.post("/accompaniments/{id}/goals/changes", status_code=201, response_model=GoalsChangeTold)
    async def propose(id: Id, body: GoalsBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Propose other goals (either side). Those that were agreed hold until the other side agrees."""
        chain = await run.propose(id, body.goals, body.words, by=caller, cause=cause)
        return await _told(uses, chain, id, chain.first(GoalsProposed).change, 201)

    @router.post("/accompaniments/{id}/goals/changes/{change}/agree", response_model=GoalsChangeTold)
    async def agree(id: Id, change: Change, body: GoalsAnswer, caller: CallerDep, cause: CauseDep) -> Response:
        """Agree (the other side): these goals hold from now on; what was said of a goal that stays is kept."""
        chain = await run.answer(id, change, accepted=True, words=body.words, by=caller, cause=cause)
        return await _told(uses, chain, id, change)

    @router.post("/accompaniments/{id}/goals/changes/{change}/decline", response_model=GoalsChangeTold)
    async def decline(id: Id, change: Change, body: GoalsAnswer, caller: CallerDep, cause: CauseDep) -> Response:
        """Do not agree (the other side): the goals stay as they are."""
        chain = await run.answer(id, change, accepted=False, words=body.words, by=caller, cause=cause)
        return await _told(uses, chain, id, change)

    @router.delete("/accompaniments/{id}/goals/changes/{change}", response_model=GoalsChangeTold)
    async def withdraw(id: Id, change: Change, caller: CallerDep, cause: CauseDep) -> Response:
        """Take back what one's own side proposed."""
        return await _told(uses, await run.withdraw(id, change, by=caller, cause=cause), id, change)

    @router.get("/accompaniments/{id}/history")
    async def history(id: Id, caller: CallerDep) -> dict[str, Any]:
        """Which goals were agreed from when to when, by whom, and every change that was proposed (who may read it)."""
        seen = await uses.accompaniments.get(id, by=caller)
        return {
            "accompaniment_id": id,
            "goals": [_period(period) for period in seen.row.periods],
            "changes": [change_view(number, change, seen.words) for number, change in seen.row.changes.items()],
        }

    return router


def change_view(number: int, change: GoalsChange, words: Mapping[str, str]) -> dict[str, Any]:
    """A proposal with its words, for who may read them."""
    return {
        "change": number,
        **change.model_dump(include={"goals", "side", "by", "status", "answered_by"}),
        "asked_at": tokyo_text(change.asked_at),
        "due_at": tokyo_text(change.due_at) if change.status == "open" else None,
        "answered_at": tokyo_text(change.answered_at) if change.answered_at else None,
        "words": words.get(change.document_id or ""),
        "answer": words.get(change.answer_id or ""),
    }


def _period(period: AgreedGoals) -> dict[str, Any]:
    return {
        **period.model_dump(include={"goals", "by", "met", "change"}),
        "since": tokyo_text(period.since),
        "until": tokyo_text(period.until) if period.until else None,
    }


async def _told(uses: Matching, chain: Chain, id: str, change: int, status: int = 200) -> Response:
    row = await uses.accompaniments.row(id)
    found = row.changes[change]
    view = GoalsChangeTold(
        accompaniment_id=id, change=change, status=found.status, goals=tuple(row.goals),
        due_at=found.due_at if found.status == "open" else None,
    )  # fmt: skip
    return answer(chain, view, status)
