"""The routes of activities: parse, one use case, answer."""

from datetime import UTC, datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.booking.activities import Activities, Announced, Participant
from services.booking.activity_refusals import CodeOrPerson
from services.booking.activity_rows import ActivityRow, ParticipationRow
from services.booking.domain.activity import Announcement, Id, Status
from shared.clock import TOKYO, tokyo_date
from shared.contracts.booking import Evidence
from shared.web import CallerDep, CauseDep, PagingDep, TokyoInstant, View, answer, listed
from shared.web.refusals import PERSON_ID

ActivityId = Annotated[Id, Path(description="The activity's id")]
Person = Annotated[str, StringConstraints(pattern=rf"^(?:{PERSON_ID.pattern})$")]
PersonId = Annotated[Person, Path(description="The person's id")]
Word = Annotated[str | None, Query(max_length=100)]


class SignUpRequest(BaseModel):
    """Who gets the place: the caller, unless an officer or staff names somebody at the counter."""

    model_config = ConfigDict(extra="forbid")

    person_id: Person | None = None


class AttendanceRequest(BaseModel):
    """A participant gives ``code``; an officer or staff gives ``person_id``."""

    model_config = ConfigDict(extra="forbid")

    code: str | None = Field(default=None, max_length=40)
    person_id: Person | None = None


class ActivityView(View):
    """An activity as anyone may see it."""

    activity_id: str
    title: str
    group_id: str
    place: str
    booking_id: str | None
    starts_at: TokyoInstant
    ends_at: TokyoInstant
    deadline: TokyoInstant
    fee: int
    target: str
    tags: tuple[str, ...]
    areas: dict[str, str]
    capacity: int
    places_left: int

    @classmethod
    def announced(cls, announced: Announced) -> "ActivityView":
        """The activity as it was announced: nobody has signed up yet."""
        return cls(places_left=announced.about.capacity, **announced.about.model_dump())

    @classmethod
    def of(cls, row: ActivityRow) -> "ActivityView":
        """The activity as it is now."""
        return cls(activity_id=row.id, places_left=row.capacity - row.places_taken, **row.model_dump())


class ParticipantView(View):
    """Where a person stands in an activity."""

    activity_id: str
    person_id: str
    status: Status
    minutes: int
    evidence: Evidence | None

    @classmethod
    def of(cls, participant: Participant | ParticipationRow) -> "ParticipantView":
        """The outcome of a command, or an item of the officer's list."""
        return cls(
            activity_id=participant.activity_id,
            person_id=participant.person_id,
            status=participant.status,
            minutes=participant.minutes,
            evidence=participant.evidence,
        )


class SignUpView(View):
    """A person's own sign-up, with what it is for."""

    activity_id: str
    status: Status
    minutes: int
    evidence: Evidence | None
    title: str
    group_id: str
    place: str
    starts_at: TokyoInstant
    ends_at: TokyoInstant

    @classmethod
    def of(cls, part: ParticipationRow) -> "SignUpView":
        """An item of a person's own list."""
        return cls(**part.model_dump(include=set(cls.model_fields)))


class CodeView(View):
    """A code to show at the place: when the next one replaces it, and until when it counts."""

    activity_id: str
    code: str
    changes_at: TokyoInstant
    valid_until: TokyoInstant


def activity_routes(uses: Activities) -> APIRouter:
    """The router of activities."""
    router = APIRouter(tags=["activities"])
    _reading(router, uses)
    _taking_part(router, uses)
    _attendance(router, uses)
    return router


def _reading(router: APIRouter, uses: Activities) -> None:
    @router.post("/activities", status_code=201, response_model=ActivityView)
    async def announce(wanted: Announcement, caller: CallerDep, cause: CauseDep) -> Response:
        """Announce an activity of a group (its officers, staff)."""
        announced = await uses.announce(wanted, by=caller, cause=cause)
        return answer(announced.commit, ActivityView.announced(announced))

    @router.get("/activities")
    async def activities(
        paging: PagingDep,
        area: Word = None,
        tag: Word = None,
        group_id: Word = None,
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
            cursor=paging.cursor,
            limit=paging.limit,
        )
        return listed(page, ActivityView.of)

    @router.get("/activities/mine")
    async def mine(caller: CallerDep, paging: PagingDep) -> dict[str, Any]:
        """What the caller has signed up for, the latest first."""
        page = await uses.mine(by=caller, cursor=paging.cursor, limit=paging.limit)
        return listed(page, SignUpView.of)

    @router.get("/activities/{activity_id}")
    async def activity(activity_id: ActivityId) -> ActivityView:
        """One activity (open)."""
        return ActivityView.of(await uses.activity(activity_id))

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
        """Sign up oneself, or somebody at the counter (officers, staff)."""
        person_id = wanted.person_id if wanted else None
        participant = await uses.sign_up(activity_id, by=caller, person_id=person_id, cause=cause)
        return answer(participant.commit, ParticipantView.of(participant))

    @router.post("/activities/{activity_id}/sign-ups/{person_id}/withdraw", response_model=ParticipantView)
    async def withdraw(activity_id: ActivityId, person_id: PersonId, caller: CallerDep, cause: CauseDep) -> Response:
        """Give a place back (its person, officers, staff). ``me`` is the caller."""
        person = caller.person_id if person_id == "me" else person_id
        participant = await uses.withdraw(activity_id, person, by=caller, cause=cause)
        return answer(participant.commit, ParticipantView.of(participant), status=200)


def _attendance(router: APIRouter, uses: Activities) -> None:
    @router.get("/activities/{activity_id}/attendance-code")
    async def attendance_code(activity_id: ActivityId, caller: CallerDep, response: Response) -> CodeView:
        """The code of the current minutes, to be shown at the place (officers, staff)."""
        code = await uses.attendance_code(activity_id, by=caller)
        response.headers["Cache-Control"] = "no-store"
        return CodeView(
            activity_id=activity_id, code=code.code, changes_at=code.changes_at, valid_until=code.valid_until
        )

    @router.post("/activities/{activity_id}/attendances", status_code=201, response_model=ParticipantView)
    async def attend(
        activity_id: ActivityId, wanted: AttendanceRequest, caller: CallerDep, cause: CauseDep
    ) -> Response:
        """Attend by the code shown at the place, or record a person by hand (officers, staff)."""
        if wanted.code is not None and wanted.person_id is None:
            participant = await uses.attend_by_code(activity_id, wanted.code, by=caller, cause=cause)
        elif wanted.person_id is not None and wanted.code is None:
            participant = await uses.attend_by_hand(activity_id, wanted.person_id, by=caller, cause=cause)
        else:
            raise CodeOrPerson
        return answer(participant.commit, ParticipantView.of(participant))

    @router.post(
        "/activities/{activity_id}/attendances/{person_id}/correction", status_code=201, response_model=ParticipantView
    )
    async def correct(activity_id: ActivityId, person_id: PersonId, caller: CallerDep, cause: CauseDep) -> Response:
        """Take back an attendance that was recorded in error (officers, staff)."""
        participant = await uses.correct(activity_id, person_id, by=caller, cause=cause)
        return answer(participant.commit, ParticipantView.of(participant))


def _today(now: datetime) -> datetime:
    """Tokyo's midnight before now, in UTC."""
    return datetime.combine(tokyo_date(now), time(), tzinfo=TOKYO).astimezone(UTC)
