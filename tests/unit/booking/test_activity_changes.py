"""Changes and cancellations of activities, and that everybody whom they concern is told; pure decisions."""

from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from services.booking.activities import change_refusals, refusals
from services.booking.domain.activities.activity import CHANGES_MAX, TOLD_AT_ONCE
from services.booking.domain.activities.events import SomeTold
from services.booking.domain.activities.record import Known
from shared.contracts.booking_activities import (
    ActivityCancelled,
    ActivityChanged,
    AttendanceCorrected,
    ParticipationAffected,
    WaitingPassed,
)
from shared.errors import Refusal
from tests.unit.booking.activity_kit import DURING, ENDS, NOW, STARTS, a_course, an_activity, attended, done, wanted

LATER = {"starts_at": STARTS + timedelta(hours=1), "ends_at": ENDS + timedelta(hours=1)}


def tell(activity):
    """Everything that is told, a commit after the other."""
    commits = []
    while events := done(activity, activity.tell_next()):
        commits.append(events)
        if not isinstance(events[-1], SomeTold):
            break
    return commits


def told(activity):
    return [event for commit in tell(activity) for event in commit if isinstance(event, ParticipationAffected)]


def test_everybody_who_has_a_place_or_waits_is_told_what_was_and_what_is():
    """The new times and place are of no use to somebody who does not know that they are new."""
    activity = an_activity("p1", "p2")
    done(activity, activity.wait("w1", NOW))
    done(activity, activity.withdraw("p2", NOW))
    done(activity, activity.wait("w2", NOW))

    changed = done(activity, activity.change(wanted(**LATER, place="いつでもハウス"), NOW))
    events = told(activity)

    assert [ActivityChanged] == [type(event) for event in changed]
    assert [("p1", "signed-up"), ("w1", "offered"), ("w2", "waiting")] == [(e.person_id, e.standing) for e in events]
    assert {("place", "time")} == {event.changed for event in events}
    assert {("大沢地区公会堂", STARTS, "いつでもハウス", LATER["starts_at"])} == {
        (event.was_place, event.was_starts_at, event.place, event.starts_at) for event in events
    }
    assert [] == activity.tell_next()


def test_a_change_that_concerns_nobody_is_told_to_nobody():
    """More places and another deadline are no news for somebody who has one."""
    activity = an_activity("p1")

    done(activity, activity.change(wanted(capacity=9, deadline=STARTS, tags=["tea"]), NOW))

    assert [] == tell(activity)


def test_the_same_again_is_no_change():
    """A second tap on the button tells nobody anything."""
    activity = an_activity("p1")

    assert [] == activity.change(wanted(), NOW)


def test_many_are_told_in_commits_of_a_bounded_size():
    """300 people, each once, and every commit but the last says that more are left."""
    people = [f"p{n:03}" for n in range(300)]
    activity = an_activity(*people, capacity=300)
    done(activity, activity.change(wanted(capacity=300, place="別の場所"), NOW))

    commits = tell(activity)

    assert people == [event.person_id for commit in commits for event in commit if type(event) is not SomeTold]
    assert max(len(commit) for commit in commits) <= TOLD_AT_ONCE + 1
    assert [200, 100] == [commit[-1].left for commit in commits[:-1]]


def test_two_changes_before_somebody_was_told_are_told_as_one():
    """From what they last knew to what holds now; and what was taken back is not told at all."""
    activity = an_activity("p1")
    done(activity, activity.change(wanted(place="体育館"), NOW))
    done(activity, activity.change(wanted(place="図書館"), NOW))

    (event,) = told(activity)

    assert ("大沢地区公会堂", "図書館") == (event.was_place, event.place)
    done(activity, activity.change(wanted(place="体育館"), NOW))
    done(activity, activity.change(wanted(place="図書館"), NOW))
    assert [] == told(activity)


@pytest.mark.parametrize(("changes", "refusal"), [
    ({"group_id": "another"}, change_refusals.GroupFixed),
    ({"ends_at": STARTS}, refusals.ActivityTimesImpossible),
    ({"deadline": NOW - timedelta(hours=1)}, refusals.DeadlineImpossible),
])  # fmt: skip
def test_an_impossible_change_is_refused_by_name(changes, refusal):
    """Nothing of it is taken."""
    with pytest.raises(refusal):
        an_activity().change(wanted(**changes), NOW)


def test_a_deadline_that_has_passed_may_stay():
    """An officer who moves the place an hour before need not open the sign-up again."""
    activity = an_activity("p1")
    now = STARTS - timedelta(minutes=50)

    assert [ActivityChanged] == [type(event) for event in activity.change(wanted(place="別の部屋"), now)]


def test_what_has_begun_keeps_its_times_and_its_certificate():
    """Attendances rest on them; what is still to come may move, and so may the place."""
    activity = a_course("p1", certificate={"title_ja": "修了", "title_en": "Done", "sessions_min": 2})
    said = wanted().model_dump(exclude={"starts_at", "ends_at", "sessions"})
    times = [{"starts_at": each.starts_at, "ends_at": each.ends_at} for each in activity.about.sessions]
    terms = activity.about.certificate.model_dump()
    later = {"starts_at": times[2]["starts_at"] + timedelta(days=1), "ends_at": times[2]["ends_at"] + timedelta(days=1)}

    def change(sessions, **changes):
        whole = {**said, "certificate": terms, "sessions": sessions, **changes}
        return activity.change(type(wanted())(**whole), DURING)

    for sessions, changes in (
        (times[1:], {}),
        ([{**times[0], "ends_at": times[0]["ends_at"] + timedelta(hours=1)}, *times[1:]], {}),
        (times, {"certificate": None}),
    ):
        with pytest.raises(change_refusals.ActivityHasBegun):
            change(sessions, **changes)
    assert [ActivityChanged] == [type(event) for event in change([*times[:2], later], place="別の場所")]


def test_changes_have_an_end():
    """Each may be told to everybody: a stream has a size bound by design."""
    activity = an_activity()
    for n in range(CHANGES_MAX):
        done(activity, activity.change(wanted(title=f"第{n}案"), NOW))

    with pytest.raises(change_refusals.TooManyChanges):
        activity.change(wanted(title="まだまだ"), NOW)


# -- cancelling


def test_a_cancelled_activity_tells_everybody_and_takes_back_what_was_recorded():
    """Attendances and certificates are undone for each, once; who waits waits no more."""
    terms = {"title_ja": "修了", "title_en": "Done", "sessions_min": 1}
    activity = an_activity("p1", "p2", certificate=terms)
    done(activity, activity.wait("w1", NOW))
    done(activity, activity.attend_by_code("p1", "right", DURING, number="N"))

    cancelled = done(activity, activity.cancel("weather", DURING))
    (events,) = tell(activity)

    assert [ActivityCancelled] == [type(event) for event in cancelled]
    assert [
        ("attendance-corrected.v1", "p1"), ("certificate-revoked.v1", "p1"), ("participation-affected.v1", "p1"),
        ("participation-affected.v1", "p2"), ("participation-affected.v1", "w1"), ("waiting-passed.v1", "w1"),
    ] == [(event.type, event.person_id) for event in events]  # fmt: skip
    assert {(("cancelled",), "weather")} == {
        (event.changed, event.reason) for event in events if isinstance(event, ParticipationAffected)
    }
    assert (0, False) == (activity.attended, activity.participations["p1"].certificate.valid)
    assert activity.waiting_closes_at is None
    assert [] == activity.cancel("other", DURING)


def test_nothing_is_taken_for_a_cancelled_activity():
    """Whatever is asked of it: everybody hears that it is off."""
    activity = attended("p1")
    done(activity, activity.cancel("other", DURING))

    for decide in (
        lambda: activity.sign_up("p2", NOW),
        lambda: activity.wait("p2", NOW),
        lambda: activity.accept("p2", NOW),
        lambda: activity.withdraw("p1", NOW),
        lambda: activity.attend_by_code("p1", "right", DURING),
        lambda: activity.attend_by_hand("p1", "staff", DURING),
        lambda: activity.codes_close_at(DURING),
        lambda: activity.change(wanted(place="x"), DURING),
    ):
        with pytest.raises(change_refusals.ActivityIsCancelled):
            decide()
    assert [] == activity.fall_due(ENDS)


def test_an_attendance_that_was_corrected_before_is_not_corrected_again():
    """Points are taken back once."""
    activity = attended("p1")
    done(activity, activity.cancel("venue", DURING))
    done(activity, activity.correct("p1"))

    (events,) = tell(activity)

    assert not any(isinstance(event, AttendanceCorrected) for event in events)


def test_what_is_over_for_long_stays_as_it_was():
    """After the week in which lists are entered an officer does not undo it all."""
    with pytest.raises(change_refusals.TooLateToCancel):
        an_activity("p1").cancel("other", ENDS + timedelta(days=7, seconds=1))


# -- complete, in any order

PEOPLE = st.sampled_from([f"p{n}" for n in range(5)])


class AnyOrder(RuleBasedStateMachine):
    """People come and go while changes are being told, a few commits late."""

    @initialize()
    def announced(self):
        self.activity = an_activity(capacity=3)
        self.knows = {}
        """What each of those who are concerned last saw: at signing up, or by being told."""

    def try_(self, decide):
        try:
            events = decide()
        except Refusal:
            return
        done(self.activity, events)
        known = Known.of(self.activity.about)
        for event in events:
            if isinstance(event, ParticipationAffected):
                assert self.knows[event.person_id].differs(known), "told what they knew"
                assert self.knows[event.person_id].place == event.was_place
                self.knows[event.person_id] = known
            elif not isinstance(event, ActivityChanged | SomeTold | WaitingPassed):
                if self.activity.standing_of(event.person_id) is None:
                    self.knows.pop(event.person_id, None)
                else:
                    self.knows.setdefault(event.person_id, known)
            elif isinstance(event, WaitingPassed):
                self.knows.pop(event.person_id, None)

    @rule(person=PEOPLE)
    def sign_up(self, person):
        self.try_(lambda: self.activity.sign_up(person, NOW))

    @rule(person=PEOPLE)
    def withdraw(self, person):
        self.try_(lambda: self.activity.withdraw(person, NOW))

    @rule(person=PEOPLE)
    def wait(self, person):
        self.try_(lambda: self.activity.wait(person, NOW))

    @rule(person=PEOPLE)
    def leave(self, person):
        self.try_(lambda: self.activity.leave_list(person, NOW))

    @rule(place=st.sampled_from(["体育館", "図書館", "大沢地区公会堂"]))
    def change(self, place):
        self.try_(lambda: self.activity.change(wanted(capacity=3, place=place), NOW))

    @rule()
    def tell(self):
        self.try_(self.activity.tell_next)

    def teardown(self):
        if not hasattr(self, "activity"):
            return
        self.try_(self.activity.tell_next)

        now = Known.of(self.activity.about)
        assert all(known == now for known in self.knows.values()), "somebody was not told"


AnyOrder.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
TestToldInAnyOrder = AnyOrder.TestCase
