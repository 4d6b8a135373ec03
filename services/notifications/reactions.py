"""What follows a mail that did not arrive: the address is tried less, then no more, and the inbox says so."""

from datetime import timedelta

from services.notifications.domain.drafts import of_suspension
from services.notifications.domain.events import AddressFailed, MailSuspended
from services.notifications.domain.mail import CHANNEL as EMAIL
from services.notifications.domain.message import CHANNEL, Message, message_id
from services.notifications.domain.recipient import Choices, Recipient, text_language
from shared.contracts.base import MESSAGES
from shared.contracts.notifications import MessageFailed
from shared.journal import Fact
from shared.journal.model import Following, Reaction, Step, on, on_commit

AT_ADDRESS = frozenset({"no-such-mailbox", "address-unusable"})
"""Beside what came back: refusals that are about where the mail was to go."""
ANY_AGE = timedelta.max


def _count(event: MessageFailed) -> list[Step]:
    if event.channel != EMAIL or event.reason not in AT_ADDRESS:
        return []
    return [(Recipient.stream(event.person_id), lambda person: person.bounce(event.reason))]


def _count_return(event: AddressFailed) -> Step:
    return Recipient.stream(event.person_id), lambda person: person.bounce(event.reason)


def _tell(event: MailSuspended, following: Following) -> list[Step]:
    """A message in the inbox; whoever muted all that can be muted still reads this one there."""
    fact = Fact(following.event_id, MESSAGES.name, following.stream, "", following.at)
    choices = Choices(language=text_language(event.language), plain=event.language == "ja-plain")
    stream = Message.of(event.person_id, message_id(fact, event.person_id, CHANNEL))
    draft = of_suspension(event.person_id)
    return [(stream, lambda message: message.send(draft, choices, {}, fact, following.at, ANY_AGE))]


REACTIONS: tuple[Reaction, ...] = (
    on(MessageFailed, "count-bounce", _count),
    on(AddressFailed, "count-return", _count_return),
    on_commit(MailSuspended, "tell-of-suspension", _tell),
)
