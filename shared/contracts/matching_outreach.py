"""What matching tells of outreach days (出張相談会, スマホ相談サロン) and of appointments there."""

from shared.contracts.base import APPOINTMENTS, OUTREACH, Areas, Instant, PublicEvent


class OutreachDayAnnounced(PublicEvent):
    """Somebody will be there, at that place and time, and can be booked. ``capacity``: appointments in all."""

    type = "outreach-day-announced.v1"
    topic = OUTREACH.name

    outreach_day_id: str
    kinds: tuple[str, ...]
    place: str
    facility_id: str | None = None
    areas: Areas = {}
    starts_at: Instant
    ends_at: Instant
    capacity: int


class OutreachDayCalledOff(OutreachDayAnnounced):
    """It will not happen. ``reason`` is a code of the city's list (``rain``)."""

    type = "outreach-day-called-off.v1"
    topic = OUTREACH.name

    reason: str


class AppointmentBooked(PublicEvent):
    """An appointment stands. What it is about is told nowhere.

    ``person_id`` is nobody when somebody without an account rang or came by. ``moved_from``: the appointment of
    another day in whose place it stands.
    """

    type = "appointment-booked.v1"
    topic = APPOINTMENTS.name

    appointment_id: str
    outreach_day_id: str
    person_id: str | None = None
    place: str
    facility_id: str | None = None
    starts_at: Instant
    ends_at: Instant
    channel: str
    moved_from: str | None = None


class AppointmentMoved(AppointmentBooked):
    """It is at another time of the same day now; ``was_starts_at``: when it was, if it had a time."""

    type = "appointment-moved.v1"
    topic = APPOINTMENTS.name

    was_starts_at: Instant | None = None


class AppointmentCancelled(AppointmentBooked):
    """It stands no more. ``role``: who cancelled it, the person (``self``) or those who have the day (``staff``)."""

    type = "appointment-cancelled.v1"
    topic = APPOINTMENTS.name

    role: str


class AppointmentCalledOff(AppointmentBooked):
    """The whole day was called off; ``reason`` is a code of the city's list. Another day is offered by itself."""

    type = "appointment-called-off.v1"
    topic = APPOINTMENTS.name

    reason: str


class AppointmentOffered(AppointmentBooked):
    """A place is kept for who waited, or whose day was called off, until ``deadline``."""

    type = "appointment-offered.v1"
    topic = APPOINTMENTS.name

    deadline: Instant


class AppointmentOfferLapsed(AppointmentBooked):
    """Nobody answered the offer by its time: the next one in line has it."""

    type = "appointment-offer-lapsed.v1"
    topic = APPOINTMENTS.name


class AppointmentWaitingEnded(AppointmentBooked):
    """No place became free for who waited. ``starts_at`` and ``ends_at`` are the day's."""

    type = "appointment-waiting-ended.v1"
    topic = APPOINTMENTS.name


class AppointmentReminded(AppointmentBooked):
    """It is soon."""

    type = "appointment-reminded.v1"
    topic = APPOINTMENTS.name


class AppointmentKept(AppointmentBooked):
    """Somebody came."""

    type = "appointment-kept.v1"
    topic = APPOINTMENTS.name


class AppointmentMissed(AppointmentBooked):
    """Somebody did not come. Nothing follows from it; they may book again."""

    type = "appointment-missed.v1"
    topic = APPOINTMENTS.name


class OutreachStaffed(PublicEvent):
    """Somebody is at an outreach day by name. ``role``: ``owner``, with whom all of it ends, or ``helper``."""

    type = "outreach-staffed.v1"
    topic = APPOINTMENTS.name

    outreach_day_id: str
    coordinator_id: str
    role: str
    place: str
    facility_id: str | None = None
    starts_at: Instant
    ends_at: Instant


EVENTS: tuple[type[PublicEvent], ...] = (
    OutreachDayAnnounced,
    OutreachDayCalledOff,
    AppointmentBooked,
    AppointmentMoved,
    AppointmentCancelled,
    AppointmentCalledOff,
    AppointmentOffered,
    AppointmentOfferLapsed,
    AppointmentWaitingEnded,
    AppointmentReminded,
    AppointmentKept,
    AppointmentMissed,
    OutreachStaffed,
)
