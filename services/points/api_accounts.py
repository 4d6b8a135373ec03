"""The routes of one's own account: what is in it, a month's statement, and gifts."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.points.account_views import AccountView, History, HistoryView, LotView, StatementView
from services.points.domain.spending_events import GiftSent
from services.points.service import Points
from services.points.statement import statement_of
from shared.web import CallerDep, CauseDep, PagingDep, View, answer
from shared.web.refusals import PERSON_ID

Month = Annotated[str, Query(pattern=r"^2[01]\d\d-(0[1-9]|1[0-2])$", description="a month in Tokyo: `2026-11`")]
PersonId = Annotated[str, StringConstraints(pattern=rf"^(?:{PERSON_ID.pattern})$")]


class NewGift(BaseModel):
    """What somebody sends to give points: to whom, and how many."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    to: PersonId
    amount: Annotated[int, Field(ge=1, le=1_000_000, strict=True)]


class GiftView(View):
    """A gift that arrived, and what the giver can spend afterwards."""

    gift_id: str
    to: str
    amount: int
    balance: int

    @classmethod
    def of(cls, sent: GiftSent) -> "GiftView":
        """The view of a gift."""
        return cls(gift_id=sent.gift_id, to=sent.recipient_id, amount=sent.amount, balance=sent.balance)


def add_accounts(router: APIRouter, points: Points) -> None:
    """Add the routes."""

    @router.get("/accounts/me")
    async def my_account(caller: CallerDep, paging: PagingDep) -> AccountView:
        """The caller's own account; ``cursor`` and ``limit`` page its history."""
        holdings = await points.holdings(caller.person_id)
        page = await points.history(caller.person_id, cursor=paging.cursor, limit=paging.limit)
        return AccountView(
            account_id=caller.person_id,
            balance=holdings.balance,
            debt=holdings.debt,
            held=holdings.held,
            lots=[LotView.of(lot) for lot in holdings.lots],
            lots_left_off=holdings.lots_left_off,
            history=History(items=[HistoryView.of(row) for row in page.items], next=page.next),
        )

    @router.get("/accounts/me/statement")
    async def my_statement(caller: CallerDep, month: Month, paging: PagingDep) -> StatementView:
        """A month of the caller's own account; ``cursor`` and ``limit`` page its lines, the totals are of all."""
        statement = await statement_of(
            points.journal, caller.person_id, _first_day(month), cursor=paging.cursor, limit=paging.limit
        )
        return StatementView.of(caller.person_id, month, statement)

    @router.post("/gifts", status_code=201, response_model=GiftView)
    async def give(new: NewGift, caller: CallerDep, cause: CauseDep) -> Response:
        """Give points to another person; what no account takes is back at once (409, ``gift-returned``)."""
        chain, sent = await points.gifts.give(caller.person_id, new.to, new.amount, cause=cause)
        return answer(chain, GiftView.of(sent))


def _first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")
