"""Points, composed: read from top to bottom."""

from fastapi import APIRouter

from services.points.api import routes
from services.points.domain import spending_events
from services.points.domain.account import Account
from services.points.domain.events import EVENTS
from services.points.domain.programme import Programme
from services.points.domain.reward import Reward
from services.points.figures import COUNTS, FIGURES
from services.points.handlers import HANDLERS
from services.points.reactions import REACTIONS
from services.points.rows import ROWS, AccountRow, RedemptionRow, project
from services.points.rules import EarningRules, SpendingRules
from services.points.service import Points
from services.points.watch import LedgerWatch
from shared.contracts import points as contracts
from shared.figures import Figures
from shared.journal import Cause, Model
from shared.journal.tallies import TallyRow
from shared.service import Service, Site
from shared.timers import Timer
from shared.web.figures import figure_routes

MODEL = Model(
    service="points",
    events=(*EVENTS, *spending_events.EVENTS, *contracts.EVENTS),
    states=(Programme, Account, Reward),
    rows=(*ROWS, TallyRow),
    project=project,
    reactions=REACTIONS,
    counts=COUNTS,
    followed=(Programme, Account, Reward),
)


def build(site: Site) -> Service:
    """The points service of a deployment."""
    journal = site.journal(MODEL)
    points = Points(journal, EarningRules.load(), SpendingRules.load())
    watch = LedgerWatch(journal)

    async def fall_due(row: AccountRow, cause: Cause) -> None:
        await points.fall_due(row, cause=cause)

    async def fall_unfetched(row: RedemptionRow, cause: Cause) -> None:
        await points.rewards.fall_unfetched(row, cause=cause)

    def made() -> APIRouter:
        router = routes(points)
        router.include_router(figure_routes(Figures(journal, FIGURES)))
        return router

    service = Service(
        name="points",
        journal=journal,
        routes=made,
        use_cases=points,
        handlers=HANDLERS,
        timers=(
            Timer(AccountRow, "account-due", fall_due),
            Timer(RedemptionRow, "redemption-due", fall_unfetched),
        ),
        background=(watch.follower,),
    )
    watch.show(service.metrics)
    return service
