"""The routes of subscriptions: parse, one use case, answer."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.feeds.domain.audience import OPEN_TYPES
from services.feeds.domain.events import ReplayAsked, SecretRotated, SubscriptionCreated
from services.feeds.permissions import require
from services.feeds.rows import SubscriptionRow
from services.feeds.service import Feeds, Wish
from services.feeds.views import (
    CreatedView,
    DeliveriesView,
    FailureView,
    OverviewView,
    PurposeView,
    ReplayView,
    RotatedView,
    StatusView,
    SubscriptionView,
    overview,
    purposes,
    whole,
)
from shared.contracts import BY_TYPE, TOPICS
from shared.web import CallerDep, CauseDep, PagingDep, TokyoInstant, answer

Id = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,39}$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Desk = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120, pattern=r"^[^@]*$")]
Code = Annotated[str, StringConstraints(min_length=1, max_length=64)]
PurposeCode = Literal[
    "", "facility-operation", "fee-accounting", "community-support", "points-accounting", "service-quality",
    "statistics",
]  # fmt: skip


class NewSubscription(BaseModel):
    """What staff register for a neighbouring system."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    subscriber: Slug = Field(description="the system's code; its pseudonyms are made for it")
    name: Words
    contact: Desk = Field(default="", description="a desk and its extension: never a person's name or address (no @)")
    purpose: PurposeCode = Field(default="", description="needed for restricted types")
    kind: Literal["webhook", "sse"]
    types: Annotated[tuple[Code, ...], Field(min_length=1, max_length=100)]
    areas: Annotated[tuple[Code, ...], Field(max_length=200)] = ()
    url: Annotated[str, StringConstraints(max_length=500)] = ""
    since: TokyoInstant | None = Field(
        default=None, description="begin with what was kept since then; else with what is next"
    )

    def wish(self) -> Wish:
        """The same in the service's words."""
        return Wish(
            subscriber=self.subscriber,
            name=self.name,
            contact=self.contact,
            purpose=self.purpose,
            kind=self.kind,
            types=tuple(dict.fromkeys(self.types)),
            areas=tuple(dict.fromkeys(self.areas)),
            url=self.url,
            since=self.since.isoformat() if self.since else "",
        )


class ReplayWish(BaseModel):
    """From when on to deliver again."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: TokyoInstant


def routes(feeds: Feeds) -> APIRouter:
    """The router of subscriptions."""
    router = APIRouter(prefix="", tags=["subscriptions"])
    _add_lists(router, feeds)
    _add_commands(router, feeds)
    return router


def _add_lists(router: APIRouter, feeds: Feeds) -> None:
    @router.get("/subscriptions/purposes")
    async def published_purposes() -> dict[str, list[PurposeView]]:
        """The purposes for which restricted events may be heard (open)."""
        types_of = {topic: [name for name, event in BY_TYPE.items() if event.topic == topic] for topic in TOPICS}
        return {"items": purposes(types_of)}

    @router.get("/subscriptions/overview")
    async def published_overview(paging: PagingDep) -> dict[str, Any]:
        """Who hears what, for which purpose, and whether it arrives (open)."""
        page = await feeds.subscriptions(cursor=paging.cursor, limit=paging.limit, with_ended=False)
        items: list[OverviewView] = [overview(row, await _open_lag(feeds, row)) for row in page.items]
        return {"items": items, "next": page.next}

    @router.get("/subscriptions")
    async def subscriptions(caller: CallerDep, paging: PagingDep) -> dict[str, Any]:
        """All subscriptions, the newest first (staff, operator, auditor)."""
        require("see-subscriptions", caller)
        page = await feeds.subscriptions(cursor=paging.cursor, limit=paging.limit)
        return {"items": [whole(row, await _lag(feeds, row)) for row in page.items], "next": page.next}

    @router.get("/subscriptions/{subscription_id}")
    async def subscription(subscription_id: Id, caller: CallerDep) -> SubscriptionView:
        """One subscription (staff, operator, auditor)."""
        require("see-subscriptions", caller)
        row = await feeds.subscription(subscription_id)
        return whole(row, await _lag(feeds, row))

    @router.get("/subscriptions/{subscription_id}/deliveries")
    async def deliveries(subscription_id: Id, caller: CallerDep) -> DeliveriesView:
        """What was delivered, and the last failures (staff, operator, auditor)."""
        require("see-subscriptions", caller)
        row = await feeds.subscription(subscription_id)
        return DeliveriesView(
            subscription_id=row.id,
            delivered=row.delivered,
            last_delivered_at=row.delivered_at,
            lag_seconds=await _lag(feeds, row),
            failures=[FailureView.of(each) for each in await feeds.failures(row.id)],
        )


def _add_commands(router: APIRouter, feeds: Feeds) -> None:
    @router.post("/subscriptions", status_code=201, response_model=CreatedView)
    async def subscribe(new: NewSubscription, caller: CallerDep, cause: CauseDep) -> Response:
        """Register a neighbouring system (staff). The secret or token is told in this answer only."""
        require("subscribe", caller)
        commit = await feeds.subscribe(new.wish(), cause=cause)
        made, secret = commit.first(SubscriptionCreated), feeds.secret_of(commit, cause)
        webhook = made.kind == "webhook"
        view = CreatedView(
            subscription_id=made.subscription_id,
            kind=made.kind,
            status="active",
            secret=secret if webhook else None,
            token=None if webhook else secret,
            cursor=made.cursor,
        )
        return answer(commit, view)

    @router.post("/subscriptions/{subscription_id}/pause", response_model=StatusView)
    async def pause(subscription_id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """Stop delivering for now (staff, operator)."""
        require("control-subscription", caller)
        commit = await feeds.pause(subscription_id, cause=cause)
        return answer(commit, StatusView(subscription_id=subscription_id, status="paused"), 200)

    @router.post("/subscriptions/{subscription_id}/resume", response_model=StatusView)
    async def resume(subscription_id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """Go on where it was (staff, operator)."""
        require("control-subscription", caller)
        commit = await feeds.resume(subscription_id, cause=cause)
        return answer(commit, StatusView(subscription_id=subscription_id, status="active"), 200)

    @router.delete("/subscriptions/{subscription_id}", response_model=StatusView)
    async def end(subscription_id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """Deliver nothing more, for good (staff). What was delivered stays on record."""
        require("subscribe", caller)
        commit = await feeds.end(subscription_id, cause=cause)
        return answer(commit, StatusView(subscription_id=subscription_id, status="ended"), 200)

    @router.post("/subscriptions/{subscription_id}/replay", response_model=ReplayView)
    async def replay(subscription_id: Id, body: ReplayWish, caller: CallerDep, cause: CauseDep) -> Response:
        """Deliver again what was kept since an instant, with the same ids (staff, operator)."""
        require("control-subscription", caller)
        since: datetime = body.since
        asked = await feeds.replay(subscription_id, since, cause=cause)
        made = asked.first(ReplayAsked)
        return answer(asked, ReplayView(subscription_id=subscription_id, since=made.since, cursor=made.cursor), 200)

    @router.post("/subscriptions/{subscription_id}/secret", response_model=RotatedView)
    async def rotate(subscription_id: Id, caller: CallerDep, cause: CauseDep) -> Response:
        """Another secret or token, told in this answer only (staff)."""
        require("subscribe", caller)
        commit = await feeds.rotate(subscription_id, cause=cause)
        secret, made = feeds.secret_of(commit, cause), commit.first(SecretRotated)
        view = RotatedView(
            subscription_id=subscription_id,
            secret=secret if made.sealed else None,
            token=None if made.sealed else secret,
            old_until=made.old_until,
        )
        return answer(commit, view, 200)


async def _open_lag(feeds: Feeds, row: SubscriptionRow) -> float | None:
    """The same for everybody. Of events about persons nothing: who watched it would see each of them come."""
    return await _lag(feeds, row) if OPEN_TYPES.issuperset(row.types) else None


async def _lag(feeds: Feeds, row: SubscriptionRow) -> float:
    """Seconds since the oldest event was kept that the webhook has not taken."""
    entry = await feeds.waiting(row)
    return max(0.0, (feeds.journal.now() - entry.at).total_seconds()) if entry else 0.0
