"""What lists and timers about groups read: contacts, successors that are looked for, and how a group stands."""

from datetime import date, datetime, timedelta

from services.matching.domain.groups.group import STANDING_OF, Group
from services.matching.domain.groups.group_contact import GroupContact, Status
from services.matching.domain.groups.group_contact_events import (
    ContactAsked,
    ContactEnded,
    ContactLate,
    ContactLeft,
    ContactTaken,
)
from services.matching.domain.groups.standing_events import StandingSeenTo
from services.matching.domain.groups.succession_events import SearchEnded, SuccessorSought
from services.matching.team.roster_rows import AT_ONCE
from shared.clock import day_begins
from shared.events import Event
from shared.journal import Row


class GroupContactRow(Row):
    """What is between two groups, by the id of the pair, with who sees to it. ``due_at`` arms the timer."""

    kind = "group-contact"
    columns = ("coordinator_id",)
    many = ("groups",)

    groups: tuple[str, ...]
    from_group: str
    to_group: str
    theme: str
    status: Status
    coordinator_id: str = ""
    late: bool = False
    together: int = 0
    asked_round: int = 1


class SuccessionRow(Row):
    """A role for which a group looks for a successor. ``due_at`` ends the search when its last day has passed."""

    kind = "succession"
    columns = ("group_id", "until")

    group_id: str
    role: str
    until: date


class GroupStandingRow(Row):
    """A group paused, ended or is back: on ``due_at`` the clock tells what was under way. Closed when done."""

    kind = "standing-change"

    number: int
    times: int = 0


def of_contact(found: GroupContact, event: Event) -> list[Row]:
    """The row of a contact."""
    contact = found.contact
    if contact is None or not isinstance(event, (ContactAsked, ContactTaken, ContactLate, ContactLeft, ContactEnded)):
        return []
    row = GroupContactRow(
        id=found.stream_key,
        due_at=found.due_at,
        closed=found.status != "asked",
        groups=(contact.from_group, contact.to_group),
        from_group=contact.from_group,
        to_group=contact.to_group,
        theme=contact.theme,
        status=found.status,
        coordinator_id=found.coordinator_id,
        late=found.late,
        together=found.together,
        asked_round=contact.round,
    )
    return [row]


def of_timers(group: Group, event: Event) -> list[Row]:
    """The rows of a group that the clock reads."""
    if type(event) in STANDING_OF:
        return [GroupStandingRow(id=group.stream_key, due_at=AT_ONCE, number=group.number)]
    if isinstance(event, StandingSeenTo):
        over, again = event.again_at is None, event.again_at
        row = GroupStandingRow(id=event.group_id, due_at=again, closed=over, number=event.number, times=event.times)
        return [row]
    return _of_succession(event)


def _of_succession(event: Event) -> list[Row]:
    """The row of a search."""
    if not isinstance(event, (SuccessorSought, SearchEnded)):
        return []
    over = isinstance(event, SearchEnded)
    ends_at: datetime | None = None if over else day_begins(event.until + timedelta(days=1))
    id = f"{event.group_id}/{event.role}"
    return [
        SuccessionRow(id=id, closed=over, due_at=ends_at, group_id=event.group_id, role=event.role, until=event.until)
    ]
