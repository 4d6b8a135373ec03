"""The waiting list of an activity: pure decisions."""

from datetime import timedelta

import pytest

from services.booking.activities import change_refusals, refusals, waiting_refusals
from services.booking.domain.activities.announcement import Announcement
from services.booking.domain.activities.places import SIGN_UPS_PER_PERSON_MAX
from services.booking.domain.activities.waiting import LAPSED_AT_ONCE, WAITING_MAX, WAITS_PER_PERSON_MAX, closes_at
from shared.contracts.booking_activities import (
    ActivitySignedUp,
    ActivityWithdrawn,
    WaitingAccepted,
    WaitingOffered,
    WaitingPassed,
)
from tests.unit.booking.activity_kit import FAR, NOW, an_activity, done, wanted


def full(*waiting, **changes):
    """Two places that p1 and p2 have, and some who wait."""
    activity = an_activity("p1", "p2", **{**FAR, **changes})
    for person in waiting:
        done(activity, activity.wait(person, NOW))
    return activity


def about(events):
    return [(type(event), event.person_id) for event in events]


def test_a_place_given_back_is_held_for_the_next_in_order():
    """The same decision offers it: nobody else sees it free."""
    activity = full("w1", "w2")

    events = done(activity, activity.withdraw("p1", NOW))

    assert [(ActivityWithdrawn, "p1"), (WaitingOffered, "w1")] == about(events)
    assert NOW + timedelta(hours=24) == events[1].deadline
    with pytest.raises(refusals.ActivityFull):
        activity.sign_up("p3", NOW)
    assert [(WaitingAccepted, "w1"), (ActivitySignedUp, "w1")] == about(done(activity, activity.accept("w1", NOW)))
    assert 1 == activity.position_of("w2")


@pytest.mark.parametrize(("left", "hours"), [(80, 24), (30, 6), (10, 2), (3, 0.5), (0.25, 0.25)])
def test_an_offer_stands_shorter_the_nearer_the_end_is(left, hours):
    """A place that nobody takes must reach others in time, and no offer outlives the list."""
    activity = full("w1", deadline=FAR["starts_at"])
    now = closes_at(activity.about) - timedelta(hours=left)

    (_, offered) = activity.withdraw("p1", now)

    assert now + timedelta(hours=hours) == offered.deadline


def test_an_offer_that_nobody_took_goes_to_the_next():
    """Whoever let it pass is off the list; the next has it for as long."""
    activity = full("w1", "w2")
    done(activity, activity.withdraw("p1", NOW))
    over = NOW + timedelta(hours=24)

    assert [] == activity.fall_due(over - timedelta(seconds=1))
    with pytest.raises(waiting_refusals.OfferOver):
        activity.accept("w1", over)
    events = done(activity, activity.fall_due(over))

    assert [(WaitingPassed, "w1"), (WaitingOffered, "w2")] == about(events)
    assert "offer-expired" == events[0].reason
    with pytest.raises(waiting_refusals.NoOffer):
        activity.accept("w1", over)


def test_who_declines_lets_the_next_have_it_at_once():
    """An answer is better than silence."""
    activity = full("w1", "w2")
    done(activity, activity.withdraw("p1", NOW))

    events = done(activity, activity.leave_list("w1", NOW))

    assert [(WaitingPassed, "w1"), (WaitingOffered, "w2")] == about(events)
    assert [] == activity.leave_list("w1", NOW)


def test_signing_up_takes_the_place_that_is_held():
    """Whoever was offered a place need not know by which button it is taken."""
    activity = full("w1")
    done(activity, activity.withdraw("p1", NOW))

    assert [(WaitingAccepted, "w1"), (ActivitySignedUp, "w1")] == about(activity.sign_up("w1", NOW))


def test_the_list_ends_with_the_deadline_and_everybody_hears():
    """A few in a commit, until nobody is left; then there is no timer any more."""
    waiting = [f"w{n}" for n in range(LAPSED_AT_ONCE + 5)]
    activity = full(*waiting)
    end = activity.about.deadline
    assert end == activity.waiting_closes_at
    with pytest.raises(waiting_refusals.WaitingClosed):
        activity.wait("w-late", end)

    first, second = done(activity, activity.fall_due(end)), done(activity, activity.fall_due(end))

    assert waiting == [event.person_id for event in (*first, *second)]
    assert {"closed"} == {event.reason for event in (*first, *second)}
    assert LAPSED_AT_ONCE == len(first)
    assert activity.waiting_closes_at is None


def test_nothing_is_offered_after_the_start():
    """Who withdraws late leaves a place to whoever comes; the list has ended."""
    activity = full("w1")
    now = FAR["deadline"]

    assert [(ActivityWithdrawn, "p1")] == about(activity.withdraw("p1", now))


@pytest.mark.parametrize(("who", "refusal"), [
    ("p1", waiting_refusals.AlreadySignedUp),
    ("p3", waiting_refusals.PlaceIsFree),
])  # fmt: skip
def test_nobody_waits_who_need_not(who, refusal):
    """Neither with a place, nor while one is free."""
    activity = an_activity("p1", **FAR)

    with pytest.raises(refusal):
        activity.wait(who, NOW)


def test_the_list_is_bounded_in_people_and_in_how_often_each_joins():
    """A stream has a size bound by design, and one person cannot use it up."""
    activity = full()
    for _ in range(WAITS_PER_PERSON_MAX):
        done(activity, activity.wait("w0", NOW))
        done(activity, activity.leave_list("w0", NOW))
    with pytest.raises(refusals.TooManySignUps):
        activity.wait("w0", NOW)
    for n in range(WAITING_MAX):
        done(activity, activity.wait(f"x{n}", NOW))

    with pytest.raises(waiting_refusals.WaitingFull):
        activity.wait("y", NOW)


def test_who_may_not_sign_up_again_may_not_wait_either():
    """An offer that cannot be taken would leave a place idle."""
    activity = an_activity("p2", capacity=2, **FAR)
    for _ in range(SIGN_UPS_PER_PERSON_MAX):
        done(activity, activity.sign_up("p1", NOW))
        done(activity, activity.withdraw("p1", NOW))
    done(activity, activity.sign_up("p3", NOW))

    with pytest.raises(refusals.TooManySignUps):
        activity.wait("p1", NOW)


# -- roles


def test_each_role_has_its_own_places_and_its_own_order():
    """A full role waits for itself: the place of a helper is not given to a participant."""
    activity = an_activity(capacity=2, roles={"participant": 1, "helper": 1}, **FAR)
    done(activity, activity.sign_up("p1", NOW))
    done(activity, activity.sign_up("h1", NOW, "helper"))
    done(activity, activity.wait("p2", NOW))
    done(activity, activity.wait("h2", NOW, "helper"))

    assert (1, 1) == (activity.position_of("p2"), activity.position_of("h2"))
    events = activity.withdraw("h1", NOW)

    assert [(ActivityWithdrawn, "h1"), (WaitingOffered, "h2")] == about(events)
    assert "helper" == events[1].role
    with pytest.raises(refusals.ActivityFull) as refusal:
        activity.sign_up("h3", NOW, "helper")
    assert {"capacity": 1} == refusal.value.data


@pytest.mark.parametrize(("role", "refusal"), [
    ("cooking", waiting_refusals.RoleNotOffered),
    ("helper", waiting_refusals.AnotherRole),
])  # fmt: skip
def test_a_role_that_is_not_there_and_a_second_one_are_refused(role, refusal):
    """One person takes part in one role."""
    activity = an_activity(capacity=3, roles={"participant": 2, "helper": 1})
    done(activity, activity.sign_up("p1", NOW))

    with pytest.raises(refusal):
        activity.sign_up("p1" if role == "helper" else "p2", NOW, role)


def test_who_finds_a_place_in_another_role_leaves_the_list():
    """The place that was held goes to the next."""
    activity = an_activity(capacity=2, roles={"participant": 1, "helper": 1}, **FAR)
    done(activity, activity.sign_up("p1", NOW))
    for person in ("w1", "w2"):
        done(activity, activity.wait(person, NOW))
    done(activity, activity.withdraw("p1", NOW))

    events = done(activity, activity.sign_up("w1", NOW, "helper"))

    assert [(ActivitySignedUp, "w1"), (WaitingPassed, "w1"), (WaitingOffered, "w2")] == about(events)


@pytest.mark.parametrize(("changes", "refusal"), [
    ({"roles": {"juggling": 2}}, change_refusals.RoleUnknown),
    ({"roles": {"participant": 1, "helper": 2}}, change_refusals.RolesDoNotAddUp),
])  # fmt: skip
def test_roles_are_those_of_the_list_and_make_up_the_capacity(changes, refusal):
    """Else nobody could tell how many people come."""
    with pytest.raises(refusal):
        an_activity(**changes)


def test_the_capacity_follows_from_the_roles():
    """Nobody has to add."""
    said = wanted().model_dump(exclude={"capacity"})

    assert 5 == Announcement(**{**said, "roles": {"participant": 3, "helper": 2}}).capacity


# -- more places


def test_more_places_are_offered_in_order():
    """A larger room reaches those who waited first."""
    activity = full("w1", "w2", "w3")

    events = done(activity, activity.change(wanted(**FAR, capacity=4), NOW))

    assert [(WaitingOffered, "w1"), (WaitingOffered, "w2")] == about(events[1:])
    with pytest.raises(refusals.ActivityFull):
        activity.sign_up("p9", NOW)


def test_a_place_that_is_held_counts_when_places_are_taken_away():
    """An offer is a promise."""
    activity = full("w1")
    done(activity, activity.withdraw("p1", NOW))

    with pytest.raises(change_refusals.CapacityBelowSignUps) as refusal:
        activity.change(wanted(**FAR, capacity=1), NOW)
    assert {"role": "participant", "people": 2} == refusal.value.data


def test_a_role_that_people_have_or_wait_for_stays():
    """Nobody loses a place, or their turn, because the list of roles was changed."""
    activity = an_activity(capacity=2, roles={"participant": 1, "helper": 1}, **FAR)
    done(activity, activity.sign_up("h1", NOW, "helper"))

    with pytest.raises(change_refusals.CapacityBelowSignUps) as refusal:
        activity.change(wanted(**FAR, capacity=2), NOW)
    assert {"role": "helper", "people": 1} == refusal.value.data
    done(activity, activity.withdraw("h1", NOW))
    done(activity, activity.change(wanted(**FAR, capacity=2), NOW))
    assert (2, 0) == (activity.free("participant"), activity.free("helper"))
