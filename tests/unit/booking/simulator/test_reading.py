"""The order of a past: what was decided first stands first, whenever it was written down."""

from dataclasses import replace
from datetime import timedelta

from services.booking.simulator.outcomes import differences
from services.booking.simulator.past import ROOM_TAKEN, Ended
from services.booking.simulator.reading import in_the_order_of_decisions
from tests.unit.booking.simulator.simulator_kit import a_town, an_asking
from tests.unit.booking.simulator.test_replay import replayed


def test_a_refusal_written_down_after_the_room_came_free_stands_before_that():
    """Refused, then the room was given back, then the refusal reached the journal: it was refused all the same."""
    first = an_asking(0, party="g1")
    given_back = Ended((0, first.at + timedelta(minutes=5), 0, 2), 40, cancelled=True)
    late = an_asking(6, party="g2", reason=ROOM_TAKEN)
    refused = replace(late, at=first.at + timedelta(minutes=4, seconds=59))
    past = [replace(first, ended=given_back), refused, an_asking(7, party="g3")]

    ordered = in_the_order_of_decisions(past)

    assert [] == differences(ordered, replayed(a_town(), ordered))
    assert 2 == len(differences(past, replayed(a_town(), past)))
