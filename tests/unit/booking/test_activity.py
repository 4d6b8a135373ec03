"""Announcing activities and their places: pure decisions; no store, no clock."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from services.booking.activities import refusals
from services.booking.domain.activities.activity import Activity
from services.booking.domain.activities.announcement import CAPACITY_MAX
from services.booking.domain.activities.places import SIGN_UPS_EVER_MAX, SIGN_UPS_PER_PERSON_MAX
from tests.unit.booking.activity_kit import ENDS, NOW, STARTS, an_activity, done, wanted

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
        {"title": "\ud800"},
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
