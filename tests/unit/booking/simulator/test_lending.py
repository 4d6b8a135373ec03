"""What is lent in a replay: quarter by quarter, until it comes back."""

from dataclasses import replace

from services.booking.simulator.lending import Lent
from services.booking.simulator.past import EQUIPMENT_TAKEN, Ended
from tests.unit.booking.rulebook.rulebook_kit import rule
from tests.unit.booking.simulator.simulator_kit import FIRST, a_town, an_asking
from tests.unit.booking.simulator.test_replay import replayed

TWO = rule("equipment", "projector", 'name = { ja = "プロジェクター", en = "projector" }\nstock = 2')
ONE = (("projector", 1),)


def test_the_most_that_is_lent_at_one_moment_counts():
    """Two that follow each other are one at a time; a third beside the second makes two."""
    lent = Lent()
    lent.lend(0, an_asking(start=40, end=44, equipment=ONE))
    lent.lend(1, an_asking(start=44, end=48, equipment=ONE))
    lent.lend(2, an_asking(start=46, end=50, equipment=ONE))

    assert [1, 2, 0] == [lent.most("projector", *span) for span in ((40, 46), (40, 50), (50, 60))]
    assert 0 == lent.most("piano", 40, 50)


def test_what_ended_early_is_there_again_from_then_on():
    """Until its quarter it is lent; given back as a whole, it never was."""
    lent = Lent()
    lent.lend(0, an_asking(start=40, end=44, equipment=ONE))

    lent.give_back(0, 42)
    assert [1, 0] == [lent.most("projector", 40, 44), lent.most("projector", 42, 44)]
    lent.give_back(0, 40)
    assert 0 == lent.most("projector", 40, 44)


def test_a_third_finds_no_projector_until_a_use_has_ended():
    """The rooms are free; what a use that left early had is there again for the quarter that its room still has."""
    past = [
        an_asking(0, party="g1", room="big-a", equipment=ONE),
        an_asking(1, party="g2", room="big-b", equipment=ONE),
        an_asking(2, party="g3", equipment=ONE, reason=EQUIPMENT_TAKEN),
        an_asking(4, party="g3", equipment=ONE),
    ]
    ended = Ended((0, FIRST.replace(minute=3), 0, 3), 42, cancelled=False, returned=True)
    past[0] = replace(past[0], ended=ended)

    assert ["", "", EQUIPMENT_TAKEN, ""] == [outcome.reason for outcome in replayed(a_town(TWO), past)]
    past[0] = replace(past[0], ended=replace(ended, returned=False))  # a no-show: its first quarters stay lent
    assert EQUIPMENT_TAKEN == replayed(a_town(TWO), past)[3].reason
