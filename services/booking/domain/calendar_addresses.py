"""The secret addresses of calendars that one person has: their own and their groups'. ``calendar-addresses/<person>``.

Only the address's id is kept. What makes it secret is a keyed digest that no store holds.
"""

from typing import ClassVar, Literal

from services.booking.calendars.feeds_refusals import TooManyAddresses
from shared.events import Event
from shared.journal import State

Feed = Literal["people", "groups"]

STANDING_MAX = 50
"""Addresses of one person that stand: their own, and one for each group."""
EVER_MAX = 500
"""Addresses that one person makes ever: the stream's bound."""


class CalendarAddressMade(Event):
    """A person has an address of a calendar: of their own bookings, or of a group's. Whose is ``subject_id``."""

    type = "calendar-address-made.v1"

    address_id: str
    feed: Feed
    subject_id: str
    person_id: str


class CalendarAddressRevoked(CalendarAddressMade):
    """The address leads nowhere any more."""

    type = "calendar-address-revoked.v1"


class CalendarAddresses(State):
    """The addresses that stand, by feed and subject: one each."""

    kind: ClassVar[str] = "calendar-addresses"

    standing: dict[str, CalendarAddressMade] = {}
    ever: int = 0

    def apply(self, event: Event) -> None:
        match event:
            case CalendarAddressRevoked():
                self.standing.pop(_key(event.feed, event.subject_id), None)
            case CalendarAddressMade():
                self.standing[_key(event.feed, event.subject_id)] = event
                self.ever += 1

    def of(self, feed: Feed, subject_id: str) -> CalendarAddressMade | None:
        """The address of a feed that stands."""
        return self.standing.get(_key(feed, subject_id))

    def make(self, address_id: str, feed: Feed, subject_id: str) -> list[Event]:
        """A new address; the one that stood for the same calendar ends with it. Raises ``TooManyAddresses``."""
        before = self.revoke(feed, subject_id)
        if len(self.standing) - len(before) >= STANDING_MAX or self.ever >= EVER_MAX:
            raise TooManyAddresses(standing_max=STANDING_MAX, ever_max=EVER_MAX)
        made = CalendarAddressMade(
            address_id=address_id, feed=feed, subject_id=subject_id, person_id=self.stream_key
        )  # fmt: skip
        return [*before, made]

    def revoke(self, feed: Feed, subject_id: str) -> list[Event]:
        """Take an address back; nothing happens when there is none."""
        known = self.of(feed, subject_id)
        return [CalendarAddressRevoked(**known.model_dump())] if known else []


def _key(feed: Feed, subject_id: str) -> str:
    return f"{feed}/{subject_id}"


EVENTS = (CalendarAddressMade, CalendarAddressRevoked)
