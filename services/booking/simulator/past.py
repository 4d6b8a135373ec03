"""The past as a list of requests: who asked for what, at which moment, and how it ended. No party has a name here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from services.booking.rulebook.asking import Channel, Facts

ROOM_TAKEN = "room-taken"
"""Why a request got nothing that no rule refused. Other reasons are ids of rules."""
EQUIPMENT_TAKEN = "equipment-taken"
"""Why a request got nothing though its rooms were free: others had what it wanted to be lent."""

Order = tuple[int, datetime, int, int]
"""The place of something in time: the journal's own where it has one, else moment, kind of stream, version."""


@dataclass(frozen=True, slots=True)
class House:
    """A facility as it is registered; ``rooms`` say how many people each takes, ``parts`` what halls divide into."""

    id: str
    name: str
    kind: str
    area: str
    rooms: Mapping[str, tuple[str, int]]
    parts: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Ended:
    """The slots of a booking from quarter ``first`` on were free again; with ``cancelled`` it counts for no cap.

    What was lent came back with them; with ``returned`` all of it, for whatever quarter.
    """

    order: Order
    first: int
    cancelled: bool
    returned: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """One request of the past. ``facts`` hold what the rules looked at, without a history: that is replayed."""

    order: Order
    at: datetime
    """The moment that the rules were asked about."""
    facility_id: str
    room_ids: tuple[str, ...]
    day: date
    start: int
    end: int
    people: int
    purpose: str
    party: str
    """A keyed digest: it only tells repeats apart."""
    facts: Facts
    channel: Channel = "direct"
    reason: str = ""
    """Why it was refused: ``room-taken``, ``equipment-taken``, or the id of a rule. Empty: it got the room."""
    ended: Ended | None = None
    fixed: bool = False
    """No rule was asked (it was entered by the house, or is older than this record): it stands in every replay."""
    age_band: str = ""
    marks: frozenset[str] = frozenset()
    """What the use was, where rules speak of it."""
    adult: bool = False
    """Whether a responsible adult was named."""
    changes: bool = False
    """What a booking was to become: it stands beside, so this takes nothing, whatever is decided about it."""
    equipment: tuple[tuple[str, int], ...] = ()
    """What was to be lent with the rooms, and how many of each."""

    @property
    def given(self) -> bool:
        """Whether it got the room."""
        return not self.reason

    @property
    def wish(self) -> tuple[object, ...]:
        """What makes two requests the same wish: one party, the same rooms and time."""
        return self.party, self.facility_id, self.room_ids, self.day, self.start, self.end


@dataclass(frozen=True, slots=True)
class Blocked:
    """Rooms (none: the whole house) that the house closed, or opened again, from that moment on."""

    order: Order
    closure_id: str
    facility_id: str
    day: date
    room_ids: tuple[str, ...] = ()
    start: int = 0
    end: int = 0
    lifted: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Past:
    """What happened with uses from ``since`` to ``until``, in the order in which it was decided.

    Without a ``repr``: asyncio asks for that of what a task returned, and for a year it takes seconds.
    """

    since: date
    until: date
    houses: Mapping[str, House]
    asked: Sequence[Asking]
    blocked: Sequence[Blocked] = ()
    archived: int = 0
    """Facility-days that lie in an archive, and are not looked at."""
    unknown: int = 0
    """Refusals of which the facts were not kept, or that rested on more than the request: left out."""
    rules: Mapping[str, int] = field(default_factory=dict)
    """How many requests were decided by which rules (their town and the digest of their file)."""
