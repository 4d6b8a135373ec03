"""What people of the sample town did on a day: plain values, before any service knows of them.

``row`` names a command in its cause, and so what it brings into being: whoever goes on with it later finds it by that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from kyoso.town.model import ActivitySeed, PersonSeed
from services.booking.domain.purposes import Purpose


@dataclass(frozen=True, slots=True)
class Declared:
    """Somebody says once more what they like, with something new."""

    row: str
    person: PersonSeed
    tag: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody asks to meet a group."""

    row: str
    person_id: str
    group_id: str
    words: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """The coordinator who has it records the group's yes."""

    row: str
    asked: Asked


@dataclass(frozen=True, slots=True)
class Joined:
    """The group's officer takes somebody in."""

    row: str
    asked: Asked


@dataclass(frozen=True, slots=True)
class Booked:
    """A room for a group, by its officer, or (without ``group_id``) for a resident."""

    row: str
    person_id: str
    group_id: str | None
    facility_id: str
    room_id: str
    starts_at: datetime
    ends_at: datetime
    people: int
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Started:
    """The code is shown at the door. ``booking``: the row of the booking."""

    row: str
    booking: str
    person_id: str


@dataclass(frozen=True, slots=True)
class Completed:
    """The room is left, and so many were there."""

    row: str
    booking: str
    person_id: str
    heads: int


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A room is given back."""

    row: str
    booking: str
    person_id: str


@dataclass(frozen=True, slots=True)
class Announced:
    """A group invites, and the first sign up."""

    row: str
    activity: ActivitySeed


@dataclass(frozen=True, slots=True)
class Attended:
    """The officer notes who was there."""

    row: str
    activity: ActivitySeed
    person_id: str


@dataclass(frozen=True, slots=True)
class Redeemed:
    """Somebody asks for a reward."""

    row: str
    person_id: str
    reward_id: str


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The counter hands the reward over."""

    row: str
    redeemed: Redeemed


@dataclass(frozen=True, slots=True)
class Gave:
    """Points for somebody who took trouble."""

    row: str
    giver_id: str
    recipient_id: str
    amount: int


@dataclass(frozen=True, slots=True)
class Solved:
    """A worry that is brought and solved. ``person_id``: nobody where a clerk takes it down for who has no account."""

    row: str
    person_id: str | None
    areas: Mapping[str, str]
    category: str | None
    words: str


Deed = (
    Declared
    | Asked
    | Accepted
    | Joined
    | Booked
    | Started
    | Completed
    | Cancelled
    | Announced
    | Attended
    | Redeemed
    | HandedOver
    | Gave
    | Solved
)


@dataclass(frozen=True, slots=True)
class Moment:
    """What is done at one time of a day, in any order. ``last``: what it caused is heard before the next day."""

    day: date
    at: datetime
    deeds: tuple[Deed, ...]
    last: bool
