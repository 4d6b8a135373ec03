"""What is heard first of a person leaves a commit, so that Kafka may deliver it again behind what came later."""

from datetime import date

import pytest

from services.matching.domain.helping.terms import HelpTerms
from services.matching.domain.person import Person
from services.matching.helping.refusals import RequirementsMissing
from services.matching.knowledge import PACKAGED

DAY = date(2026, 11, 27)
CATEGORIES = HelpTerms.read(PACKAGED / "help.json").categories
"""A handler that made a commit is known by its cause and not run again; one without would decide anew."""


def heard(state, events):
    for event in events:
        state.apply(event)
    return len(events)


def test_an_old_word_heard_again_makes_nobody_an_adult():
    """Registered as an adult by mistake, then corrected: the registration must have left a commit."""
    child = Person(stream_name="person/child")

    assert 1 == heard(child, child.hear(areas={}, language="ja", age_band="25-39"))
    assert 1 == heard(child, child.hear(areas={}, language="ja", age_band="0-14"))
    assert 0 == heard(child, child.hear(areas={}, language="ja", age_band="0-14"))
    assert "minor" == child.age


def test_nobody_is_an_adult_before_their_age_was_heard():
    """Of whom nothing was heard yet counts as an unknown age: where adults help, that is missing."""
    unheard = Person(stream_name="person/new")
    guarded = [each for each in CATEGORIES.values() if each.missing((), "unknown") != each.missing((), "adult")]

    assert guarded
    for category in guarded:
        with pytest.raises(RequirementsMissing):
            unheard.require_for(category, DAY)


def test_an_empty_first_word_heard_again_moves_nobody_back():
    """Without areas and age at first, then with both."""
    hana = Person(stream_name="person/hana")

    assert 1 == heard(hana, hana.hear(areas={}, language="ja", age_band=None))
    assert 1 == heard(hana, hana.hear(areas={"school": "chuo-sho"}, language="ja", age_band="65-74"))
    assert 0 == heard(hana, hana.hear(areas={"school": "chuo-sho"}, language="ja", age_band="65-74"))
