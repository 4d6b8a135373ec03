"""What is said about accompaniments: that a visit is due, and what becomes of changed goals. Pure."""

from collections.abc import Sequence

from services.notifications.domain.drafts import Draft, Named, NameOfGroup
from services.notifications.domain.events import Parameter
from shared.clock import utc_text
from shared.contracts.matching_accompaniments import AccompanimentGoalsChange, AccompanimentVisitDue


def of_visit_due(event: AccompanimentVisitDue) -> Sequence[Draft]:
    """To who accompanies the group, or to who sees to it now, with what to do next."""
    parameters: dict[str, Parameter] = {"group_id": event.group_id, "due_at": utc_text(event.due_at)}
    template = "accompaniment-visit-taken-over" if event.taken_over else f"accompaniment-visit-{event.reason}"
    return [Draft(event.coordinator_id, template, "groups", parameters, {"group": NameOfGroup(event.group_id)})]


def of_goals(event: AccompanimentGoalsChange) -> Sequence[Draft]:
    """To the side that waits or is asked (both, when nobody answered), and to who has it where that is neither."""
    parameters: dict[str, Parameter] = {"group_id": event.group_id}
    if event.due_at is not None:
        parameters["due_at"] = utc_text(event.due_at)
    sides = {"group": event.officer_ids, "intermediary": (event.intermediary_id,) if event.intermediary_id else ()}
    other = "intermediary" if event.side == "group" else "group"
    told: tuple[str, ...] = sides[other] if event.status in ("proposed", "withdrawn") else sides[event.side]
    if event.status == "lapsed":
        told = (*sides[event.side], *sides[other])
    drafted = dict.fromkeys(told, f"accompaniment-goals-{event.status}")
    if event.coordinator_id not in (*sides["group"], *sides["intermediary"]):
        drafted[event.coordinator_id] = f"accompaniment-goals-{event.status}-assigned"
    names: dict[str, Named] = {"group": NameOfGroup(event.group_id)}
    return [Draft(person, template, "groups", parameters, names) for person, template in drafted.items()]
