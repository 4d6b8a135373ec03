"""What notifications tells the others: one record per cause, person and channel, sent or suppressed."""

from typing import Literal

from shared.contracts.base import MESSAGES, PublicEvent

MessageChannel = Literal["inbox"]


class MessageSent(PublicEvent):
    """A message lies in a channel of a person."""

    type = "message-sent.v1"
    topic = MESSAGES.name

    message_id: str
    person_id: str
    channel: MessageChannel
    template: str
    language: str


class MessageSuppressed(MessageSent):
    """A message was not sent, for ``reason``: too old, or not wanted."""

    type = "message-suppressed.v1"
    topic = MESSAGES.name

    reason: Literal["too-old", "not-wanted"]


EVENTS = (MessageSent, MessageSuppressed)
