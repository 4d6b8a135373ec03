"""The story's reasons, guardian and check against matching alone: what they tell, and what makes them fail."""

from datetime import datetime
from functools import partial
from types import SimpleNamespace

import pytest

from kyoso.story.client import Actor, StepFailed, until
from kyoso.story.guardian import agree_as_guardian
from kyoso.story.reasons import ask_why
from kyoso.story.vetting import be_vetted
from services.matching.domain.guarding.guarded import GuardedPerson
from services.matching.domain.helping.terms import Category
from shared.clock import TOKYO
from tests.integration.matching.help_kit import known
from tests.integration.matching.matching_kit import CENTRE, NORTH, SATO, SOUTH
from tests.integration.matching.story_kit import AtMatching

HANA, YUI, MORI = Actor("resident-hana", ""), Actor("officer-yui", ""), Actor("staff-mori", "")
MIO, RIN, MOTHER = Actor("mio", ""), Actor("rin", ""), Actor("mother", "")
NOT_MET = {"neighbour": None, "young": None, "staff": None, "another": None, "who": None}


def stage_of(client, **players):
    """A stage that keeps what is told in English."""
    told = []

    async def done(_ja, en, *_types):
        told.append(en)

    cast = SimpleNamespace(**{**NOT_MET, "resident": HANA, "officer": YUI, "counter": MORI, **players})
    outcome = SimpleNamespace(group_id="osawa-garden")
    return SimpleNamespace(client=client, players=cast, outcome=outcome, done=done, told=told)


class Otherwise(AtMatching):
    """Matching, but that what a path's end asks for is answered otherwise, or not done (``change`` is nothing)."""

    def __init__(self, city, end, change=None):
        super().__init__(city)
        self.end, self.change = end, change

    async def send(self, method, path, actor, **more):
        if self.change is None and method == "PUT" and self.end in path:
            return None
        answer = await super().send(method, path, actor, **more)
        return self.change(answer) if self.change and path.endswith(self.end) else answer


def more_points(told):
    told["this"]["contributions"][0]["points"] += 1.0
    return told


def further_behind(told):
    return {**told, "behind": told["behind"] + 1.0}


@pytest.fixture(autouse=True)
async def officer(city):
    """The people service has told of who acts for the group."""
    await known(city, "officer-yui")


@pytest.fixture
async def town(city):
    """Hana in the south, and more groups, near and far, than a list holds."""
    for number in range(30):
        area = (SOUTH, CENTRE, NORTH)[number % 3]
        await city.group(f"group-{number:02}", None, areas=area, tags=("gardening", "nature")[: number % 2 + 1])
    wishes = {"tags": ("gardening", "nature"), "role_wishes": ("publicity",), "availability": ("weekend-morning",)}
    await city.person("resident-hana", interests={**wishes, "areas": SOUTH})
    return city


@pytest.fixture
def at_once(monkeypatch):
    """Nobody waits half a minute for what never comes."""
    for module in ("reasons", "guardian"):
        monkeypatch.setattr(f"kyoso.story.{module}.until", partial(until, seconds=0.2))


def lacking(monkeypatch, *missing):
    monkeypatch.setattr(Category, "missing", lambda *_: missing)


# -- why this, why not that


async def test_why_and_why_not_are_told_and_nothing_stays_set_aside(town):
    """Two steps, as often as it is played."""
    stage = stage_of(AtMatching(town))

    await ask_why(stage)
    await ask_why(stage)

    assert ["Why is", "One wa"] * 2 == [en[:6] for en in stage.told]
    assert [] == await town.uses.setting_aside.of_person("resident-hana")


@pytest.mark.parametrize(
    ("end", "change", "words"),
    [
        ("/why", more_points, "do not add up"),
        ("/why", further_behind, "another number of points"),
        ("/recommendations", lambda listed: listed[::-1], "order of its scores"),
    ],
)
async def test_points_that_are_told_wrongly_fail_the_story(town, end, change, words):
    """Those of a reason, those between two, and an order that is not that of the scores."""
    with pytest.raises(AssertionError, match=words):
        await ask_why(stage_of(Otherwise(town, end, change)))


async def test_a_fourth_reason_fails_the_story(town, monkeypatch):
    """List and account may agree: three are promised."""
    monkeypatch.setattr("services.matching.domain.recommending.reasons.REASONS_MAX", 4)

    with pytest.raises(AssertionError, match="more than three"):
        await ask_why(stage_of(AtMatching(town)))


async def test_an_account_that_is_not_that_of_the_list_fails_the_story(town, at_once):
    """The same score is told in both."""
    half = Otherwise(town, "/recommendations", lambda listed: [{**each, "score": each["score"] / 2} for each in listed])

    with pytest.raises(StepFailed, match="does not agree"):
        await ask_why(stage_of(half))


async def test_what_is_set_aside_and_stays_fails_the_story(town, at_once):
    """It would be shown as before."""
    with pytest.raises(StepFailed, match="still in the list"):
        await ask_why(stage_of(Otherwise(town, "/set-aside/")))


# -- a guardian's yes


async def test_a_guardian_agrees_and_takes_it_back_and_the_same_family_plays_again(family):
    """What is left is a yes until tonight, so that the young person can be introduced."""
    stage = stage_of(AtMatching(family), young=MIO, neighbour=MOTHER)

    await agree_as_guardian(stage)
    await agree_as_guardian(stage)

    assert ["Somebody under 18"] * 2 == [en[:17] for en in stage.told]
    rows = await family.uses.guardians.about("mio")
    assert ["said"] == [row.status for row in rows]
    assert [datetime(2026, 11, 24, tzinfo=TOKYO)] == [row.due_at for row in rows]
    await family.ask("mio")


async def test_without_somebody_under_18_the_guardian_is_passed_over(family):
    """Nobody is given, or who is given is of age."""
    told = []
    for young in (None, HANA):
        stage = stage_of(AtMatching(family), young=young, neighbour=MOTHER)
        await agree_as_guardian(stage)
        told += stage.told

    assert ["no-young-person", "guardian-not-needed"] == [en.partition("(")[2].rstrip(")") for en in told]


@pytest.mark.parametrize(
    ("missing", "words"), [((), "without a guardian's yes"), (("guardian",), "refused all the same")]
)
async def test_a_yes_that_counts_for_nothing_fails_the_story(family, monkeypatch, missing, words):
    """A place without it, or none with it."""
    lacking(monkeypatch, *missing)

    with pytest.raises(AssertionError, match=words):
        await agree_as_guardian(stage_of(AtMatching(family), young=RIN, neighbour=MOTHER))


async def test_a_no_that_leaves_the_place_fails_the_story(family, monkeypatch, at_once):
    """What rested on the yes ends with it."""
    monkeypatch.setattr(GuardedPerson, "lose_guardian", lambda *_: [])

    with pytest.raises(StepFailed, match="not given back"):
        await agree_as_guardian(stage_of(AtMatching(family), young=MIO, neighbour=MOTHER))


async def test_a_no_that_leaves_the_consent_fails_the_story(family, monkeypatch):
    """The place is given back, and could be taken again."""
    monkeypatch.setattr(
        GuardedPerson, "lose_guardian", lambda self, ended, today: [self._gone(ended.consent_id, ended.how, today)]
    )

    with pytest.raises(AssertionError, match="took their yes back"):
        await agree_as_guardian(stage_of(AtMatching(family), young=MIO, neighbour=MOTHER))


async def test_a_young_person_who_has_a_guardian_is_left_to_them(family):
    """Another's yes is not taken back, and its place is no fault."""
    await agree_as_guardian(stage_of(AtMatching(family), young=MIO, neighbour=Actor("other", "")))
    stage = stage_of(AtMatching(family), young=MIO, neighbour=MOTHER)

    await agree_as_guardian(stage)

    assert ["A guardian's yes was passed over (busy)"] == stage.told


# -- a check


async def test_who_helps_at_a_school_is_checked_and_nothing_of_it_stays(city):
    """The first resident is not of age, so it is the second."""
    await known(city, "resident-hana", age_band="15-24")
    await known(city, "mother")
    stage = stage_of(AtMatching(city), neighbour=MOTHER)

    await be_vetted(stage)

    assert ["A resident offered"] == [en[:18] for en in stage.told]
    assert {} == await city.uses.helpers.checks("mother", by=SATO)


async def test_without_staff_or_somebody_to_check_it_is_left_out(city):
    """It is told why."""
    await known(city, "resident-hana", age_band="15-24")
    told = []
    for staff in (None, MORI):
        stage = stage_of(AtMatching(city), counter=staff)
        await be_vetted(stage)
        told += stage.told

    assert ["No staff was given", "The check was passed over (requirements-missing)"] == [
        en.partition(":")[0] for en in told
    ]


@pytest.mark.parametrize(("missing", "words"), [((), "whom nobody checked"), (("children",), "refused all the same")])
async def test_a_check_that_counts_for_nothing_fails_the_story(city, monkeypatch, missing, words):
    """A place without it, or none with it."""
    await known(city, "resident-hana")
    lacking(monkeypatch, *missing)

    with pytest.raises(AssertionError, match=words):
        await be_vetted(stage_of(AtMatching(city)))
