"""The routes of points: parse, one use case, answer."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.points.api_accounts import add_accounts
from services.points.api_rewards import add_rewards
from services.points.domain.events import ProgrammeOpened
from services.points.domain.programme import Terms, status_on
from services.points.ledger import LedgerReport, check_ledger
from services.points.permissions import may
from services.points.rows import ProgrammeRow
from services.points.service import Points
from shared.clock import tokyo_date
from shared.web import CallerDep, CauseDep, Forbidden, NotFound, PagingDep, View, answer, listed

ProgrammeId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Points_ = Annotated[int, Field(ge=1, le=1_000_000, strict=True)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]


class Name(BaseModel):
    """What a programme is called, in both languages."""

    model_config = ConfigDict(frozen=True)

    ja: Label
    en: Label


class NewProgramme(BaseModel):
    """What staff send to open a programme. ``from`` and ``until`` are days in Tokyo, both included."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    programme_id: ProgrammeId
    name: Name
    issuer: Literal["city", "partner"] = "city"
    budget: Annotated[int, Field(ge=1, le=1_000_000_000_000, strict=True)]
    amount: Points_
    daily_cap: Points_
    from_: Day = Field(alias="from")
    until: Day
    expires_after_days: Annotated[int, Field(ge=1, le=366, strict=True)] | None = None

    def terms(self) -> Terms:
        """The same in the domain's words."""
        return Terms(
            programme_id=self.programme_id,
            name_ja=self.name.ja,
            name_en=self.name.en,
            issuer=self.issuer,
            budget=self.budget,
            amount=self.amount,
            daily_cap=self.daily_cap,
            starts_on=self.from_,
            ends_on=self.until,
            expires_after_days=self.expires_after_days,
        )


class ProgrammeView(View):
    """A programme. Without ``expires_after_days`` its points last until the end of the fiscal year."""

    model_config = ConfigDict(frozen=True, serialize_by_alias=True, populate_by_name=True)

    programme_id: str
    name: Name
    issuer: str
    budget: int
    amount: int
    daily_cap: int
    from_: date = Field(alias="from")
    until: date
    expires_after_days: int | None

    @classmethod
    def of(cls, opened: ProgrammeOpened) -> "ProgrammeView":
        """The view of what was opened."""
        return cls(**_programme(opened))


class ListedProgramme(ProgrammeView):
    """A programme, and how it stands today."""

    status: Literal["planned", "open", "ended"]


class ProgrammeFigures(ListedProgramme):
    """A programme, and exactly what is left of its budget."""

    budget_left: int


def routes(points: Points) -> APIRouter:
    """The router of the service."""
    router = APIRouter(tags=["points"])

    def today() -> date:
        return tokyo_date(points.journal.now())

    @router.post("/programmes", status_code=201, response_model=ProgrammeView)
    async def open_programme(new: NewProgramme, caller: CallerDep, cause: CauseDep) -> Response:
        """Open a programme (staff)."""
        if not may(caller, "open-programme"):
            raise Forbidden(rule="staff")
        commit = await points.open_programme(new.terms(), cause=cause)
        return answer(commit, ProgrammeView.of(commit.first(ProgrammeOpened)))

    @router.get("/programmes")
    async def programmes(paging: PagingDep) -> dict[str, Any]:
        """All programmes, the newest term first (open)."""
        page = await points.programmes(cursor=paging.cursor, limit=paging.limit)
        return listed(page, lambda row: _listed(row, today()))

    @router.get("/programmes/{programme_id}")
    async def programme(programme_id: str, caller: CallerDep) -> ProgrammeFigures:
        """A programme with what is left of its budget (staff, auditor, operator)."""
        if not may(caller, "see-programme-figures"):
            raise Forbidden(rule="staff")
        found = await points.programme(programme_id)
        if found is None:
            raise NotFound(what="programme", programme_id=programme_id)
        row, left = found
        return ProgrammeFigures(**_programme(row.terms), status=_status(row, today()), budget_left=left)

    _add_ledger(router, points)
    add_accounts(router, points)
    add_rewards(router, points)
    return router


def _add_ledger(router: APIRouter, points: Points) -> None:
    @router.get("/ledger")
    async def ledger(caller: CallerDep) -> LedgerReport:
        """The books, recomputed from the journal and compared with every account (auditor, staff, operator)."""
        if not may(caller, "check-ledger"):
            raise Forbidden(rule="auditor")
        return await check_ledger(points.journal)


def _programme(opened: ProgrammeOpened) -> dict[str, Any]:
    return {
        "programme_id": opened.programme_id,
        "name": Name(ja=opened.name_ja, en=opened.name_en),
        "issuer": opened.issuer,
        "budget": opened.budget,
        "amount": opened.amount,
        "daily_cap": opened.daily_cap,
        "from_": opened.starts_on,
        "until": opened.ends_on,
        "expires_after_days": opened.expires_after_days,
    }


def _listed(row: ProgrammeRow, today: date) -> ListedProgramme:
    return ListedProgramme(**_programme(row.terms), status=_status(row, today))


def _status(row: ProgrammeRow, today: date) -> Literal["planned", "open", "ended"]:
    return status_on(row.terms.starts_on, row.terms.ends_on, today)
