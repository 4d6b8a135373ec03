"""What is found of conditions that nobody can meet, and of uses that may be no longer than nobody can have."""

import pytest

from services.booking.rulebook.book import WrongBook
from services.booking.rulebook.lint import lint
from tests.unit.booking.rulebook.rulebook_kit import TOWN, book, rule

WHOLE = TOWN.replace("minutes = 30\n", "minutes = 30\nwhole = true\n", 1)


def found(*more, town=TOWN):
    return [finding.en for finding in lint(book(*more, town=town))]


def condition(name, test, limit, more=""):
    return rule("eligibility", name, f'test = "{test}"\nlimit = {limit}\n{more}')


def test_a_least_number_above_the_greatest_is_found_once():
    """Of members and of who comes; once for each pair, however many rooms."""
    assert ["is above the limit of most (3): nobody meets both"] == found(
        condition("least", "members-min", 5), condition("most", "members-max", 3)
    )
    assert ["is above the limit of most (1): nobody meets both"] == found(
        condition("least", "people-min", 2), condition("most", "people-max", 1)
    )


@pytest.mark.parametrize(
    "other",
    [
        condition("most", "members-max", 5),
        condition("most", "members-max", 3, "who = { accredited = true }"),
        condition("most", "members-max", 3, 'rooms = "far"'),
        condition("most", "people-max", 3),
    ],
)
def test_bounds_that_somebody_meets_are_fine(other):
    """Equal ones, of others, of another room, of something else."""
    rooms = 'rooms = ["big", "small"]' if "far" in other else ""

    assert [] == found(condition("least", "members-min", 5, rooms), other)


def test_an_age_that_is_asked_of_groups_is_found():
    """Nobody asks for it."""
    assert ["a group's age is not asked for, so it is wanted of nobody: let party be person"] == found(
        condition("grown", "age-min", 16, 'who = { party = "group" }')
    )
    assert [] == found(condition("grown", "age-min", 16, 'who = { party = "person" }'))


def test_uses_that_may_be_no_longer_than_no_whole_band_are_found():
    """The shortest whole band has an hour: half an hour lets nobody in; an hour does."""
    told = [words for words in found(rule("lengths", "short", "minutes_max = 30"), town=WHOLE) if "slots" in words]

    assert ["whole bands (slots) are all longer: nobody can use it"] == told
    assert not [words for words in found(rule("lengths", "hour", "minutes_max = 60"), town=WHOLE) if "slots" in words]


def test_a_shortest_use_above_the_longest_does_not_load():
    """No use is both."""
    with pytest.raises(WrongBook) as wrong:
        book(rule("lengths", "no", "minutes_max = 60\nminutes_min = 120"))

    (finding,) = wrong.value.findings
    assert "no use fits" in finding.en
