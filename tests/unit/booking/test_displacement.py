"""What becomes of a booking that the house took away: places kept, lost, replaced, taken; in any order, and twice."""

from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from services.booking.domain.grid import instant
from services.booking.domain.wanted import Wanted
from services.booking.domain.ways.displacement import OFFERS_MAX, SEARCHES_MAX, Displacement
from services.booking.domain.ways.way_events import DisplacementOpened, PlaceAccepted, PlacesChosen
from services.booking.ways.refusals import PlaceOver
from shared.contracts.booking_ways import BookingDisplaced
from tests.unit.booking.booking_kit import DAY, NOW, a_facility, a_wish, terms_of

LATER = NOW + timedelta(days=3)
OPENED = DisplacementOpened(
    booking_id="b", facility_id="cc", room_ids=("big",), starts_at=instant(DAY, 40), ends_at=instant(DAY, 44),
    person_id="hana", people=5, purpose="meeting", fee=0, reason="closure", opened_at=NOW,
)  # fmt: skip
HOUSE = a_facility()
WISH = a_wish()
TERMS = terms_of(WISH, HOUSE)


def place(id):
    return Wanted.of(id, WISH, HOUSE, TERMS, way="offer", hold_until=LATER)


class Followed:
    """A displacement, and all that was ever recorded of it."""

    def __init__(self):
        self.state, self.events = Displacement(stream_name="displacement/b"), []
        self.put([OPENED])

    def put(self, events):
        for event in events:
            self.state.apply(event)
        self.events += events
        return events

    def chosen(self, *ids):
        beside = [place.booking_id for place in self.state.kept]
        return self.put(self.state.choose([place(id) for id in ids], LATER, beside))

    def note(self, *ids, held=True, at=NOW, **more):
        return [event for id in ids for event in self.put(self.state.note(id, at, held=held, **more))]

    @property
    def told(self):
        return [event.count for event in self.events if isinstance(event, BookingDisplaced)]


@pytest.fixture
def followed():
    return Followed()


def test_a_rival_who_was_faster_costs_a_search_and_no_second_message(followed):
    """The holder is told once, of what is kept in the end."""
    followed.chosen("p1", "p2", "p3")
    followed.note("p1", "p2")
    followed.note("p3", held=False)

    assert ([], "searching", ["p1", "p2"]) == (
        followed.told, followed.state.stage, [place.booking_id for place in followed.state.search.kept],
    )  # fmt: skip

    followed.chosen("p4")
    followed.note("p4")

    assert ([3], "offered", None) == (followed.told, followed.state.stage, followed.state.search)


def test_a_place_that_is_lost_later_is_replaced_and_the_holder_told_again(followed):
    """Meanwhile they may take one of those that are left."""
    followed.chosen("p1", "p2")
    followed.note("p1", "p2")
    followed.note("p1", held=False)

    assert [PlaceAccepted] == [type(event) for event in followed.state.accept("p2", NOW)]

    followed.chosen("p3")
    followed.note("p3")

    assert ([2, 2], LATER) == (followed.told, followed.state.until)


def test_when_nothing_is_found_the_holder_is_told_what_is_left(followed):
    """Fewer, or nothing: then it is over."""
    followed.chosen("p1", "p2")
    followed.note("p1", "p2")
    followed.note("p1", held=False)
    followed.chosen()

    assert ([2, 1], "offered") == (followed.told, followed.state.stage)

    followed.note("p2", held=False)
    followed.chosen()

    assert ([2, 1, 0], "over", []) == (followed.told, followed.state.stage, followed.chosen("p9"))


def test_searches_are_bounded_and_the_last_loss_is_told(followed):
    """Nobody gets messages without end; but that nothing is left they hear."""
    for n in range(SEARCHES_MAX):
        followed.chosen(f"p{n}")
        followed.note(f"p{n}")
        followed.note(f"p{n}", held=False)

    assert ([1] * SEARCHES_MAX + [0], "over") == (followed.told, followed.state.stage)


@pytest.mark.parametrize(("at", "more"), [(LATER, {}), (LATER - timedelta(hours=1), {}), (NOW, {"passed": True})])
def test_nothing_is_looked_for_when_time_is_over_or_the_holder_gave_it_back(followed, at, more):
    """What lapses with the time to choose is no loss, nor what its holder did not want."""
    followed.chosen("p1", "p2")
    followed.note("p1", "p2")

    followed.note("p1", held=False, at=at, **more)

    assert ("offered", [2]) == (followed.state.stage, followed.told)


def test_a_search_that_did_not_know_what_is_kept_now_counts_for_nothing(followed):
    """Two places were lost while others were looked for: it is looked again, for both."""
    followed.chosen("p1", "p2", "p3")
    followed.note("p1", "p2", "p3")
    followed.note("p1", held=False)
    known = [place.booking_id for place in followed.state.search.kept]
    followed.note("p2", held=False)

    assert [] == followed.state.choose([place("p4")], LATER, known)
    assert ["p3"] == [place.booking_id for place in followed.state.search.kept]


def test_what_comes_to_be_held_when_all_is_over_is_given_up(followed):
    """No room is kept for three days for somebody who has taken another."""
    followed.chosen("p1", "p2")
    followed.note("p1", "p2")
    followed.note("p1", held=False)
    followed.chosen("p3")
    followed.put(followed.state.accept("p2", NOW))
    followed.put(followed.state.settle("p2"))

    (_, passed) = followed.note("p3")

    assert (["p3"], []) == ([place.booking_id for place in passed.places], followed.note("p3"))


def test_a_step_that_comes_late_brings_no_place_back(followed):
    """That it is free again may be heard before that it was held."""
    followed.chosen("p1", "p2")
    followed.note("p1", held=False)

    assert [] == followed.note("p1")


def test_whoever_was_never_told_is_told_when_it_is_over(followed):
    """The service was away for the whole time to choose."""
    followed.chosen("p1", "p2")
    followed.note("p1")
    followed.note("p2", held=False)

    followed.put(followed.state.fall_due(LATER))

    assert ([0], "over", []) == (followed.told, followed.state.stage, followed.state.fall_due(LATER))


class Lives(RuleBasedStateMachine):
    """Searches, holds, losses, answers and time in any order; steps come late, twice, and after the end."""

    def __init__(self):
        super().__init__()
        self.it, self.now, self.steps, self.names = Followed(), NOW, [], 0

    @precondition(lambda self: self.it.state.search)
    @rule(found=st.integers(0, OFFERS_MAX))
    def look(self, found):
        """What a timer does."""
        most = OFFERS_MAX - len(self.it.state.search.kept)
        ids = [f"p{self.names + n}" for n in range(min(found, most))]
        self.names += len(ids)
        self.it.chosen(*ids)

    @precondition(lambda self: self.it.state.places)
    @rule(data=st.data(), held=st.booleans(), passed=st.booleans())
    def step(self, data, held, passed):
        """A step of a day: held or not, or no more."""
        id = data.draw(st.sampled_from(sorted(self.it.state.places)))
        step = {"held": held, "passed": passed and not held}
        self.steps.append((id, self.now, step))
        self.it.put(self.it.state.note(id, self.now, **step))

    @precondition(lambda self: self.steps)
    @rule(data=st.data())
    def again(self, data):
        """The same step, delivered twice."""
        id, at, step = data.draw(st.sampled_from(self.steps))
        self.it.put(self.it.state.note(id, at, **step))

    @precondition(lambda self: self.it.state.places)
    @rule(data=st.data())
    def answer(self, data):
        """The holder takes a place; its day books it, or has it no more."""
        id = data.draw(st.sampled_from(sorted(self.it.state.places)))
        try:
            self.it.put(self.it.state.accept(id, self.now))
        except PlaceOver:
            return
        if data.draw(st.booleans()):
            self.it.put(self.it.state.settle(id))
        else:
            self.it.put(self.it.state.note(id, self.now, held=False))

    @rule(hours=st.sampled_from([1, 24, 48]))
    def wait(self, hours):
        """Time passes, and the timer fires."""
        self.now += timedelta(hours=hours)
        self.it.put(self.it.state.fall_due(self.now))

    @invariant()
    def bounded(self):
        """Few searches, few messages, few places; and nobody is left without a word."""
        state = self.it.state
        assert SEARCHES_MAX >= len([event for event in self.it.events if isinstance(event, PlacesChosen)])
        assert SEARCHES_MAX + 1 >= len(self.it.told)
        assert OFFERS_MAX >= len(state.kept)
        assert state.stage != "over" or self.it.told
        assert state.stage != "offered" or self.it.told

    @invariant()
    def ends(self):
        """Whatever happened, time brings it to an end: it is waiting for a timer, for a day, or for nobody."""
        state = self.it.state
        if state.stage == "offered":
            assert state.until is not None
        assert (state.search is not None) == (state.stage == "searching")


def test_it_is_bounded_and_comes_to_an_end_in_any_order():
    """See ``Lives``."""
    run_state_machine_as_test(Lives, settings=settings(max_examples=150, stateful_step_count=30, deadline=None))
