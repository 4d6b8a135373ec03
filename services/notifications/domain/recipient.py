"""How a person wants to be told: language, what they do not want to hear of, e-mail; and that they are forgotten."""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from services.notifications.domain.events import (
    Kind,
    LanguageHeard,
    MailBounced,
    MailResumed,
    MailSuspended,
    PersonForgotten,
    PreferencesSet,
)
from services.notifications.refusals import LinkOver
from shared.contracts.notifications import MessageChannel
from shared.events import Event
from shared.journal import State
from shared.web.refusals import PersonErasedHere

TextLanguage = Literal["ja", "en"]
Variant = Literal["ja", "ja-plain", "en"]
"""The texts that there are: two languages, and plain Japanese beside the usual one."""

BOUNCES_MAX = 3
"""Mails that came back, for whatever reason; then the address counts as one that takes none."""
NO_MAILBOX = frozenset({"bounced-no-mailbox", "no-such-mailbox", "address-unusable"})
"""Once is enough: who goes on writing to a mailbox that is not there is soon taken for a sender of junk."""


def text_language(language: str) -> TextLanguage:
    """The language of our texts for somebody who reads ``language``: Japanese when we have none of theirs."""
    return "en" if language.partition("-")[0] == "en" else "ja"


def variant_of(language: str, *, plain: bool = False) -> Variant:
    """The texts for a language; ``plain`` counts for Japanese, of which there are two."""
    if text_language(language) == "en":
        return "en"
    return "ja-plain" if plain else "ja"


class Choices(BaseModel):
    """What a message to somebody depends on. E-mail is sent to those who asked for it, and to nobody else."""

    model_config = ConfigDict(frozen=True)

    language: TextLanguage = "ja"
    muted_kinds: tuple[Kind, ...] = ()
    muted_channels: tuple[str, ...] = ()
    email: bool = False
    plain: bool = False
    suspended: bool = False
    """Mails came back: nothing is sent to the address until it changes or the person asks again."""
    asked: int = 0
    """How often they asked for e-mail anew. The link in a mail ends the wish that the mail follows, not a later one."""

    @property
    def variant(self) -> Variant:
        """The texts that this person reads."""
        return variant_of(self.language, plain=self.plain)

    def has(self, channel: MessageChannel) -> bool:
        """Whether this is a channel of the person at all. The inbox is everybody's."""
        return channel == "inbox" or (self.email and channel not in self.muted_channels)

    def wants(self, kind: Kind, channel: MessageChannel) -> bool:
        """Whether a message of this kind may go this way."""
        return self.has(channel) and kind not in self.muted_kinds and channel not in self.muted_channels


class Recipient(State):
    """Stream ``person/<id>``. One of whom nothing was heard reads Japanese, wants everything, in the inbox alone."""

    kind = "person"
    fold_version = 3

    choices: Choices = Choices()
    bounces: int = 0
    forgotten: bool = False

    def present(self) -> Choices:
        """The choices. Raises ``PersonErasedHere``."""
        if self.forgotten:
            raise PersonErasedHere
        return self.choices

    def hear_change(self, language: str) -> Sequence[Event]:
        """A fact of people: the language is this now, and the address may be another."""
        if self.forgotten:
            return []
        resumed = [MailResumed()] if self.choices.suspended or self.bounces else []
        return [*self.hear_language(language), *resumed]

    def hear_language(self, language: str) -> Sequence[Event]:
        """A fact of people: the language is this now."""
        if self.forgotten or text_language(language) == self.choices.language:
            return []
        return [LanguageHeard(language=text_language(language))]

    def prefer(
        self, kinds: Sequence[Kind], channels: Sequence[str], *, email: bool = False, plain: bool = False
    ) -> Sequence[Event]:
        """Take the whole of what is wanted. Asking for e-mail again ends a suspension."""
        now = self.present()
        wanted = PreferencesSet(
            muted_kinds=tuple(sorted(set(kinds))), muted_channels=tuple(sorted(set(channels))), email=email, plain=plain
        )
        held = (now.muted_kinds, now.muted_channels, now.email, now.plain)
        asked = (wanted.muted_kinds, wanted.muted_channels, wanted.email, wanted.plain)
        return [] if asked == held and not (now.suspended and email) else [wanted]

    def is_over(self, asked: int) -> bool:
        """Whether the link in a mail is from before they asked for e-mail again: it would end what it never knew."""
        return self.choices.email and asked < self.choices.asked

    def switch_email_off(self, asked: int) -> Sequence[Event]:
        """No mails any more; everything else as it was. Raises ``LinkOver``."""
        if self.forgotten or not self.choices.email:
            return []
        if self.is_over(asked):
            raise LinkOver
        return self.prefer(self.choices.muted_kinds, self.choices.muted_channels, plain=self.choices.plain)

    def bounce(self, reason: str) -> Sequence[Event]:
        """A mail did not reach the address. Once too often, and none is sent there any more; the inbox says so."""
        if self.forgotten or self.choices.suspended:
            return []
        bounced = MailBounced(reason=reason)
        if reason not in NO_MAILBOX and self.bounces + 1 < BOUNCES_MAX:
            return [bounced]
        return [bounced, MailSuspended(person_id=self.stream_key, language=self.choices.variant)]

    def forget(self) -> Sequence[Event]:
        """A fact of people: the person was erased."""
        return [] if self.forgotten else [PersonForgotten()]

    def apply(self, event: Event) -> None:
        match event:
            case LanguageHeard():
                self.choices = self.choices.model_copy(update={"language": event.language})
            case PreferencesSet():
                wanted = event.model_dump(include={"muted_kinds", "muted_channels", "email", "plain"})
                suspended = self.choices.suspended and not event.email
                anew = event.email and (self.choices.suspended or not self.choices.email)
                asked = self.choices.asked + anew
                self.choices = self.choices.model_copy(update={**wanted, "suspended": suspended, "asked": asked})
                self.bounces = self.bounces if suspended else 0
            case MailBounced():
                self.bounces += 1
            case MailSuspended():
                self.choices = self.choices.model_copy(update={"suspended": True})
            case MailResumed():
                self.choices = self.choices.model_copy(update={"suspended": False})
                self.bounces = 0
            case PersonForgotten():
                self.forgotten, self.choices = True, Choices()
