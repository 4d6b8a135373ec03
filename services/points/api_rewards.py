"""The routes of rewards and redemptions: parse, one use case, answer."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from services.points.domain.spending_events import (
    RedemptionHandedOver,
    RedemptionReturned,
    RewardOffered,
    RewardRestocked,
)
from services.points.permissions import may
from services.points.reward_views import (
    EndedView,
    HandOver,
    ListedReward,
    NewRedemption,
    NewRedemptionView,
    NewReward,
    RedemptionId,
    RedemptionView,
    Restock,
    RewardId,
    RewardView,
    StockView,
    WithdrawnView,
    narrow,
)
from services.points.service import Points
from shared.clock import tokyo_date
from shared.web import CallerDep, CauseDep, Forbidden, NotFound, PagingDep, answer, listed


def add_rewards(router: APIRouter, points: Points) -> None:
    """Add the routes."""
    _add_offers(router, points)
    _add_redemptions(router, points)

    @router.post("/redemptions/{redemption_id}/cancel", response_model=EndedView)
    async def cancel(redemption_id: RedemptionId, caller: CallerDep, cause: CauseDep) -> Response:
        """Give back a reward that was not fetched: the points return to their lots (the person)."""
        commit = await points.rewards.cancel(redemption_id, caller.person_id, cause=cause)
        ended = commit.first(RedemptionReturned)
        view = EndedView(redemption_id=redemption_id, status=ended.reason, ended_at=ended.at, balance=ended.balance)
        return answer(commit, view, status=200)

    @router.post("/redemptions/{redemption_id}/hand-over", response_model=EndedView)
    async def hand_over(redemption_id: RedemptionId, body: HandOver, caller: CallerDep, cause: CauseDep) -> Response:
        """The person who shows the number has the reward (staff)."""
        if not may(caller, "hand-over"):
            raise Forbidden(rule="staff")
        commit = await points.rewards.hand_over(redemption_id, body.number, cause=cause)
        at = commit.first(RedemptionHandedOver).at
        return answer(commit, EndedView(redemption_id=redemption_id, status="handed-over", ended_at=at), status=200)


def _add_offers(router: APIRouter, points: Points) -> None:
    def today() -> date:
        return tokyo_date(points.journal.now())

    @router.post("/rewards", status_code=201, response_model=RewardView)
    async def offer_reward(new: NewReward, caller: CallerDep, cause: CauseDep) -> Response:
        """Put up a reward with its stock (staff)."""
        if not may(caller, "offer-reward"):
            raise Forbidden(rule="staff")
        commit = await points.rewards.offer(new.offer(), cause=cause)
        return answer(commit, RewardView.of(commit.first(RewardOffered)))

    @router.get("/rewards")
    async def rewards(paging: PagingDep) -> dict[str, Any]:
        """What there is to have, with how many are left; those whose term ends first before the others (open)."""
        page = await points.rewards.rewards(cursor=paging.cursor, limit=paging.limit)
        return listed(page, lambda row: ListedReward.on(row, today()))

    @router.get("/rewards/{reward_id}")
    async def reward(reward_id: RewardId) -> ListedReward:
        """One reward, also one that is over (open)."""
        return ListedReward.on(await points.rewards.reward(reward_id), today())

    @router.post("/rewards/{reward_id}/restock", response_model=StockView)
    async def restock(reward_id: RewardId, body: Restock, caller: CallerDep, cause: CauseDep) -> Response:
        """Add to the stock (staff)."""
        if not may(caller, "offer-reward"):
            raise Forbidden(rule="staff")
        commit = await points.rewards.restock(reward_id, body.added, cause=cause)
        added = commit.first(RewardRestocked).added
        return answer(commit, StockView(reward_id=reward_id, added=added), status=200)

    @router.post("/rewards/{reward_id}/withdraw", response_model=WithdrawnView)
    async def withdraw(reward_id: RewardId, caller: CallerDep, cause: CauseDep) -> Response:
        """Take a reward off the list; what is kept for people already stays theirs (staff)."""
        if not may(caller, "offer-reward"):
            raise Forbidden(rule="staff")
        commit = await points.rewards.withdraw(reward_id, cause=cause)
        return answer(commit, WithdrawnView(reward_id=reward_id), status=200)


def _add_redemptions(router: APIRouter, points: Points) -> None:
    @router.post("/redemptions", status_code=201, response_model=NewRedemptionView)
    async def redeem(new: NewRedemption, caller: CallerDep, cause: CauseDep) -> Response:
        """Redeem points for a reward; it is kept for the caller until ``due_at``."""
        chain, held = await points.rewards.redeem(new.reward_id, caller.person_id, cause=cause)
        return answer(chain, NewRedemptionView.of(held))

    @router.get("/redemptions")
    async def redemptions(
        caller: CallerDep,
        paging: PagingDep,
        number: Annotated[
            str | None, Query(max_length=20, description="open ones whose person shows this number (staff)")
        ] = None,
    ) -> dict[str, Any]:
        """The caller's own, the newest first; or, for staff, the open ones of a number that somebody shows."""
        if number is None:
            page = await points.rewards.redemptions_of(caller.person_id, cursor=paging.cursor, limit=paging.limit)
            return listed(page, RedemptionView.of)
        if not may(caller, "hand-over"):
            raise Forbidden(rule="staff")
        page = await points.rewards.shown(str(narrow(number)), cursor=paging.cursor, limit=paging.limit)
        return listed(page, RedemptionView.of)

    @router.get("/redemptions/{redemption_id}")
    async def redemption(redemption_id: RedemptionId, caller: CallerDep) -> RedemptionView:
        """One redemption (its person, staff)."""
        row = await points.rewards.redemption(redemption_id)
        if row.person_id != caller.person_id and not may(caller, "hand-over"):
            raise NotFound(what="redemption", redemption_id=redemption_id)
        return RedemptionView.of(row)
