"""What notifications tells the others: one record per cause, person and channel, sent or suppressed.

The inbox: ``message-sent``. E-mail: ``message-delivered``, ``-failed`` or ``-uncertain``, when it is known.
"""

from typing import Literal

from shared.contracts.base import MESSAGES, PublicEvent

MessageChannel = Literal["inbox", "email"]

Suppressed = Literal["too-old", "not-wanted", "no-address", "suspended"]
"""``no-address``: nothing to write to. ``suspended``: mails to this address came back; the person was told so."""

Failed = Literal[
    "refused",
    "no-such-mailbox",
    "address-unusable",
    "gave-up",
    "bounced-no-mailbox",
    "bounced-mailbox-full",
    "bounced-refused",
    "bounced-other",
]
"""The server said no; the address cannot be written to; no server took it in time; or it was taken and came back."""

Unclear = Literal["no-answer", "no-record"]
"""No answer came to a mail that was handed over whole; or the process ended before it could record one."""


class MessageSent(PublicEvent):
    """A message lies in a channel of a person."""

    type = "message-sent.v1"
    topic = MESSAGES.name

    message_id: str
    person_id: str
    channel: MessageChannel
    template: str
    language: str


class MessageDelivered(MessageSent):
    """The mail server took the message: the last thing that we can know, unless it comes back."""

    type = "message-delivered.v1"
    topic = MESSAGES.name


class MessageFailed(MessageSent):
    """The message did not arrive, for ``reason``. It may follow ``message-delivered``: then it came back."""

    type = "message-failed.v1"
    topic = MESSAGES.name

    reason: Failed


class MessageUncertain(MessageSent):
    """Whether the mail server took the message is not known. It is never sent again."""

    type = "message-uncertain.v1"
    topic = MESSAGES.name

    reason: Unclear


class MessageSuppressed(MessageSent):
    """A message was not sent, for ``reason``."""

    type = "message-suppressed.v1"
    topic = MESSAGES.name

    reason: Suppressed


EVENTS = (MessageSent, MessageDelivered, MessageFailed, MessageUncertain, MessageSuppressed)
