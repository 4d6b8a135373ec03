"""What notifications answers with."""

from collections.abc import Sequence

from services.notifications.domain.events import Kind
from services.notifications.domain.message import CHANNEL
from services.notifications.domain.recipient import Choices, TextLanguage, text_language
from services.notifications.rendering import render, texts
from services.notifications.rows import MessageRow
from shared.web import TokyoInstant, View


class MessageView(View):
    """One message in words. ``about``: the ids of what it is about, to link to."""

    message_id: str
    channel: str = CHANNEL
    kind: Kind
    template: str
    language: TextLanguage
    title: str
    body: str
    about: dict[str, str]
    sent_at: TokyoInstant
    unread: bool

    @classmethod
    def of(cls, row: MessageRow, language: TextLanguage | None) -> "MessageView":
        """The view of a message, in its own language unless another is asked for."""
        spoken = language or text_language(row.language)
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
    """What is muted, the language that the person reads, and all that can be muted."""

    muted_kinds: tuple[Kind, ...]
    muted_channels: tuple[str, ...]
    language: TextLanguage
    kinds: tuple[KindView, ...]

    @classmethod
    def of(cls, choices: Choices, language: TextLanguage) -> "PreferencesView":
        """The view of somebody's preferences."""
        return cls(
            muted_kinds=choices.muted_kinds,
            muted_channels=choices.muted_channels,
            language=choices.language,
            kinds=tuple(KindView(kind=kind, name=name) for kind, name in texts(language).kinds.items()),
        )


class MutedView(View):
    """What is muted from now on: the answer to a change."""

    muted_kinds: tuple[Kind, ...]
    muted_channels: tuple[str, ...]

    @classmethod
    def of(cls, kinds: Sequence[Kind], channels: Sequence[str]) -> "MutedView":
        """The view of what was asked for, each thing once."""
        return cls(muted_kinds=tuple(sorted(set(kinds))), muted_channels=tuple(sorted(set(channels))))
