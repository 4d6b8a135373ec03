"""The private events of notifications: what a message says, who reads how, and what was heard of names."""

from typing import Literal

from pydantic import AwareDatetime

from shared.events import Event

Kind = Literal["bookings", "activities", "introductions", "consultations", "groups", "points"]
Parameter = str | int | None
"""An id, an instant in UTC, a number, or a public name; ``None`` when the name had not been heard."""


class MessageWritten(Event):
    """What a sent message says: template and parameters, never a person's name or words."""

    type = "message-written.v1"

    kind: Kind
    parameters: dict[str, Parameter]
    fact_id: str
    at: AwareDatetime


class MessageRead(Event):
    """Its person has opened it."""

    type = "message-read.v1"


class MessageHidden(Event):
    """Its person was erased: nobody is shown it any more."""

    type = "message-hidden.v1"


class LanguageHeard(Event):
    """The language that a person reads."""

    type = "language-heard.v1"

    language: str


class PreferencesSet(Event):
    """What a person does not want to hear of, whole."""

    type = "preferences-set.v1"

    muted_kinds: tuple[Kind, ...] = ()
    muted_channels: tuple[str, ...] = ()


class PersonForgotten(Event):
    """The person was erased: no messages any more, and no preferences."""

    type = "person-forgotten.v1"


class FacilityHeard(Event):
    """What a facility and its rooms are called."""

    type = "facility-heard.v1"

    name: str
    rooms: dict[str, str]


class GroupHeard(Event):
    """What a group is called."""

    type = "group-heard.v1"

    name: str


class ActivityHeard(Event):
    """What an activity is called."""

    type = "activity-heard.v1"

    title: str


EVENTS: tuple[type[Event], ...] = (
    MessageWritten, MessageRead, MessageHidden, LanguageHeard, PreferencesSet, PersonForgotten, FacilityHeard,
    GroupHeard, ActivityHeard,
)  # fmt: skip
