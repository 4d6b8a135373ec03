"""What notifications tells of coming once: one line a fact."""

from services.notifications.domain.visit_drafts import of_visit
from services.notifications.service import Notifications
from shared.contracts.matching_visits import (
    VisitComing,
    VisitEnded,
    VisitGreeted,
    VisitMoved,
    VisitOver,
    VisitUngreeted,
)
from shared.journal import Cause
from shared.messaging.handlers import Handlers

TELLING_VISITS = Handlers[Notifications]()


@TELLING_VISITS.consumes(VisitComing, name="tell-visit-coming")
async def visit_coming(event: VisitComing, uses: Notifications, cause: Cause) -> None:
    """To officers."""
    await uses.tell(of_visit(event), cause=cause)


@TELLING_VISITS.consumes(VisitGreeted, name="tell-visit-greeted")
async def visit_greeted(event: VisitGreeted, uses: Notifications, cause: Cause) -> None:
    """To who comes, and to who greets."""
    await uses.tell(of_visit(event), cause=cause)


@TELLING_VISITS.consumes(VisitUngreeted, name="tell-visit-ungreeted")
async def visit_ungreeted(event: VisitUngreeted, uses: Notifications, cause: Cause) -> None:
    """To officers, or to who sees to it."""
    await uses.tell(of_visit(event), cause=cause)


@TELLING_VISITS.consumes(VisitMoved, name="tell-visit-moved")
async def visit_moved(event: VisitMoved, uses: Notifications, cause: Cause) -> None:
    """To who comes, and to who greets."""
    await uses.tell(of_visit(event), cause=cause)


@TELLING_VISITS.consumes(VisitOver, name="tell-visit-over")
async def visit_over(event: VisitOver, uses: Notifications, cause: Cause) -> None:
    """To who came, and to who greeted."""
    await uses.tell(of_visit(event), cause=cause)


@TELLING_VISITS.consumes(VisitEnded, name="tell-visit-ended")
async def visit_ended(event: VisitEnded, uses: Notifications, cause: Cause) -> None:
    """To those who waited for it."""
    await uses.tell(of_visit(event), cause=cause)
