"""The routes of points: parse, one use case, answer."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.points.domain.account import Lot
from services.points.domain.events import ProgrammeOpened
from services.points.domain.programme import Terms, status_on
from services.points.ledger import LedgerReport, check_ledger
from services.points.permissions import may
from services.points.rows import HistoryRow, ProgrammeRow
from services.points.service import Points
from services.points.words import WORDS
from shared.clock import tokyo_date
from shared.web import CallerDep, CauseDep, Forbidden, NotFound, PagingDep, TokyoInstant, View, answer, listed

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


class LotView(View):
    """Points that came together and end together."""

    lot_id: str
    programme_id: str
    issuer: str
    amount: int
    remaining: int
    issued_at: TokyoInstant
    expires_at: TokyoInstant

    @classmethod
    def of(cls, lot: Lot) -> "LotView":
        """The view of a lot."""
        return cls(
            lot_id=lot.earning_id,
            programme_id=lot.programme_id,
            issuer=lot.issuer,
            amount=lot.amount,
            remaining=lot.remaining,
            issued_at=lot.issued_at,
            expires_at=lot.expires_at,
        )


class Why(View):
    """A reason: a stable code, and words."""

    code: str
    ja: str
    en: str


class HistoryView(View):
    """One line of the history; ``amount`` above zero came, below zero went."""

    at: TokyoInstant
    what: str
    amount: int
    programme_id: str
    activity_id: str
    session: int | None
    expires_at: TokyoInstant | None
    why: Why | None

    @classmethod
    def of(cls, row: HistoryRow) -> "HistoryView":
        """The view of a line."""
        ja, en = WORDS.get(row.reason, ("", ""))
        activity_id, _, session = row.activity_id.partition("#")
        return cls(
            at=row.at,
            what=row.what,
            amount=row.amount,
            programme_id=row.programme_id,
            activity_id=activity_id,
            session=int(session) if session else None,
            expires_at=row.expires_at,
            why=Why(code=row.reason, ja=ja, en=en) if row.reason else None,
        )


class History(View):
    """A page of an account's history, the newest first."""

    items: list[HistoryView]
    next: str | None


class AccountView(View):
    """An account: what can be spent, what the next earnings repay, the lots in the order of their end, the history."""

    account_id: str
    balance: int
    debt: int
    lots: list[LotView]
    lots_left_off: int
    history: History


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

    _add_accounts(router, points)
    return router


def _add_accounts(router: APIRouter, points: Points) -> None:
    @router.get("/accounts/me")
    async def my_account(caller: CallerDep, paging: PagingDep) -> AccountView:
        """The caller's own account; ``cursor`` and ``limit`` page its history."""
        holdings = await points.holdings(caller.person_id)
        page = await points.history(caller.person_id, cursor=paging.cursor, limit=paging.limit)
        return AccountView(
            account_id=caller.person_id,
            balance=holdings.balance,
            debt=holdings.debt,
            lots=[LotView.of(lot) for lot in holdings.lots],
            lots_left_off=holdings.lots_left_off,
            history=History(items=[HistoryView.of(row) for row in page.items], next=page.next),
        )

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
