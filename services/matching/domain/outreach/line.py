"""Who has a place of an outreach day next: what is free, what is against a wish, and the line of who waits."""

from datetime import datetime, timedelta

from services.matching.domain.outreach.events import AppointmentHeld, NoPlace, Wish
from services.matching.domain.outreach.record import Appointment
from services.matching.domain.outreach.staff import OutreachStaff
from shared.contracts.matching_outreach import AppointmentOffered
from shared.events import Event

TAKEN_MAX = 3_000
"""So often somebody books or waits on one day, before nobody is taken any more: bounds the stream."""
WAITING_MAX = 200
ALTERNATIVES_MAX = 3


class OutreachLine(OutreachStaff):
    """The decisions about places."""

    # -- what is against it

    def objection(self, wish: Wish, now: datetime) -> NoPlace | None:
        """Why there is no place for a wish; ``None`` when there is one."""
        if self.plan is None or self.status != "open" or self.taken >= TAKEN_MAX or now >= self.plan.slots[-1]:
            return "over"
        if wish.appointment_id in self.gone:
            return "gone"
        if wish.kind not in self.plan.kinds:
            return "kind"
        if wish.person_id and any(each.person_id == wish.person_id for each in self.appointments.values()):
            return "already"
        if not wish.wait:
            return self._no_place(wish, now)
        waits = sum(each.status == "waiting" for each in self.appointments.values())
        if waits >= WAITING_MAX:
            return "full"
        return "no-slot" if wish.slot and wish.slot not in self.plan.slots else None

    def nearest_free(self, slot: datetime | None, now: datetime) -> list[datetime]:
        """Free slots that are still to come, those nearest to ``slot`` first."""
        free = [each for each, places in self.free.items() if places > 0 and each > now]
        near = slot or now
        return sorted(free, key=lambda each: (abs(each - near), each))[:ALTERNATIVES_MAX]

    # -- inside

    def _no_place(self, wish: Wish, now: datetime) -> NoPlace | None:
        places = self.free
        if wish.slot not in places:
            return "no-slot"
        if wish.slot <= now:
            return "over"
        return "full" if places[wish.slot] <= 0 else None

    def _with_offers(self, events: list[Event], now: datetime) -> list[Event]:
        """The events, and the offers of what is free after them to who waits, the longest wait first."""
        after = self.model_copy(deep=True)
        for event in events:
            after.apply(event)
        return [*events, *after.offers(now)]

    def offers(self, now: datetime) -> list[Event]:
        """A place for everybody who waits and for whom there is one."""
        if self.status != "open":
            return []
        free, events = dict(self.free), list[Event]()
        for id, each in self.appointments.items():
            if each.status != "waiting":
                continue
            fits = (slot for slot in free if each.only in (None, slot) and free[slot] > 0)
            kept = next(((slot, until) for slot in fits if (until := self._until(slot, now))), None)
            if kept:
                free[kept[0]] -= 1
                events += self._offer(id, each, *kept)
        return events

    def _offer(self, id: str, of: Appointment | Wish, slot: datetime, until: datetime) -> list[Event]:
        seen = Appointment(
            person_id=of.person_id, slot=slot, kind=of.kind, channel=of.channel, status="offered", at=of.at
        )
        held = AppointmentHeld(appointment_id=id, slot=slot, until=until)
        return [held, self.told(AppointmentOffered, id, seen, deadline=until)]

    def _until(self, slot: datetime, now: datetime) -> datetime | None:
        """Until when a place may be kept for somebody; ``None`` when its slot is too near."""
        assert self.plan is not None
        timing = self.plan.timing
        last = slot - timedelta(minutes=timing.notice_minutes)
        whole = (now + timedelta(minutes=timing.offer_minutes)).replace(microsecond=0)
        return min(last, whole) if last > now else None
