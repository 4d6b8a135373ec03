"""Attendance at activities: by code, by hand, and corrections; pure decisions."""

from datetime import timedelta

import pytest

from services.booking.activities import refusals
from services.booking.domain.activities.attending import ATTENDANCES_PER_PERSON_MAX, CODE_TRIES_MAX
from tests.unit.booking.activity_kit import DURING, ENDS, NOW, STARTS, an_activity, attended, done


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
