"""What a simulation says of why wishes are lost, on a terminal."""

from kyoso.simulating import _lost_for
from services.booking.simulator.past import ROOM_TAKEN
from services.booking.simulator.replay import NOT_IN_TOWN


def test_wishes_are_lost_for_reasons_that_are_told():
    """By the rule; nothing is said where nobody loses."""
    told = "\n".join(_lost_for([("town.five", 12), (ROOM_TAKEN, 3)]))

    assert "規則 / rule town.five: 12" in told
    assert "somebody else has the room: 3" in told
    assert "kinds or ids" not in told
    assert [] == _lost_for([])


def test_a_file_that_does_not_know_the_houses_is_said_to_be_that():
    """Else it would look as if a rule hurt everybody."""
    told = "\n".join(_lost_for([(NOT_IN_TOWN, 44)]))

    assert "rooms of which the proposed rules say nothing: 44" in told
    assert "kinds or ids" in told
