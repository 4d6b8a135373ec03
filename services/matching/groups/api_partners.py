"""The routes of groups that look for groups: partners, suggestions, successors, and a group's health."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field

from services.matching.bodies import AreaId, Body, Day, Id, Term
from services.matching.domain.groups.group_contact_events import ContactEnded, ContactTaken
from services.matching.domain.groups.succession_events import SearchEnded, SuccessorSought
from services.matching.groups.group_rows import GroupContactRow, SuccessionRow
from services.matching.groups.partners import PARTNERS_MAX, Partner, Partners
from services.matching.service import Matching
from services.matching.views import GroupView
from shared.web import CallerDep, CauseDep, PagingDep, TokyoInstant, View, answer, listed


class SuggestionBody(Body):
    """With which group, and about which theme (a code or a word of the vocabulary)."""

    to_group: Id
    theme: Term


class AnswerBody(Body):
    """Whether the other group takes the suggestion up."""

    accepted: bool


class SearchBody(Body):
    """The last day on which somebody is looked for, in Tokyo."""

    until: Day


class PartnerView(View):
    """A group that fits: its public profile, its score, and up to three reasons, the strongest first."""

    group: GroupView
    score: float
    reasons: tuple[dict[str, Any], ...] = Field(max_length=3)

    @classmethod
    def of(cls, partner: Partner, partners: Partners) -> "PartnerView":
        """The view of a partner."""
        reasons = tuple(
            {"code": part.code, "about": part.about, "points": part.points, **partners.sentence(part)}
            for part in partner.reasons
        )
        return cls(group=GroupView.of(partner.row), score=partner.score, reasons=reasons)


class ContactView(View):
    """What is between two groups: who asked whom about what, how it stands, and who sees to it until when."""

    contact_id: str
    from_group: str
    to_group: str
    theme: str
    status: str
    coordinator_id: str
    due_at: TokyoInstant | None
    late: bool
    together: int

    @classmethod
    def of(cls, row: GroupContactRow) -> "ContactView":
        """The view of a row."""
        return cls(contact_id=row.id, **row.model_dump(include=set(cls.model_fields) - {"contact_id"}))


class ContactTold(View):
    """What became of a suggestion or an answer."""

    contact_id: str
    status: str
    coordinator_id: str | None = None
    due_at: TokyoInstant | None = None


class SuccessionView(View):
    """A role for which a group looks for somebody, until a day."""

    group_id: str
    role: str
    until: Day

    @classmethod
    def of(cls, found: SuccessionRow | SuccessorSought | SearchEnded) -> "SuccessionView":
        """The view of a search."""
        return cls(group_id=found.group_id, role=found.role, until=found.until)


class HealthFigureView(View):
    """One figure of a group's health: its values, what it means, and what one could do."""

    name: str
    level: str
    values: dict[str, float | int | None]
    means: dict[str, str]
    could_do: dict[str, str]


def partner_routes(uses: Matching) -> APIRouter:
    """Groups find groups."""
    router = APIRouter(tags=["partners"])
    _finding(router, uses)
    _contacts(router, uses)
    _successions(router, uses)
    _health(router, uses)
    return router


def _finding(router: APIRouter, uses: Matching) -> None:
    @router.get("/groups/{group_id}/partners")
    async def partners(
        group_id: Id, limit: Annotated[int, Query(ge=1, le=PARTNERS_MAX)] = 10
    ) -> dict[str, list[PartnerView] | None]:
        """Groups of the other kind that fit, with up to three true reasons each (open: public profiles alone)."""
        found = await uses.partners.of_group(group_id, limit=limit)
        return {"items": [PartnerView.of(each, uses.partners) for each in found], "next": None}


def _contacts(router: APIRouter, uses: Matching) -> None:
    @router.post("/groups/{group_id}/contacts", status_code=201, response_model=ContactTold)
    async def suggest(group_id: Id, body: SuggestionBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Suggest something to do together (officers); a named coordinator sees to it until ``due_at``."""
        chain = await uses.partners.suggest(group_id, body.to_group, body.theme, by=caller, cause=cause)
        taken = chain.first(ContactTaken)
        view = ContactTold(
            contact_id=taken.contact_id, status="asked", coordinator_id=taken.coordinator_id, due_at=taken.due_at
        )
        return answer(chain, view)

    @router.post("/group-contacts/{contact_id}/answer", response_model=ContactTold)
    async def reply(contact_id: Id, body: AnswerBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Take it up or not (officers of the group that was asked; who sees to it, recorded)."""
        chain = await uses.partners.answer(contact_id, accepted=body.accepted, by=caller, cause=cause)
        ended = chain.first(ContactEnded)
        return answer(chain, ContactTold(contact_id=ended.contact_id, status=ended.how), 200)

    @router.get("/groups/{group_id}/contacts")
    async def contacts(group_id: Id, caller: CallerDep, paging: PagingDep) -> dict[str, Any]:
        """What was suggested to and by a group (officers, coordinators, staff)."""
        page = await uses.partners.contacts(group_id, by=caller, cursor=paging.cursor, limit=paging.limit)
        return listed(page, ContactView.of)

    @router.get("/group-contacts")
    async def assigned(caller: CallerDep, paging: PagingDep) -> dict[str, Any]:
        """Suggestions that I see to as a coordinator."""
        page = await uses.partners.assigned_to(caller.person_id, cursor=paging.cursor, limit=paging.limit)
        return listed(page, ContactView.of)


def _successions(router: APIRouter, uses: Matching) -> None:
    @router.put("/groups/{group_id}/successions/{role}", response_model=SuccessionView)
    async def seek(group_id: Id, role: AreaId, body: SearchBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Look for somebody who takes a role over, until a day (officers); it counts as a need until then."""
        commit = await uses.successions.seek(group_id, role, body.until, by=caller, cause=cause)
        return answer(commit, SuccessionView.of(commit.first(SuccessorSought)), 200)

    @router.delete("/groups/{group_id}/successions/{role}", response_model=SuccessionView)
    async def end(group_id: Id, role: AreaId, caller: CallerDep, cause: CauseDep) -> Response:
        """Somebody was found, or nobody is looked for any more (officers)."""
        commit = await uses.successions.end(group_id, role, by=caller, cause=cause)
        return answer(commit, SuccessionView.of(commit.first(SearchEnded)), 200)

    @router.get("/successions")
    async def successions(caller: CallerDep, paging: PagingDep) -> dict[str, Any]:
        """Every search that is open, the most pressing first (coordinators, staff)."""
        page = await uses.successions.page(by=caller, cursor=paging.cursor, limit=paging.limit)
        return listed(page, SuccessionView.of)


def _health(router: APIRouter, uses: Matching) -> None:
    @router.get("/groups/{group_id}/health")
    async def health(group_id: Id, caller: CallerDep) -> dict[str, list[HealthFigureView] | None]:
        """Ages, load, openness and new members of the last year, in words (the group's own officers, nobody else)."""
        found = await uses.health.of_group(group_id, by=caller)
        said = uses.knowledge.health.said
        items = [
            HealthFigureView(
                name=each.name,
                level=each.level,
                values=dict(each.values),
                means=said[each.key].means.model_dump(),
                could_do=said[each.key].could_do.model_dump(),
            )
            for each in found
        ]
        return {"items": items, "next": None}
