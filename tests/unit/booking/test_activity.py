"""The domain of activities: places, attendance and its codes' outcome, corrections; no store, no clock."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from pydantic import ValidationError

from services.booking import activity_refusals as refusals
from services.booking.domain.activity import (
    ATTENDANCES_PER_PERSON_MAX,
    CAPACITY_MAX,
    CODE_TRIES_MAX,
    SIGN_UPS_EVER_MAX,
    SIGN_UPS_PER_PERSON_MAX,
    Activity,
    Announcement,
)
from shared.contracts.booking import ActivitySignedUp
from shared.errors import Refusal

NOW = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)
STARTS, ENDS = NOW + timedelta(hours=5), NOW + timedelta(hours=7)
DURING = STARTS + timedelta(minutes=10)


def wanted(**changes):
    return Announcement(
        **{
            "title": "大沢の畑で土づくり",
            "group_id": "osawa-garden",
            "place": "大沢地区公会堂",
            "starts_at": STARTS,
            "ends_at": ENDS,
            "deadline": NOW + timedelta(hours=4),
            "capacity": 2,
            **changes,
        }
    )


def done(activity, events):
    for event in events:
        activity.apply(event)
    return events


def an_activity(*people, **changes):
    activity = Activity(stream_name="activity/a1")
    done(activity, activity.announce(wanted(**changes), NOW))
    for person in people:
        done(activity, activity.sign_up(person, NOW))
    return activity


def attended(*people):
    activity = an_activity(*people)
    for person in people:
        done(activity, activity.attend_by_code(person, "right", DURING))
    return activity


# -- announcing


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"ends_at": STARTS}, refusals.ActivityTimesImpossible),
        ({"ends_at": STARTS + timedelta(hours=24, seconds=1)}, refusals.ActivityTooLong),
        ({"starts_at": NOW - timedelta(hours=2), "ends_at": NOW}, refusals.ActivityAlreadyOver),
        (
            {"starts_at": NOW + timedelta(days=367), "ends_at": NOW + timedelta(days=367, hours=1)},
            refusals.ActivityTooFarAhead,
        ),
        ({"deadline": NOW}, refusals.DeadlineImpossible),
        ({"deadline": ENDS + timedelta(seconds=1)}, refusals.DeadlineImpossible),
    ],
)
def test_an_impossible_announcement_is_refused_by_name(changes, refusal):
    """A wrong date must say which one is wrong, not become an activity that nobody can attend."""
    with pytest.raises(refusal):
        an_activity(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"ends_at": STARTS + timedelta(hours=24)},
        {
            "starts_at": NOW - timedelta(hours=2),
            "ends_at": NOW + timedelta(seconds=1),
            "deadline": NOW + timedelta(seconds=1),
        },
        {"deadline": ENDS},
        {"capacity": CAPACITY_MAX},
    ],
)
def test_an_announcement_on_the_edge_of_the_rules_stands(changes):
    """The limits themselves are allowed: an activity that runs already may still be announced, until it ends."""
    assert an_activity(**changes).announced is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"capacity": 0},
        {"capacity": CAPACITY_MAX + 1},
        {"title": "   "},
        {"title": "あ" * 101},
        {"title": "一行目\n二行目"},
        {"fee": -1},
        {"tags": ["x"] * 11},
        {"tags": [" "]},
        {"group_id": "a/b"},
        {"areas": {"住区": "o/s"}},
        {"starts_at": "2026-12-01T14:00:00"},
        {"starts_at": "0001-01-01T00:00:00+14:00"},
        {"extra": 1},
    ],
)
def test_an_announcement_out_of_range_is_not_read(changes):
    """Sizes, ids and instants are bounded before anything is decided."""
    with pytest.raises(ValidationError):
        wanted(**changes)


def test_an_announcement_is_decided_exactly_as_it_is_read_back():
    """Other zones, fractions of a second and composed letters must not make a state that a rebuild would not make."""
    odd = wanted(title=" か\u3099くしゅう ", starts_at="2026-12-01T14:00:00.9+09:00")
    (event,) = Activity(stream_name="activity/a1").announce(odd, NOW)

    assert event == type(event).parse(event.body())
    assert "がくしゅう" == event.title
    assert STARTS == event.starts_at


# -- places


def test_the_last_place_is_given_once():
    """Capacity is people with a place; the next one is refused with the number."""
    activity = an_activity("p1", "p2")

    with pytest.raises(refusals.ActivityFull) as refusal:
        activity.sign_up("p3", NOW)
    assert {"capacity": 2} == refusal.value.data


def test_signing_up_again_changes_nothing_even_when_full_and_late():
    """A second tap on the button is no second place and no error."""
    activity = an_activity("p1", "p2")

    assert [] == activity.sign_up("p1", ENDS)


def test_the_deadline_is_the_last_moment():
    """Until the deadline itself people may sign up, and not a second longer."""
    activity = an_activity()
    deadline = activity.about.deadline

    assert 1 == len(activity.sign_up("p1", deadline))
    with pytest.raises(refusals.SignUpClosed):
        activity.sign_up("p1", deadline + timedelta(seconds=1))


def test_a_place_given_back_is_free_again():
    """Who withdraws makes room for somebody else."""
    activity = an_activity("p1", "p2")

    done(activity, activity.withdraw("p1", NOW))

    assert 1 == len(activity.sign_up("p3", NOW))
    assert [] == activity.withdraw("p1", NOW)


@pytest.mark.parametrize(("who", "at", "refusal"), [
    ("p9", NOW, refusals.NotSignedUp),
    ("p1", STARTS, refusals.WithdrawalClosed),
])  # fmt: skip
def test_withdrawing_without_a_place_or_too_late_is_refused(who, at, refusal):
    """A withdrawal after the start would hide who did not come."""
    with pytest.raises(refusal):
        an_activity("p1").withdraw(who, at)


def test_nobody_withdraws_what_they_attended():
    """Points hang on the attendance; it is taken back by a correction only."""
    activity = an_activity("p1")
    early = STARTS - timedelta(minutes=20)
    done(activity, activity.attend_by_code("p1", "right", early))

    with pytest.raises(refusals.WithdrawalClosed):
        activity.withdraw("p1", early)


def test_signing_up_and_withdrawing_has_an_end_for_one_person_and_for_all():
    """A stream has a size bound by design, and one person cannot use it up."""
    activity = an_activity()
    for _ in range(SIGN_UPS_PER_PERSON_MAX):
        done(activity, activity.sign_up("p1", NOW))
        done(activity, activity.withdraw("p1", NOW))

    with pytest.raises(refusals.TooManySignUps):
        activity.sign_up("p1", NOW)
    assert 1 == len(activity.sign_up("p2", NOW))
    for n in range(SIGN_UPS_EVER_MAX - SIGN_UPS_PER_PERSON_MAX):
        done(activity, activity.sign_up(f"q{n}", NOW))
        done(activity, activity.withdraw(f"q{n}", NOW))
    with pytest.raises(refusals.TooManySignUps):
        activity.sign_up("p2", NOW)


# -- attendance


def test_an_attendance_says_minutes_and_evidence():
    """Points are counted from both."""
    (event,) = an_activity("p1").attend_by_code("p1", "right", DURING)

    assert ("osawa-garden", "p1", 120, "code") == (event.group_id, event.person_id, event.minutes, event.evidence)


@pytest.mark.parametrize("by_code", [True, False])
def test_attending_twice_is_one_attendance(by_code):
    """However it is recorded the second time, and whatever code is given: no second event."""
    activity = attended("p1")

    again = (
        activity.attend_by_code("p1", "wrong", ENDS + timedelta(days=30))
        if by_code
        else activity.attend_by_hand("p1", "staff", ENDS + timedelta(days=30))
    )

    assert [] == again


@pytest.mark.parametrize("withdrawn", [True, False])
def test_who_has_no_place_cannot_attend(withdrawn):
    """A right code in the hands of somebody who is not signed up records nothing."""
    activity = an_activity("p1")
    if withdrawn:
        done(activity, activity.withdraw("p1", NOW))
    person = "p1" if withdrawn else "p9"

    with pytest.raises(refusals.NotSignedUp):
        activity.attend_by_code(person, "right", DURING)
    with pytest.raises(refusals.NotSignedUp):
        activity.attend_by_hand(person, "officer", DURING)


@pytest.mark.parametrize(("code_counts", "list_counts", "at"), [
    (False, False, STARTS - timedelta(minutes=30, seconds=1)),
    (True, True, STARTS - timedelta(minutes=30)),
    (True, True, ENDS + timedelta(minutes=30)),
    (False, True, ENDS + timedelta(minutes=30, seconds=1)),
    (False, True, ENDS + timedelta(days=7)),
    (False, False, ENDS + timedelta(days=7, seconds=1)),
])  # fmt: skip
def test_attendance_is_recorded_around_the_activity_only(code_counts, list_counts, at):
    """Codes count from 30 minutes before to 30 after; a paper list may be entered for a week."""

    def counts(decide):
        try:
            return bool(decide())
        except refusals.AttendanceNotOpen:
            return False

    activity = an_activity("p1")

    assert code_counts == counts(lambda: activity.attend_by_code("p1", "right", at))
    assert list_counts == counts(lambda: activity.attend_by_hand("p1", "staff", at))


def test_codes_cannot_be_guessed():
    """After the last try even the right code is refused; an officer can still record the person."""
    activity = an_activity("p1", "p2")
    left = [done(activity, activity.attend_by_code("p1", "wrong", DURING))[0].tries_left for _ in range(CODE_TRIES_MAX)]

    assert list(range(CODE_TRIES_MAX - 1, -1, -1)) == left
    with pytest.raises(refusals.CodeTriesExhausted):
        activity.attend_by_code("p1", "right", DURING)
    assert 1 == len(activity.attend_by_code("p2", "right", DURING))
    assert 1 == len(activity.attend_by_hand("p1", "officer", DURING))


def test_signing_up_anew_gives_no_new_tries():
    """Else the limit would be worth nothing before the start."""
    activity, early = an_activity("p1", deadline=ENDS), STARTS - timedelta(minutes=20)
    for _ in range(CODE_TRIES_MAX):
        done(activity, activity.attend_by_code("p1", "expired", early))
    done(activity, activity.withdraw("p1", early))
    done(activity, activity.sign_up("p1", early))

    with pytest.raises(refusals.CodeTriesExhausted):
        activity.attend_by_code("p1", "right", early)


# -- corrections


def test_a_correction_names_what_it_takes_back():
    """Points reverse what they earned by the same minutes and evidence."""
    (event,) = attended("p1").correct("p1")

    assert ("p1", 120, "code") == (event.person_id, event.minutes, event.evidence)


@pytest.mark.parametrize("who", ["p1", "p9"])
def test_what_was_not_attended_cannot_be_corrected(who):
    """Signed up or unknown: there is nothing to take back."""
    with pytest.raises(refusals.NotAttended):
        an_activity("p1").correct(who)


def test_a_corrected_attendance_is_recorded_anew_by_hand_only_and_not_for_ever():
    """An officer said that the person was not there: a code does not undo that; an officer does, a few times."""
    activity = attended("p1")
    done(activity, activity.correct("p1"))

    assert [] == activity.correct("p1")
    with pytest.raises(refusals.OnlyByHand):
        activity.attend_by_code("p1", "right", DURING)
    for _ in range(ATTENDANCES_PER_PERSON_MAX - 1):
        done(activity, activity.attend_by_hand("p1", "officer", DURING))
        done(activity, activity.correct("p1"))
    with pytest.raises(refusals.TooManyCorrections):
        activity.attend_by_hand("p1", "officer", DURING)


# -- invariants


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
        again = an_activity(capacity=self.activity.about.capacity, deadline=ENDS)
        done(again, [type(event).parse(event.body()) for event in self.history])
        assert again == self.activity
        assert again == Activity.model_validate_json(self.activity.model_dump_json())


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
