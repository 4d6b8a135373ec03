"""What is said about small help: who took it up, the yes, the day before, thanks, and what came to nothing. Pure."""

from collections.abc import Sequence

from services.notifications.domain.drafts import Draft, Named, NameOfGroup
from services.notifications.domain.events import Parameter
from shared.clock import utc_text
from shared.contracts.matching_help import (
    HelpAccepted,
    HelpAnswered,
    HelpAnswerEnded,
    HelpDone,
    HelpOverdue,
    HelpReminded,
)

HelpTold = HelpAnswered | HelpAccepted | HelpReminded | HelpDone | HelpAnswerEnded | HelpOverdue


def of_answered(event: HelpAnswered) -> Sequence[Draft]:
    """To who opened it; with what to do when somebody has to go along."""
    return [_draft(event, "help-answered-companion" if event.part == "companion" else "help-answered")]


def of_accepted(event: HelpAccepted) -> Sequence[Draft]:
    """To who helps, and to who goes along."""
    return [_draft(event, "help-accepted-along" if event.role == "along" else "help-accepted", due=True)]


def of_reminded(event: HelpReminded) -> Sequence[Draft]:
    """To both sides, the day before."""
    return [_draft(event, "help-reminded-asked" if event.role == "asked" else "help-reminded", due=True)]


def of_done(event: HelpDone) -> Sequence[Draft]:
    """Thanks, to who helped and to who went along."""
    return [_draft(event, "help-done", minutes=event.minutes)]


def of_ended(event: HelpAnswerEnded) -> Sequence[Draft]:
    """To the side that did not end it, and to who was to go along."""
    template = "help-answer-ended" if event.role == "said" else f"help-answer-ended-{event.role}"
    return [_draft(event, template)]


def of_overdue(event: HelpOverdue) -> Sequence[Draft]:
    """To who opened it, and to who sees to it now."""
    drafted = [_draft(event, "help-overdue", due=True)]
    if event.coordinator_id and event.coordinator_id != event.person_id:
        drafted.append(_draft(event, "help-overdue-owner", due=True, to=event.coordinator_id))
    return drafted


def _draft(
    event: HelpTold, template: str, *, due: bool = False, minutes: int | None = None, to: str | None = None
) -> Draft:
    parameters: dict[str, Parameter] = {"request_id": event.request_id, "group_id": event.group_id}
    if due and not isinstance(event, (HelpAnswered, HelpDone, HelpAnswerEnded)):
        parameters["due_at"] = utc_text(event.due_at)
    if minutes is not None:
        parameters["minutes"] = minutes
    names: dict[str, Named] = {"asker": NameOfGroup(event.group_id)} if event.group_id else {}
    return Draft(to or event.person_id, template, "help", parameters, names)
