"""What the page of outreach days needs of what matching answers to everybody. Unknown fields are ignored."""

from datetime import date

from pydantic import AwareDatetime

from services.portal.models import Read
from services.portal.models_open import Words


class OutreachKinds(Read):
    """What somebody may come for."""

    class Kind(Read):
        """A code with its words."""

        code: str
        name: Words

    kinds: tuple[Kind, ...]

    @property
    def words(self) -> dict[str, Words]:
        """The words of each code."""
        return {each.code: each.name for each in self.kinds}


class OutreachDay(Read):
    """A day on which somebody is there, and its times."""

    class Slot(Read):
        """A time and how many places it has left."""

        starts_at: AwareDatetime
        free: int

    day: date
    kinds: tuple[str, ...] = ()
    place: str
    facility_id: str | None = None
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    slots: tuple[Slot, ...] = ()
    waiting: int = 0


class OutreachDays(Read):
    """The days to come."""

    items: tuple[OutreachDay, ...]
