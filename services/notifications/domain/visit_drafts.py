"""What is said about coming once: to officers, to who greets, and to who comes. Pure."""

from collections.abc import Mapping, Sequence

from services.notifications.domain.drafts import Draft, Named, NameOfGroup, TitleOfActivity
from services.notifications.domain.events import Parameter
from shared.clock import utc_text
from shared.contracts.matching_visits import VisitComing, VisitEnded

TEMPLATES: Mapping[tuple[str, str], str] = {
    ("visit-coming.v1", "officer"): "visit-coming",
    ("visit-greeted.v1", "said"): "visit-greeted",
    ("visit-greeted.v1", "along"): "visit-greeted-along",
    ("visit-ungreeted.v1", "officer"): "visit-ungreeted",
    ("visit-ungreeted.v1", "owner"): "visit-ungreeted-owner",
    ("visit-moved.v1", "said"): "visit-moved",
    ("visit-moved.v1", "along"): "visit-moved",
    ("visit-over.v1", "said"): "visit-over",
    ("visit-over.v1", "along"): "visit-over-along",
}
"""By what happened, and what the person who is told is in it."""
OF_TWO = frozenset({"visit-coming", "visit-greeted", "visit-greeted-along", "visit-ungreeted", "visit-ungreeted-owner"})
"""What is said in other words where somebody brings a friend."""


def of_visit(event: VisitComing) -> Sequence[Draft]:
    """To whom the event names."""
    if isinstance(event, VisitEnded):
        own = "visit-withdrawn-said" if event.role == "said" else "visit-withdrawn"
        template = "visit-cancelled" if event.reason == "cancelled" else own
        if event.standing is not None:
            template = "visit-group-away"
        if event.reason == "cancelled" and event.role in ("along", "owner"):
            template += "-along"
    else:
        template = TEMPLATES[event.type, event.role]
        template += "-two" if event.guests and template in OF_TWO else ""
    parameters: dict[str, Parameter] = {
        "request_id": event.request_id,
        "activity_id": event.activity_id,
        "group_id": event.group_id,
        "starts_at": utc_text(event.starts_at),
    }
    names: dict[str, Named] = {
        "activity": TitleOfActivity(event.activity_id), "group": NameOfGroup(event.group_id)
    }  # fmt: skip
    return [Draft(event.person_id, template, "activities", parameters, names)]
