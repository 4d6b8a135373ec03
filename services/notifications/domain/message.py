"""One message: one record a cause, person and channel. It is sent or suppressed once, read once, hidden once."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from services.notifications.domain.drafts import Draft
from services.notifications.domain.events import Kind, MessageHidden, MessageRead, MessageWritten, Parameter
from services.notifications.domain.recipient import Choices
from shared.clock import tokyo_date
from shared.contracts.notifications import MessageChannel, MessageSent, MessageSuppressed
from shared.events import Event
from shared.journal import Fact, State, Stream
from shared.web import NotFound

CHANNEL: MessageChannel = "inbox"
NAMESPACE = uuid.UUID("6f3c4a51-9d2b-5c52-8a3e-0b1f0c1d2e3f")
KEPT_FOR = timedelta(days=183)
Status = Literal["none", "sent", "suppressed", "hidden"]


def message_id(fact: Fact, person_id: str, channel: MessageChannel) -> str:
    """The id that this fact's message to this person has on this channel, whoever asks and however often."""
    return str(uuid.uuid5(NAMESPACE, f"{fact.id}/{person_id}/{channel}"))


class Message(State):
    """Stream ``message/<person>/<message id>``."""

    kind = "message"

    status: Status = "none"
    template: str = ""
    language: str = "ja"
    about: Kind | None = None
    parameters: dict[str, Parameter] = {}
    sent_at: datetime | None = None
    read: bool = False

    @classmethod
    def of(cls, person_id: str, message_id: str) -> "Stream[Message]":
        """The stream of one message."""
        return cls.stream(person_id, message_id)

    @property
    def person_id(self) -> str:
        """Whose message it is."""
        return self.stream_key.partition("/")[0]

    @property
    def id(self) -> str:
        """The message's id."""
        return self.stream_key.partition("/")[2]

    def archivable(self, before: date) -> bool:
        """It was sent half a year before, or never; it stays in the inbox, as read or unread as it is."""
        return self.status != "none" and (self.sent_at is None or tokyo_date(self.sent_at + KEPT_FOR) < before)

    def send(
        self,
        draft: Draft,
        choices: Choices,
        names: dict[str, str | None],
        fact: Fact,
        now: datetime,
        age_max: timedelta,
    ) -> Sequence[Event]:
        """Send it, or record why not: the fact is too old, or the person does not want it. Once, whoever repeats."""
        if self.status != "none":
            return []
        record = {
            "message_id": self.id,
            "person_id": self.person_id,
            "channel": CHANNEL,
            "template": draft.template,
            "language": choices.variant,
        }
        if now - fact.at > age_max:
            return [MessageSuppressed(**record, reason="too-old")]
        if not choices.wants(draft.kind, CHANNEL):
            return [MessageSuppressed(**record, reason="not-wanted")]
        parameters = {**draft.parameters, **names}
        return [
            MessageSent(**record),
            MessageWritten(kind=draft.kind, parameters=parameters, fact_id=fact.id, at=now),
        ]

    def mark_read(self) -> Sequence[Event]:
        """It was opened. Raises ``NotFound`` when there is no such message."""
        if self.status != "sent":
            raise NotFound(what="message")
        return [] if self.read else [MessageRead()]

    def hide(self) -> Sequence[Event]:
        """Its person was erased."""
        return [MessageHidden()] if self.status == "sent" else []

    def apply(self, event: Event) -> None:
        match event:
            case MessageSuppressed():
                self.status = "suppressed"
            case MessageSent():
                self.status, self.template, self.language = "sent", event.template, event.language
            case MessageWritten():
                self.about, self.parameters, self.sent_at = event.kind, event.parameters, event.at
            case MessageRead():
                self.read = True
            case MessageHidden():
                self.status, self.parameters = "hidden", {}
