"""The routes of holding an activity together: what a group is asked, its answer, and leaving."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict

from services.booking.activities.activities import Activities
from services.booking.activities.co_hosts import CoHosting
from services.booking.activities.rows import CoHostRow
from services.booking.activities.views import ActivityId
from services.booking.domain.activities.announcement import Id
from services.booking.domain.activities.record import HostStanding
from shared.web import CallerDep, CauseDep, PagingDep, TokyoInstant, View, answer, listed

GroupId = Annotated[Id, Path(description="The group that was asked")]


class CoHostAnswer(BaseModel):
    """Whether the group holds it too."""

    model_config = ConfigDict(extra="forbid")

    accepted: bool


class CoHostToldView(View):
    """How a group stands to an activity that another announced."""

    activity_id: str
    group_id: str
    to_group_id: str
    standing: HostStanding

    @classmethod
    def of(cls, hosting: CoHosting) -> "CoHostToldView":
        """The outcome of a command."""
        return cls(
            activity_id=hosting.activity_id,
            group_id=hosting.group_id,
            to_group_id=hosting.to_group_id,
            standing=hosting.standing,
        )


class CoHostView(CoHostToldView):
    """The same, with what it is about."""

    title: str
    place: str
    starts_at: TokyoInstant
    ends_at: TokyoInstant

    @classmethod
    def listed(cls, row: CoHostRow) -> "CoHostView":
        """An item of a list."""
        return cls(**row.model_dump(include=set(cls.model_fields)))


def co_host_routes(router: APIRouter, uses: Activities) -> None:
    """Groups that hold what another announced."""
    co_hosts = uses.co_hosts

    @router.get("/co-hosting")
    async def co_hosting(group_id: Annotated[Id, Query()], caller: CallerDep, paging: PagingDep) -> dict[str, Any]:
        """What a group is asked about, or holds with others, and is not over (its officers, staff)."""
        page = await co_hosts.of_group(group_id, by=caller, cursor=paging.cursor, limit=paging.limit)
        return listed(page, CoHostView.listed)

    @router.get("/activities/{activity_id}/co-hosts")
    async def of_activity(activity_id: ActivityId, caller: CallerDep) -> dict[str, list[CoHostView] | None]:
        """Every group that was asked, and how it stands (officers of the groups that hold it, staff)."""
        rows = await co_hosts.of_activity(activity_id, by=caller)
        return {"items": [CoHostView.listed(row) for row in rows], "next": None}

    @router.post("/activities/{activity_id}/co-hosts/{group_id}/answer", response_model=CoHostToldView)
    async def reply(
        activity_id: ActivityId, group_id: GroupId, body: CoHostAnswer, caller: CallerDep, cause: CauseDep
    ) -> Response:
        """Hold it too, or not: the first word counts (officers of the group that was asked, staff)."""
        hosting = await co_hosts.answer(activity_id, group_id, accepted=body.accepted, by=caller, cause=cause)
        return answer(hosting.commit, CoHostToldView.of(hosting), status=200)

    @router.post("/activities/{activity_id}/co-hosts/{group_id}/leave", response_model=CoHostToldView)
    async def leave(activity_id: ActivityId, group_id: GroupId, caller: CallerDep, cause: CauseDep) -> Response:
        """Hold it no more; the others go on (officers of the group that leaves, staff)."""
        hosting = await co_hosts.leave(activity_id, group_id, by=caller, cause=cause)
        return answer(hosting.commit, CoHostToldView.of(hosting), status=200)
