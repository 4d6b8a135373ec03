"""One draft of each message to officers about an activity that groups hold together, by its template."""

from typing import get_args

from services.notifications.domain.co_host_drafts import of_co_host
from shared.contracts.booking_co_hosts import CoHostAffected, CoHostAnswered, CoHostAsked, CoHostEnded, CoHostingEnd
from tests.unit.notifications.booking_messages import TEN


def _co_host(event, **fields):
    told = event(activity_id="a1", group_id="g1", to_group_id="g2", officer_ids=("o1",), starts_at=TEN, **fields)
    return lambda _: of_co_host(told)


CO_HOST_DRAFTS = {
    "co-host-asked": _co_host(CoHostAsked),
    "co-host-agreed": _co_host(CoHostAnswered, accepted=True),
    "co-host-declined": _co_host(CoHostAnswered, accepted=False),
    "co-host-affected": _co_host(CoHostAffected, changed=("time",), place="Central Park", ends_at=TEN),
    **{f"co-host-{reason}": _co_host(CoHostEnded, reason=reason) for reason in get_args(CoHostingEnd)},
}
