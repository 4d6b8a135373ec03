"""What holds for an activity whatever is asked of it, in any order and at any time."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.booking.activities import refusals
from services.booking.domain.activities.activity import Activity
from services.booking.domain.activities.attending import CODE_TRIES_MAX
from shared.contracts.booking_activities import ActivitySignedUp
from shared.errors import Refusal
from tests.unit.booking.activity_kit import ENDS, NOW, an_activity, done

PEOPLE = st.sampled_from([f"p{n}" for n in range(6)])


class AnyOrder(RuleBasedStateMachine):
    """Everything that may be asked of an activity, in any order and at any time."""

    @initialize(capacity=st.integers(1, 4))
    def announced(self, capacity):
        self.activity = an_activity(capacity=capacity, deadline=ENDS)
        self.now = NOW
        self.history = []

    def try_(self, decide):
        try:
            events = decide()
        except Refusal:
            return
        self.history += done(self.activity, events)

    @rule(minutes=st.integers(1, 240))
    def time_passes(self, minutes):
        self.now += timedelta(minutes=minutes)

    @rule(person=PEOPLE)
    def sign_up(self, person):
        self.try_(lambda: self.activity.sign_up(person, self.now))

    @rule(person=PEOPLE)
    def withdraw(self, person):
        self.try_(lambda: self.activity.withdraw(person, self.now))

    @rule(person=PEOPLE, verdict=st.sampled_from(["right", "wrong", "expired"]))
    def give_code(self, person, verdict):
        self.try_(lambda: self.activity.attend_by_code(person, verdict, self.now))

    @rule(person=PEOPLE)
    def tick_off(self, person):
        self.try_(lambda: self.activity.attend_by_hand(person, "officer", self.now))

    @rule(person=PEOPLE)
    def correct(self, person):
        self.try_(lambda: self.activity.correct(person))

    @invariant()
    def places_and_counts_agree_with_the_events(self):
        part = self.activity.participations.values()
        placed = sum(p.has_place for p in part)

        assert placed == self.activity.places_taken
        assert placed <= self.activity.about.capacity
        assert sum(p.status == "attended" for p in part) == self.activity.attended
        assert all(p.wrong_codes <= CODE_TRIES_MAX for p in part)

    def teardown(self):
        """Once at the end: what was folded step by step is what a rebuild folds, and what a snapshot holds."""
        if not hasattr(self, "activity"):
            return
        again = an_activity(capacity=self.activity.about.capacity, deadline=ENDS)
        done(again, [type(event).parse(event.body()) for event in self.history])
        assert again == self.activity
        assert again == Activity.model_validate_json(self.activity.model_dump_json())


AnyOrder.TestCase.settings = settings(max_examples=50, deadline=None)
TestAnyOrder = AnyOrder.TestCase


@given(st.lists(st.tuples(PEOPLE, st.booleans()), max_size=60), st.integers(1, 4))
def test_capacity_is_never_exceeded_under_any_interleaving(asked, capacity):
    """Whoever comes first: people with a place never outnumber the places, and a free place is never refused."""
    activity = an_activity(capacity=capacity)
    inside = set()
    for person, joins in asked:
        try:
            events = done(activity, activity.sign_up(person, NOW) if joins else activity.withdraw(person, NOW))
        except refusals.ActivityFull:
            assert capacity == len(inside)
            continue
        except (refusals.NotSignedUp, refusals.TooManySignUps):
            continue
        for event in events:
            if type(event) is ActivitySignedUp:
                inside.add(event.person_id)
            else:
                inside.remove(event.person_id)

        assert len(inside) <= capacity
