"""What is said about a guardian's consent, to the young person: that it is there, and that it ended. Pure."""

from collections.abc import Sequence

from services.notifications.domain.drafts import Draft
from services.notifications.domain.events import Parameter
from shared.clock import utc_text
from shared.contracts.matching_guardians import GuardianAgreed, GuardianEnded


def of_agreed(event: GuardianAgreed) -> Sequence[Draft]:
    """To the young person, with its last day."""
    parameters: dict[str, Parameter] = {"request_id": event.request_id, "due_at": utc_text(event.expires_at)}
    return [Draft(event.person_id, "guardian-agreed", "help", parameters, {})]


def of_ended(event: GuardianEnded) -> Sequence[Draft]:
    """To the young person, with what is to be done next."""
    template = "guardian-ended" if event.reason == "revoked" else f"guardian-ended-{event.reason}"
    return [Draft(event.person_id, template, "help", {"request_id": event.request_id}, {})]
