"""What is said about invitations: to the person who is asked, and to the officer who asked. Pure."""

from collections.abc import Sequence

from services.notifications.domain.drafts import Draft, Named, NameOfGroup
from services.notifications.domain.events import Parameter
from shared.clock import utc_text
from shared.contracts.matching_invitations import InvitationClosed, InvitationLapsed, InvitationMade


def of_made(event: InvitationMade) -> Sequence[Draft]:
    """To the person: until when they may answer. What speaks for it is read with the invitation."""
    return [_draft(event.person_id, "invitation-made", event.group_id, {"due_at": utc_text(event.due_at)})]


def of_closed(event: InvitationClosed) -> Sequence[Draft]:
    """To the officer who asked: yes, or not this time, whatever it was."""
    template = "invitation-accepted" if event.accepted else "invitation-not-this-time"
    return [_draft(event.officer_id, template, event.group_id)]


def of_lapsed(event: InvitationLapsed) -> Sequence[Draft]:
    """To the person: it is over, by time, or because the group is away."""
    template = "invitation-lapsed" if event.standing is None else "invitation-group-away"
    return [_draft(event.person_id, template, event.group_id)]


def _draft(to: str, template: str, group_id: str, more: dict[str, Parameter] | None = None) -> Draft:
    names: dict[str, Named] = {"group": NameOfGroup(group_id)}
    return Draft(to, template, "introductions", {"group_id": group_id, **(more or {})}, names)
