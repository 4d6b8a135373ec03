"""A past decided again: the same rules give the same past, other rules say who would have won and lost."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.booking.simulator.outcomes import differences, lines, lost_for, wishes
from services.booking.simulator.past import ROOM_TAKEN, Blocked, Ended
from services.booking.simulator.replay import NOT_IN_TOWN, Replay, verdict
from tests.unit.booking.rulebook.rulebook_kit import rule
from tests.unit.booking.simulator.simulator_kit import HOUSE, a_book, a_town, an_asking, lived

BIG = rule("eligibility", "five", 'test = "members-min"\nlimit = 5')


def replayed(town, asked, blocked=()):
    return list(Replay(town).run(asked, [verdict(town, asking) for asking in asked], blocked))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_the_rules_in_force_reproduce_the_past_exactly(seed):
    """Whatever was asked, given, refused, cancelled and left early: no request ends otherwise, and none is left out."""
    past = lived(a_book(), seed)

    outcomes = replayed(a_town(), past)

    assert [] == [(one[0].order[3], one[1].reason) for one in differences(past, outcomes)]
    assert {asking.wish for asking in past if asking.given} == {
        wish.asking.wish for wish in wishes(past, outcomes, outcomes) if wish.after
    }


def test_a_rule_that_falls_gives_the_room_to_who_was_refused_and_takes_it_from_who_came_later():
    """The refused demand is replayed in its place: four people are first now, and the later group finds it taken."""
    past = [
        an_asking(0, party="g1", members=4, reason="five"),
        an_asking(1, party="g2", members=9),
        an_asking(2, party="g3", members=9, room="big"),
    ]
    strict, loose = a_town(BIG), a_town()

    before, after = replayed(strict, past), replayed(loose, past)

    assert [] == differences(past, before)
    assert ["", ROOM_TAKEN, ""] == [outcome.reason for outcome in after]
    everybody, *rest = lines(wishes(past, before, after), {"house": HOUSE})
    assert (3, 2, 2, 1, 1) == (
        everybody.wishes, everybody.before, everybody.after, everybody.winners, everybody.losers,
    )  # fmt: skip
    assert [(ROOM_TAKEN, 1)] == lost_for(wishes(past, before, after))
    sizes = {line.value: (line.winners, line.losers) for line in rest if line.dimension == "group-size"}
    assert {"1-4": (1, 0), "5-9": (0, 1)} == sizes


def test_a_change_that_was_refused_takes_no_second_room_when_it_would_have_been_allowed():
    """Its booking stands: whoever came later and had the room that was wanted has it still."""
    past = [
        an_asking(0, party="g1", members=4, reason="five", changes=True),
        an_asking(1, party="g2", members=9),
    ]

    before, after = replayed(a_town(BIG), past), replayed(a_town(), past)

    assert [] == differences(past, before)
    assert ["", ""] == [outcome.reason for outcome in after]
    everybody = lines(wishes(past, before, after), {"house": HOUSE})[0]
    assert (1, 0) == (everybody.winners, everybody.losers)


def test_who_asked_until_it_worked_is_one_wish():
    """Refused, asked again, given: fulfilled; under rules that give it at once nothing is wanted twice."""
    past = [
        an_asking(0, party="g1", members=4, reason="five"),
        an_asking(5, party="g1", members=6, ended=None),
    ]

    before, after = replayed(a_town(BIG), past), replayed(a_town(), past)

    assert [True] == [wish.before and wish.after for wish in wishes(past, before, after)]
    assert [False, True] == [outcome.has_already for outcome in after]


def test_a_cancellation_belongs_to_the_wish_whichever_request_won_it():
    """What was given one request earlier is cancelled when it was cancelled; the next may have it then."""
    late = an_asking(9, party="g2", members=9)
    past = [
        an_asking(0, party="g1", members=4, reason="five"),
        replace(an_asking(5, party="g1", members=6), ended=Ended((0, late.at - timedelta(seconds=1), 0, 6), 40, True)),
        late,
    ]

    assert ["", "", ""] == [outcome.reason for outcome in replayed(a_town(), past)]


def test_a_room_that_the_proposed_rules_do_not_know_is_said():
    """Rules that forget a house do not give it away, and do not stop the run."""
    past = [an_asking(0, room="nowhere")]

    assert [NOT_IN_TOWN] == [outcome.reason for outcome in replayed(a_town(), past)]


def test_what_the_house_closed_nobody_gets_in_any_replay():
    """A closure stands whatever the rules say, in the hall and in its parts, until it is lifted."""
    day = an_asking().day
    shut = Blocked((0, an_asking(1).at, 0, 1), "c1", "house", day, ("big",), 36, 84)
    open_again = Blocked((0, an_asking(3).at, 0, 3), "c1", "house", day, lifted=True)
    past = [an_asking(n, room=room, party=f"g{n}") for n, room in enumerate(("small", "big-a", "big-b", "big-a"), 1)]

    outcomes = replayed(a_town(), past, [shut, open_again])

    assert ["", ROOM_TAKEN, "", ""] == [outcome.reason for outcome in outcomes]


def test_what_the_house_entered_itself_stands_in_every_replay():
    """Bookings without a decision on record are nobody's question: they take their room."""
    past = [an_asking(0, members=1, fixed=True), an_asking(1, party="g2")]

    assert ["", ROOM_TAKEN] == [outcome.reason for outcome in replayed(a_town(BIG), past)]
