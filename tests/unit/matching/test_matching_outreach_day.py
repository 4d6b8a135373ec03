"""Outreach days without a store: whatever happens in whichever order, no slot is overfull and nobody is lost."""

from collections import Counter
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.domain.outreach.appointed_events import (
    AppointmentPassedOn,
    AppointmentReleased,
    AppointmentsEnded,
)
from services.matching.domain.outreach.day import OutreachDay
from services.matching.domain.outreach.events import (
    AppointmentEnded,
    AppointmentOf,
    AppointmentTaken,
    OutreachPlan,
    OutreachTiming,
    Wish,
)
from services.matching.domain.outreach.record import HOLDING
from services.matching.domain.person import Person
from shared.contracts.matching_outreach import AppointmentOfferLapsed
from shared.journal import Following
from tests.unit.matching import saga_kit

HALF = timedelta(minutes=30)
HOUR = timedelta(hours=1)
TIMING = OutreachTiming(offer_minutes=600, notice_minutes=120, reminder_hours=24, early_minutes=30, keep_days=7)
PEOPLE = ("hana", "ken", "taro")
DAYS = ("d0", "d1", "d2")


class Saga(saga_kit.Saga):
    """Three days with two slots each, two and three days from now on; the first has two helpers."""

    def __init__(self):
        super().__init__(groups=())
        self.ids = 0
        self.begin = self.now
        for number, id in enumerate(DAYS):
            slots = tuple(self.now + timedelta(days=2 + number) + HALF * each for each in range(2))
            plan = OutreachPlan(
                outreach_day_id=id, kinds=("any",), place="x", slots=slots, slot_minutes=30, helpers=2 - min(number, 1),
                staff=("sato", "ito"), owner_id="sato", timing=TIMING,
            )  # fmt: skip
            self.commit(OutreachDay.stream(id), lambda day, plan=plan: day.announce(plan))
        self.drain()

    def new_id(self):
        self.ids += 1
        return f"a{self.ids}"

    def step(self, which=0):
        """As in the kit, with ids of their own for what follows."""
        if self.waiting:
            reaction, event, stream, at = self.waiting.pop(which % len(self.waiting))
            following = Following("id", stream, at, "", lambda label: f"{label}-{self.new_id()}")
            for target, decide in reaction.steps(event, following):
                self.commit(target, decide)

    def day(self, id):
        return self.state(OutreachDay.stream(id))

    def wish(self, person_id, day_id, slot=0, *, wait=False, moved_from=None):
        """Ask for a place; the appointment's id."""
        start = self.day(day_id).plan.slots[slot]
        wish = Wish(
            appointment_id=self.new_id(), outreach_day_id=day_id, person_id=person_id, slot=None if wait else start,
            kind="any", channel="web", wait=wait, at=self.now, moved_from=moved_from,
        )  # fmt: skip
        self.attempt(Person.stream(person_id), lambda person: person.wish_appointment(wish))
        return wish.appointment_id

    def mine(self, person_id, day_id):
        """The id of somebody's appointment, as the day has it."""
        held = self.day(day_id).appointments
        return next((id for id, each in held.items() if each.person_id == person_id), "nothing")

    def clock(self):
        for id in DAYS:
            self.commit(OutreachDay.stream(id), lambda day: day.pass_clock(self.now, "abe"))


def test_what_was_asked_for_is_not_taken_after_its_person_is_gone():
    """The erasure overtakes the step that would take it: the place stays free."""
    saga = Saga()
    saga.wish("hana", "d0")
    (take,) = saga.waiting
    saga.waiting.clear()
    saga.commit(Person.stream("hana"), lambda person: person.forget())
    saga.drain()

    saga.waiting.append(take)
    saga.drain()

    assert ({}, [2, 2]) == (saga.day("d0").appointments, list(saga.day("d0").free.values()))


def test_one_appointment_a_day_though_the_day_has_not_heard_of_the_first():
    """It is decided on the person's own record, where the first one stands already."""
    saga = Saga()

    saga.wish("hana", "d0")
    saga.wish("hana", "d0", 1)

    assert 1 == len(saga.waiting)


def test_an_offer_lapses_once_however_often_the_clock_is_read():
    """And late: the place goes on to the next in line, for whom there is still time."""
    saga = Saga()
    for person in PEOPLE:
        saga.wish(person, "d1", wait=True)
        saga.drain()
    saga.now += 11 * HOUR
    for _ in range(3):
        saga.clock()
    saga.drain()

    lapsed = [event.person_id for _, event in saga.log if isinstance(event, AppointmentOfferLapsed)]
    assert ["hana", "ken"] == lapsed
    assert [("taro", "offered")] == [(e.person_id, e.status) for e in saga.day("d1").appointments.values()]


def test_a_duty_that_ends_before_it_was_noted_is_no_duty():
    """Steps in any order count to the same."""
    saga = Saga()
    saga.commit(OutreachDay.stream("d0"), lambda day: day.replace("sato", "abe"))
    saga.commit(OutreachDay.stream("d0"), lambda day: day.replace("abe", "sato"))
    while saga.waiting:
        saga.step(-1)

    assert {"d0": 1, "d1": 1, "d2": 1} == saga.state(Person.stream("sato")).duties
    assert {} == saga.state(Person.stream("abe")).duties


COMMANDS = st.sampled_from(
    [
        "book", "book", "book", "wait", "move-slot", "move-day", "move-day", "accept", "cancel", "call-off", "erase",
        "withdraw", "erase-sato", "hours", "day", "clock", "step", "step", "step", "drain",
    ]
)  # fmt: skip


def act(saga, command, person, day_id, slot):
    """One command of somebody, on some day."""
    stream, now = OutreachDay.stream(day_id), saga.now
    mine = saga.mine(person, day_id)
    match command:
        case "book" | "wait":
            saga.wish(person, day_id, slot, wait=command == "wait")
        case "move-slot":
            saga.attempt(stream, lambda day: day.move(mine, day.plan.slots[slot], now))
        case "move-day":
            other = DAYS[(DAYS.index(day_id) + 1) % len(DAYS)]
            if mine != "nothing":
                saga.wish(person, other, slot, moved_from=AppointmentOf(outreach_day_id=day_id, appointment_id=mine))
        case "accept":
            saga.attempt(stream, lambda day: day.accept(mine, now))
        case "cancel":
            saga.attempt(stream, lambda day: day.cancel(mine, now, role="self"))
        case "call-off":
            later = [id for id in DAYS if id > day_id]
            saga.attempt(stream, lambda day: day.call_off("rain", later, now, by="sato"))
        case "erase" | "erase-sato":
            gone = "sato" if command == "erase-sato" else person
            saga.commit(Person.stream(gone), lambda found: found.forget())
        case "withdraw":
            saga.commit(Person.stream(person), lambda found: found.hear_consent(given=False))
        case "hours" | "day":
            saga.now += 11 * HOUR if command == "hours" else 24 * HOUR
        case "clock":
            saga.clock()
        case "step":
            saga.step(slot * 7)
        case _:
            saga.drain()


def no_slot_is_overfull(saga):
    for id in DAYS:
        held = Counter(each.slot for each in saga.day(id).appointments.values() if each.status in HOLDING)
        assert all(count <= saga.day(id).plan.helpers for count in held.values())
        people = Counter(each.person_id for each in saga.day(id).appointments.values())
        assert all(count == 1 for count in people.values())


def nobody_was_lost(saga):
    """What ended by a move stood elsewhere before; what was called off went on, or was let go in so many words."""
    stood = set()
    for _, event in saga.log:
        if isinstance(event, AppointmentTaken) and event.wish.moved_from:
            stood.add(event.wish.moved_from.appointment_id)
        if isinstance(event, AppointmentEnded) and event.how == "moved":
            assert event.appointment_id in stood
    events = [event for _, event in saga.log]
    on = {event.gone.appointment_id for event in events if isinstance(event, AppointmentPassedOn)}
    on |= {event.appointment_id for event in events if isinstance(event, AppointmentReleased)}
    gone = (each for event in events if isinstance(event, AppointmentsEnded) for each in event.appointments)
    on |= {each.appointment_id for each in gone}
    off = {
        event.appointment_id for event in events if isinstance(event, AppointmentEnded) and event.how == "called-off"
    }
    assert off <= on


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(COMMANDS, st.integers(0, 2), st.integers(0, 2), st.integers(0, 1)), max_size=30))
def test_never_more_people_than_places_and_nobody_lost_when_a_day_moves(commands):
    """Steps in any order; in the end the day and its people know the same, and somebody named has each day."""
    saga = Saga()
    for command, who, day, slot in commands:
        act(saga, command, PEOPLE[who], DAYS[day], slot)
        no_slot_is_overfull(saga)
    saga.drain()
    saga.clock()
    saga.drain()

    no_slot_is_overfull(saga)
    nobody_was_lost(saga)
    for id in PEOPLE:
        own = {day: each.appointment_id for day, each in saga.state(Person.stream(id)).appointments.items()}
        assert own == {day: saga.mine(id, day) for day in DAYS if saga.mine(id, day) != "nothing"}
    for day in (saga.day(id) for id in DAYS):
        assert day.status == "over" or day.owner_id
        assert not (saga.state(Person.stream("sato")).forgotten and "sato" in day.staff and day.status == "open")
