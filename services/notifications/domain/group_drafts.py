"""What is said to members and officers of a group that has ended. Pure."""

from collections.abc import Sequence

from services.notifications.domain.drafts import Draft, Named, NameOfGroup
from services.notifications.domain.events import Parameter
from shared.clock import utc_text
from shared.contracts.matching_standing import MembershipEnded


def of_end(event: MembershipEnded) -> Sequence[Draft]:
    """To who was a member, that what they earned stays; to an officer, until when they act for what is left."""
    parameters: dict[str, Parameter] = {"group_id": event.group_id}
    if event.until is not None:
        parameters["until"] = utc_text(event.until)
    template = "membership-ended" if event.role == "member" else "group-ended-officer"
    names: dict[str, Named] = {"group": NameOfGroup(event.group_id)}
    return [Draft(event.person_id, template, "groups", parameters, names)]
