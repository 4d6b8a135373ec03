"""The routes of groups, members and officers."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from services.matching.bodies import AreaId, GroupBody, Id, NewGroup, NewMember, NewOfficer, Term
from services.matching.domain.groups.standing_events import Standing
from services.matching.service import Matching
from services.matching.views import GroupView, JoinedView, MemberView, RegisteredView
from shared.contracts.matching import GroupJoined, GroupKind, GroupLeft, OfficerAppointed, OfficerRetired
from shared.web import CallerDep, CauseDep, PagingDep, answer, listed


def group_routes(uses: Matching) -> APIRouter:
    """Groups as anyone sees them, and what their officers do."""
    router = APIRouter(tags=["groups"])
    _profile_routes(router, uses)
    _member_routes(router, uses)
    _officer_routes(router, uses)
    return router


def _profile_routes(router: APIRouter, uses: Matching) -> None:
    @router.get("/groups")
    async def groups(
        paging: PagingDep,
        area: Annotated[AreaId | None, Query(description="an area id of any layer")] = None,
        tag: Annotated[Term | None, Query(description="a code or a word of the vocabulary")] = None,
        kind: GroupKind | None = None,
        standing: Annotated[Standing, Query(description="those that pause or have ended too")] = "active",
    ) -> dict[str, Any]:
        """Groups by name (open): the active ones, or by how they stand."""
        page = await uses.groups.page(
            area=area, tag=tag, kind=kind, standing=standing, cursor=paging.cursor, limit=paging.limit
        )
        return listed(page, GroupView.of)

    @router.get("/groups/{group_id}")
    async def group(group_id: Id) -> GroupView:
        """One group (open)."""
        return GroupView.of(await uses.groups.get(group_id))

    @router.post("/groups", status_code=201, response_model=RegisteredView)
    async def register(body: NewGroup, caller: CallerDep, cause: CauseDep) -> Response:
        """Register a group (coordinators, staff)."""
        commit = await uses.groups.register(body.profile(), by=caller, cause=cause, officer_id=body.officer_id)
        return answer(commit, RegisteredView.of_registration(commit))

    @router.put("/groups/{group_id}", response_model=GroupView)
    async def change(group_id: Id, body: GroupBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Replace a group's profile (officers)."""
        commit = await uses.groups.change(group_id, body.profile(), by=caller, cause=cause)
        return answer(commit, GroupView.of_commit(commit), 200)


def _member_routes(router: APIRouter, uses: Matching) -> None:
    @router.get("/groups/{group_id}/members")
    async def members(group_id: Id, caller: CallerDep, paging: PagingDep) -> dict[str, Any]:
        """Members and officers (officers, coordinators, staff)."""
        page = await uses.groups.members(group_id, by=caller, cursor=paging.cursor, limit=paging.limit)
        return listed(page, MemberView.of)

    @router.post("/groups/{group_id}/members", status_code=201, response_model=JoinedView)
    async def add(group_id: Id, body: NewMember, caller: CallerDep, cause: CauseDep) -> Response:
        """Make somebody a member (officers); an introduction that led there is completed."""
        chain = await uses.groups.add_member(
            group_id, body.person_id, by=caller, cause=cause, introduction_id=body.introduction_id
        )
        return answer(chain, JoinedView.of(chain, GroupJoined))

    @router.delete("/groups/{group_id}/members/{person_id}", response_model=JoinedView)
    async def remove(group_id: Id, person_id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """End a membership (officers, the person)."""
        chain = await uses.groups.remove_member(group_id, person_id, by=caller, cause=cause)
        return answer(chain, JoinedView.of(chain, GroupLeft), 200)


def _officer_routes(router: APIRouter, uses: Matching) -> None:
    @router.post("/groups/{group_id}/officers", status_code=201, response_model=JoinedView)
    async def appoint(group_id: Id, body: NewOfficer, caller: CallerDep, cause: CauseDep) -> Response:
        """Let somebody act for the group (officers, staff)."""
        chain = await uses.groups.appoint(group_id, body.person_id, by=caller, cause=cause, role=body.role)
        return answer(chain, JoinedView.of(chain, OfficerAppointed))

    @router.delete("/groups/{group_id}/officers/{person_id}", response_model=JoinedView)
    async def retire(group_id: Id, person_id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """End an office (officers, staff); the last officer stays."""
        commit = await uses.groups.retire(group_id, person_id, by=caller, cause=cause)
        return answer(commit, JoinedView.of(commit, OfficerRetired), 200)
