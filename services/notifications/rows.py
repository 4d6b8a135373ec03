"""What the inbox lists: one row a message that was sent. Closed when its person was erased."""

from collections.abc import Iterable
from datetime import datetime

from services.notifications.domain.events import Kind, Parameter
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


def project(state: State, _: Event) -> Iterable[Row]:
    """The row of a message, once it is written."""
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
