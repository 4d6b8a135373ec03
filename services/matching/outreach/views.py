"""What outreach days answer over HTTP. Answers to commands are made from commits, so that replays say the same."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from services.matching.domain.outreach.day import OutreachDay
from services.matching.domain.outreach.events import (
    AppointmentConfirmed,
    AppointmentEnded,
    AppointmentHeld,
    AppointmentLedOn,
    AppointmentNoted,
    AppointmentShifted,
    AppointmentTaken,
    AppointmentToRing,
    OutreachOff,
    OutreachPlanned,
    OutreachStaffChanged,
)
from services.matching.domain.outreach.terms import OutreachTerms
from services.matching.outreach.reading import DayList, SeenAppointment, code_of
from services.matching.outreach.rows import OutreachDayRow
from shared.events import Event
from shared.journal import Chain, Commit
from shared.web import TokyoInstant, View


class SlotView(View):
    """A slot and how many places it has left."""

    starts_at: TokyoInstant
    free: int


class OutreachDayView(View):
    """A day as everybody may see it: who is there by name is not shown."""

    outreach_day_id: str
    status: str
    reason: str | None
    day: date
    kinds: tuple[str, ...]
    place: str
    facility_id: str | None
    areas: dict[str, str]
    latitude: float | None
    longitude: float | None
    starts_at: TokyoInstant
    ends_at: TokyoInstant
    slot_minutes: int
    slots: tuple[SlotView, ...]
    free: int
    waiting: int

    @classmethod
    def fields_of(cls, row: OutreachDayRow) -> dict[str, Any]:
        """The fields that a row gives."""
        fields = row.model_dump(include=set(OutreachDayView.model_fields) - {"slots"})
        slots = tuple(SlotView(starts_at=each.starts_at, free=each.free) for each in row.slots)
        return {**fields, "outreach_day_id": row.id, "slots": slots, "free": sum(each.free for each in slots)}

    @classmethod
    def of(cls, row: OutreachDayRow) -> "OutreachDayView":
        """The view of a row."""
        return cls(**cls.fields_of(row))


class AnnouncedView(View):
    """A day that stands now."""

    outreach_day_id: str
    kinds: tuple[str, ...]
    place: str
    slots: tuple[TokyoInstant, ...]
    slot_minutes: int
    helpers: int
    staff: tuple[str, ...]
    owner_id: str

    @classmethod
    def of(cls, commit: Commit) -> "AnnouncedView":
        """The view of an announcement."""
        return cls(**commit.first(OutreachPlanned).plan.model_dump(include=set(cls.model_fields)))


class AppointmentView(View):
    """How an appointment stands after a command. ``code``: to name it by on the phone; ``until``: an offer's end."""

    outreach_day_id: str
    appointment_id: str
    code: str
    status: str
    starts_at: TokyoInstant | None = None
    until: TokyoInstant | None = None
    consultation_id: str | None = None

    @classmethod
    def of(cls, chain: Chain, appointment_id: str | None = None, *, otherwise: str = "booked") -> "AppointmentView":
        """The view of what a command did with one: the one named, or else the first that was taken.

        ``otherwise``: how it stands when there was nothing to do.
        """
        events = list(_events(chain))
        taken = next((event for event in events if isinstance(event, AppointmentTaken)), None)
        id = appointment_id or (taken.wish.appointment_id if taken else "")
        said: dict[str, Any] = {"status": otherwise}
        for event in events:
            if isinstance(event, AppointmentTaken) and event.wish.appointment_id == id:
                said = {"status": event.status, "starts_at": None if event.wish.wait else event.wish.slot}
            elif getattr(event, "appointment_id", None) == id:
                said |= _said(event)
        return cls(outreach_day_id=_day_of(chain), appointment_id=id, code=code_of(id), **said)


class WalkInView(View):
    """Who came by: with a slot an appointment, else one head more."""

    outreach_day_id: str
    appointment_id: str | None = None
    starts_at: TokyoInstant | None = None

    @classmethod
    def of(cls, chain: Chain) -> "WalkInView":
        """The view of somebody who came by."""
        taken = next((event for event in _events(chain) if isinstance(event, AppointmentTaken)), None)
        wish = taken.wish if taken else None
        return cls(
            outreach_day_id=_day_of(chain),
            appointment_id=wish.appointment_id if wish else None,
            starts_at=wish.slot if wish else None,
        )


class CalledOffView(View):
    """A day that was called off: how many were told by message, and who is to be told on the phone."""

    outreach_day_id: str
    reason: str
    told: int
    to_ring: tuple[str, ...]
    next_days: tuple[str, ...]

    @classmethod
    def of(cls, chain: Chain) -> "CalledOffView":
        """The view of a day that is off."""
        first = chain.commits[0].events
        off = next(event for event in first if isinstance(event, OutreachOff))
        ended = [event for event in first if isinstance(event, AppointmentEnded)]
        ring = tuple(event.appointment_id for event in first if isinstance(event, AppointmentToRing))
        next_days = ended[0].next_days if ended else ()
        return cls(
            outreach_day_id=_day_of(chain), reason=off.reason, told=len(ended), to_ring=ring, next_days=next_days
        )


class StaffView(View):
    """Who is there instead of whom, and who has the day now; nothing where nothing changed."""

    outreach_day_id: str
    gone: str
    by: str
    owner_id: str | None = None

    @classmethod
    def of(cls, chain: Chain, gone: str, by: str) -> "StaffView":
        """The view of a replacement."""
        changed = next((event for event in _events(chain) if isinstance(event, OutreachStaffChanged)), None)
        return cls(outreach_day_id=_day_of(chain), gone=gone, by=by, owner_id=changed.owner_id if changed else None)


class SeenAppointmentView(View):
    """An appointment as its person and those who have the day see it; the words for who may read them."""

    appointment_id: str
    outreach_day_id: str
    code: str
    kind: str
    status: str
    channel: str
    starts_at: TokyoInstant | None
    ends_at: TokyoInstant | None
    until: TokyoInstant | None
    place: str
    day: date
    consultation_id: str | None
    person_id: str | None = None
    text: str | None = None
    category: str | None = None
    name: str | None = None
    phone: str | None = None

    @classmethod
    def of(cls, seen: SeenAppointment, *, person: bool = True) -> "SeenAppointmentView":
        """The view of what was read."""
        row, day, visit = seen.row, seen.day, seen.visit
        return cls(
            appointment_id=row.id,
            outreach_day_id=day.id,
            code=code_of(row.id),
            kind=row.appointment_kind,
            status=row.status,
            channel=row.channel,
            starts_at=row.slot,
            ends_at=row.slot + timedelta(minutes=day.slot_minutes) if row.slot else None,
            until=row.until,
            place=day.place,
            day=day.day,
            consultation_id=row.consultation_id,
            person_id=row.person_id if person else None,
            text=visit.text if visit else None,
            category=visit.category if visit else None,
            name=visit.name if visit else None,
            phone=visit.phone if visit else None,
        )


class DayListView(OutreachDayView):
    """The day's list for its staff."""

    helpers: int
    staff: tuple[str, ...]
    owner_id: str | None
    walk_ins: int
    came: int | None
    missed: int | None
    appointments: tuple[SeenAppointmentView, ...]

    @classmethod
    def of_list(cls, found: DayList) -> "DayListView":
        """The view of a list."""
        own = found.day.model_dump(include={"helpers", "staff", "walk_ins", "came", "missed"})
        appointments = tuple(SeenAppointmentView.of(each) for each in found.appointments)
        return cls(**cls.fields_of(found.day), **own, owner_id=found.owner_id, appointments=appointments)


def kinds_view(terms: OutreachTerms) -> dict[str, Any]:
    """The kinds of help and the reasons for calling a day off, in three kinds of words; the city's times."""
    return {
        **{
            name: [
                {"code": code, "name": {"ja": each.word.ja, "en": each.word.en, "plain": each.plain}}
                for code, each in entries.items()
            ]
            for name, entries in (("kinds", terms.kinds), ("reasons", terms.reasons))
        },
        **terms.timing.model_dump(),
    }


def _events(chain: Chain) -> Iterable[Any]:
    return (event for commit in chain.commits for event in commit.events)


def _day_of(chain: Chain) -> str:
    kind = f"{OutreachDay.kind}/"
    streams = [commit.stream for commit in chain.commits]
    return next((stream.removeprefix(kind) for stream in streams if stream.startswith(kind)), "")


def _said(event: Event) -> dict[str, Any]:
    match event:
        case AppointmentHeld():
            return {"status": "offered", "starts_at": event.slot, "until": event.until}
        case AppointmentConfirmed():
            return {"status": "booked", "until": None}
        case AppointmentShifted():
            return {"status": "booked", "starts_at": event.slot, "until": None}
        case AppointmentNoted():
            return {"status": "came" if event.came else "missed"}
        case AppointmentEnded():
            return {"status": event.how, "starts_at": event.slot}
        case AppointmentLedOn():
            return {"status": "came", "consultation_id": event.consultation_id}
    return {}
