"""The private events of notifications: what a message says, who reads how, and what was heard of names."""

from typing import Literal

from pydantic import AwareDatetime

from shared.events import Event

Kind = Literal[
    "bookings",
    "activities",
    "introductions",
    "consultations",
    "groups",
    "points",
    "registrations",
    "settings",
    "help",
    "appointments",
]
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
    """How a person wants to be told, whole: what they do not want to hear of, e-mail too or not, plain Japanese."""

    type = "preferences-set.v1"

    muted_kinds: tuple[Kind, ...] = ()
    muted_channels: tuple[str, ...] = ()
    email: bool = False
    plain: bool = False


class AddressFailed(Event):
    """A mail came back by the way that mail servers know: it counts against its person's address."""

    type = "address-failed.v1"

    person_id: str
    reason: str


class MailBounced(Event):
    """A mail to the person came back for good, or was not taken, because of where it was to go."""

    type = "mail-bounced.v1"

    reason: str


class MailSuspended(Event):
    """No mails to the person's address any more, until they change it or switch e-mail on again."""

    type = "mail-suspended.v1"

    person_id: str
    language: str


class MailResumed(Event):
    """The person's details are different: their address may be good now."""

    type = "mail-resumed.v1"


class PersonForgotten(Event):
    """The person was erased: no messages any more, and no preferences."""

    type = "person-forgotten.v1"


class FacilityHeard(Event):
    """What a facility and its rooms are called. ``rooms_en``: those rooms that have an English name."""

    type = "facility-heard.v1"

    name: str
    rooms: dict[str, str]
    rooms_en: dict[str, str] = {}


class GroupHeard(Event):
    """What a group is called."""

    type = "group-heard.v1"

    name: str


class ActivityHeard(Event):
    """What an activity is called, and which groups hold it beside the one that announced it."""

    type = "activity-heard.v1"

    title: str
    together_with: tuple[str, ...] = ()


class MailQueued(Event):
    """A mail is to be sent: what it says, and until when it is of use. Where to is asked when it is sent."""

    type = "mail-queued.v1"

    template: str
    language: str
    kind: Kind
    parameters: dict[str, Parameter]
    fact_id: str
    at: AwareDatetime
    until: AwareDatetime
    traceparent: str = ""
    """Of the fact that caused it: what becomes of the mail belongs to the same trace, whenever it is sent."""


class MailAttempted(Event):
    """``attempt`` is about to hand the mail over. Without an outcome by ``until`` nobody knows what became of it."""

    type = "mail-attempted.v1"

    attempt: str
    at: AwareDatetime
    until: AwareDatetime


class MailDeferred(Event):
    """The mail was certainly not taken; it may be handed over again from ``next_at`` on."""

    type = "mail-deferred.v1"

    reason: str
    next_at: AwareDatetime


EVENTS: tuple[type[Event], ...] = (
    MessageWritten, MessageRead, MessageHidden, LanguageHeard, PreferencesSet, PersonForgotten, FacilityHeard,
    GroupHeard, ActivityHeard, MailBounced, MailSuspended, MailResumed, MailQueued, MailAttempted, MailDeferred,
    AddressFailed,
)  # fmt: skip
