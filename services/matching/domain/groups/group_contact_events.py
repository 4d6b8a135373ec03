"""The private events of contacts between groups. Nobody's words are here: what is suggested is a theme of the list."""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from shared.events import Event

ContactEnd = Literal["accepted", "declined", "lapsed", "withdrawn"]


class Contact(BaseModel):
    """Which group suggests which theme to which other one; ``round`` counts what was asked between the two."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    contact_id: str
    from_group: str
    to_group: str
    theme: str
    round: int


class ContactAsked(Event):
    """An officer of one group suggests something to do together."""

    type = "group-contact-asked.v1"

    contact: Contact
    by: str
    told: tuple[str, ...] = ()
    """Officers of the other group, who are asked."""


class ContactLate(Event):
    """Nobody answered in time: the desk owner is to have it."""

    type = "group-contact-late.v1"

    contact: Contact
    before: str


class ContactLeft(Event):
    """Who saw to it serves no longer: somebody else is to."""

    type = "group-contact-left.v1"

    contact: Contact
    late: bool
    before: str


class ContactOwnerNamed(Event):
    """Who sees to a contact, and how many days there are to answer."""

    type = "group-contact-owner-named.v1"

    contact: Contact
    late: bool
    coordinator_id: str
    answer_days: int


class ContactTaken(Event):
    """Somebody sees to it that it is answered until ``due_at``."""

    type = "group-contact-taken.v1"

    contact_id: str
    round: int
    late: bool
    coordinator_id: str
    due_at: AwareDatetime


class ContactEnded(Event):
    """The other group has answered, or nobody has twice, or one of the two is not there any more."""

    type = "group-contact-ended.v1"

    contact_id: str
    round: int
    how: ContactEnd
    by: str
    relation: str


EVENTS: tuple[type[Event], ...] = (
    ContactAsked,
    ContactLate,
    ContactLeft,
    ContactOwnerNamed,
    ContactTaken,
    ContactEnded,
)
