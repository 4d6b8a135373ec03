"""A day of a facility: a room is never given to two at once, whatever happens before."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.booking.domain.events import BookingDecided, BookingRefused, RoomsGivenUp
from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.grid import instant, span
from services.booking.refusals import BookingNotOpen, RoomTaken, RuleRefused
from shared.contracts.booking import BookingCancelled, BookingCompleted, BookingConfirmed, SlotsFreed, SlotsTaken
from tests.unit.booking.booking_kit import DAY, EVERYTHING, NOW, a_day, a_facility, a_quota, a_wish, taken_in, terms_of

CENTRE = a_facility()
ALWAYS = a_facility("always-open")


def booked(day, id="b1", wish=None, facility=None):
    return taken_in(day, confirm(day, id, wish or a_wish(), facility or CENTRE))


def confirm(day, id, wish, facility=CENTRE, now=NOW):
    return day.confirm(id, wish, facility, terms_of(wish, facility, now), now, cleared=EVERYTHING)


def test_a_booking_is_confirmed_and_its_slots_are_taken_in_one_commit():
    """Who has the room, and (without saying who) that it is taken."""
    events = confirm(a_day(), "b1", a_wish())

    assert [BookingConfirmed, SlotsTaken, BookingDecided] == [type(event) for event in events]
    assert ("hana", 300) == (events[0].person_id, events[0].fee)


def test_a_taken_room_is_refused_with_the_nearest_free_ones():
    """Later and earlier times of the room, then other rooms at the time, each of which can really be booked."""
    facility = a_facility(rooms=(("big", 40), ("mid", 20), ("small", 8), ("tiny", 2)))
    day = booked(a_day(), facility=facility)

    with pytest.raises(RoomTaken) as refusal:
        confirm(day, "b2", a_wish(person="ken"), facility)

    places = [(place["room_id"], place["starts_at"][11:16]) for place in refusal.value.data["alternatives"]]
    assert [("big", "11:00"), ("big", "09:00"), ("big", "11:30"), ("small", "10:00"), ("mid", "10:00")] == places


def test_the_day_of_a_party_is_limited():
    """A group (or a person alone) may use a hall so many minutes a day, in however many bookings."""
    hall = a_facility("neighbourhood-hall")
    day = booked(a_day(), wish=a_wish(40, 52), facility=hall)

    with pytest.raises(RuleRefused) as refusal:
        confirm(day, "b2", a_wish(60, 68), hall)

    assert ("hall.day-person", 300, 240) == tuple(refusal.value.data[name] for name in ("rule_id", "value", "limit"))
    confirm(day, "b2", a_wish(60, 68, person="ken"), hall)


def test_a_cancelled_booking_frees_its_slots_and_minutes():
    """What was given back is as if it had never been taken."""
    hall = a_facility("neighbourhood-hall")
    day = booked(a_day(), wish=a_wish(40, 56), facility=hall)

    taken_in(day, day.cancel("b1", hall, NOW, by_staff=False))

    booked(day, "b2", a_wish(40, 56), hall)
    with pytest.raises(BookingNotOpen) as refusal:
        day.cancel("b1", hall, NOW, by_staff=False)
    assert "cancelled" == refusal.value.data["booking_status"]


def test_cancelling_has_a_deadline_except_for_staff():
    """An hour before the start is the last moment; the counter may do it later."""
    day = booked(a_day())
    deadline = instant(DAY, 40) - timedelta(minutes=60)

    assert day.cancel("b1", CENTRE, deadline, by_staff=False)
    with pytest.raises(RuleRefused) as refusal:
        day.cancel("b1", CENTRE, deadline + timedelta(seconds=1), by_staff=False)
    assert "komorebi.cancel" == refusal.value.rule_id
    assert day.cancel("b1", CENTRE, deadline + timedelta(seconds=1), by_staff=True)


def test_a_use_starts_from_a_quarter_before_until_the_end():
    """Too early is a rule with its limit, too late is over, twice is started already."""
    day, start = booked(a_day()), instant(DAY, 40)

    with pytest.raises(RuleRefused) as early:
        day.start("b1", CENTRE, start - timedelta(minutes=15, seconds=1))
    assert ("komorebi.start", "2026-12-02T09:45:00+09:00") == tuple(
        early.value.data[name] for name in ("rule_id", "limit")
    )
    with pytest.raises(BookingNotOpen):
        day.start("b1", CENTRE, instant(DAY, 44))
    taken_in(day, day.start("b1", CENTRE, start - timedelta(minutes=15)))
    with pytest.raises(BookingNotOpen) as twice:
        day.start("b1", CENTRE, start)
    assert "started" == twice.value.data["booking_status"]


def test_completing_frees_what_is_left():
    """The slots that have not begun are free for others; the running one is not."""
    day = booked(a_day())
    taken_in(day, day.start("b1", CENTRE, instant(DAY, 40)))

    events = day.complete("b1", 7, CENTRE, instant(DAY, 41) + timedelta(minutes=2))
    taken_in(day, events)

    assert [BookingCompleted, SlotsFreed] == [type(event) for event in events]
    assert 7 == events[0].heads
    assert span(40, 42) == day.taken["big"]


def test_completing_where_running_slots_are_booked_frees_them_too():
    """In the house that is always open the next one may come in at once."""
    house, now = a_facility("always-open"), instant(DAY, 40) + timedelta(minutes=3)
    day = taken_in(a_day(), confirm(a_day(), "b1", a_wish(40, 41), house, now))
    taken_in(day, day.start("b1", ALWAYS, now))

    taken_in(day, day.complete("b1", 1, ALWAYS, now))

    assert 0 == day.taken["big"]
    confirm(day, "b2", a_wish(40, 41), house, now)


def test_completing_at_the_end_frees_nothing():
    """No empty span is announced as free."""
    day = booked(a_day())
    taken_in(day, day.start("b1", CENTRE, instant(DAY, 40)))

    assert [BookingCompleted] == [type(event) for event in day.complete("b1", 0, CENTRE, instant(DAY, 50))]


def test_only_a_started_use_is_completed():
    """Heads of a use that nobody started are no record."""
    with pytest.raises(BookingNotOpen):
        booked(a_day()).complete("b1", 3, CENTRE, instant(DAY, 41))


def reserved(booking_id="g1", kind="community-centre", now=NOW, **wish):
    facility, wish = a_facility(kind), a_wish(group="garden", **wish)
    return a_quota().reserve(booking_id, wish, facility, terms_of(wish, facility, now))[0]


def test_the_step_of_a_saga_ends_in_an_event():
    """The slots, or a refusal that the journal keeps; never an exception, never twice."""
    day = booked(a_day())

    refusal = day.confirm_or_refuse(reserved(), NOW)
    taken = day.confirm_or_refuse(reserved(room="small"), NOW)
    taken_in(day, taken)

    assert [BookingRefused] == [type(event) for event in refusal]
    assert "room-taken" == refusal[0].reason
    assert [BookingConfirmed, SlotsTaken, BookingDecided] == [type(event) for event in taken]
    assert [] == day.confirm_or_refuse(reserved(room="small"), NOW)


def test_the_step_of_a_saga_keeps_the_rule_of_the_day():
    """Two sagas of one group at once may both pass the advance question; the day itself counts."""
    day = a_day()
    for n, start in enumerate((36, 56)):
        taken_in(day, day.confirm_or_refuse(reserved(f"g{n}", start=start, end=start + 20), NOW))

    refusal = day.confirm_or_refuse(reserved("g3", room="small", start=40, end=60), NOW)

    assert ("rule-refused", "komorebi.day-group", 900, 720) == (
        refusal[0].reason, refusal[0].rule_id, refusal[0].value, refusal[0].limit,
    )  # fmt: skip


def test_a_snapshot_of_a_full_day_is_the_day():
    """Masks of 96 bits survive JSON."""
    house = a_facility("always-open")
    day = a_day()
    for quarter in range(0, 96, 16):
        booked(day, f"b{quarter}", a_wish(quarter, quarter + 16, person=f"p{quarter}"), house)

    assert day == FacilityDay.model_validate_json(day.model_dump_json())
    assert {"big": span(0, 96)} == day.taken


class OneDay(RuleBasedStateMachine):
    """Bookings, cancellations and uses in any order, with the clock moving on."""

    @initialize()
    def begin(self):
        self.day, self.facility, self.now = a_day(), a_facility("always-open"), instant(DAY, 0)
        self.count = 0

    def _do(self, decide):
        try:
            events = decide()
        except (RoomTaken, RuleRefused, BookingNotOpen):
            return
        taken_in(self.day, events)

    @rule(room=st.sampled_from(["big", "small"]), start=st.integers(0, 95), length=st.integers(1, 8))
    def book(self, room, start, length):
        self.count += 1
        wish = a_wish(start, min(start + length, 96), room=room, person=f"p{self.count % 3}")
        terms = terms_of(wish, self.facility)
        self._do(lambda: self.day.confirm(f"b{self.count}", wish, self.facility, terms, self.now, cleared=EVERYTHING))

    @rule(room=st.sampled_from(["big", "small"]), start=st.integers(0, 95), length=st.integers(1, 8))
    def book_for_group(self, room, start, length):
        self.count += 1
        wish = reserved(f"b{self.count}", "always-open", room=room, start=start, end=min(start + length, 96))
        taken_in(self.day, self.day.confirm_or_refuse(wish, self.now))

    @rule(data=st.data(), what=st.sampled_from(["cancel", "start", "complete"]))
    def go_on(self, data, what):
        if not self.day.held:
            return
        id = data.draw(st.sampled_from(sorted(self.day.held)))
        decide = {
            "cancel": lambda: self.day.cancel(id, ALWAYS, self.now, by_staff=False),
            "start": lambda: self.day.start(id, ALWAYS, self.now),
            "complete": lambda: self.day.complete(id, 1, ALWAYS, self.now),
        }[what]
        self._do(decide)

    @rule(minutes=st.integers(1, 90))
    def wait(self, minutes):
        self.now += timedelta(minutes=minutes)

    @invariant()
    def no_two_bookings_of_a_room_overlap(self):
        seen = {"big": 0, "small": 0}
        for held in self.day.held.values():
            for room_id in held.confirmed.room_ids:
                mask = span(held.start, held.end)
                assert not seen[room_id] & mask
                seen[room_id] |= mask
        for room_id, mask in seen.items():
            assert mask & ~self.day.taken.get(room_id, 0) == 0


OneDay.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestOneDay = OneDay.TestCase


def test_nobody_cancels_what_is_over():
    """Staff until its end, for their reasons too; afterwards they correct the fee."""
    day, over = booked(a_day()), booked(a_day()).held["b1"].confirmed.ends_at

    assert day.cancel("b1", CENTRE, over - timedelta(seconds=1), by_staff=True)
    with pytest.raises(BookingNotOpen) as refusal:
        day.cancel("b1", CENTRE, over, by_staff=True, reason="operator-fault")
    assert "over" == refusal.value.data["booking_status"]


def test_a_cancellation_tells_the_whole_booking():
    """Whoever hears only this event knows what is over."""
    events = booked(a_day()).cancel("b1", CENTRE, NOW, by_staff=False)

    assert [BookingCancelled, SlotsFreed, RoomsGivenUp] == [type(event) for event in events]
    assert ("b1", ("big",), "hana") == (events[0].booking_id, events[0].room_ids, events[0].person_id)


def test_a_day_remembers_until_when_a_party_held_what_it_gave_up():
    """For two days, and of that party alone; also of a hold that nobody has recorded the end of."""
    day, facility = a_day(), a_facility()
    wish = replace(a_wish(), hold=True)
    until = NOW + timedelta(hours=3)
    taken_in(day, day.confirm("b1", wish, facility, terms_of(wish, facility), NOW, way="hold", hold_until=until))

    lapsed = day.held_until(wish, facility, until)
    taken_in(day, day.cancel("b1", facility, NOW, by_staff=False))
    others = replace(wish, person_id="ken")
    asked = [(wish, NOW), (others, NOW), (replace(wish, hold=False), NOW), (wish, NOW + timedelta(hours=49))]

    assert until == lapsed
    assert [until, None, None, None] == [day.held_until(of, facility, at) for of, at in asked]
