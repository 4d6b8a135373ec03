"""The private events of outreach days and their appointments. Codes only: what one is about is in a vault."""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from services.matching.domain.letting_go import LetsWordsGo
from shared.contracts.base import Areas
from shared.events import Event

Channel = Literal["web", "phone", "counter", "walk-in"]
Status = Literal["waiting", "offered", "booked", "came", "missed", "to-ring"]
"""``to-ring``: the day was called off, and somebody without an account has to be told on the phone."""
Ended = Literal["cancelled", "declined", "lapsed", "unserved", "moved", "called-off", "told", "forgone"]
"""How an appointment ended before its time: by hand, an offer's no or silence, a wait without a place, a move to
another day, the day called off, told so on the phone, an erasure or a consent taken back."""
NoPlace = Literal["over", "full", "no-slot", "kind", "already", "gone"]


class OutreachTiming(BaseModel):
    """The city's times as they stood when the day was announced.

    ``offer_minutes``: how long a place is kept for who waited. ``notice_minutes``: an offer ends so long before its
    slot. ``reminder_hours`` before its slot somebody is reminded. ``early_minutes`` before its slot somebody may be
    noted as there. ``keep_days`` after the day its words go.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    offer_minutes: int
    notice_minutes: int
    reminder_hours: int
    early_minutes: int
    keep_days: int


class OutreachPlan(BaseModel):
    """One outreach day: where, when (the starts of its slots), how many helpers a slot, and who is there by name.

    ``place`` is the public name of a place, never somebody's home.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    outreach_day_id: str
    kinds: tuple[str, ...]
    place: str
    facility_id: str | None = None
    areas: Areas = {}
    latitude: float | None = None
    longitude: float | None = None
    slots: tuple[AwareDatetime, ...]
    slot_minutes: int
    helpers: int
    staff: tuple[str, ...]
    owner_id: str
    timing: OutreachTiming


class AppointmentOf(BaseModel):
    """Which appointment of which day."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    outreach_day_id: str
    appointment_id: str


class Wish(BaseModel):
    """An appointment as somebody asks for it. ``slot``: its start; of a wait nothing, or the only one that fits.

    ``document_id``: what it is about, in the vault. ``moved_from``: the one of another day that ends when this stands.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    appointment_id: str
    outreach_day_id: str
    person_id: str | None = None
    slot: AwareDatetime | None = None
    kind: str
    channel: Channel
    document_id: str | None = None
    wait: bool = False
    at: AwareDatetime
    moved_from: AppointmentOf | None = None


class OutreachPlanned(Event):
    """An outreach day stands."""

    type = "outreach-planned.v1"

    plan: OutreachPlan


class AppointmentTaken(Event):
    """Somebody has a place, or waits for one (``status``)."""

    type = "appointment-taken.v1"

    wish: Wish
    status: Status


class AppointmentRefused(Event):
    """There was no place after all."""

    type = "appointment-refused.v1"

    outreach_day_id: str
    appointment_id: str
    person_id: str
    reason: NoPlace


class AppointmentHeld(Event):
    """A place is kept for who waits, until ``until``."""

    type = "appointment-held.v1"

    appointment_id: str
    slot: AwareDatetime
    until: AwareDatetime


class AppointmentConfirmed(Event):
    """The offer was taken."""

    type = "appointment-confirmed.v1"

    appointment_id: str
    at: AwareDatetime


class AppointmentShifted(Event):
    """It is at another slot of the day; the one before is free in the same moment."""

    type = "appointment-shifted.v1"

    appointment_id: str
    slot: AwareDatetime
    at: AwareDatetime


class AppointmentNoted(Event):
    """Somebody came, or not."""

    type = "appointment-noted.v1"

    appointment_id: str
    came: bool
    by: str


class AppointmentsReminded(Event):
    """These were reminded."""

    type = "appointments-reminded.v1"

    appointment_ids: tuple[str, ...]


class WalkInsNoted(Event):
    """So many people came by without an appointment and were seen between: heads, nobody's name."""

    type = "walk-ins-noted.v1"

    count: int
    by: str


class AppointmentEnded(Event, LetsWordsGo):
    """An appointment stands no more. ``next_days``: where a place is looked for when its day was called off."""

    type = "appointment-ended.v1"

    outreach_day_id: str
    appointment_id: str
    person_id: str | None = None
    kind: str
    slot: AwareDatetime | None = None
    document_id: str | None = None
    how: Ended
    next_days: tuple[str, ...] = ()

    @property
    def let_go(self) -> tuple[str, ...]:
        return (self.document_id,) if self.document_id and self.person_id is None else ()


class AppointmentForgone(Event):
    """Who asked for it was gone before the day had heard of it: it is not to be taken any more."""

    type = "appointment-forgone.v1"

    appointment_id: str


class AppointmentToRing(Event):
    """The day was called off, and who has no account must be told on the phone."""

    type = "appointment-to-ring.v1"

    appointment_id: str


class AppointmentLedOn(Event):
    """With the person's yes, a consultation was opened from it."""

    type = "appointment-led-on.v1"

    appointment_id: str
    consultation_id: str


class OutreachStaffChanged(Event):
    """Somebody is there no more; ``to`` is there instead. ``owner_id``: nobody until the clock names the desk owner."""

    type = "outreach-staff-changed.v1"

    outreach_day_id: str
    gone: str | None
    to: str | None = None
    owner_id: str | None


class OutreachOff(Event):
    """The day was called off."""

    type = "outreach-off.v1"

    reason: str
    by: str


class OutreachOver(Event, LetsWordsGo):
    """The day is past, and its words are removed. ``own``: whose record is to let go of it."""

    type = "outreach-over.v1"

    outreach_day_id: str
    own: tuple[tuple[str, str], ...] = ()
    """Person and appointment."""
    appointment_ids: tuple[str, ...] = ()
    came: int = 0
    missed: int = 0
    document_ids: tuple[str, ...] = ()
    """Of people without an account."""
    staff: tuple[str, ...] = ()

    @property
    def let_go(self) -> tuple[str, ...]:
        return self.document_ids


EVENTS: tuple[type[Event], ...] = (
    OutreachPlanned,
    AppointmentTaken,
    AppointmentRefused,
    AppointmentHeld,
    AppointmentConfirmed,
    AppointmentShifted,
    AppointmentNoted,
    AppointmentsReminded,
    WalkInsNoted,
    AppointmentEnded,
    AppointmentForgone,
    AppointmentToRing,
    AppointmentLedOn,
    OutreachStaffChanged,
    OutreachOff,
    OutreachOver,
)
