"""Roles with children or in care: somebody else, who has seen the check, enters who has them. Pure decisions."""

import json
from datetime import timedelta

import pytest

from services.booking.activities.check_refusals import RoleNeedsCheck
from services.booking.activities.waiting_refusals import RoleNotOffered
from services.booking.domain.activities.roles import NEEDS_CHECK, PARTICIPANT, ROLES
from shared.contracts.booking_activities import (
    ActivityChanged,
    ActivitySignedUp,
    ActivityWithdrawn,
    WaitingAccepted,
    WaitingJoined,
    WaitingOffered,
    WaitingPassed,
)
from tests.unit.booking.activity_kit import FAR, NOW, an_activity, done, wanted
from tools.findings import ROOT

CHILDREN = "watching-children"
ROLES_OF_SUPPER = {PARTICIPANT: 2, CHILDREN: 1, "cooking": 1}


def supper(**changes):
    return an_activity(**{**FAR, "capacity": 4, "roles": ROLES_OF_SUPPER, **changes})


def of_before(kind, person, **said):
    """What the journal may hold from before the role needed a check."""
    return kind(activity_id="a1", group_id="osawa-garden", person_id=person, role=CHILDREN, **said)


def about(events):
    return [(type(event), event.person_id) for event in events]


def test_booking_and_matching_have_one_list():
    """What a coordinator has to have recorded before a group finds somebody is no role to take by oneself."""
    vetted = json.loads((ROOT / "services/matching/data/invitees.json").read_text("utf-8"))["vetted"]["roles"]

    assert set(vetted) == NEEDS_CHECK
    assert set(ROLES) - {PARTICIPANT} > NEEDS_CHECK > set()


def test_nobody_takes_such_a_role_by_themselves():
    """The others are taken as ever, and of one that is not wanted that is said."""
    activity = supper()

    with pytest.raises(RoleNeedsCheck):
        activity.sign_up("p1", NOW, CHILDREN)
    with pytest.raises(RoleNotOffered):
        an_activity(**FAR).sign_up("p1", NOW, CHILDREN)

    assert [(ActivitySignedUp, "p1")] == about(activity.sign_up("p1", NOW, "cooking"))


@pytest.mark.parametrize("word", ["officer", "staff"])
def test_who_enters_somebody_gives_their_word(word):
    """It is in the event and in the list of participants, until the place is given back."""
    activity = supper()

    (event,) = done(activity, activity.sign_up("p1", NOW, CHILDREN, word=word))

    assert word == event.evidence == activity.participations["p1"].evidence
    assert [] == activity.sign_up("p1", NOW, CHILDREN)
    done(activity, activity.withdraw("p1", NOW))
    assert activity.participations["p1"].evidence is None


def test_of_other_roles_nobodys_word_is_kept():
    """There is nothing to have seen."""
    (event,) = supper().sign_up("p1", NOW, "cooking", word="officer")

    assert event.evidence is None


@pytest.mark.parametrize("taken", [False, True])
def test_nobody_waits_for_such_a_role(taken):
    """A place on the list would lead to one that they cannot take."""
    activity = supper()
    if taken:
        done(activity, activity.sign_up("p1", NOW, CHILDREN, word="officer"))

    with pytest.raises(RoleNeedsCheck):
        activity.wait("p2", NOW, CHILDREN)


def test_who_waited_before_the_role_needed_a_check_is_offered_nothing():
    """The place is free for whom an officer enters, who may be the one who waits; the list ends as lists do."""
    activity = supper()
    done(activity, activity.sign_up("p1", NOW, CHILDREN, word="officer"))
    done(activity, [of_before(WaitingJoined, person) for person in ("w1", "w2")])

    assert [(ActivityWithdrawn, "p1")] == about(done(activity, activity.withdraw("p1", NOW)))
    more = wanted(**{**FAR, "capacity": 6, "roles": {**ROLES_OF_SUPPER, CHILDREN: 3}})
    assert [ActivityChanged] == [type(event) for event in done(activity, activity.change(more, NOW))]
    with pytest.raises(RoleNeedsCheck):
        activity.sign_up("w1", NOW, CHILDREN)
    entered = done(activity, activity.sign_up("w1", NOW, CHILDREN, word="staff"))
    assert [(ActivitySignedUp, "w1"), (WaitingPassed, "w1")] == about(entered)
    assert [("w2", "closed")] == [(each.person_id, each.reason) for each in activity.fall_due(FAR["deadline"])]


def test_a_place_that_was_held_before_is_not_taken_by_oneself():
    """An officer may enter whom it is held for; else it lapses in its time, and goes to nobody by itself."""
    activity, until = supper(), NOW + timedelta(hours=24)
    done(activity, [of_before(WaitingJoined, person) for person in ("w1", "w2")])
    done(activity, [of_before(WaitingOffered, "w1", deadline=until)])

    for take in (activity.accept, activity.sign_up):
        with pytest.raises(RoleNeedsCheck):
            take("w1", NOW)
    accepted, entered = activity.sign_up("w1", NOW, word="officer")

    assert (WaitingAccepted, "officer") == (type(accepted), entered.evidence)
    assert [(WaitingPassed, "w1")] == about(activity.fall_due(until))


def test_who_has_such_a_role_keeps_it():
    """From before it needed a check, and whatever a change makes of the activity."""
    activity = supper()
    done(activity, [of_before(ActivitySignedUp, "p1")])
    done(activity, activity.change(wanted(**{**FAR, "capacity": 1, "roles": {CHILDREN: 1}}), NOW))

    assert [] == activity.sign_up("p1", NOW, CHILDREN)
    assert activity.has_place("p1")
