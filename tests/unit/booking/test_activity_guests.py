"""A friend without an account takes a place of an activity, and never one that is not there."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.activities.guest_refusals import GuestOnlyTakesPart, NoPlaceForGuest
from services.booking.activities.refusals import ActivityFull, SignUpClosed, TooManySignUps, WithdrawalClosed
from services.booking.activities.waiting_refusals import PlaceIsFree
from services.booking.domain.activities.activity import Activity
from services.booking.domain.activities.places import SIGN_UPS_PER_PERSON_MAX
from shared.contracts.booking_activities import (
    ActivitySignedUp,
    ActivityWithdrawn,
    ParticipationAffected,
    WaitingOffered,
)
from shared.errors import Refusal
from tests.unit.booking.activity_kit import DURING, FAR, NOW, STARTS, an_activity, done, wanted


def free(activity):
    return activity.free("participant")


def test_a_friend_takes_a_place_and_gives_it_back_with_who_brought_them():
    """Of five places two people have two; a repeat is nothing; what is given back says how many go."""
    activity = an_activity(capacity=5)
    (event,) = done(activity, activity.sign_up("hana", NOW, guests=1))
    assert (1, 3, 2) == (event.guests, free(activity), activity.places_taken)
    assert [] == activity.sign_up("hana", NOW, guests=1) == activity.sign_up("hana", NOW)

    (back,) = done(activity, activity.withdraw("hana", NOW))

    assert (ActivityWithdrawn, 1, 5, 0) == (type(back), back.guests, free(activity), activity.places_taken)
    done(activity, activity.sign_up("hana", NOW))
    assert 4 == free(activity)


def test_two_who_bring_a_friend_want_the_last_two_places():
    """One pair gets both. Where one is left who comes alone has it, and nobody waits for what is free."""
    activity = an_activity("ken", capacity=3)
    done(activity, activity.sign_up("hana", NOW, guests=1))
    with pytest.raises(ActivityFull):
        activity.sign_up("yui", NOW, guests=1)
    odd = an_activity("ken", capacity=2)
    with pytest.raises(NoPlaceForGuest):
        odd.sign_up("hana", NOW, guests=1)
    with pytest.raises(PlaceIsFree):
        odd.wait("hana", NOW)
    done(odd, odd.sign_up("hana", NOW))
    with pytest.raises(NoPlaceForGuest):
        odd.sign_up("hana", NOW, guests=1)


def test_a_friend_may_come_along_later_or_stay_at_home():
    """Both while places can be taken and given back; who waits is offered the place at once."""
    activity = an_activity("hana", capacity=2, **FAR)
    before, anew = done(activity, activity.sign_up("hana", NOW, guests=1))
    assert (0, 1, 0) == (before.guests, anew.guests, free(activity))
    done(activity, activity.wait("ken", NOW))

    _, anew, offered = done(activity, activity.sign_up("hana", NOW, guests=0))

    assert (0, WaitingOffered, "ken", 0) == (anew.guests, type(offered), offered.person_id, free(activity))
    with pytest.raises(NoPlaceForGuest):
        activity.sign_up("ken", NOW, guests=1)
    done(activity, activity.sign_up("ken", NOW))
    for late, refusal in ((FAR["deadline"] + timedelta(seconds=1), SignUpClosed), (FAR["starts_at"], WithdrawalClosed)):
        with pytest.raises(refusal):
            activity.sign_up("ken", late, guests=1)


def test_who_brings_a_friend_is_still_told_what_has_changed():
    """The place moves to another house, and before anybody was told Hana brings a friend: she hears of it, once."""
    activity = an_activity("hana", capacity=3, **FAR)
    done(activity, activity.change(wanted(**FAR, capacity=3, place="中央公園"), NOW))

    told, *_ = done(activity, activity.sign_up("hana", NOW, guests=1))

    assert (ParticipationAffected, "hana", ("place",)) == (type(told), told.person_id, told.changed)
    assert [] == activity.tell_next()


def test_a_place_is_for_so_many_visits_and_no_more():
    """Whoever names one visit after the other fills no stream; a repeat of the last is still answered."""
    activity = an_activity("hana")
    for n in range(SIGN_UPS_PER_PERSON_MAX):
        done(activity, activity.sign_up("hana", NOW, visit_id=f"v{n}"))

    with pytest.raises(TooManySignUps):
        activity.sign_up("hana", NOW, visit_id="another")

    assert [] == activity.sign_up("hana", NOW, visit_id=f"v{n}") == activity.sign_up("hana", NOW)


def test_a_held_place_and_a_free_one_are_two():
    """Who is offered a place takes it with a friend when there is another, which is in no count twice."""
    activity = an_activity("hana", "ken", capacity=2, **FAR)
    done(activity, activity.wait("yui", NOW))
    done(activity, activity.withdraw("hana", NOW))
    done(activity, activity.withdraw("ken", NOW))

    done(activity, activity.sign_up("yui", NOW, guests=1))

    assert (0, 2, {}) == (free(activity), activity.places_taken, activity.offers)


def test_a_friend_has_no_task():
    """Who helps is somebody who is known; and nobody changes their mind more often than they sign up."""
    activity = an_activity(capacity=5, roles={"participant": 3, "helper": 2})
    with pytest.raises(GuestOnlyTakesPart):
        activity.sign_up("hana", NOW, "helper", guests=1)
    done(activity, activity.sign_up("ken", NOW, "helper"))
    with pytest.raises(GuestOnlyTakesPart):
        activity.sign_up("ken", NOW, guests=1)
    for number in range(5):
        done(activity, activity.sign_up("hana", NOW, guests=number % 2))
    with pytest.raises(TooManySignUps):
        activity.sign_up("hana", NOW, guests=1)


def test_a_place_that_was_taken_for_a_visit_ends_with_it():
    """Both places, before it begins; not the place of another visit, nor one that was taken without."""
    activity = an_activity(capacity=4)
    done(activity, activity.sign_up("hana", NOW, guests=1, visit_id="v1"))
    done(activity, activity.sign_up("hana", NOW, guests=0))
    assert [] == activity.give_back("hana", "v2", NOW) == activity.give_back("ken", "v1", NOW)
    assert [] == activity.give_back("hana", "v1", STARTS)
    done(activity, activity.sign_up("hana", NOW, guests=1))

    done(activity, activity.give_back("hana", "v1", NOW))

    assert 4 == free(activity)
    assert [] == activity.give_back("hana", "v1", NOW)
    done(activity, activity.sign_up("hana", NOW))
    assert [] == activity.give_back("hana", "v1", NOW)
    done(activity, activity.sign_up("hana", NOW, visit_id="v3"))
    done(activity, activity.attend_by_code("hana", "right", DURING))
    assert [] == activity.give_back("hana", "v3", NOW)


PEOPLE = st.sampled_from(["a", "b", "c"])
ASKED = st.tuples(PEOPLE, st.sampled_from(["alone", "two", "as it is", "leave", "wait", "visit over"]))
GUESTS = {"alone": 0, "two": 1, "as it is": None}


@given(st.lists(ASKED, max_size=40), st.integers(1, 4))
def test_whatever_is_asked_people_and_friends_fit(asked, capacity):
    """In any order: people, friends and held places are never more than there are; a rebuild says the same."""
    activity = an_activity(capacity=capacity, **FAR)
    history, inside = [], {}
    for person, what in asked:
        try:
            match what:
                case "leave":
                    events = activity.withdraw(person, NOW)
                case "wait":
                    events = activity.wait(person, NOW)
                case "visit over":
                    events = activity.give_back(person, f"of-{person}", NOW)
                case _:
                    events = activity.sign_up(person, NOW, guests=GUESTS[what], visit_id=f"of-{person}")
        except Refusal:
            continue
        history += done(activity, events)
        for event in events:
            if type(event) is ActivitySignedUp:
                inside[event.person_id] = 1 + event.guests
            elif type(event) is ActivityWithdrawn:
                assert 1 + event.guests == inside.pop(event.person_id)

        assert activity.places_taken == sum(inside.values()) == sum(activity.taken.values())
        assert sum(inside.values()) + len(activity.offers) <= capacity
    again = an_activity(capacity=capacity, **FAR)
    done(again, [type(event).parse(event.body()) for event in history])
    assert again == activity == Activity.model_validate_json(activity.model_dump_json())
