"""The private events of invitations: who may be found by groups that look for somebody, and what they were asked."""

from typing import Literal

from pydantic import AwareDatetime

from services.matching.domain.inviting.invitee_terms import Bounds
from shared.events import Event

InvitationEnd = Literal["accepted", "declined", "lapsed", "withdrawn", "group-away"]


class InvitationsOpened(Event):
    """The person may be found by groups that look for somebody, or no more: then nothing of it is kept.

    ``secret``: of which the names are made under which groups see them; another one each time.
    """

    type = "invitations-opened.v1"

    person_id: str
    open: bool
    secret: str = ""


class InvitationNoted(Event):
    """An officer (``by``) of a group asks the person whether they would like to meet it, until ``due_at``."""

    type = "invitation-noted.v1"

    person_id: str
    group_id: str
    by: str
    at: AwareDatetime
    due_at: AwareDatetime
    place_id: str = ""
    """The group's place for it; nothing for one of before places were kept."""


class InvitationPlaceTaken(Event):
    """The group's own stream: an officer (``by``) is about to ask somebody, and there is room for it."""

    type = "invitation-place-taken.v1"

    group_id: str
    person_id: str
    place_id: str
    by: str
    at: AwareDatetime
    bounds: Bounds


class InvitationUnmade(Event):
    """The person's own record: they were not asked after all. ``invited``: the group waits for their answer already."""

    type = "invitation-unmade.v1"

    person_id: str
    group_id: str
    place_id: str
    invited: bool = False


class InvitationPlaceFree(Event):
    """The group's own stream: there is room for another."""

    type = "invitation-place-free.v1"

    group_id: str
    person_id: str
    place_id: str


class InvitationEnded(Event):
    """The person said yes (and asks for an introduction) or no, said nothing in time, or is not to be found any more.

    ``at``: from when on the group waits before it asks again; nothing after a yes, or when nothing is kept.
    """

    type = "invitation-ended.v1"

    person_id: str
    group_id: str
    how: InvitationEnd
    at: AwareDatetime | None = None
    place_id: str = ""


EVENTS: tuple[type[Event], ...] = (
    InvitationsOpened, InvitationNoted, InvitationEnded, InvitationPlaceTaken, InvitationUnmade, InvitationPlaceFree,
)  # fmt: skip
