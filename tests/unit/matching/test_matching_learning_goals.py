"""How many learning goals a supporter has under way: what was met is kept, and is in nobody's way."""

import pytest

from services.matching.domain.learning.training import GOALS_MAX
from services.matching.learning.refusals import TooManyGoals
from tests.unit.matching.test_matching_pairing import a_training, fold


def test_what_was_met_makes_room_and_is_kept():
    """Years of learning: the next goal is refused while thirty are under way, and no longer when one of them is met."""
    training = a_training()
    for number in range(GOALS_MAX):
        fold(training, training.set_goal(f"g{number}", "supporter", "goto", code=None, document_id=None))
    with pytest.raises(TooManyGoals):
        training.set_goal("more", "supporter", "goto", code=None, document_id=None)

    for side in ("supporter", "coordinator"):
        fold(training, training.say("g0", side, "x", met=True))
    fold(training, training.set_goal("more", "supporter", "goto", code=None, document_id=None))

    assert training.goals["g0"].met
    assert GOALS_MAX + 1 == len(training.goals)
    with pytest.raises(TooManyGoals):
        training.set_goal("another", "supporter", "goto", code=None, document_id=None)
