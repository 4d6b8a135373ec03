"""What notifications tells of coming once: one line a fact."""

from collections.abc import Mapping

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
NAMES: Mapping[type[VisitComing], str] = {
    VisitComing: "tell-visit-coming",
    VisitGreeted: "tell-visit-greeted",
    VisitUngreeted: "tell-visit-ungreeted",
    VisitMoved: "tell-visit-moved",
    VisitOver: "tell-visit-over",
    VisitEnded: "tell-visit-ended",
}
"""Each event names whom to tell."""


async def visit(event: VisitComing, uses: Notifications, cause: Cause) -> None:
    """To officers, to who comes, to who greets, or to who sees to it: whom the event names."""
    await uses.tell(of_visit(event), cause=cause)


for _event, _name in NAMES.items():
    TELLING_VISITS.consumes(_event, name=_name)(visit)
