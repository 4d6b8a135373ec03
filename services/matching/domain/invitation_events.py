"""The private events of invitations: who may be found by groups that look for somebody, and what they were asked."""

from typing import Literal

from pydantic import AwareDatetime

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


class InvitationEnded(Event):
    """The person said yes (and asks for an introduction) or no, said nothing in time, or is not to be found any more.

    ``at``: from when on the group waits before it asks again; nothing after a yes, or when nothing is kept.
    """

    type = "invitation-ended.v1"

    person_id: str
    group_id: str
    how: InvitationEnd
    at: AwareDatetime | None = None


EVENTS: tuple[type[Event], ...] = (InvitationsOpened, InvitationNoted, InvitationEnded)
