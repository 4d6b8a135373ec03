"""What is said about a team without room, and about suggestions between groups. Pure."""

from collections.abc import Sequence

from services.notifications.domain.drafts import Draft, Named, NameOfGroup
from services.notifications.domain.events import Kind, Parameter
from shared.clock import utc_text
from shared.contracts.matching_standing import SuggestionWithdrawn
from shared.contracts.matching_suggestions import SuggestionAnswered, SuggestionLapsed, SuggestionLate, SuggestionMade
from shared.contracts.matching_team import ACCOMPANIMENTS, CapacityExhausted, CapacityRestored


def of_room(event: CapacityExhausted) -> Sequence[Draft]:
    """To the desk owner with whom everything ends meanwhile. No desk is named: others see the screen."""
    kind: Kind = (
        "introductions" if event.desk is None else "groups" if event.desk == ACCOMPANIMENTS else "consultations"
    )
    of = ACCOMPANIMENTS if kind == "groups" else kind
    if isinstance(event, CapacityRestored):
        return [Draft(event.coordinator_id, f"team-has-room-{of}", kind)]
    if event.until is None:
        return [Draft(event.coordinator_id, f"team-full-{of}", kind)]
    until: dict[str, Parameter] = {"until": utc_text(event.until)}
    return [Draft(event.coordinator_id, f"team-full-{of}-until", kind, until)]


def of_suggestion(event: SuggestionMade) -> Sequence[Draft]:
    """To the officers whom it concerns, and, where an answer is awaited, to who sees to it."""
    names: dict[str, Named] = {"group": NameOfGroup(event.group_id), "to_group": NameOfGroup(event.to_group_id)}
    parameters: dict[str, Parameter] = {"group_id": event.group_id, "to_group_id": event.to_group_id}
    if event.due_at is not None:
        parameters["due_at"] = utc_text(event.due_at)

    def draft(person_id: str, template: str) -> Draft:
        return Draft(person_id, template, "groups", parameters, names)

    drafted = [draft(officer, _suggestion(event)) for officer in event.officer_ids]
    if (
        isinstance(event, (SuggestionAnswered, SuggestionLapsed, SuggestionWithdrawn))
        or event.coordinator_id in event.officer_ids
    ):
        return drafted
    template = "suggestion-late-assigned" if isinstance(event, SuggestionLate) else "suggestion-assigned"
    return [*drafted, draft(event.coordinator_id, template)]


def _suggestion(event: SuggestionMade) -> str:
    if isinstance(event, SuggestionAnswered):
        return "suggestion-accepted" if event.accepted else "suggestion-declined"
    if isinstance(event, SuggestionLapsed):
        return "suggestion-lapsed"
    if isinstance(event, SuggestionWithdrawn):
        return "suggestion-withdrawn"
    return "suggestion-late" if isinstance(event, SuggestionLate) else "suggestion-made"
