"""What notifications answers with."""

from collections.abc import Sequence

from services.notifications.domain.events import Kind
from services.notifications.domain.mail import MailStatus
from services.notifications.domain.message import CHANNEL
from services.notifications.domain.recipient import Choices, TextLanguage, Variant, variant_of
from services.notifications.rendering import render, texts
from services.notifications.rows import MailRow, MessageRow
from shared.contracts.notifications import Failed
from shared.web import TokyoInstant, View


class MessageView(View):
    """One message in words. ``about``: the ids of what it is about, to link to."""

    message_id: str
    channel: str = CHANNEL
    kind: Kind
    template: str
    language: Variant
    title: str
    body: str
    about: dict[str, str]
    sent_at: TokyoInstant
    unread: bool

    @classmethod
    def of(cls, row: MessageRow, language: TextLanguage | None, *, plain: bool = False) -> "MessageView":
        """The view of a message, in its own language unless another is asked for; ``plain`` where that is Japanese."""
        spoken = variant_of(language or row.language, plain=plain)
        words = render(row.template, row.parameters, spoken)
        return cls(
            message_id=row.id,
            kind=row.about,
            template=row.template,
            language=spoken,
            title=words.title,
            body=words.body,
            about={name: str(value) for name, value in row.parameters.items() if name.endswith("_id")},
            sent_at=row.sent_at,
            unread=row.unread,
        )


class ReadView(View):
    """A message was opened."""

    message_id: str
    unread: bool = False


class KindView(View):
    """A kind of messages that can be muted."""

    kind: Kind
    name: str


class PreferencesView(View):
    """What is muted, e-mail, the language that the person reads, and all that can be muted.

    ``email_suspended``: mails came back; a new address, or asking again, ends it.
    """

    muted_kinds: tuple[Kind, ...]
    muted_channels: tuple[str, ...]
    email: bool
    email_suspended: bool
    email_offered: bool
    plain: bool
    language: TextLanguage
    kinds: tuple[KindView, ...]

    @classmethod
    def of(cls, choices: Choices, language: TextLanguage, *, email_offered: bool) -> "PreferencesView":
        """The view of somebody's preferences. ``email_offered``: whether this deployment has e-mail at all."""
        return cls(
            muted_kinds=choices.muted_kinds,
            muted_channels=choices.muted_channels,
            email=choices.email,
            email_suspended=choices.suspended,
            email_offered=email_offered,
            plain=choices.plain,
            language=choices.language,
            kinds=tuple(KindView(kind=kind, name=name) for kind, name in texts(language).kinds.items()),
        )


class MutedView(View):
    """How the person is told from now on: the answer to a change."""

    muted_kinds: tuple[Kind, ...]
    muted_channels: tuple[str, ...]
    email: bool
    plain: bool

    @classmethod
    def of(cls, kinds: Sequence[Kind], channels: Sequence[str], *, email: bool, plain: bool) -> "MutedView":
        """The view of what was asked for, each thing once."""
        muted = {"muted_kinds": tuple(sorted(set(kinds))), "muted_channels": tuple(sorted(set(channels)))}
        return cls(**muted, email=email, plain=plain)


class BounceView(View):
    """A mail that came back: how it stands now. Without a ``reason`` it may still arrive."""

    message_id: str
    reason: Failed | None
    status: MailStatus


class MailView(View):
    """How a mail stands, for whoever runs the service."""

    message_id: str
    person_id: str
    template: str
    status: MailStatus
    reason: str
    queued_at: TokyoInstant

    @classmethod
    def of(cls, row: MailRow) -> "MailView":
        """The view of a mail."""
        return cls(message_id=row.id, **row.model_dump(include=set(cls.model_fields) - {"message_id"}))
