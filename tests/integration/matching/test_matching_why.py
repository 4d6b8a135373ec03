"""Why this, why not that: both accounts, the place in one's list, and what would have to be different."""

from datetime import timedelta

import pytest

from shared.contracts.booking_activities import ActivityAnnounced, ActivityCancelled
from tests import kit
from tests.integration.matching.matching_kit import NOON, NORTH, SOUTH

WHY = "/people/me/recommendations/why"


def announced(**changes):
    starts_at = NOON + timedelta(days=7)
    about = {
        "activity_id": "a1", "title": "秋の苗植え", "group_id": "osawa-garden", "place": "大沢集会所", "capacity": 12,
        "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2), "deadline": starts_at - timedelta(days=1),
        "tags": ("gardening",), "areas": SOUTH,
    }  # fmt: skip
    return {**about, **changes}


@pytest.fixture
async def hana(city):
    """Likes gardening, lives in the south; beside the garden there is a chorus in the north."""
    await city.group(
        "chorus", officer="officer-aoi", tags=("chorus",), areas=NORTH, needs=(), times=(), size_band="100+"
    )
    await city.person(
        "resident-hana", interests={"tags": ("gardening", "chorus"), "availability": ("weekend-morning",)}
    )
    return kit.client(city.service, city.site, "resident-hana")


async def test_two_are_compared_feature_by_feature(hana):
    """By hand: 13.5 area, 3.0 tag, 0.7 small, 0.6 new, 0.5 hands, 0.2 time against 3.8782 area, 3.0 tag
    (2,879 m, 36 minutes: half 1.8 times) and 0.6 new. What is lacking sums to the rest."""
    found = (await hana.get(WHY, params={"group_id": "chorus", "instead_of": "osawa-garden"})).json()

    this, that = found["this"], found["instead_of"]
    assert (7.4782, 2, 18.5, 1) == (this["score"], this["place"], that["score"], that["place"])
    assert ["shared-tag:chorus", "newly-registered"] == this["reasons"]
    assert ["same-area", "shared-tag", "small-group", "newly-registered", "hands-wanted", "fits-time"] == [
        part["code"] for part in that["contributions"]
    ]
    lacking = {lack["code"]: (lack["side"], lack["points"]) for lack in found["lacking"]}
    expected = {"time": 0.2, "small": 0.7, "hands_wanted": 0.5}
    assert {"area": ("less", 9.6218), **{code: ("theirs", points) for code, points in expected.items()}} == lacking
    assert (11.0218, 2) == (found["behind"], found["among"])
    assert "あなたの地域からより遠い" == found["lacking"][0]["ja"]
    assert "It is farther from your area" == found["lacking"][0]["en"]
    assert "あなたの まちから、もっと とおいです" == found["lacking"][0]["plain"]


async def test_alone_it_is_compared_with_what_could_be(hana):
    """What the person has not said is told where saying it helps; what nobody has to say is not asked for."""
    found = (await hana.get(WHY, params={"group_id": "osawa-garden"})).json()
    chorus = (await hana.get(WHY, params={"group_id": "chorus"})).json()

    sides = {lack["code"]: (lack["side"], lack["points"]) for lack in found["lacking"]}
    assert {"role": ("yours", 0.7), "new_field": ("yours", 0.9), "language": ("yours", 3.0)} == sides
    sides = {lack["code"]: lack["side"] for lack in chorus["lacking"]}
    theirs = dict.fromkeys(("time", "small", "hands_wanted"), "theirs")
    assert {**theirs, "new_field": "yours", "language": "yours"} == sides
    assert found["instead_of"] is None


async def test_what_helps_is_said_and_helps(city, hana):
    """A group that speaks Japanese alone promises nothing to who names another language; one that speaks it does."""
    await city.group("talk", officer="officer-t", tags=("tea",), languages=("ja", "en"))
    await city.group("quiet", officer="officer-q", tags=("tea",), languages=("ja",))

    async def told(group_id):
        found = (await hana.get(WHY, params={"group_id": group_id})).json()
        return found["this"]["score"], {lack["code"]: lack for lack in found["lacking"]}.get("language")

    before, lack = await told("talk")
    assert (await told("quiet"))[1] is None
    assert ("yours", 3.0) == (lack["side"], lack["points"])
    said = {"tags": ["gardening", "chorus"], "availability": ["weekend-morning"], "languages": ["ja", "en"]}
    assert 200 == (await hana.put("/people/me/interests", json=said)).status_code
    assert (round(before + 3.0, 4), None) == await told("talk")


async def test_what_is_not_shown_says_why(city, hana):
    """A group one is in, a cancelled activity, one that is over or full of time, and what nothing speaks for."""
    await city.group("big", officer="resident-hana", tags=("tea",), size_band="100+")
    await city.group("other", officer="officer-x", tags=("tea",), areas=NORTH, needs=(), times=(), size_band="100+")
    await kit.deliver(city.service, ActivityAnnounced(**announced()))
    await kit.deliver(city.service, ActivityAnnounced(**announced(activity_id="a2")))
    await kit.deliver(city.service, ActivityCancelled(**announced(activity_id="a2"), reason="weather"))

    async def hidden(**asked):
        answered = (await hana.get(WHY, params=asked)).json()["this"]
        return answered["place"], answered["hidden"] and answered["hidden"]["code"]

    assert (None, "member") == await hidden(group_id="big")
    city.uses.recommendations.weights = lambda *_: weightless(city)
    assert (None, "nothing") == await hidden(group_id="other")
    del city.uses.recommendations.weights
    assert (None, "cancelled") == await hidden(activity_id="a2")
    assert (2, None) == await hidden(activity_id="a1")
    city.advance(timedelta(days=6, hours=1))
    assert (None, "sign-up-over") == await hidden(activity_id="a1")
    city.advance(timedelta(days=2))
    assert (None, "over") == await hidden(activity_id="a1")


def weightless(city):
    """The weights of today without those of place and of what is new."""
    today = city.uses.knowledge.weights.on(NOON.date())
    return today.model_copy(
        update={"weights": today.weights.model_copy(update={"new_field": 0.0, "newly": 0.0, "area": 0.0})}
    )


async def test_the_place_is_that_in_the_list(city, hana):
    """Explained and listed by the same scorer."""
    for number in range(12):
        await city.group(f"group-{number}", officer=f"officer-{number}", tags=("gardening",), areas=NORTH)
    listed = (await hana.get("/people/me/recommendations", params={"limit": 4})).json()

    for place, each in enumerate(listed, start=1):
        id = each["group"]["group_id"]
        found = (await hana.get(WHY, params={"group_id": id})).json()
        assert (place, each["score"]) == (found["this"]["place"], found["this"]["score"])
        assert [reason["code"] for reason in each["reasons"]] == [r.split(":")[0] for r in found["this"]["reasons"]]


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({}, 422, "ask-about-one"),
        ({"group_id": "chorus", "activity_id": "a1"}, 422, "ask-about-one"),
        ({"group_id": "nobody"}, 404, "not-found"),
        ({"activity_id": "nobody"}, 404, "not-found"),
        ({"group_id": "chorus", "instead_of": "nobody"}, 404, "not-found"),
    ],
)
async def test_a_question_without_an_answer_is_refused(hana, asked, status, code):
    """With what to do instead."""
    answered = await hana.get(WHY, params=asked)

    assert (status, code) == (answered.status_code, answered.json()["code"])


async def test_every_feature_of_the_weights_has_its_sentences(city):
    """A weight that is added needs words for whoever asks why."""
    names = type(city.uses.knowledge.weights.on(NOON.date()).weights).model_fields

    said = city.uses.knowledge.sentences.lacks
    assert set(names) == {feature for feature, _ in said}
    assert all((feature, "theirs") in said for feature in names)
    assert all(each.ja and each.plain and each.en for each in said.values())
