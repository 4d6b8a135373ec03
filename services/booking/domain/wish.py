"""A wish: a request to book that is well formed, whatever the rules will say to it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.booking.domain.counting import By, Use
from services.booking.domain.grid import QUARTER_MINUTES, midnight, span
from services.booking.refusals import CrossesMidnight, EndsBeforeStart, SlotUnaligned
from shared.clock import TOKYO
from shared.contracts.booking import Channel

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wish:
    """Rooms of one facility, from quarter ``start`` to ``end`` of ``day`` (Tokyo), for a person or a group.

    ``starts_at`` and ``ends_at`` are in UTC, as events are when they are read back: what is derived must not differ.
    """

    facility_id: str
    room_ids: tuple[str, ...]
    day: date
    start: int
    end: int
    starts_at: datetime
    ends_at: datetime
    person_id: str
    group_id: str | None
    people: int
    purpose: str
    channel: Channel = "web"
    equipment: tuple[tuple[str, int], ...] = ()
    """What is lent with the rooms, and how many of each."""
    moved_from: str | None = None
    series_id: str | None = None
    marks: frozenset[str] = frozenset()
    """What the use is, where rules speak of it: ``commercial``, ``political``, ``religious``, ``entrance-fee``."""
    adult: bool = False
    """Whether a responsible adult is named."""
    hold: bool = False
    """Whether it is to be kept until they confirm."""
    preempts: str | None = None
    """The rule by which others are to give way to it."""

    @property
    def mask(self) -> int:
        """The quarters it wants."""
        return span(self.start, self.end)

    @property
    def use(self) -> Use:
        """What caps would count of it."""
        channel: By = "draw" if self.channel == "draw" else "direct"
        return Use(self.room_ids, self.day, self.start, self.end, channel, self.facility_id)

    @property
    def minutes(self) -> int:
        """How long it is."""
        return (self.end - self.start) * QUARTER_MINUTES

    @property
    def party(self) -> str:
        """Whose limits it counts towards: the group's, else the person's."""
        return party_of(self.person_id, self.group_id)


def party_of(person_id: str, group_id: str | None) -> str:
    """The key under which a day counts the minutes of a group or a person."""
    return f"g/{group_id}" if group_id else f"p/{person_id}"


def place_on_grid(starts_at: datetime, ends_at: datetime) -> tuple[date, int, int]:
    """The Tokyo day of a span, and its first quarter and the one after its last.

    Raises ``EndsBeforeStart``, ``CrossesMidnight``, ``SlotUnaligned``.
    """
    if ends_at <= starts_at:
        raise EndsBeforeStart
    day = starts_at.astimezone(TOKYO).date()
    first = midnight(day)
    if ends_at - first > DAY:
        raise CrossesMidnight
    start, start_rest = divmod((starts_at - first).total_seconds(), QUARTER_MINUTES * 60)
    end, end_rest = divmod((ends_at - first).total_seconds(), QUARTER_MINUTES * 60)
    if start_rest or end_rest:
        raise SlotUnaligned(slot_minutes=QUARTER_MINUTES)
    return day, int(start), int(end)
