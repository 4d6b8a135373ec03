"""An outreach day (出張相談会, スマホ相談サロン): exact slots, a waiting list with a clock, and somebody's name on it.

A slot never has more people than helpers, and a place that becomes free is offered to who waits before anybody else
can take it. Steps of a saga that reach it late end in an event, never in an exception.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.matching.domain.outreach.events import (
    AppointmentConfirmed,
    AppointmentEnded,
    AppointmentForgone,
    AppointmentLedOn,
    AppointmentNoted,
    AppointmentRefused,
    AppointmentShifted,
    AppointmentsReminded,
    AppointmentTaken,
    AppointmentToRing,
    Ended,
    NoPlace,
    OutreachOff,
    OutreachOver,
    OutreachPlan,
    OutreachPlanned,
    WalkInsNoted,
    Wish,
)
from services.matching.domain.outreach.line import OutreachLine
from services.matching.domain.outreach.record import COMING, Appointment
from services.matching.outreach.refusals import (
    AppointmentPast,
    NoSuchAppointment,
    NotOffered,
    OutreachDayOver,
    TooEarly,
    refusal_of,
)
from shared.contracts.matching_outreach import (
    AppointmentBooked,
    AppointmentCalledOff,
    AppointmentCancelled,
    AppointmentKept,
    AppointmentMissed,
    AppointmentMoved,
    AppointmentOfferLapsed,
    AppointmentReminded,
    AppointmentWaitingEnded,
    OutreachDayAnnounced,
    OutreachDayCalledOff,
)
from shared.events import Event

SECOND = timedelta(seconds=1)


class OutreachDay(OutreachLine):
    """The decisions about one day."""

    # -- decisions: the day

    def announce(self, plan: OutreachPlan) -> list[Event]:
        """It stands; no events when it does already."""
        if self.plan is not None:
            return []
        told = {**plan.model_dump(include={"outreach_day_id", "kinds", "place", "facility_id", "areas"})}
        ends_at = plan.slots[-1] + timedelta(minutes=plan.slot_minutes)
        capacity = len(plan.slots) * plan.helpers
        announced = OutreachDayAnnounced(**told, starts_at=plan.slots[0], ends_at=ends_at, capacity=capacity)
        people = [self.staffed(plan, id, owner=id == plan.owner_id) for id in plan.staff]
        return [OutreachPlanned(plan=plan), announced, *people]

    def call_off(self, reason: str, next_days: Sequence[str], now: datetime, *, by: str) -> list[Event]:
        """It does not happen: everybody who was to come is told, and a place is looked for on ``next_days``.

        Who has no account stays in the list, to be told on the phone. Raises ``OutreachDayOver``.
        """
        plan = self._standing(now)
        events: list[Event] = [OutreachOff(reason=reason, by=by), self._off(plan, reason)]
        for id, each in self.appointments.items():
            if each.status not in COMING or self._begun(each, now - self.minutes):
                continue
            if each.person_id is None:
                events.append(AppointmentToRing(appointment_id=id))
                continue
            events += [
                self._ended(id, each, "called-off", next_days=tuple(next_days)),
                self.told(AppointmentCalledOff, id, each, reason=reason),
            ]
        return events

    def ring(self, id: str) -> list[Event]:
        """Who has no account was told on the phone that the day is off. Raises ``NoSuchAppointment``."""
        each = self._of(id)
        if each.status != "to-ring":
            raise NoSuchAppointment
        return [self._ended(id, each, "told")]

    # -- decisions: appointments

    def book(self, wish: Wish, now: datetime) -> list[Event]:
        """Somebody without an account has a place, by phone or at the counter. Raises what ``refusal_of`` names."""
        if reason := self.objection(wish, now):
            raise refusal_of(reason, alternatives=self.nearest_free(wish.slot, now))
        return self._taken(wish, now)

    def take(self, wish: Wish, now: datetime) -> list[Event]:
        """Step of a saga: a place, or a place in the line, or neither."""
        reason = self.objection(wish, now)
        return [self._refused(wish, reason)] if reason else self._taken(wish, now)

    def take_in(self, wish: Wish, now: datetime) -> list[Event]:
        """Step of a saga: another day was called off; a place is kept here for a while, or there is none."""
        slot = next((slot for slot, free in self.free.items() if free > 0 and self._until(slot, now)), None)
        until = self._until(slot, now) if slot else None
        if slot is None or until is None:
            return [self._refused(wish, "over" if self.status != "open" else "full")]
        if reason := self.objection(wish.model_copy(update={"slot": slot}), now):
            return [self._refused(wish, reason)]
        waiting = wish.model_copy(update={"slot": None, "wait": True})
        return [AppointmentTaken(wish=waiting, status="waiting"), *self._offer(wish.appointment_id, wish, slot, until)]

    def walk_in(self, wish: Wish, now: datetime, *, by: str) -> list[Event]:
        """Somebody came by: in a slot with a place left, or seen between, as a head. Raises as ``book``."""
        self._standing(now)
        if wish.slot is None:
            return [WalkInsNoted(count=1, by=by)]
        running = now < wish.slot + self.minutes
        if reason := self.objection(wish, min(now, wish.slot - SECOND) if running else now):
            raise refusal_of(reason, alternatives=self.nearest_free(wish.slot, now))
        return [AppointmentTaken(wish=wish, status="came")]

    def accept(self, id: str, now: datetime) -> list[Event]:
        """Take the place that is kept. Raises ``NoSuchAppointment``, ``NotOffered``, ``OutreachDayOver``."""
        each = self._coming(id, now)
        if each.status != "offered" or each.until is None or each.until <= now:
            raise NotOffered
        return [AppointmentConfirmed(appointment_id=id, at=now), self.told(AppointmentBooked, id, each)]

    def move(self, id: str, slot: datetime, now: datetime) -> list[Event]:
        """Another slot of the day, in one step: nobody is ever between two.

        Raises ``NoSuchAppointment``, ``AppointmentPast``, and what ``refusal_of`` names.
        """
        each = self._coming(id, now)
        if each.slot == slot and each.status == "booked":
            return []
        wish = self._as_wish(id, each, slot, now)
        if reason := self._no_place(wish, now):
            raise refusal_of(reason, alternatives=self.nearest_free(slot, now))
        was = {"was_starts_at": each.slot}
        moved = each.model_copy(update={"slot": slot, "status": "booked"})
        shifted = AppointmentShifted(appointment_id=id, slot=slot, at=now)
        return self._with_offers([shifted, self.told(AppointmentMoved, id, moved, **was)], now)

    def cancel(self, id: str, now: datetime, *, role: str) -> list[Event]:
        """It stands no more, and the next in line has the place. Raises ``NoSuchAppointment``, ``AppointmentPast``."""
        each = self._coming(id, now)
        how: Ended = "declined" if each.status == "offered" else "cancelled"
        ended = self._ended(id, each, how)
        return self._with_offers([ended, self.told(AppointmentCancelled, id, each, role=role)], now)

    def note(self, id: str, now: datetime, *, came: bool, by: str) -> list[Event]:
        """Somebody came, or did not; both can be put right. Raises ``NoSuchAppointment``, ``TooEarly``."""
        each = self._of(id)
        if each.slot is None or each.status not in ("booked", "came", "missed") or self.plan is None:
            raise NoSuchAppointment
        early = timedelta(minutes=self.plan.timing.early_minutes) if came else timedelta(0)
        if now < each.slot - early:
            raise TooEarly(minutes=self.plan.timing.early_minutes)
        if each.status == ("came" if came else "missed"):
            return []
        return [
            AppointmentNoted(appointment_id=id, came=came, by=by),
            self.told(AppointmentKept if came else AppointmentMissed, id, each),
        ]

    # -- steps of sagas

    def let_go(self, id: str, how: Ended, now: datetime) -> list[Event]:
        """Step of a saga: it stands on another day now, or its person is gone; then it is not taken later either."""
        each = self.appointments.get(id)
        if each is None:
            return [AppointmentForgone(appointment_id=id)] if how == "forgone" and self.status != "over" else []
        return self._with_offers([self._ended(id, each, how)], now)

    def lead_on(self, id: str, consultation_id: str) -> list[Event]:
        """Step of a saga: a consultation was opened from it."""
        if id not in self.appointments:
            return []
        return [AppointmentLedOn(appointment_id=id, consultation_id=consultation_id)]

    def pass_clock(self, now: datetime, desk_owner: str | None) -> list[Event]:
        """What the clock alone does: name who has it, end offers, remind, end the wait, let the words go."""
        if self.plan is None or self.due_at is None or now < self.due_at:
            return []
        if self.owner_id is None:
            return self.name_owner(desk_owner) if desk_owner else []
        if now >= self.ends_at + timedelta(days=self.plan.timing.keep_days):
            return [self._over()]
        events: list[Event] = []
        for id, each in self.appointments.items():
            if each.status == "offered" and each.until and each.until <= now:
                events += [self._ended(id, each, "lapsed"), self.told(AppointmentOfferLapsed, id, each)]
            if each.status == "waiting" and self.waiting_ends_at <= now:
                events += [self._ended(id, each, "unserved"), self.told(AppointmentWaitingEnded, id, each)]
        return self._with_offers([*events, *self._reminders(now)], now)

    # -- inside

    def _taken(self, wish: Wish, now: datetime) -> list[Event]:
        taken = AppointmentTaken(wish=wish, status="waiting" if wish.wait else "booked")
        if wish.wait:
            return self._with_offers([taken], now)
        seen = Appointment(
            person_id=wish.person_id, slot=wish.slot, kind=wish.kind, channel=wish.channel, status="booked",
            at=wish.at, moved_from=wish.moved_from.appointment_id if wish.moved_from else None,
        )  # fmt: skip
        return [taken, self.told(AppointmentBooked, wish.appointment_id, seen)]

    def _reminders(self, now: datetime) -> list[Event]:
        coming = ((id, each, self.reminder_at(each)) for id, each in self.appointments.items())
        due = {id: each for id, each, at in coming if at is not None and at <= now}
        if not due:
            return []
        told = [self.told(AppointmentReminded, id, each) for id, each in due.items() if not self._begun(each, now)]
        return [AppointmentsReminded(appointment_ids=tuple(due)), *told]

    def _over(self) -> Event:
        own = [(each.person_id, id) for id, each in self.appointments.items() if each.person_id]
        statuses = [each.status for each in self.appointments.values()]
        documents = [each.document_id for each in self.appointments.values() if not each.person_id]
        return OutreachOver(
            outreach_day_id=self.stream_key,
            own=tuple(own),
            appointment_ids=tuple(self.appointments),
            came=statuses.count("came"),
            missed=statuses.count("missed"),
            document_ids=tuple(id for id in documents if id),
            staff=self.staff,
        )

    def _off(self, plan: OutreachPlan, reason: str) -> Event:
        said = plan.model_dump(include={"outreach_day_id", "kinds", "place", "facility_id", "areas"})
        capacity = len(plan.slots) * plan.helpers
        return OutreachDayCalledOff(
            **said, starts_at=plan.slots[0], ends_at=self.ends_at, capacity=capacity, reason=reason
        )

    def _refused(self, wish: Wish, reason: NoPlace) -> Event:
        return AppointmentRefused(
            outreach_day_id=self.stream_key,
            appointment_id=wish.appointment_id,
            person_id=wish.person_id or "",
            reason=reason,
        )

    def _ended(self, id: str, each: Appointment, how: Ended, *, next_days: tuple[str, ...] = ()) -> Event:
        return AppointmentEnded(
            outreach_day_id=self.stream_key,
            appointment_id=id,
            person_id=each.person_id,
            kind=each.kind,
            slot=each.slot,
            document_id=each.document_id,
            how=how,
            next_days=next_days,
        )

    def _as_wish(self, id: str, each: Appointment, slot: datetime, now: datetime) -> Wish:
        return Wish(
            appointment_id=id, outreach_day_id=self.stream_key, slot=slot, kind=each.kind, channel=each.channel, at=now
        )

    def _standing(self, now: datetime) -> OutreachPlan:
        if self.plan is None or self.status != "open" or now >= self.ends_at:
            raise OutreachDayOver
        return self.plan

    def _of(self, id: str) -> Appointment:
        if (each := self.appointments.get(id)) is None:
            raise NoSuchAppointment
        return each

    def _coming(self, id: str, now: datetime) -> Appointment:
        each = self._of(id)
        if each.status not in COMING:
            raise NoSuchAppointment
        if self._begun(each, now):
            raise AppointmentPast
        return each

    @staticmethod
    def _begun(each: Appointment, now: datetime) -> bool:
        return each.slot is not None and each.slot <= now
