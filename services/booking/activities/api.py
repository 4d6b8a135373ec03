"""The routes of activities: parse, one use case, answer."""

from datetime import UTC, datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from services.booking.activities.activities import Activities
from services.booking.activities.api_co_hosts import co_host_routes
from services.booking.activities.api_waiting import certificate_routes, waiting_routes
from services.booking.activities.refusals import CodeOrPerson
from services.booking.activities.rows import ActivityStatus
from services.booking.activities.views import (
    ActivityId,
    AttendanceCodeView,
    AttendanceCorrectionRequest,
    AttendanceRequest,
    CancelActivity,
    CancelledView,
    ChangedActivityView,
    NewActivityView,
    ParticipantView,
    PersonId,
    RoleView,
    ShownActivityView,
    SignUpRequest,
    SignUpView,
)
from services.booking.domain.activities.announcement import Announcement
from services.booking.domain.activities.roles import NEEDS_CHECK, ROLES
from shared.clock import TOKYO, tokyo_date
from shared.web import CallerDep, CauseDep, PagingDep, TokyoInstant, answer, listed

Word = Annotated[str | None, Query(max_length=100)]


def activity_routes(uses: Activities) -> APIRouter:
    """The router of activities."""
    router = APIRouter(tags=["activities"])
    _reading(router, uses)
    _taking_part(router, uses)
    _attendance(router, uses)
    co_host_routes(router, uses)
    waiting_routes(router, uses)
    certificate_routes(router, uses)
    return router


def _reading(router: APIRouter, uses: Activities) -> None:
    @router.post("/activities", status_code=201, response_model=NewActivityView)
    async def announce(wanted: Announcement, caller: CallerDep, cause: CauseDep) -> Response:
        """Announce an activity of a group, and ask others to hold it too (its officers, staff)."""
        announced = await uses.announce(wanted, by=caller, cause=cause)
        return answer(announced.commit, NewActivityView.announced(announced))

    @router.put("/activities/{activity_id}", response_model=ChangedActivityView)
    async def change(activity_id: ActivityId, wanted: Announcement, caller: CallerDep, cause: CauseDep) -> Response:
        """Change an activity, whole; everybody who signed up or waits is told (its group's officers, staff)."""
        changed = await uses.change(activity_id, wanted, by=caller, cause=cause)
        return answer(changed.commit, ChangedActivityView.changed(changed), status=200)

    @router.post("/activities/{activity_id}/cancel", response_model=CancelledView)
    async def cancel(activity_id: ActivityId, wanted: CancelActivity, caller: CallerDep, cause: CauseDep) -> Response:
        """Cancel an activity; everybody is told and attendances are taken back (its group's officers, staff)."""
        cancelled = await uses.cancel(activity_id, wanted.reason, by=caller, cause=cause)
        return answer(cancelled.commit, CancelledView.of(cancelled), status=200)

    @router.get("/activity-roles")
    async def activity_roles() -> dict[str, list[RoleView]]:
        """The roles in which people take part, by code, with words (open)."""
        roles = [RoleView(code=code, ja=ja, en=en, needs_check=code in NEEDS_CHECK) for code, (ja, en) in ROLES.items()]
        return {"items": roles}

    @router.get("/activities")
    async def activities(
        paging: PagingDep,
        area: Word = None,
        tag: Word = None,
        group_id: Word = None,
        status: ActivityStatus | None = None,
        since: Annotated[TokyoInstant | None, Query(alias="from", description="Default: today")] = None,
        until: TokyoInstant | None = None,
    ) -> dict[str, Any]:
        """Activities by their start, the earliest first (open)."""
        page = await uses.activities(
            since=since or _today(uses.journal.now()),
            until=until,
            area=area,
            tag=tag,
            group_id=group_id,
            status=status,
            cursor=paging.cursor,
            limit=paging.limit,
        )
        hosts = await uses.hosts(id for row in page.items for id in row.held_by)
        return listed(page, lambda row: ShownActivityView.shown(row, hosts))

    @router.get("/activities/mine")
    async def mine(caller: CallerDep, paging: PagingDep) -> dict[str, Any]:
        """What the caller has signed up for, the latest first."""
        page = await uses.mine(by=caller, cursor=paging.cursor, limit=paging.limit)
        return listed(page, SignUpView.of)

    @router.get("/activities/{activity_id}")
    async def activity(activity_id: ActivityId) -> ShownActivityView:
        """One activity (open)."""
        row = await uses.activity(activity_id)
        return ShownActivityView.shown(row, await uses.hosts(row.held_by))

    @router.get("/activities/{activity_id}/participants")
    async def participants(activity_id: ActivityId, caller: CallerDep, paging: PagingDep) -> dict[str, Any]:
        """Who has a place (the group's officers, staff)."""
        page = await uses.participants(activity_id, by=caller, cursor=paging.cursor, limit=paging.limit)
        return listed(page, ParticipantView.of)


def _taking_part(router: APIRouter, uses: Activities) -> None:
    @router.post("/activities/{activity_id}/sign-ups", status_code=201, response_model=ParticipantView)
    async def sign_up(
        activity_id: ActivityId, caller: CallerDep, cause: CauseDep, wanted: SignUpRequest | None = None
    ) -> Response:
        """Sign up oneself, alone or with a friend, or somebody at the counter or after a check (officers, staff)."""
        asked = wanted or SignUpRequest()
        participant = await uses.sign_up(activity_id, by=caller, cause=cause, **asked.model_dump())
        return answer(participant.commit, ParticipantView.of(participant))

    @router.post("/activities/{activity_id}/sign-ups/{person_id}/withdraw", response_model=ParticipantView)
    async def withdraw(activity_id: ActivityId, person_id: PersonId, caller: CallerDep, cause: CauseDep) -> Response:
        """Give a place back (its person, officers, staff). ``me`` is the caller."""
        person = caller.person_id if person_id == "me" else person_id
        participant = await uses.withdraw(activity_id, person, by=caller, cause=cause)
        return answer(participant.commit, ParticipantView.of(participant), status=200)


def _attendance(router: APIRouter, uses: Activities) -> None:
    @router.get("/activities/{activity_id}/attendance-code")
    async def attendance_code(activity_id: ActivityId, caller: CallerDep, response: Response) -> AttendanceCodeView:
        """The code of the current minutes, to be shown at the place (officers, staff)."""
        code = await uses.attendance_code(activity_id, by=caller)
        response.headers["Cache-Control"] = "no-store"
        return AttendanceCodeView(
            activity_id=activity_id, code=code.code, changes_at=code.changes_at, valid_until=code.valid_until
        )

    @router.post("/activities/{activity_id}/attendances", status_code=201, response_model=ParticipantView)
    async def attend(
        activity_id: ActivityId, wanted: AttendanceRequest, caller: CallerDep, cause: CauseDep
    ) -> Response:
        """Attend by the code shown at the place, or record a person by hand (officers, staff)."""
        if wanted.code is not None and wanted.person_id is None:
            participant = await uses.attend_by_code(
                activity_id, wanted.code, by=caller, session=wanted.session, cause=cause
            )
        elif wanted.person_id is not None and wanted.code is None:
            participant = await uses.attend_by_hand(
                activity_id, wanted.person_id, by=caller, session=wanted.session, cause=cause
            )
        else:
            raise CodeOrPerson
        return answer(participant.commit, ParticipantView.of(participant))

    @router.post(
        "/activities/{activity_id}/attendances/{person_id}/correction", status_code=201, response_model=ParticipantView
    )
    async def correct(
        activity_id: ActivityId,
        person_id: PersonId,
        caller: CallerDep,
        cause: CauseDep,
        wanted: AttendanceCorrectionRequest | None = None,
    ) -> Response:
        """Take back an attendance that was recorded in error (officers, staff)."""
        session = wanted.session if wanted else None
        participant = await uses.correct(activity_id, person_id, by=caller, session=session, cause=cause)
        return answer(participant.commit, ParticipantView.of(participant))


def _today(now: datetime) -> datetime:
    """Tokyo's midnight before now, in UTC."""
    return datetime.combine(tokyo_date(now), time(), tzinfo=TOKYO).astimezone(UTC)
