"""What holds for the waiting list of an activity whatever is asked of it, in any order and at any time."""

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.booking.domain.activities.activity import Activity
from shared.contracts.booking_activities import WaitingJoined, WaitingOffered, WaitingPassed
from shared.errors import Refusal
from tests.unit.booking.activity_kit import FAR, NOW, an_activity, done, wanted

PEOPLE = st.sampled_from([f"p{n}" for n in range(4)])


class AnyOrder(RuleBasedStateMachine):
    """Rivals, answers, timers and changes of the places, in any order and at any time before the end."""

    @initialize(capacity=st.integers(1, 2))
    def announced(self, capacity):
        self.activity = an_activity(capacity=capacity, **FAR)
        self.now = NOW
        self.order = []
        """Who waits, by what was told."""

    def try_(self, decide):
        try:
            events = decide()
        except Refusal:
            return
        done(self.activity, [type(event).parse(event.body()) for event in events])
        for event in events:
            self.follow(event)

    def follow(self, event):
        match event:
            case WaitingOffered():
                assert event.person_id == self.order.pop(0), "somebody was overtaken"
            case WaitingPassed() if event.person_id in self.order:
                self.order.remove(event.person_id)
            case WaitingJoined() if type(event) is WaitingJoined:
                self.order.append(event.person_id)

    @rule(minutes=st.sampled_from([1, 60, 24 * 60]))
    def time_passes(self, minutes):
        """The timer fires in time, as it does unless the service is away."""
        due = self.activity.waiting_closes_at
        self.now += timedelta(minutes=minutes)
        if due is not None and due <= self.now:
            for _ in range(3):
                self.try_(lambda: self.activity.fall_due(self.now))

    @rule(person=PEOPLE)
    def sign_up(self, person):
        self.try_(lambda: self.activity.sign_up(person, self.now))

    @rule(person=PEOPLE)
    def withdraw(self, person):
        self.try_(lambda: self.activity.withdraw(person, self.now))

    @rule(person=PEOPLE)
    def want(self, person):
        """Sign up, and wait where it is full, as most people do."""
        self.try_(lambda: self.activity.sign_up(person, self.now))
        self.try_(lambda: self.activity.wait(person, self.now))

    @rule(person=PEOPLE)
    def accept(self, person):
        self.try_(lambda: self.activity.accept(person, self.now))

    @rule(person=PEOPLE)
    def leave(self, person):
        self.try_(lambda: self.activity.leave_list(person, self.now))

    @rule(capacity=st.integers(1, 3))
    def change(self, capacity):
        self.try_(lambda: self.activity.change(wanted(**FAR, capacity=capacity), self.now))

    @invariant()
    def the_capacity_holds_and_no_place_is_idle(self):
        activity = self.activity
        placed = sum(part.placed for part in activity.participations.values())
        free = activity.about.capacity - placed - len(activity.offers)

        assert placed == activity.places_taken
        assert free >= 0
        assert not (free and activity.waiting)
        assert self.order == [waiter.person_id for waiter in activity.waiting]
        assert activity == Activity.model_validate_json(activity.model_dump_json())


def test_the_first_who_waits_is_the_first_who_is_offered_a_place():
    """Three wait for one place, and for two that are made at once: in the order in which they came."""
    for capacity, expected in ((1, ["p1"]), (3, ["p1", "p2"])):
        activity = an_activity("p0", capacity=1, **FAR)
        for person in ("p1", "p2", "p3"):
            done(activity, activity.wait(person, NOW))
        told = activity.withdraw("p0", NOW) if capacity == 1 else activity.change(wanted(**FAR, capacity=capacity), NOW)

        assert expected == [event.person_id for event in told if isinstance(event, WaitingOffered)]


AnyOrder.TestCase.settings = settings(max_examples=30, stateful_step_count=40, deadline=None)
TestAnyOrder = AnyOrder.TestCase
