"""The routes of accompaniments: propose, agree, visits, goals, the end; lists of who has them."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from services.matching.accompanying.accompaniments import SeenAccompaniment
from services.matching.accompanying.api_goals import change_view
from services.matching.accompanying.rows import AccompanimentRow
from services.matching.bodies import AreaId, Body, Day, Id, Message
from services.matching.domain.accompanying.events import How, accompaniment_id
from services.matching.service import Matching
from shared.journal import Chain
from shared.web import CallerDep, CauseDep, PagingDep, TokyoInstant, View, answer
from shared.web.answers import tokyo_text

Number = Annotated[int, Field(ge=1, le=1000)]


class ProposalBody(Body):
    """Which goals, with which intermediary (nobody: one is looked for), and words about the project."""

    goals: Annotated[tuple[AreaId, ...], Field(min_length=1, max_length=10)]
    intermediary_id: Id | None = None
    words: Message | None = None


class IntermediaryBody(Body):
    """Who is asked to accompany it."""

    intermediary_id: Id


class VisitBody(Body):
    """The day of a visit, in Tokyo."""

    on: Day


class MadeBody(Body):
    """What was talked about, for the group and the intermediary."""

    notes: Message | None = None


class GoalMetBody(Body):
    """Whether one side says that a goal is met."""

    met: bool = True


class EndBody(Body):
    """How it ends, in one side's words."""

    how: How
    words: Message | None = None


class AccompanimentTold(View):
    """How an accompaniment stands after a command: who has it, until when."""

    accompaniment_id: str
    status: str
    owner_id: str
    intermediary_id: str | None
    due_at: TokyoInstant | None


def accompaniment_routes(uses: Matching) -> APIRouter:
    """Accompaniments."""
    router = APIRouter(tags=["accompaniments"])
    _beginning(router, uses)
    _going_on(router, uses)
    _reading(router, uses)
    return router


async def _told(uses: Matching, chain: Chain, id: str, status: int = 200) -> Response:
    row = await uses.accompaniments.row(id)
    fields = row.model_dump(include={"status", "owner_id", "due_at"})
    view = AccompanimentTold(accompaniment_id=id, intermediary_id=row.intermediary_id or None, **fields)
    return answer(chain, view, status)


def _beginning(router: APIRouter, uses: Matching) -> None:
    run = uses.accompaniments

    @router.post("/groups/{group_id}/accompaniments", status_code=201, response_model=AccompanimentTold)
    async def propose(group_id: Id, body: ProposalBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Ask that a project is accompanied (officers: it is the group's yes; coordinators, staff)."""
        chain = await run.propose(group_id, body.goals, body.intermediary_id, body.words, by=caller, cause=cause)
        number = max(getattr(event, "number", 0) for event in chain.commits[0].events)
        return await _told(uses, chain, accompaniment_id(group_id, number), 201)

    @router.post("/accompaniments/{id}/agree", response_model=AccompanimentTold)
    async def agree(id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """Agree to the goals, for the group or as the intermediary; with both it is under way."""
        return await _told(uses, await run.agree(id, by=caller, cause=cause), id)

    @router.post("/accompaniments/{id}/decline", response_model=AccompanimentTold)
    async def decline(id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """The intermediary's no: another is looked for. The group's: it does not begin."""
        chain = await run.decline(id, by=caller, cause=cause)
        return await _told(uses, chain, id)

    @router.put("/accompaniments/{id}/intermediary", response_model=AccompanimentTold)
    async def name(id: Id, body: IntermediaryBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Ask somebody of an intermediary body (who has it, officers)."""
        chain = await run.name_intermediary(id, body.intermediary_id, by=caller, cause=cause)
        return await _told(uses, chain, id)


def _going_on(router: APIRouter, uses: Matching) -> None:
    run = uses.accompaniments

    @router.post("/accompaniments/{id}/visits", status_code=201, response_model=AccompanimentTold)
    async def plan(id: Id, body: VisitBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Plan a visit (either side, who has it)."""
        return await _told(uses, await run.plan_visit(id, body.on, by=caller, cause=cause), id, 201)

    @router.post("/accompaniments/{id}/visits/{visit}/made", response_model=AccompanimentTold)
    async def made(id: Id, visit: Number, body: MadeBody, caller: CallerDep, cause: CauseDep) -> Response:
        """It was made; notes go to the vault (either side, who has it)."""
        chain = await run.note_visit(id, visit, made=True, notes=body.notes, by=caller, cause=cause)
        return await _told(uses, chain, id)

    @router.delete("/accompaniments/{id}/visits/{visit}", response_model=AccompanimentTold)
    async def call_off(id: Id, visit: Number, caller: CallerDep, cause: CauseDep) -> Response:
        """A planned visit is called off (either side, who has it)."""
        return await _told(uses, await run.note_visit(id, visit, made=False, by=caller, cause=cause), id)

    @router.put("/accompaniments/{id}/goals/{goal}/met", response_model=AccompanimentTold)
    async def met(id: Id, goal: AreaId, body: GoalMetBody, caller: CallerDep, cause: CauseDep) -> Response:
        """One side's word that a goal is met; it is met when both say so."""
        return await _told(uses, await run.say_goal(id, goal, met=body.met, by=caller, cause=cause), id)

    @router.post("/accompaniments/{id}/end", response_model=AccompanimentTold)
    async def end(id: Id, body: EndBody, caller: CallerDep, cause: CauseDep) -> Response:
        """One side's word that it ends, and how; with both sides' it has ended."""
        return await _told(uses, await run.end(id, body.how, body.words, by=caller, cause=cause), id)


def _reading(router: APIRouter, uses: Matching) -> None:
    run, terms = uses.accompaniments, uses.knowledge.support

    @router.get("/accompaniments/terms")
    async def accompaniment_terms() -> dict[str, Any]:
        """How long each may take, goals and endings in words (open)."""
        words = {"goals": terms.project_goals, "endings": terms.endings, "nexts": terms.nexts}
        lists = {
            name: [{"code": code, "ja": word.ja, "en": word.en, "plain": word.plain} for code, word in each.items()]
            for name, each in words.items()
        }
        return {**terms.accompaniment.model_dump(), **lists}

    @router.get("/accompaniments")
    async def mine(
        caller: CallerDep, paging: PagingDep, part: Annotated[Literal["assigned", "accompanied"], Query()] = "assigned"
    ) -> dict[str, Any]:
        """What I have now, or accompany."""
        read = run.assigned_to if part == "assigned" else run.accompanied_by
        page = await read(caller.person_id, cursor=paging.cursor, limit=paging.limit)
        return {"items": [_shown(SeenAccompaniment(row, {}), uses) for row in page.items], "next": page.next}

    @router.get("/groups/{group_id}/accompaniments")
    async def of_group(group_id: Id, caller: CallerDep, paging: PagingDep) -> dict[str, Any]:
        """All accompaniments of a group, the newest first (officers, coordinators, staff)."""
        page = await run.of_group(group_id, by=caller, cursor=paging.cursor, limit=paging.limit)
        return {"items": [_shown(SeenAccompaniment(row, {}), uses) for row in page.items], "next": page.next}

    @router.get("/accompaniments/{id}")
    async def one(id: Id, caller: CallerDep) -> dict[str, Any]:
        """One, with its words for officers and who has or accompanies it (coordinators, staff: without words)."""
        return _shown(await run.get(id, by=caller), uses)


def _shown(seen: SeenAccompaniment, uses: Matching) -> dict[str, Any]:
    row, terms, words = seen.row, uses.knowledge.support, seen.words
    following = terms.nexts["late" if row.late and row.status == "under-way" else row.status]
    return {
        "accompaniment_id": row.id,
        **row.model_dump(include={"group_id", "status", "owner_id", "at_desk", "late", "reminded", "agreed", "silent"}),
        "intermediary_id": row.intermediary_id or None,
        "due_at": _instant(row),
        "next": {"ja": following.ja, "en": following.en, "plain": following.plain},
        "next_visit": row.next_visit.isoformat() if row.next_visit else None,
        "about": words.get(row.about or ""),
        "goals": [{"goal": goal, "said_by": said, "met": len(said) > 1} for goal, said in row.goals.items()],
        "change": _waiting(seen),
        "visits": [
            {"visit": number, "on": v.on.isoformat(), "status": v.status, "notes": words.get(v.document_id or "")}
            for number, v in row.visits.items()
        ],
        "said": {
            side: {"how": said.how, "relation": said.relation, "words": words.get(said.document_id or "")}
            for side, said in row.said.items()
        },
        "outcome": row.outcome,
    }


def _waiting(seen: SeenAccompaniment) -> dict[str, Any] | None:
    """The other goals that wait for an answer, if any."""
    changes = (item for item in seen.row.changes.items() if item[1].status == "open")
    return next((change_view(number, change, seen.words) for number, change in changes), None)


def _instant(row: AccompanimentRow) -> str | None:
    return tokyo_text(row.due_at) if row.due_at and row.status != "ended" else None
