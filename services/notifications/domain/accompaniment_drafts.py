"""What is said about accompaniments: that a visit is due. Pure."""

from collections.abc import Sequence

from services.notifications.domain.drafts import Draft, NameOfGroup
from services.notifications.domain.events import Parameter
from shared.clock import utc_text
from shared.contracts.matching_accompaniments import AccompanimentVisitDue


def of_visit_due(event: AccompanimentVisitDue) -> Sequence[Draft]:
    """To who accompanies the group, with what to do next."""
    parameters: dict[str, Parameter] = {"group_id": event.group_id, "due_at": utc_text(event.due_at)}
    template = f"accompaniment-visit-{event.reason}"
    return [Draft(event.coordinator_id, template, "groups", parameters, {"group": NameOfGroup(event.group_id)})]
