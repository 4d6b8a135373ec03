"""The towns that ship: each file says what it should, as the tables worked by hand show."""

import pytest

from services.booking.rulebook.book import TOWNS
from services.booking.rulebook.lint import remarks
from services.booking.rulebook.trying import try_case
from tests.unit.booking.rulebook.rulebook_kit import shipped

NAMES = sorted(path.stem for path in TOWNS.glob("*.toml") if not path.stem.endswith(".cases"))


def test_every_town_of_the_notes_is_there():
    """And the demo town, one with what other places have, and one that was written from the guide alone."""
    assert ["elsewhere", "kodaira", "komorebi", "mitaka", "musashimurayama", "nishitokyo", "shiomi", "tama"] == NAMES


@pytest.mark.parametrize("town", NAMES)
def test_the_rules_of_a_town_answer_as_worked_by_hand(town):
    """Each difference is shown; none is expected."""
    book, cases = shipped(town)

    assert 8 <= len(cases)
    outcomes = [try_case(book, case) for case in cases]
    assert [] == [(outcome.case.name, *map(str, outcome.differences)) for outcome in outcomes if outcome.differences]


def test_what_is_made_up_is_said_to_be():
    """An amount that no source gives is marked in the file, and told by the check."""
    told = list(remarks(shipped("mitaka")[0]))

    assert any("4,200円" in remark and "fictional" in remark for remark in told)
    assert not any("5,450円" in remark for remark in told)


def test_draws_waiting_lists_and_keys_are_not_yet_in_force():
    """They validate, and nothing decides by them."""
    told = [remark for remark in remarks(shipped("elsewhere")[0]) if "not yet in force" in remark]

    assert ["draws", "waiting_lists", "keys"] == [remark.partition(" ")[0] for remark in told]
