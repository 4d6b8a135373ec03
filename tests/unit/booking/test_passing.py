"""Bookings passed on between friends: found, and nobody else with them."""

from datetime import UTC, datetime, timedelta

from services.booking.domain.events import BookingPassedOn
from services.booking.domain.registering.passing import KEPT_MAX, Passings
from services.booking.rulebook.asking import GivenUp
from services.booking.rulebook.passings import Passing
from tests.unit.booking.booking_kit import taken_in
from tests.unit.booking.passing_kit import traffic

NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
RULE = Passing(
    id="passings", article="第1条", within_minutes=60, times=3, days=90, percent=40, reopens_at="09:00",
    ja="{limit}回以上でした。{until}から。", plain="{limit}回です。{until}から。", en="{limit} times, from {until}.",
)  # fmt: skip


def a_passing(giver="p/aki", taker="p/ben", at=NOW):
    return BookingPassedOn(
        booking_id="b1", giver=giver, taker=taker, given_up_at=at - timedelta(minutes=1), taken_at=at
    )


def passings_of(party):
    return Passings(stream_name=f"passings/{party}")


def given_up(gave, took, *, days=1):
    """``(with the other, with anybody)`` of both, each so many days ago."""
    then = NOW - timedelta(days=days)
    return GivenUp(
        at=NOW, gave_them=[then] * gave[0], gave=[then] * gave[1], took_theirs=[then] * took[0], took=[then] * took[1]
    )


def test_three_times_among_few_others_is_a_habit():
    """What two do again and again, and hardly with anybody else."""
    assert 3 == RULE.habit(given_up((3, 5), (3, 6)), NOW)
    assert 0 == RULE.habit(given_up((2, 2), (2, 2)), NOW)


def test_who_takes_from_everybody_has_no_habit():
    """Somebody quick meets a party that cancels often many times; both ways round it must be no chance."""
    assert 0 == RULE.habit(given_up((6, 8), (6, 60)), NOW)
    assert 0 == RULE.habit(given_up((6, 60), (6, 8)), NOW)


def test_what_is_long_ago_counts_no_more():
    """Only the last days of the rule are looked at, its first day included."""
    assert 3 == RULE.habit(given_up((3, 3), (3, 3), days=90), NOW)
    assert 0 == RULE.habit(given_up((3, 3), (3, 3), days=91), NOW)


def test_each_side_is_noted_in_its_own_stream_and_bounded():
    """The giver's stream says to whom, the taker's from whom; neither grows for ever."""
    giver, taker = passings_of("p/aki"), passings_of("p/ben")
    for n in range(KEPT_MAX + 5):
        passed = a_passing(at=NOW + timedelta(minutes=n))
        taken_in(giver, giver.note("gave", passed))
        taken_in(taker, taker.note("took", passed))

    assert (KEPT_MAX, "p/ben", KEPT_MAX, "p/aki") == (
        len(giver.gave), giver.gave[-1].other, len(taker.took), taker.took[0].other,
    )  # fmt: skip
    assert [] == giver.took == taker.gave
    assert giver.gave[0].at == NOW + timedelta(minutes=5)


def found_in(labelled):
    """Everybody whom the rule finds in a half year, as it goes."""
    states, found = {}, set()
    for giver, taker, at in labelled.passings:
        passed = a_passing(giver, taker, at)
        for party, side in ((giver, "gave"), (taker, "took")):
            state = states.setdefault(party, passings_of(party))
            taken_in(state, state.note(side, passed))
        if RULE.habit(states[taker].given_up(states[giver], at, RULE.within_minutes), at):
            found.add((giver, taker))
    return found


def test_friends_are_found_and_hardly_anybody_else():
    """On labelled half years: of those found nine in ten are friends, and of the friends eight in ten are found."""
    right = wrong = missed = 0
    for seed in range(5):
        labelled = traffic(seed)
        found = found_in(labelled)
        right += len(found & labelled.friends)
        wrong += len(found - labelled.friends)
        missed += len(labelled.friends - found)

    assert right / (right + wrong) >= 0.9, (right, wrong, missed)
    assert right / (right + missed) >= 0.8, (right, wrong, missed)
