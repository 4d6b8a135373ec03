"""Who plays: no group that another play makes pause is drawn, and a file of tokens may name a second officer."""

import random

import pytest

from kyoso.story.cast import CastError, Drawn, Given, pauses
from kyoso.story.client import Actor

GROUPS = [f"group-{number}" for number in range(40)]
TOKENS = {
    "resident": {"token": "r", "person_id": "hana"},
    "officer": {"token": "o", "person_id": "yui", "groups": ["garden"]},
}


class Town:
    """Forty groups with an officer each, and two residents."""

    async def get(self, path, _actor=None, **asked):
        if path == "/matching/groups":
            return {"items": [{"group_id": id} for id in GROUPS], "next": None}
        if path == "/identity/people":
            there = [asked["group"]] if "group" in asked else ["somebody", "another"]
            return {"items": [{"person_id": id, "groups": []} for id in there]}
        return {"items": [], "next": None}

    async def command(self, _method, _path, _actor, body):
        return {"access_token": body["person_id"]}


async def test_no_play_is_about_a_group_that_another_one_makes_pause():
    """Of the sample town's groups both sorts are there, and a play speaks for officers of both."""
    plays = [await Drawn(random.Random(seed)).players(Town()) for seed in range(40)]

    assert [] == [play.group["group_id"] for play in plays if pauses(play.group["group_id"])]
    assert 0 < sum(map(pauses, GROUPS)) < len(GROUPS)
    assert all(play.may_pause is pauses for play in plays)
    assert all({"somebody", "another"} == {play.resident.person_id, play.neighbour.person_id} for play in plays)
    assert Actor("group-7", "group-7") == await plays[0].officer_of(Town(), "group-7")


async def test_the_other_officer_of_a_file_speaks_for_their_groups_and_these_may_pause():
    """Nobody else is spoken for."""

    class One:
        async def get(self, _path, _actor=None, **_asked):
            return {"items": [{"group_id": "garden"}], "next": None}

    cast = Given({**TOKENS, "other_officer": {"token": "x", "person_id": "ken", "groups": ["chokai"]}})
    players = await cast.players(One())

    assert "ken" == (await players.officer_of(One(), "chokai")).person_id
    assert await players.officer_of(One(), "garden") is None
    assert (True, False) == (players.may_pause("chokai"), players.may_pause("garden"))
    alone = await Given(TOKENS).players(One())
    assert (None, None) == (alone.officer_of, alone.may_pause)


def test_an_other_officer_without_groups_is_refused_in_words():
    """What is missing is named."""
    with pytest.raises(CastError, match="other_officer"):
        Given({**TOKENS, "other_officer": {"token": "x", "person_id": "ken"}})
