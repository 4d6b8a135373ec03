"""Bookings passed on between friends: found, and nobody else with them."""

from datetime import UTC, datetime, timedelta

from services.booking.domain.events import BookingPassedOn
from services.booking.domain.passing import KEPT_MAX, Passings, between, is_habit
from tests.unit.booking.booking_kit import taken_in
from tests.unit.booking.passing_kit import traffic

NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
RULE = {"times": 3, "percent": 40}
DAYS = 90


def a_passing(giver="p/aki", taker="p/ben", at=NOW):
    return BookingPassedOn(
        booking_id="b1", giver=giver, taker=taker, given_up_at=at - timedelta(minutes=1), taken_at=at
    )


def passings_of(party):
    return Passings(stream_name=f"passings/{party}")


def test_three_times_among_few_others_is_a_habit():
    """What two do again and again, and hardly with anybody else."""
    assert is_habit((3, 5), (3, 6), **RULE)
    assert not is_habit((2, 2), (2, 2), **RULE)


def test_who_takes_from_everybody_has_no_habit():
    """Somebody quick meets a party that cancels often many times; both ways round it must be no chance."""
    assert not is_habit((6, 8), (6, 60), **RULE)
    assert not is_habit((6, 60), (6, 8), **RULE)


def test_what_is_long_ago_counts_no_more():
    """Only the last days of the rule are looked at, its first day included."""
    state = passings_of("p/aki")
    for days in (91, 90, 10, 0):
        taken_in(state, state.note("gave", a_passing(at=NOW - timedelta(days=days))))

    assert (3, 3) == between(state.gave, "p/ben", NOW, days=DAYS)
    assert (0, 3) == between(state.gave, "p/cho", NOW, days=DAYS)


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
        gave = between(states[giver].gave, taker, at, days=DAYS)
        took = between(states[taker].took, giver, at, days=DAYS)
        if is_habit(gave, took, **RULE):
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
