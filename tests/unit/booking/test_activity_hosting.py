"""An activity that groups hold together: asked, answered in their own time, left, and never in a name without a yes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.activities.change_refusals import ActivityIsCancelled
from services.booking.activities.co_host_refusals import (
    CoHostAnsweredAlready,
    CoHostAway,
    CoHostingOver,
    CoHostNotAgain,
    CoHostTwice,
    CoHostWithoutOfficer,
    NotCoHost,
    TooManyCoHosts,
)
from services.booking.domain.activities.activity import CHANGES_MAX, Activity
from services.booking.domain.activities.hosting import ASKED_MAX, Candidate, Others
from shared.contracts.booking_activities import ActivityAnnounced, ActivityChanged, ParticipationAffected
from shared.contracts.booking_co_hosts import CoHostAffected, CoHostAnswered, CoHostAsked, CoHostEnded
from shared.errors import Refusal
from tests.unit.booking.activity_kit import ENDS, FAR, NOW, an_activity, done, wanted

BLOCK, CHOIR, CAFE, SHED = "osawa-block", "izumi-choir", "nozaki-cafe", "tool-shed"
CANDIDATES = {id: Candidate((f"officer-of-{id}",)) for id in (BLOCK, CHOIR, CAFE, SHED)}
OTHERS = Others(CANDIDATES, by="officer-yui")


def asking(*groups, people=(), **changes):
    activity = Activity(stream_name="activity/a1")
    done(activity, activity.announce(wanted(together_with=groups, **changes), NOW, OTHERS))
    for person in people:
        done(activity, activity.sign_up(person, NOW))
    return activity


def changed_to(activity, *groups, **changes):
    return activity.change(wanted(together_with=groups, **changes), NOW, OTHERS)


def said_yes(activity, group=BLOCK):
    return done(activity, activity.answer_as_host(group, NOW, accepted=True, told=("officer-yui",)))


def test_until_the_yes_the_activity_is_the_first_groups_alone():
    """What is open to all names the other group with its yes, and not with the question."""
    activity = Activity(stream_name="activity/a1")
    announced, asked = done(activity, activity.announce(wanted(together_with=(BLOCK,)), NOW, OTHERS))
    assert ((), BLOCK, ("officer-of-osawa-block",)) == (announced.together_with, asked.to_group_id, asked.officer_ids)
    assert "officer-yui" == asked.officer_id
    assert BLOCK not in announced.model_dump_json()

    answered, changed = said_yes(activity)

    assert (True, ("officer-yui",)) == (answered.accepted, answered.officer_ids)
    assert (BLOCK,) == changed.together_with == activity.about.together_with
    same = changed.model_copy(update={"together_with": ()}).model_dump()
    assert announced.model_dump() == same


def test_the_first_word_counts():
    """Two officers at once, one says yes and one no; the same word again is nothing, another one is refused."""
    for first in (True, False):
        activity = asking(BLOCK)
        done(activity, activity.answer_as_host(BLOCK, NOW, accepted=first))
        assert [] == activity.answer_as_host(BLOCK, NOW, accepted=first)
        with pytest.raises(CoHostAnsweredAlready):
            activity.answer_as_host(BLOCK, NOW, accepted=not first)
        assert ((BLOCK,) if first else ()) == activity.about.together_with


def test_who_is_asked():
    """Two others at most, each once, not oneself; nobody who is away, whom nobody acts for, or who said no."""
    activity = Activity(stream_name="activity/a1")
    for groups, refusal in (
        ((BLOCK, CHOIR, CAFE), TooManyCoHosts),
        ((BLOCK, BLOCK), CoHostTwice),
        (("osawa-garden",), CoHostTwice),
    ):
        with pytest.raises(refusal):
            activity.announce(wanted(together_with=groups), NOW, OTHERS)
    for standing in ("suspended", "ended"):
        with pytest.raises(CoHostAway):
            activity.announce(wanted(together_with=(BLOCK,)), NOW, Others({BLOCK: Candidate(("p",), standing)}))
    with pytest.raises(CoHostWithoutOfficer):
        activity.announce(wanted(together_with=(BLOCK,)), NOW, Others({BLOCK: Candidate(())}))
    activity = asking(BLOCK)
    done(activity, activity.answer_as_host(BLOCK, NOW, accepted=False))
    with pytest.raises(CoHostNotAgain):
        changed_to(activity, BLOCK)


def test_a_change_asks_others_lets_them_go_or_leaves_them():
    """Where nothing is said of them they stay: whoever does not know of co-hosts takes none away."""
    activity = asking(BLOCK, CHOIR)
    said_yes(activity)

    assert [] == activity.change(wanted(), NOW) == changed_to(activity, CHOIR, BLOCK)
    done(activity, changed_to(activity, CHOIR, CAFE))

    assert {BLOCK: "taken-back", CHOIR: "asked", CAFE: "asked"} == activity.hosts
    assert () == activity.about.together_with
    with pytest.raises(NotCoHost):
        activity.leave_as_host(BLOCK, NOW)


def test_who_holds_it_too_hears_of_a_change_and_of_the_end():
    """The day moves, and then it is called off: each is told to those who hold it or are asked, nobody else."""
    activity = asking(BLOCK, CHOIR)
    said_yes(activity)
    told = {BLOCK: ("officer-jun",), CHOIR: ("officer-aki",)}
    moved = done(activity, activity.change(wanted(**FAR), NOW, Others(CANDIDATES, told)))
    heard = [(each.to_group_id, each.changed, each.officer_ids) for each in moved if isinstance(each, CoHostAffected)]
    assert [(BLOCK, ("time",), ("officer-jun",)), (CHOIR, ("time",), ("officer-aki",))] == heard
    done(activity, activity.answer_as_host(CHOIR, NOW, accepted=False))

    _, ended = done(activity, activity.cancel("weather", NOW, Others(told=told)))

    assert (BLOCK, "cancelled", ("officer-jun",)) == (ended.to_group_id, ended.reason, ended.officer_ids)
    assert (BLOCK,) == activity.about.together_with  # it was held by both, and is off


def test_called_off_before_the_answer():
    """There is nothing to say yes to, or to leave."""
    activity = asking(BLOCK, CHOIR)
    said_yes(activity, CHOIR)
    done(activity, activity.cancel("venue", NOW))
    for late in (lambda: said_yes(activity), lambda: activity.leave_as_host(CHOIR, NOW)):
        with pytest.raises(ActivityIsCancelled):
            late()


def test_a_co_host_leaves_once_and_not_when_it_is_over():
    """The others go on; of what is over everybody stays who held it."""
    activity = asking(BLOCK, CHOIR)
    said_yes(activity)
    said_yes(activity, CHOIR)
    ended, changed = done(activity, activity.leave_as_host(BLOCK, NOW, told=("officer-yui",)))
    assert ("left", ("officer-yui",), (CHOIR,)) == (ended.reason, ended.officer_ids, changed.together_with)
    assert [] == activity.leave_as_host(BLOCK, NOW)
    with pytest.raises(CoHostNotAgain):
        changed_to(activity, BLOCK, CHOIR)
    with pytest.raises(CoHostingOver):
        activity.leave_as_host(CHOIR, ENDS)


def test_no_answer_when_it_is_over():
    """Nobody becomes a co-host of what has been."""
    with pytest.raises(CoHostingOver):
        asking(BLOCK).answer_as_host(BLOCK, ENDS, accepted=True)


def test_a_group_that_has_ended_holds_nothing_that_is_still_to_come():
    """Asked or agreed, heard once or twice, early or late; nothing is refused, and what is over stays as it was."""
    activity = asking(BLOCK, CHOIR)
    said_yes(activity)
    assert [] == activity.host_is_over(BLOCK, ENDS) == activity.host_is_over("nobody", NOW)
    assert [] == Activity(stream_name="activity/a2").host_is_over(BLOCK, NOW)
    for group in (BLOCK, CHOIR):
        (first, *_) = done(activity, activity.host_is_over(group, NOW, told=("officer-yui",)))
        assert ("group-ended", group) == (first.reason, first.to_group_id)
        assert [] == activity.host_is_over(group, NOW)
    assert () == activity.about.together_with


def test_whoever_has_a_place_is_told_once_by_whom_it_is_held_now():
    """Hana signed up when it was one group's: officers of another see her from now on, and she hears of it."""
    activity = asking(BLOCK, people=("hana",))
    said_yes(activity)

    (told,) = done(activity, activity.tell_next())

    assert ("hana", (), (BLOCK,), ()) == (
        told.person_id, told.changed, told.together_with, told.was_together_with,
    )  # fmt: skip
    done(activity, activity.sign_up("ken", NOW))
    assert [] == activity.tell_next()


def test_who_joins_or_leaves_uses_no_change_up():
    """The changes that a group has are its own."""
    activity = asking(BLOCK)
    said_yes(activity)
    assert 0 == activity.changes
    for n in range(CHANGES_MAX):
        done(activity, activity.change(wanted(title=f"{n}"), NOW))
    done(activity, activity.leave_as_host(BLOCK, NOW))
    assert CHANGES_MAX == activity.changes


def test_questions_are_bounded():
    """Nobody is asked in vain again and again by taking back and asking anew."""
    activity = asking(BLOCK, CHOIR)
    for n in range(ASKED_MAX - 2):
        done(activity, changed_to(activity, *((CAFE,), (SHED,))[n % 2]))
    with pytest.raises(TooManyCoHosts):
        changed_to(activity, BLOCK)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("yes", "no", "leave", "end", "ask", "drop", "cancel")), st.sampled_from((BLOCK, CHOIR, CAFE))
    ),
    max_size=25,
)


def outcome(activity, step, group):
    held = activity.about.together_with
    match step:
        case "yes" | "no":
            return activity.answer_as_host(group, NOW, accepted=step == "yes")
        case "leave":
            return activity.leave_as_host(group, NOW)
        case "end":
            return activity.host_is_over(group, NOW)
        case "cancel":
            return activity.cancel("weather", NOW)
    wanted_now = {*held, group} if step == "ask" else set(held) - {group}
    return changed_to(activity, *sorted(wanted_now), capacity=5)


@given(STEPS)
def test_whatever_comes_in_whatever_order(steps):
    """Named are exactly those who said yes and hold it still, never more than two, whoever said what before."""
    activity = an_activity(capacity=5)
    agreed: set[str] = set()
    for step, group in steps:
        try:
            events = outcome(activity, step, group)
        except Refusal:
            continue
        done(activity, events)
        for event in events:
            match event:
                case CoHostAnswered(accepted=True):
                    agreed.add(event.to_group_id)
                case CoHostEnded() if event.reason != "cancelled":
                    agreed.discard(event.to_group_id)
            assert isinstance(event, ActivityAnnounced | CoHostAsked | ParticipationAffected)
        assert agreed == set(activity.about.together_with)
        assert len(activity.about.together_with) <= 2
        assert sum(isinstance(event, ActivityChanged) for event in events) <= 1
