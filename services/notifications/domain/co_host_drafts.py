"""What is said to officers about activities that groups hold together. Pure."""

from collections.abc import Sequence

from services.notifications.domain.drafts import Draft, Named, NameOfGroup, TitleOfActivity
from services.notifications.domain.events import Parameter
from shared.clock import utc_text
from shared.contracts.booking_co_hosts import CoHostAffected, CoHostAnswered, CoHostAsked, CoHostEnded


def of_co_host(event: CoHostAsked) -> Sequence[Draft]:
    """To the officers whom the event names."""
    names: dict[str, Named] = {
        "activity": TitleOfActivity(event.activity_id),
        "group": NameOfGroup(event.group_id),
        "to_group": NameOfGroup(event.to_group_id),
    }
    parameters: dict[str, Parameter] = {
        "activity_id": event.activity_id,
        "group_id": event.group_id,
        "to_group_id": event.to_group_id,
        "starts_at": utc_text(event.starts_at),
    }
    if isinstance(event, CoHostAffected):
        parameters["place"] = event.place
    return [Draft(officer, _template(event), "groups", parameters, names) for officer in event.officer_ids]


def _template(event: CoHostAsked) -> str:
    if isinstance(event, CoHostAnswered):
        return "co-host-agreed" if event.accepted else "co-host-declined"
    if isinstance(event, CoHostEnded):
        return f"co-host-{event.reason}"
    return "co-host-affected" if isinstance(event, CoHostAffected) else "co-host-asked"
