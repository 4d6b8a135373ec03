"""What the sample town's groups and people say beside the first things: codes of the lists, of some of them, true."""

from collections import Counter
from dataclasses import replace

import pytest

from kyoso.story.cast import pauses
from kyoso.town import words
from kyoso.town.chance import chance
from kyoso.town.generate import SEED, generate
from kyoso.town.model import Town
from kyoso.town.people import named_people, people_of
from services.matching.domain.words import Words
from services.matching.knowledge import PACKAGED


@pytest.fixture(scope="module")
def town() -> Town:
    return generate(SEED)


def test_codes_are_those_that_matching_publishes(town: Town) -> None:
    """A word that matching does not know would be refused at loading; the ages are in the order of the list."""
    lists = Words.read(PACKAGED / "vocabulary.json").lists

    assert set(words.SKILLS) <= set(lists["skills"])
    assert [*lists["ages"]] == [band for _, band in words.AGES]
    for group in town.groups:
        assert set(group.skills_wanted) <= set(lists["skills"])
        assert set(group.access) <= set(lists["access"])
        assert set(group.ages_wanted) <= set(lists["ages"])
    for said in (person.interests for person in town.people if person.interests):
        assert set(said.languages) <= set(lists["languages"])
        assert set(said.skills) <= set(lists["skills"])
        assert set(said.access_needs) <= set(lists["access"])


def test_some_groups_say_whom_they_look_for_and_welcome_and_some_do_not(town: Town) -> None:
    """What nobody says is never seen, and what all say would say nothing."""
    for name in ("skills_wanted", "access", "ages_wanted"):
        assert 15 <= sum(bool(getattr(group, name)) for group in town.groups) <= 30
    assert {True: 14, False: 2, None: 44} == Counter(group.outsiders_welcome for group in town.groups)
    assert all(pauses(group.id) for group in town.groups if group.outsiders_welcome is False)  # no play is about them


def test_some_people_say_what_they_can_and_need_and_the_named_ones_say_what_they_said(town: Town) -> None:
    """Some of each; and whoever the documentation calls by name is shown what the documentation says."""
    said = {person.id: person.interests for person in town.people if person.interests}
    more = {
        "skills": 600 < sum(bool(each.skills) for each in said.values()) < 1_200,
        "access needs": 250 < sum(bool(each.access_needs) for each in said.values()) < 600,
        "ages": 600 < sum(bool(each.age_band) for each in said.values()) < 1_200,
        "languages": 100 < sum(not {"ja", "en"}.issuperset(each.languages) for each in said.values()) < 300,
    }

    assert dict.fromkeys(more, True) == more
    assert {each.id: each.interests for each in named_people() if each.interests}.items() <= said.items()


def test_what_is_said_beside_moves_nothing_else(town: Town) -> None:
    """Without it everybody is who they were, so that a past that was measured stays as it was."""
    before = people_of(chance(SEED, "people"))
    plain = {"skills": (), "access_needs": (), "age_band": ""}
    now = [
        replace(p, interests=p.interests and replace(p.interests, **plain, languages=was.interests.languages))
        for p, was in zip(town.people, before, strict=True)
    ]

    assert list(before) == now
    assert all(
        was.interests is None or was.interests.languages == p.interests.languages[: len(was.interests.languages)]
        for p, was in zip(town.people, before, strict=True)
    )


def test_nobody_says_another_age_than_theirs(town: Town) -> None:
    """An age band is said, and in this town it is true."""
    for person in town.people:
        if person.interests and person.interests.age_band:
            oldest, youngest = 2026 - person.birth_date.year, 2025 - person.birth_date.year
            bands = [
                next(band for below, band in words.AGES if below is None or age < below) for age in (oldest, youngest)
            ]
            assert person.interests.age_band in bands
