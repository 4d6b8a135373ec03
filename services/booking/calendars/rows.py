"""What an address of a calendar leads to. ``id`` is the address's; the secret part of it is nowhere."""

from collections.abc import Iterable
from typing import Any, ClassVar

from services.booking.domain.calendar_addresses import (
    EVENTS,
    CalendarAddresses,
    CalendarAddressMade,
    CalendarAddressRevoked,
    Feed,
)
from services.booking.parts import Part
from shared.events import Event
from shared.journal import Row


class CalendarAddressRow(Row):
    """One address: which feed, whose, and who has it. Closed when it was taken back."""

    kind: ClassVar[str] = "calendar-address"

    feed: Feed
    subject_id: str
    person_id: str


def project(state: Any, event: Event) -> Iterable[Row]:
    """The row that an event makes or closes. Pure."""
    assert isinstance(state, CalendarAddresses)
    if not isinstance(event, CalendarAddressMade):
        return ()
    return (
        CalendarAddressRow(
            id=event.address_id,
            closed=isinstance(event, CalendarAddressRevoked),
            feed=event.feed,
            subject_id=event.subject_id,
            person_id=event.person_id,
        ),
    )


CALENDARS = Part(events=EVENTS, states=(CalendarAddresses,), rows=(CalendarAddressRow,), project=project)
