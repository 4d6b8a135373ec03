"""The routes of coming once."""

from typing import Any, Literal

from fastapi import APIRouter, Response

from services.matching.bodies import Body, Id
from services.matching.domain.events import IntroductionAsked
from services.matching.domain.visiting.events import VisitAnswer, VisitSaid
from services.matching.service import Matching
from services.matching.visiting.rows import VisitRow
from services.matching.visiting.visits import Part
from shared.journal import Chain
from shared.web import CallerDep, CauseDep, TokyoInstant, View, answer

WITH_FRIEND = {
    "ja": "活動にも二人分を申し込んでください（sign_up_body）。団体には「新しい人が二人来る」とだけ伝えました。",
    "plain": "かつどうにも ふたりぶん もうしこんで ください。だんたいには「ふたり くる」と つたえました。",
    "en": "Take two places by signing up (send sign_up_body to sign_up). The group was told that two new people come.",
}
NEXT = {
    "ja": "活動にも申し込んでください。団体には「新しい人が来る」とだけ伝えました。行けないときはお知らせください。",
    "plain": "かつどうにも もうしこんで ください。だんたいには「あたらしい ひとが くる」と つたえました。",
    "en": "Take a place by signing up for the activity. The group was told that somebody new comes, and no more.",
}


class Friend(Body):
    """Who comes with them: a friend who needs no account, and whose name nobody asks for."""

    friend: bool = False


class Greeter(Body):
    """Who greets."""

    companion_id: Id


class Came(Body):
    """Whether they came."""

    came: bool


class SaidOnceView(View):
    """A visit that stands now. ``sign_up``: the route by which places are taken, with ``sign_up_body``."""

    visit_id: str
    activity_id: str
    group_id: str
    starts_at: TokyoInstant
    ends_at: TokyoInstant
    guests: int
    sign_up: str
    sign_up_body: dict[str, str | int]
    next: dict[str, str]

    @classmethod
    def of(cls, chain: Chain) -> "SaidOnceView":
        """The view of a commit."""
        visiting = chain.first(VisitSaid).visiting
        fields = visiting.model_dump(include=set(cls.model_fields))
        body: dict[str, str | int] = {"guests": visiting.guests, "visit_id": visiting.visit_id}
        sign_up = f"/booking/activities/{visiting.activity_id}/sign-ups"
        return cls(**fields, sign_up=sign_up, sign_up_body=body, next=WITH_FRIEND if visiting.guests else NEXT)


class VisitView(View):
    """A visit. Nobody's id but who greets; to officers it says that somebody comes, and what they read."""

    visit_id: str
    activity_id: str
    group_id: str
    starts_at: TokyoInstant
    ends_at: TokyoInstant
    language: str
    guests: int
    status: str
    how: str | None
    companion_id: str
    unaccompanied: bool
    came: bool | None

    @classmethod
    def of(cls, row: VisitRow, *, own: bool = False) -> "VisitView":
        """The view of a row. How somebody decided afterwards is told to nobody else."""
        fields = row.model_dump(include=set(cls.model_fields))
        fields["how"] = row.how if own or row.how in ("withdrawn", "cancelled") else None
        return cls(visit_id=row.id, unaccompanied=bool(row.owner_id), **fields)


class TappedView(View):
    """The person's tap, and the introduction that it began."""

    visit_id: str
    answer: str
    introduction_id: str | None


class DoneView(View):
    """What was noted."""

    visit_id: str


def visit_routes(uses: Matching) -> APIRouter:
    """Coming once."""
    router = APIRouter(tags=["visits"])
    _person_routes(router, uses)
    _group_routes(router, uses)
    return router


def _person_routes(router: APIRouter, uses: Matching) -> None:
    visits = uses.visits

    @router.post("/activities/{activity_id}/visits", status_code=201, response_model=SaidOnceView)
    async def say(activity_id: Id, caller: CallerDep, cause: CauseDep, body: Friend | None = None) -> Response:
        """Come to this activity once, without joining; alone, or with a friend."""
        chain = await visits.say(activity_id, friend=body is not None and body.friend, by=caller, cause=cause)
        return answer(chain, SaidOnceView.of(chain))

    @router.get("/people/me/visits")
    async def mine(caller: CallerDep, part: Part = "mine") -> dict[str, Any]:
        """Where I come, whom I greet (``along``), or for what I see that somebody greets (``owned``)."""
        rows = await visits.of_person(caller.person_id, part)
        return {"items": [VisitView.of(row, own=part == "mine") for row in rows], "next": None}

    @router.post("/visits/{visit_id}/{tap}", response_model=TappedView)
    async def tap(
        visit_id: Id, tap: Literal["again", "not-for-me", "withdraw"], caller: CallerDep, cause: CauseDep
    ) -> Response:
        """One tap: again (I am introduced to the group), not for me, or I do not come after all."""
        said: VisitAnswer = "withdrawn" if tap == "withdraw" else tap
        chain = await visits.answer(visit_id, said, by=caller, cause=cause)
        asked = [event for event in chain.commits[0].events if isinstance(event, IntroductionAsked)]
        introduction_id = asked[0].asking.introduction_id if asked else None
        return answer(chain, TappedView(visit_id=visit_id, answer=said, introduction_id=introduction_id), 200)


def _group_routes(router: APIRouter, uses: Matching) -> None:
    visits = uses.visits

    @router.get("/groups/{group_id}/visits")
    async def of_group(group_id: Id, caller: CallerDep) -> dict[str, Any]:
        """That somebody new comes, to which activity (officers, coordinators, staff); never who."""
        rows = await visits.of_group(group_id, by=caller)
        return {"items": [VisitView.of(row) for row in rows], "next": None}

    @router.get("/visits/{visit_id}")
    async def one(visit_id: Id, caller: CallerDep) -> VisitView:
        """One visit, for those it concerns."""
        row = await visits.get(visit_id, by=caller)
        return VisitView.of(row, own=row.person_id == caller.person_id)

    @router.put("/visits/{visit_id}/companion", response_model=DoneView)
    async def greet(visit_id: Id, body: Greeter, caller: CallerDep, cause: CauseDep) -> Response:
        """Name who greets (officers, who sees to it, coordinators); both are told."""
        chain = await visits.greet(visit_id, body.companion_id, by=caller, cause=cause)
        return answer(chain, DoneView(visit_id=visit_id), 200)

    @router.put("/visits/{visit_id}/came", response_model=DoneView)
    async def came(visit_id: Id, body: Came, caller: CallerDep, cause: CauseDep) -> Response:
        """Whether they came (who greets, officers, coordinators): one tap, and nobody is blamed."""
        chain = await visits.note_came(visit_id, came=body.came, by=caller, cause=cause)
        return answer(chain, DoneView(visit_id=visit_id), 200)
