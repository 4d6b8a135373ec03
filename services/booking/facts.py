"""What is on record of who asks, beside what groups and roles tell: the one seam between bookings and registrations."""

from datetime import date
from typing import Protocol

from services.booking.rulebook.asking import Facts


class Recorded(Protocol):
    """What is on record of a group, or of a person alone."""

    def known_to(self, facts: Facts, *, kind: str, facility_id: str, today: date, rest: bool = False) -> Facts:
        """The same facts with all that is on record, for a request about one facility on a day.

        ``rest``: it only gives something back, which nobody is kept from.
        """


class FactsOf(Protocol):
    """Who keeps the records."""

    async def facts_of(self, group_id: str | None, person_id: str, *, rest: bool = False) -> Recorded:
        """What is on record of the group, or of the person who asks for themselves."""
