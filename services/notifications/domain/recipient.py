"""How a person wants to be told: their language, what they do not want to hear of; and that they are forgotten."""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from services.notifications.domain.events import Kind, LanguageHeard, PersonForgotten, PreferencesSet
from shared.contracts.notifications import MessageChannel
from shared.events import Event
from shared.journal import State
from shared.web.refusals import PersonErasedHere

TextLanguage = Literal["ja", "en"]


def text_language(language: str) -> TextLanguage:
    """The language of our texts for somebody who reads ``language``: Japanese when we have none of theirs."""
    return "en" if language.partition("-")[0] == "en" else "ja"


class Choices(BaseModel):
    """What a message to somebody depends on."""

    model_config = ConfigDict(frozen=True)

    language: TextLanguage = "ja"
    muted_kinds: tuple[Kind, ...] = ()
    muted_channels: tuple[str, ...] = ()

    def wants(self, kind: Kind, channel: MessageChannel) -> bool:
        """Whether a message of this kind may go this way."""
        return kind not in self.muted_kinds and channel not in self.muted_channels


class Recipient(State):
    """Stream ``person/<id>``. One of whom nothing was heard reads Japanese and wants everything."""

    kind = "person"

    choices: Choices = Choices()
    forgotten: bool = False

    def present(self) -> Choices:
        """The choices. Raises ``PersonErasedHere``."""
        if self.forgotten:
            raise PersonErasedHere
        return self.choices

    def hear_language(self, language: str) -> Sequence[Event]:
        """A fact of people: the language is this now."""
        if self.forgotten or text_language(language) == self.choices.language:
            return []
        return [LanguageHeard(language=text_language(language))]

    def prefer(self, kinds: Sequence[Kind], channels: Sequence[str]) -> Sequence[Event]:
        """Take the whole list of what is not wanted."""
        now = self.present()
        wanted = PreferencesSet(muted_kinds=tuple(sorted(set(kinds))), muted_channels=tuple(sorted(set(channels))))
        held = (now.muted_kinds, now.muted_channels)
        return [] if (wanted.muted_kinds, wanted.muted_channels) == held else [wanted]

    def forget(self) -> Sequence[Event]:
        """A fact of people: the person was erased."""
        return [] if self.forgotten else [PersonForgotten()]

    def apply(self, event: Event) -> None:
        match event:
            case LanguageHeard():
                self.choices = self.choices.model_copy(update={"language": event.language})
            case PreferencesSet():
                muted = {"muted_kinds": event.muted_kinds, "muted_channels": event.muted_channels}
                self.choices = self.choices.model_copy(update=muted)
            case PersonForgotten():
                self.forgotten, self.choices = True, Choices()
