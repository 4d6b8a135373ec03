"""What is listed: a row a message in the inbox, and a row a mail, whose ``due_at`` is the end of its time."""

from collections.abc import Iterable
from datetime import datetime

from services.notifications.domain.events import Kind, Parameter
from services.notifications.domain.mail import OPEN, Mail, MailStatus
from services.notifications.domain.message import Message
from shared.events import Event
from shared.journal import Row, State


class MessageRow(Row):
    """A message in somebody's inbox."""

    kind = "message"
    columns = ("person_id", "sent_at", "unread")

    person_id: str
    about: Kind
    template: str
    language: str
    parameters: dict[str, Parameter]
    sent_at: datetime
    unread: bool


class MailRow(Row):
    """A mail and how it stands; never what it says nor where it goes. Closed when it has ended."""

    kind = "mail"
    columns = ("person_id", "status", "next_at", "queued_at")

    person_id: str
    status: MailStatus
    template: str
    reason: str
    queued_at: datetime
    next_at: datetime
    traceparent: str = ""


def project(state: State, _: Event) -> Iterable[Row]:
    """The row of a message, once it is written; of a mail, once it is queued."""
    if isinstance(state, Mail):
        return _mail(state)
    if not isinstance(state, Message) or state.sent_at is None or state.about is None:
        return []
    return [
        MessageRow(
            id=state.id,
            person_id=state.person_id,
            about=state.about,
            template=state.template,
            language=state.language,
            parameters=state.parameters,
            sent_at=state.sent_at,
            unread=not state.read,
            closed=state.status == "hidden",
        )
    ]


def _mail(state: Mail) -> Iterable[Row]:
    if state.queued_at is None or state.next_at is None:
        return []
    is_open = state.status in OPEN
    ends_at = state.until if state.status == "queued" else state.attempt_until
    return [
        MailRow(
            id=state.id,
            person_id=state.person_id,
            status=state.status,
            template=state.template,
            reason=state.reason,
            queued_at=state.queued_at,
            next_at=state.next_at,
            traceparent=state.traceparent,
            due_at=ends_at if is_open else None,
            closed=not is_open,
        )
    ]
