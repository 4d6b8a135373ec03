"""The order of a past: what was decided first stands first, whenever it was written down."""

from dataclasses import replace
from datetime import timedelta

from services.booking.simulator.ordering import in_the_order_of_decisions
from services.booking.simulator.outcomes import differences
from services.booking.simulator.past import EQUIPMENT_TAKEN, ROOM_TAKEN, Ended
from tests.unit.booking.rulebook.rulebook_kit import rule
from tests.unit.booking.simulator.simulator_kit import a_town, an_asking
from tests.unit.booking.simulator.test_replay import replayed

PROJECTOR = 'name = { ja = "プロジェクター", en = "projector" }\nstock = 1'
PIANO = 'name = { ja = "ピアノ", en = "piano" }\nstock = 1'


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


def test_a_refusal_for_equipment_stands_before_what_gave_the_thing_back():
    """The last one was given back before the refusal was written down; another thing's return moves nothing."""
    first = an_asking(0, party="g1", room="big", equipment=(("projector", 1),))
    other = an_asking(1, party="g4", room="big", start=44, end=48, equipment=(("piano", 1),))
    late = an_asking(6, party="g2", equipment=(("projector", 1),), reason=EQUIPMENT_TAKEN)
    refused = replace(late, at=first.at + timedelta(minutes=2))
    past = [
        replace(first, ended=Ended((0, first.at + timedelta(minutes=5), 0, 2), 40, cancelled=True)),
        replace(other, ended=Ended((0, first.at + timedelta(minutes=3), 0, 2), 44, cancelled=True)),
        refused,
    ]

    ordered = in_the_order_of_decisions(past)

    town = a_town(rule("equipment", "projector", PROJECTOR), rule("equipment", "piano", PIANO))
    assert [] == differences(ordered, replayed(town, ordered))
    assert 1 == len(differences(past, replayed(town, past)))
