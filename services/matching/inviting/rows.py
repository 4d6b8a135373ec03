"""What lists and timers of invitations read: who may be found, and who was asked by whom."""

from datetime import date, datetime

from services.matching.domain.events import InterestsDeclared
from services.matching.domain.helping.events import CheckRecorded, CheckRevoked
from services.matching.domain.inviting.events import InvitationEnded, InvitationNoted, InvitationsOpened
from services.matching.domain.person import Person
from shared.events import Event
from shared.journal import Row


class InviteeRow(Row):
    """Somebody whom groups may find, with what they may know. Emptied and closed when they may not."""

    kind = "invitee"
    many = ("offers",)

    secret: str = ""
    offers: tuple[str, ...] = ()
    """Roles and skills, as ``role:CODE`` and ``skill:CODE``: by these they are found."""
    tags: tuple[str, ...] = ()
    role_wishes: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    availability: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    checks: dict[str, date] = {}
    """The last day of each check."""


class InvitationRow(Row):
    """A group's invitation of somebody, the last one of the two. ``due_at`` arms the timer that ends it."""

    kind = "invitation"
    columns = ("group_id", "person_id")

    group_id: str
    person_id: str


INVITATION_ROWS: tuple[type[Row], ...] = (InviteeRow, InvitationRow)


def invitation_id(group_id: str, person_id: str) -> str:
    """The id of the row of a group and a person."""
    return f"{group_id}/{person_id}"


def of_invitations(person: Person, event: Event) -> list[Row]:
    """The rows that an event of a person makes or changes."""
    match event:
        case InvitationsOpened():
            return [_invitee(person)]
        case InterestsDeclared() | CheckRecorded() | CheckRevoked() if person.invitee_secret:
            return [_invitee(person)]
        case InvitationNoted():
            return [_row(event.group_id, event.person_id, event.due_at)]
        case InvitationEnded():
            return [_row(event.group_id, event.person_id, None)]
    return []


def _invitee(person: Person) -> InviteeRow:
    said = person.interests
    if not person.invitee_secret:
        return InviteeRow(id=person.stream_key, closed=True)
    checks = {kind: check.valid_until for kind, check in person.checks.items()}
    row = InviteeRow(id=person.stream_key, secret=person.invitee_secret, checks=checks)
    if said is None:
        return row
    return row.model_copy(
        update={
            "offers": (
                *(f"role:{each}" for each in said.role_wishes),
                *(f"skill:{each}" for each in said.skills),
            ),
            "tags": said.tags,
            "role_wishes": said.role_wishes,
            "skills": said.skills,
            "availability": said.availability,
            "languages": said.languages,
        }
    )


def _row(group_id: str, person_id: str, due_at: datetime | None) -> InvitationRow:
    return InvitationRow(
        id=invitation_id(group_id, person_id),
        closed=due_at is None,
        due_at=due_at,
        group_id=group_id,
        person_id=person_id,
    )
