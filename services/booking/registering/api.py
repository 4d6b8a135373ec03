"""The routes of registrations to use: parse, one use case, answer. What is answered is the commit's, however late."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from services.booking.registering.api_penalties import penalty_routes
from services.booking.registering.registrations import Application, Registrations
from services.booking.registering.rows import RegistrationRow
from services.booking.registering.views import (
    AccreditationsBody,
    ApprovalBody,
    FiscalYear,
    GrantBody,
    LookView,
    MembersBody,
    MembersView,
    ProofBody,
    RefusalBody,
    RegistrationId,
    RegistrationView,
    ResponsibleBody,
    SuspensionBody,
    TermsView,
)
from shared.clock import tokyo_date
from shared.journal import Commit
from shared.web import CallerDep, CauseDep, PagingDep, answer, listed

NO_STORE = {"Cache-Control": "no-store"}
Status = Literal["none", "applied", "registered", "ended"] | None
Waiting = Annotated[Literal["applied", "review"] | None, Query(description="What waits for the city")]
Number = Annotated[str | None, Query(max_length=20, description="The number that somebody shows")]


def registration_routes(uses: Registrations) -> APIRouter:
    """The router of registrations and penalty points."""
    router = APIRouter(tags=["registrations"])
    _reading(router, uses)
    _holders(router, uses)
    _city(router, uses)
    penalty_routes(router, uses)
    return router


async def told(uses: Registrations, commit: Commit, status: int = 200) -> Response:
    """The answer to a command: the registration as the commit left it, on the commit's day."""
    row = RegistrationRow.of(await uses.as_of(commit))
    return answer(commit, RegistrationView.of(row, tokyo_date(commit.at)), status)


def _reading(router: APIRouter, uses: Registrations) -> None:
    @router.get("/registration-terms")
    async def registration_terms() -> TermsView:
        """How long a registration stands, what shows who somebody is, and the published lists of codes (open)."""
        return TermsView.of(uses.terms)

    @router.get("/registrations")
    async def registrations(
        caller: CallerDep, paging: PagingDep, waiting: Waiting = None, status: Status = None, number: Number = None
    ) -> dict[str, Any]:
        """All registrations, what waits for the city, or the one of a number (staff, auditors)."""
        today = tokyo_date(uses.journal.now())
        if number is not None:
            row = await uses.by_number(number, by=caller)
            return {"items": [RegistrationView.of(row, today)], "next": None}
        page = await uses.page(by=caller, waiting=waiting, status=status, cursor=paging.cursor, limit=paging.limit)
        return listed(page, lambda row: RegistrationView.of(row, today))

    @router.get("/registrations/mine")
    async def mine(caller: CallerDep) -> dict[str, Any]:
        """The caller's own registration, and those of the groups that they act for."""
        today = tokyo_date(uses.journal.now())
        return {"items": [RegistrationView.of(row, today) for row in await uses.mine(by=caller)], "next": None}

    @router.get("/registrations/{registration_id}")
    async def registration(registration_id: RegistrationId, caller: CallerDep) -> RegistrationView:
        """One registration (its person, its group's officers, staff, auditors)."""
        row = await uses.get(registration_id, by=caller)
        return RegistrationView.of(row, tokyo_date(uses.journal.now()))

    @router.get("/registrations/{registration_id}/members")
    async def members(registration_id: RegistrationId, caller: CallerDep, response: Response) -> MembersView:
        """Who is on the list; that it was looked at is noted (its group's officers, staff)."""
        version, found = await uses.members(registration_id, by=caller)
        response.headers.update(NO_STORE)
        return MembersView(registration_id=registration_id, version=version, items=tuple(found))

    @router.get("/registrations/{registration_id}/accesses")
    async def accesses(registration_id: RegistrationId, caller: CallerDep, paging: PagingDep) -> dict[str, Any]:
        """Who looked at the member list, when and what for, newest first (its group's officers, auditors)."""
        looks, following = await uses.accesses(registration_id, by=caller, cursor=paging.cursor, limit=paging.limit)
        return {"items": [LookView.of(look) for look in looks], "next": following}


def _holders(router: APIRouter, uses: Registrations) -> None:
    @router.post("/registrations", status_code=201, response_model=RegistrationView)
    async def apply(wanted: Application, caller: CallerDep, cause: CauseDep) -> Response:
        """Apply: for oneself, for a group (its officers), or for who stands at the counter or rings (staff)."""
        return await told(uses, await uses.apply(wanted, by=caller, cause=cause), 201)

    @router.put("/registrations/{registration_id}/members", response_model=RegistrationView)
    async def change_members(
        registration_id: RegistrationId, body: MembersBody, caller: CallerDep, cause: CauseDep
    ) -> Response:
        """A new list, whole (its group's officers, staff). A share that falls is looked at again."""
        return await told(uses, await uses.change_members(registration_id, body.members, by=caller, cause=cause))

    @router.put("/registrations/{registration_id}/responsible", response_model=RegistrationView)
    async def name_responsible(
        registration_id: RegistrationId, body: ResponsibleBody, caller: CallerDep, cause: CauseDep
    ) -> Response:
        """Who answers for the group, whole (its officers, staff)."""
        return await told(uses, await uses.name_responsible(registration_id, body.responsible, by=caller, cause=cause))

    @router.post("/registrations/{registration_id}/renew", response_model=RegistrationView)
    async def renew(registration_id: RegistrationId, caller: CallerDep, cause: CauseDep) -> Response:
        """Another term, within the time for it (its person, its group's officers, staff)."""
        return await told(uses, await uses.renew(registration_id, by=caller, cause=cause))

    @router.post("/registrations/{registration_id}/end", response_model=RegistrationView)
    async def end(registration_id: RegistrationId, caller: CallerDep, cause: CauseDep) -> Response:
        """End it, or withdraw the application (its person, its group's officers, staff)."""
        return await told(uses, await uses.end(registration_id, by=caller, cause=cause))


def _city(router: APIRouter, uses: Registrations) -> None:
    @router.post("/registrations/{registration_id}/proof", response_model=RegistrationView)
    async def proof(registration_id: RegistrationId, body: ProofBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Note what kind of document was seen (staff)."""
        return await told(
            uses, await uses.note_proof(registration_id, body.method, body.document, by=caller, cause=cause)
        )

    @router.post("/registrations/{registration_id}/approve", response_model=RegistrationView)
    async def approve(
        registration_id: RegistrationId, caller: CallerDep, cause: CauseDep, body: ApprovalBody | None = None
    ) -> Response:
        """Let it stand until the end of the term (staff): with the list that was looked at, where that is named."""
        seen = body.list_version if body else None
        return await told(uses, await uses.approve(registration_id, seen, by=caller, cause=cause))

    @router.post("/registrations/{registration_id}/refuse", response_model=RegistrationView)
    async def refuse(
        registration_id: RegistrationId, body: RefusalBody, caller: CallerDep, cause: CauseDep
    ) -> Response:
        """Say no, with reasons of the published list (staff)."""
        return await told(uses, await uses.refuse(registration_id, body.reasons, by=caller, cause=cause))

    @router.put("/registrations/{registration_id}/accreditations", response_model=RegistrationView)
    async def accredit(
        registration_id: RegistrationId, body: AccreditationsBody, caller: CallerDep, cause: CauseDep
    ) -> Response:
        """What the holder is accredited for, whole (staff)."""
        accreditations = [each.accreditation() for each in body.accreditations]
        return await told(uses, await uses.accredit(registration_id, accreditations, by=caller, cause=cause))

    @router.put("/registrations/{registration_id}/grants/{fiscal_year}", response_model=RegistrationView)
    async def grant(
        registration_id: RegistrationId, fiscal_year: FiscalYear, body: GrantBody, caller: CallerDep, cause: CauseDep
    ) -> Response:
        """Categories and reductions of a fiscal year, whole (staff)."""
        granted = body.granted(fiscal_year)
        return await told(uses, await uses.grant(registration_id, granted, by=caller, cause=cause))

    @router.post("/registrations/{registration_id}/suspend", response_model=RegistrationView)
    async def suspend(
        registration_id: RegistrationId, body: SuspensionBody, caller: CallerDep, cause: CauseDep
    ) -> Response:
        """Keep the holder from booking until the end of a day (staff)."""
        return await told(uses, await uses.suspend(registration_id, body.until, body.reason, by=caller, cause=cause))

    @router.post("/registrations/{registration_id}/lift", response_model=RegistrationView)
    async def lift(registration_id: RegistrationId, caller: CallerDep, cause: CauseDep) -> Response:
        """End the city's suspension early (staff)."""
        return await told(uses, await uses.lift(registration_id, by=caller, cause=cause))
