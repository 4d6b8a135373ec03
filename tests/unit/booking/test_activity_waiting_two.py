"""Who wants two places with a friend waits for two at once; a single one goes to the next for whom it is enough."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from services.booking.activities.guest_refusals import GuestOnlyTakesPart, NoPlaceForGuest
from services.booking.activities.refusals import TooManySignUps
from services.booking.activities.waiting_refusals import AlreadySignedUp, PlaceIsFree, WaitingClosed
from services.booking.domain.activities.activity import Activity
from services.booking.domain.activities.waiting import WAITS_PER_PERSON_MAX
from shared.contracts.booking_activities import ActivitySignedUp, WaitingJoined, WaitingOffered, WaitingPassed
from tests.unit.booking.activity_kit import FAR, NOW, an_activity, done, wanted
from tests.unit.booking.test_activity_waiting_order import PEOPLE, AnyOrder


def free(activity):
    return activity.free("participant")


def told(events, kind=WaitingOffered):
    return [(event.person_id, event.guests) for event in events if type(event) is kind]


def a_line(*people, inside=("a", "b"), **changes):
    """A full activity, and who waits: a name alone, or with a friend (``+``)."""
    activity = an_activity(*inside, **{**FAR, "capacity": len(inside), **changes})
    for person in people:
        done(activity, activity.wait(person.strip("+"), NOW, guests=int(person.endswith("+"))))
    return activity


@pytest.mark.parametrize("left", [0, 1])
def test_who_wants_two_waits_where_one_is_left_or_none(left):
    """And only there; a repeat is nothing; who has a place waits for none."""
    activity = an_activity("a", **FAR, capacity=1 + left)
    (joined,) = done(activity, activity.wait("hana", NOW, guests=1))
    assert (1, 1, left) == (joined.guests, activity.position_of("hana"), free(activity))
    assert [] == activity.wait("hana", NOW, guests=1) == activity.wait("hana", NOW)
    with pytest.raises(AlreadySignedUp):
        activity.wait("a", NOW, guests=1)
    with pytest.raises(PlaceIsFree):
        an_activity("a", **FAR, capacity=3).wait("hana", NOW, guests=1)


def test_two_places_that_are_free_at_once_are_held_for_both():
    """One place left over and one that comes free are two; both come by one word, and both are in every count."""
    activity = a_line("hana+", inside=("a", "b"), capacity=3)
    assert (1, {}) == (free(activity), activity.offers)

    assert [("hana", 1)] == told(done(activity, activity.withdraw("a", NOW)))

    assert (0, 2) == (free(activity), activity.held("participant"))
    accepted, came = done(activity, activity.accept("hana", NOW))
    assert (1, 1, 3, 0) == (accepted.guests, came.guests, activity.places_taken, free(activity))


def test_a_single_place_goes_to_the_first_for_whom_it_is_enough_and_two_to_the_first_of_all():
    """Hana and her friend are passed over by one place, and by nobody who came later when there are two."""
    activity = a_line("hana+", "ken", "mio+", inside=("a", "b", "c"))

    assert [("ken", 0)] == told(done(activity, activity.withdraw("a", NOW)))
    assert (1, 2) == (activity.position_of("hana"), activity.position_of("mio"))
    assert [] == told(done(activity, activity.withdraw("b", NOW)))
    assert 1 == free(activity), "whoever comes alone may have it"
    assert [("hana", 1)] == told(done(activity, activity.withdraw("c", NOW)))
    assert 1 == activity.position_of("mio")


def test_three_places_are_two_and_one():
    """In order: the pair, and the first alone; the second pair waits on."""
    activity = a_line("hana+", "mio+", "ken", inside=("a",))

    events = done(activity, activity.change(wanted(**FAR, capacity=4), NOW))

    assert [("hana", 1), ("ken", 0)] == told(events)
    assert 1 == activity.position_of("mio")


@pytest.mark.parametrize("how", ["passed on", "time"])
@pytest.mark.parametrize(("behind", "expected"), [(["mio+"], [("mio", 1)]), (["ken", "rin"], [("ken", 0), ("rin", 0)])])
def test_two_places_that_nobody_takes_go_on_together(behind, expected, how):
    """To the next for two, or to two who wait alone."""
    activity = a_line("hana+", *behind)
    assert [("hana", 1)] == told(done(activity, activity.change(wanted(**FAR, capacity=4), NOW)))

    if how == "passed on":
        events = done(activity, activity.leave_list("hana", NOW))
    else:
        events = done(activity, activity.fall_due(activity.offers["hana"].until))

    assert ([("hana", 1)], expected) == (told(events, WaitingPassed), told(events))
    assert (0, 2) == (free(activity), activity.held("participant"))


def test_an_offer_of_two_may_be_taken_alone_and_the_other_place_goes_on():
    """By signing up with nobody; a friend more than is held for needs a free place."""
    activity = a_line("hana+", "ken", inside=("a", "b"))
    done(activity, activity.withdraw("a", NOW))
    done(activity, activity.leave_list("ken", NOW))
    done(activity, activity.withdraw("b", NOW))
    done(activity, activity.wait("ken", NOW))
    assert {"hana": 1} == {id: offer.guests for id, offer in activity.offers.items()}

    events = done(activity, activity.sign_up("hana", NOW, guests=0))

    assert ([("hana", 0)], [("ken", 0)]) == (told(events, ActivitySignedUp), told(events))
    with pytest.raises(NoPlaceForGuest):
        activity.accept("ken", NOW, 1)
    assert (1, 1, 0) == (activity.places_taken, activity.held("participant"), free(activity))


def test_who_waits_says_otherwise_and_stays_where_they_are():
    """Alone after all: a place that is left is held at once. With a friend after all: two are waited for."""
    activity = a_line("hana+", "mio+", inside=("a", "b"), capacity=3)

    events = done(activity, activity.wait("mio", NOW, guests=0))
    assert (["mio"], [("mio", 0)]) == ([e.person_id for e in events if type(e) is WaitingJoined], told(events))
    activity = a_line("hana", "ken", inside=("a", "b"))
    assert [] == told(done(activity, activity.wait("hana", NOW, guests=1)))
    assert (1, 2) == (activity.position_of("hana"), activity.position_of("ken"))
    assert [("ken", 0)] == told(done(activity, activity.withdraw("a", NOW)))
    assert [] == activity.wait("ken", NOW, guests=1), "what is held stays as it was offered"


def test_a_friend_waits_for_no_task_not_for_ever_and_not_again_and_again():
    """Only who takes part brings somebody; the list closes for two as for one; changing one's mind has a bound."""
    activity = an_activity("a", **FAR, capacity=3, roles={"participant": 1, "helper": 2})
    with pytest.raises(GuestOnlyTakesPart):
        activity.wait("hana", NOW, "helper", 1)
    done(activity, activity.wait("hana", NOW, guests=1))
    for n in range(WAITS_PER_PERSON_MAX - 1):
        done(activity, activity.wait("hana", NOW, guests=n % 2))
    with pytest.raises(TooManySignUps):
        activity.wait("hana", NOW, guests=1 - activity.waiter("hana").guests)
    with pytest.raises(WaitingClosed):
        activity.wait("hana", FAR["deadline"], guests=1 - activity.waiter("hana").guests)
    (closed,) = done(activity, activity.fall_due(FAR["deadline"]))
    assert ("hana", "closed") == (closed.person_id, closed.reason)


GUESTS = st.sampled_from([None, 0, 1])


class InTwos(AnyOrder):
    """The same with guests: rivals alone and in twos."""

    @initialize(capacity=st.integers(1, 3))
    def announced(self, capacity):
        self.activity = an_activity(capacity=capacity, **FAR)
        self.now = NOW
        self.order = {}
        """Who waits, by what was told, with whom."""

    def follow(self, event):
        match event:
            case WaitingOffered():
                assert event.guests == self.order[event.person_id]
                before = list(self.order)[: list(self.order).index(event.person_id)]
                assert all(self.order[earlier] > event.guests for earlier in before), "somebody was overtaken"
                del self.order[event.person_id]
            case WaitingPassed():
                self.order.pop(event.person_id, None)
            case WaitingJoined() if type(event) is WaitingJoined:
                self.order[event.person_id] = event.guests

    @rule(person=PEOPLE, guests=GUESTS)
    def sign_up(self, person, guests):
        self.try_(lambda: self.activity.sign_up(person, self.now, guests=guests))

    @rule(person=PEOPLE, guests=GUESTS)
    def want(self, person, guests):
        self.try_(lambda: self.activity.wait(person, self.now, guests=guests))

    @rule(person=PEOPLE, guests=GUESTS)
    def accept(self, person, guests):
        self.try_(lambda: self.activity.accept(person, self.now, guests))

    @rule(capacity=st.integers(1, 5))
    def change(self, capacity):
        self.try_(lambda: self.activity.change(wanted(**FAR, capacity=capacity), self.now))

    @invariant()
    def the_capacity_holds_and_no_place_is_idle(self):
        """None that is enough for somebody who waits."""
        activity = self.activity
        placed = sum(part.places for part in activity.participations.values())
        held = sum(1 + offer.guests for offer in activity.offers.values())
        left = activity.about.capacity - placed - held

        assert (placed, held, left) == (activity.places_taken, activity.held("participant"), free(activity))
        assert left >= 0
        assert not [each for each in activity.waiting if 1 + each.guests <= left]
        assert self.order == {waiter.person_id: waiter.guests for waiter in activity.waiting}
        assert list(self.order) == [waiter.person_id for waiter in activity.waiting]
        assert activity == Activity.model_validate_json(activity.model_dump_json())


InTwos.TestCase.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
TestInTwos = InTwos.TestCase
