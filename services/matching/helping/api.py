"""The routes of small help: requests and offers, "I'll do it", checks and deeds."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Response

from services.matching.bodies import AreaId, Id
from services.matching.domain.helping.events import CheckRecorded, CheckRevoked, HelpKind
from services.matching.helping.bodies import CheckBody, Coming, NewHelpBody, Prolonged, Yes
from services.matching.helping.reading import LIMIT_MAX, Mine
from services.matching.helping.views import (
    AnswerView,
    CheckView,
    ClosedView,
    DeedsView,
    FittingHelpView,
    HelpView,
    OpenedView,
    ProlongedView,
    SeenHelpView,
    categories_view,
)
from services.matching.service import Matching
from shared.web import CallerDep, CauseDep, View, answer


class RevokedView(View):
    """A check that holds no longer."""

    person_id: str
    kind: str


def help_routes(uses: Matching) -> APIRouter:
    """Light ways to help and to be helped."""
    router = APIRouter(tags=["help"])
    _reading_routes(router, uses)
    _asking_routes(router, uses)
    _answering_routes(router, uses)
    _trust_routes(router, uses)
    return router


def _reading_routes(router: APIRouter, uses: Matching) -> None:
    reading = uses.help_reading

    @router.get("/requests/categories")
    async def categories() -> dict[str, Any]:
        """The kinds of help and what each needs (open)."""
        return categories_view(uses.knowledge.help)

    @router.get("/requests")
    async def requests(
        caller: CallerDep,
        kind: HelpKind | None = None,
        category: AreaId | None = None,
        area: Annotated[AreaId | None, Query(description="an area id of any layer")] = None,
        minutes_max: Annotated[int | None, Query(ge=1, le=1440)] = None,
        limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = 20,
    ) -> dict[str, Any]:
        """What is open, as it fits the caller, each with its reasons."""
        found = await reading.fitting(
            caller.person_id, kind=kind, category=category, area=area, minutes_max=minutes_max, limit=limit
        )
        return {"items": [FittingHelpView.of_fitting(each, reading) for each in found], "next": None}

    @router.get("/people/me/requests")
    async def mine(caller: CallerDep, part: Mine = "asked") -> dict[str, Any]:
        """What I asked for or offered, what I said I would do, or where I go along; newest first."""
        rows = await reading.of_person(caller.person_id, part)
        return {"items": [HelpView.of(row) for row in rows], "next": None}

    @router.get("/groups/{group_id}/requests")
    async def of_group(group_id: Id, caller: CallerDep) -> dict[str, Any]:
        """What a group asks for or offers, ended ones too (officers, coordinators, staff)."""
        rows = await reading.of_group(group_id, by=caller)
        return {"items": [HelpView.of(row) for row in rows], "next": None}

    @router.get("/requests/lapsed")
    async def lapsed(caller: CallerDep) -> dict[str, Any]:
        """What nobody answered by its day, and who sees to it (that desk owner, coordinators, staff)."""
        rows = await reading.lapsed(by=caller)
        return {"owner_id": await reading.owner_id(), "items": [HelpView.of(row) for row in rows], "next": None}

    @router.get("/requests/codes/{code}")
    async def by_code(code: Annotated[str, Path(max_length=20)], caller: CallerDep) -> dict[str, Any]:
        """What somebody asks about by its number, on the phone or at a counter (coordinators, staff, desk owner)."""
        found = await reading.by_code(code, by=caller)
        return {"items": [SeenHelpView.of_seen(seen) for seen in found], "next": None}

    @router.get("/requests/{request_id}")
    async def request(request_id: Id, caller: CallerDep) -> SeenHelpView:
        """One request; its words for those it concerns."""
        return SeenHelpView.of_seen(await reading.get(request_id, by=caller))

    @router.get("/requests/{request_id}/answers")
    async def answers(request_id: Id, caller: CallerDep) -> dict[str, Any]:
        """Who has, or had, a place (the asking side, coordinators, staff)."""
        rows = await reading.answers(request_id, by=caller)
        return {"items": [AnswerView.of(row) for row in rows], "next": None}


def _asking_routes(router: APIRouter, uses: Matching) -> None:
    help_requests = uses.help_requests

    @router.post("/requests", status_code=201, response_model=OpenedView)
    async def open_(body: NewHelpBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Ask for help, or offer it, for oneself, (officers) a group, or (coordinators, staff) who rings or comes."""
        chain = await help_requests.open(body.new(), by=caller, cause=cause)
        return answer(chain, OpenedView.of(chain))

    @router.post("/requests/{request_id}/prolong", response_model=ProlongedView)
    async def prolong(request_id: Id, body: Prolonged, caller: CallerDep, cause: CauseDep) -> Response:
        """Let it stand until another day (the asking side; coordinators for them)."""
        chain = await help_requests.prolong(request_id, body.until, by=caller, cause=cause)
        return answer(chain, ProlongedView.of(chain, request_id, body.until), 200)

    @router.post("/requests/{request_id}/close", response_model=ClosedView)
    async def close(request_id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """End it (the asking side; coordinators for them)."""
        chain = await help_requests.close(request_id, by=caller, cause=cause)
        return answer(chain, ClosedView.of(chain), 200)


def _answering_routes(router: APIRouter, uses: Matching) -> None:
    help_requests = uses.help_requests
    of_person = "/requests/{request_id}/answers/{person_id}"

    @router.post("/requests/{request_id}/answers", status_code=201, response_model=AnswerView)
    async def tap(request_id: Id, caller: CallerDep, cause: CauseDep, body: Coming | None = None) -> Response:
        """Take a place: "I will do it" (of an offer: "I would like that"); a company or a class comes with several."""
        people = body.people if body else 1
        chain = await help_requests.tap(request_id, by=caller, cause=cause, people=people)
        return answer(chain, AnswerView.of_chain(chain))

    @router.post("/requests/{request_id}/withdraw", response_model=AnswerView)
    async def withdraw(request_id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """Give my place back."""
        chain = await help_requests.withdraw(request_id, by=caller, cause=cause)
        return answer(chain, AnswerView.of_chain(chain), 200)

    @router.post(of_person + "/accept", response_model=AnswerView)
    async def accept(
        request_id: Id, person_id: Id, caller: CallerDep, cause: CauseDep, body: Yes | None = None
    ) -> Response:
        """The asking side's yes; the first time with who goes along, where the category says so."""
        companion_id = body.companion_id if body else None
        chain = await help_requests.accept(request_id, person_id, by=caller, cause=cause, companion_id=companion_id)
        return answer(chain, AnswerView.of_chain(chain), 200)

    @router.post(of_person + "/decline", response_model=AnswerView)
    async def decline(request_id: Id, person_id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """The asking side's no: the place is free again."""
        chain = await help_requests.decline(request_id, person_id, by=caller, cause=cause)
        return answer(chain, AnswerView.of_chain(chain), 200)

    @router.post(of_person + "/{word}", response_model=AnswerView)
    async def settle(
        request_id: Id, person_id: Id, word: Literal["done", "not-done"], caller: CallerDep, cause: CauseDep
    ) -> Response:
        """It was done, or not (whoever was helped; coordinators for them; never who helped)."""
        done = word == "done"
        chain = await help_requests.settle(request_id, person_id, done=done, by=caller, cause=cause)
        return answer(chain, AnswerView.of_chain(chain), 200)


def _trust_routes(router: APIRouter, uses: Matching) -> None:
    helpers = uses.helpers

    @router.get("/people/me/deeds")
    async def deeds(caller: CallerDep) -> DeedsView:
        """What I did, what that opens, and what is missing for more (for me alone)."""
        return DeedsView.of(await helpers.deeds(caller.person_id))

    @router.get("/people/{person_id}/checks")
    async def checks(person_id: Id, caller: CallerDep) -> dict[str, Any]:
        """What was checked of somebody (coordinators, staff, the person)."""
        found = await helpers.checks(person_id, by=caller)
        return {"items": [CheckView.of(kind, check) for kind, check in found.items()], "next": None}

    @router.post("/people/{person_id}/checks", status_code=201, response_model=CheckView)
    async def record(person_id: Id, body: CheckBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Record a check or a guardian's consent (coordinators, staff; never one's own)."""
        commit = await helpers.record_check(
            person_id, body.kind, body.checked_on, body.valid_until, by=caller, cause=cause
        )
        recorded = commit.first(CheckRecorded)
        return answer(commit, CheckView.of(recorded.kind, recorded.check))

    @router.delete("/people/{person_id}/checks/{kind}", response_model=RevokedView)
    async def revoke(person_id: Id, kind: AreaId, caller: CallerDep, cause: CauseDep) -> Response:
        """A check holds no longer (coordinators, staff)."""
        commit = await helpers.revoke_check(person_id, kind, by=caller, cause=cause)
        revoked = commit.first(CheckRevoked)
        return answer(commit, RevokedView(person_id=revoked.person_id, kind=revoked.kind), 200)
