"""What the pages need of what the services answer. Unknown fields are ignored; instants are aware."""

from datetime import date

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class Read(BaseModel):
    """Read from an answer of a service."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Room(Read):
    """A room with the number of people it takes."""

    room_id: str
    name: str
    name_en: str = ""
    capacity: int


class House(Read):
    """A facility."""

    facility_id: str
    name: str
    kana: str = ""
    kind: str = "other"
    areas: dict[str, str] = {}
    address: str = ""
    phone: str = ""
    url: str = ""
    rooms: tuple[Room, ...] = ()
    bookable: bool = False


class Span(Read):
    """A time in which a room is free."""

    starts_at: AwareDatetime
    ends_at: AwareDatetime


class FreeRoom(Room):
    """A room and when it is free."""

    free: tuple[Span, ...]


class Availability(Read):
    """What is free in a house on the days asked for."""

    closed: tuple[str, ...] = ()
    rooms: tuple[FreeRoom, ...]


class Neighbour(Read):
    """Another system that hears what happens, and whether it arrives there."""

    name: str
    kind: str
    purpose_ja: str = ""
    purpose_en: str = ""
    types: tuple[str, ...]
    areas: tuple[str, ...] = ()
    status: str
    reason: str = ""
    since: AwareDatetime | None = None
    lag_seconds: float | None = None
    """``None`` where it would tell of persons."""
    last_failure: str = ""


class Holder(Read):
    """A group that holds an activity."""

    group_id: str
    name: str = ""


class Activity(Read):
    """An activity as it was announced. ``places_left`` is shown in words only: small counts would tell of people."""

    activity_id: str
    title: str
    place: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    deadline: AwareDatetime
    fee: int = 0
    target: str = ""
    capacity: int
    places_left: int
    status: str = "announced"
    group_standing: str = "active"
    held_by: tuple[Holder, ...] = ()


class Name(Read):
    """A name in both languages."""

    ja: str
    en: str


class Area(Read):
    """An area of a layer."""

    area_id: str
    layer: str
    name: Name


class DayCount(Read):
    """One day of a figure; ``count`` is missing where people were too few."""

    day: date
    count: int | None = None
    amount: int | None = None
    exact: bool = False


class Figure(Read):
    """What a service counted, day by day. ``open``: it is not about people, and every day is told."""

    what: str
    open: bool = False
    days: tuple[DayCount, ...]


class HourCount(Read):
    """Bookings whose use begins in an hour of the day."""

    hour: int = Field(ge=0, le=23)
    count: int = Field(ge=0)


class Figures(Read):
    """The figures of one service. ``hours`` are booking's."""

    today: date
    figures: tuple[Figure, ...]
    hours: tuple[HourCount, ...] = ()

    def days_of(self, what: str) -> tuple[DayCount, ...]:
        """The days of a figure; none when the service does not count it."""
        return next((each.days for each in self.figures if each.what == what), ())
