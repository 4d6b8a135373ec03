"""Activities of several days: their times, attendance at each, and certificates; pure decisions."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from services.booking.activities import change_refusals, refusals
from services.booking.domain.activities.announcement import SESSIONS_MAX
from services.booking.domain.activities.attending import CODE_TRIES_MAX
from shared.contracts.booking_activities import (
    ActivityAttended,
    AttendanceCorrected,
    CertificateGranted,
    CertificateRevoked,
)
from tests.unit.booking.activity_kit import DURING, ENDS, STARTS, a_course, an_activity, done, wanted

WEEK = timedelta(days=7)
TERMS = {"title_ja": "傾聴ボランティア講座 修了", "title_en": "Listening volunteers, completed", "sessions_min": 2}


def session(starts, hours=2):
    return {"starts_at": STARTS + timedelta(hours=starts), "ends_at": STARTS + timedelta(hours=starts + hours)}


def kinds(events):
    return [type(event) for event in events if event.topic]


def test_a_course_lasts_from_its_first_session_to_its_last():
    """The whole need not be said; the sessions are numbered in the order of time."""
    about = a_course().about

    assert (STARTS, ENDS + 2 * WEEK) == (about.starts_at, about.ends_at)
    assert [1, 2, 3] == [each.session for each in about.sessions]


@pytest.mark.parametrize("sessions", [
    [session(24), session(0)],
    [session(0), session(1)],
])  # fmt: skip
def test_sessions_that_cannot_be_are_refused(sessions):
    """Out of order, or two at a time."""
    with pytest.raises((change_refusals.SessionsDoNotFit, refusals.ActivityTimesImpossible)):
        a_course(sessions=sessions)


def test_a_whole_that_is_not_from_the_first_to_the_last_is_refused():
    """What lists show must be what the sessions say."""
    with pytest.raises(change_refusals.SessionsDoNotFit):
        a_course(starts_at=STARTS - timedelta(hours=1), ends_at=ENDS + 2 * WEEK)


def test_there_are_so_many_sessions_at_most():
    """A stream has a size bound by design."""
    assert SESSIONS_MAX == len(a_course(days=SESSIONS_MAX - 10, deadline=STARTS, sessions=[
        session(24 * n) for n in range(SESSIONS_MAX)
    ]).about.sessions)  # fmt: skip
    with pytest.raises(ValidationError):
        wanted(sessions=[session(24 * n) for n in range(SESSIONS_MAX + 1)])


def test_each_session_is_attended_by_itself():
    """The code counts for the session that is on; a second one that evening changes nothing."""
    activity = a_course("p1")

    (first,) = done(activity, activity.attend_by_code("p1", "right", DURING))
    again = activity.attend_by_code("p1", "right", DURING)
    (second,) = done(activity, activity.attend_by_code("p1", "right", DURING + WEEK))

    assert [(1, 120), (2, 120)] == [(event.session, event.minutes) for event in (first, second)]
    assert [] == again
    assert (240, 1) == (activity.participations["p1"].minutes, activity.attended)
    with pytest.raises(refusals.AttendanceNotOpen) as refusal:
        activity.attend_by_code("p1", "right", DURING + timedelta(days=1))
    assert STARTS + WEEK - timedelta(minutes=30) == refusal.value.data["opens_at"]


@pytest.mark.parametrize(("minutes", "number"), [(-10, 1), (60, 1), (119, 1), (125, 2), (140, 2), (260, 2)])
def test_between_two_sessions_the_one_that_runs_or_is_about_to_begin_counts(minutes, number):
    """Both are open for codes; nobody who comes to the second is recorded at the first."""
    activity = a_course("p1", sessions=[session(0), session(2.25)])

    (event,) = activity.attend_by_code("p1", "right", STARTS + timedelta(minutes=minutes))

    assert number == event.session


def test_an_officer_records_the_latest_session_or_the_one_that_is_named():
    """A paper list of last week is entered this week."""
    activity = a_course("p1")
    now = DURING + WEEK

    assert 2 == activity.attend_by_hand("p1", "officer", now)[0].session
    assert 1 == activity.attend_by_hand("p1", "officer", STARTS + timedelta(days=5), session=1)[0].session
    with pytest.raises(refusals.AttendanceNotOpen):
        activity.attend_by_hand("p1", "officer", now, session=3)
    with pytest.raises(change_refusals.SessionUnknown):
        activity.attend_by_hand("p1", "officer", now, session=4)


def test_an_activity_without_sessions_knows_no_numbers():
    """Its events are what they always were."""
    activity = an_activity("p1")

    assert activity.attend_by_code("p1", "right", DURING)[0].session is None
    with pytest.raises(change_refusals.SessionUnknown):
        activity.attend_by_code("p1", "right", DURING, session=1)


def test_wrong_codes_count_for_their_own_session():
    """Who mistypes on one evening can come to the next one."""
    activity = a_course("p1")
    for _ in range(CODE_TRIES_MAX):
        done(activity, activity.attend_by_code("p1", "wrong", DURING))

    with pytest.raises(refusals.CodeTriesExhausted):
        activity.attend_by_code("p1", "right", DURING)
    assert [ActivityAttended] == kinds(activity.attend_by_code("p1", "right", DURING + WEEK))


def test_a_correction_says_which_session_it_means():
    """Where only one was attended there is no doubt."""
    activity = a_course("p1")
    done(activity, activity.attend_by_code("p1", "right", DURING))
    assert 1 == activity.correct("p1")[0].session
    done(activity, activity.attend_by_code("p1", "right", DURING + WEEK))

    with pytest.raises(change_refusals.SessionNeeded):
        activity.correct("p1")
    (event,) = done(activity, activity.correct("p1", 2))
    assert (2, 120) == (event.session, event.minutes)
    assert [] == activity.correct("p1", 2)
    assert (1,) == activity.participations["p1"].attended


# -- certificates


def test_a_certificate_is_granted_once_when_enough_sessions_were_attended():
    """By the rule, at the attendance: nobody has to do anything for it."""
    activity = a_course("p1", certificate=TERMS)

    granted = [
        kinds(done(activity, activity.attend_by_code("p1", "right", DURING + n * WEEK, number="N1"))) for n in range(3)
    ]

    assert [[ActivityAttended], [ActivityAttended, CertificateGranted], [ActivityAttended]] == granted
    assert "N1" == activity.participations["p1"].certificate.number


def test_a_correction_below_the_rule_takes_the_certificate_back_and_a_new_attendance_gives_it_again():
    """Under the number that it had: whoever was shown it before sees the same one."""
    activity = a_course("p1", certificate=TERMS)
    for n in range(3):
        done(activity, activity.attend_by_code("p1", "right", DURING + n * WEEK, number="N1"))

    assert [AttendanceCorrected] == kinds(done(activity, activity.correct("p1", 1)))
    assert [AttendanceCorrected, CertificateRevoked] == kinds(done(activity, activity.correct("p1", 2)))
    assert not activity.participations["p1"].certificate.valid
    again = done(activity, activity.attend_by_hand("p1", "staff", DURING + 2 * WEEK, session=2, number="N2"))

    assert [ActivityAttended, CertificateGranted] == kinds(again)
    assert ("N1", True) == (
        activity.participations["p1"].certificate.number, activity.participations["p1"].certificate.valid,
    )  # fmt: skip


def test_a_certificate_out_of_reach_is_refused():
    """Nobody can attend more sessions than there are."""
    with pytest.raises(change_refusals.CertificateOutOfReach):
        an_activity(certificate=TERMS)
