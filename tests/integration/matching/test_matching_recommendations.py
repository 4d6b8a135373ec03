"""Recommendations give true reasons: each is a top contribution to the score, as a second scorer finds."""

from datetime import timedelta

import pytest

from services.matching.recommending.recommendations import Recommendation
from services.matching.views import recommendation_view
from shared.contracts.booking_activities import ActivityAnnounced, ActivityCancelled, ActivityChanged
from tests import kit
from tests.integration.matching.matching_kit import NOON, NORTH, SOUTH
from tests.integration.matching.population import Population
from tests.integration.matching.rescorer import Rescorer

PEOPLE = 500


async def test_every_reason_for_500_people_is_a_top_contribution_to_its_score(empty):
    """Against a scorer that shares no code; and at least 20 different sets of reasons are given."""
    population = Population()
    await population.found(empty)
    await population.settle_in(empty, PEOPLE)
    await empty.uses.recommendations.for_person("person-0001")
    rescorer = Rescorer(NOON)
    offers = {row.id: recommendation_view_of(empty, row) for row in all_rows(empty)}
    sets, cold = set(), []
    for number, (person_id, said) in enumerate(population.people.items()):
        person = {**said, "languages": said["languages"] or [said["language"]]}
        found = await empty.uses.recommendations.for_person(person_id, limit=10)
        mine = population.member_of.get(person_id)
        joined = [offers[mine]["tags"]] if mine else []
        for each in found:
            parts = rescorer.parts(person, offers[each.row.id], joined)
            assert round(sum(parts.values()), 4) == each.score
            told = {reason.name: reason.points for reason in each.reasons}
            assert told.items() <= parts.items()
            if number % 5 == 1:
                assert list(told.values()) == rescorer.true(person, offers[each.row.id], joined, parts)
        if number % 50 == 0:
            scores = [sum(rescorer.parts(person, o, joined).values()) for id, o in offers.items() if id != mine]
            assert [round(s, 4) for s in sorted(scores, reverse=True)[:9]] == [each.score for each in found[:9]]
            assert [9] == [place for place, each in enumerate(found) if each.turn]
        assert mine not in {each.row.id for each in found}
        sets.update(frozenset(reason.code for reason in each.reasons) for each in found)
        if number % 10 == 0:
            cold.append({reason.code for each in found for reason in each.reasons})

    assert 20 <= len(sets)
    assert all(codes for codes in cold)
    assert not {"shared-tag", "needed-role", "fits-time"} & set().union(*cold)


async def test_the_reasons_are_words_made_from_the_data(city):
    """Three, the strongest first, in Japanese and English."""
    await city.person(
        "resident-hana", interests={"tags": ("園芸",), "role_wishes": ("広報",), "availability": ("土日祝日の午前",)}
    )

    (found,) = await city.uses.recommendations.for_person("resident-hana")

    view = recommendation_view(found, city.uses.recommendations)
    assert [
        ("あなたの地域（南住区）で活動している", "It is in your area, South"),
        ("「園芸」に関心がある", "You are interested in gardening"),
        ("「広報」を募集していて、あなたの希望と合う", "They are looking for what you wish to do: publicity"),
    ] == [(reason.ja, reason.en) for reason in view.reasons]


async def test_somebody_unknown_is_told_honestly_few_reasons(city):
    """No interests, no home area: what suits anyone new, and no more."""
    (found,) = await city.uses.recommendations.for_person("nobody")

    assert ["small-group", "newly-registered", "hands-wanted"] == [reason.code for reason in found.reasons]


async def test_ones_own_groups_are_not_recommended(city):
    """They are known already."""
    assert [] == await city.uses.recommendations.for_person("officer-yui")


async def test_upcoming_activities_are_recommended_until_their_deadline(city):
    """What can no longer be signed up for is not shown."""
    starts_at = NOON + timedelta(days=2)
    announced = ActivityAnnounced(
        activity_id="a1",
        title="秋の苗植え",
        group_id="osawa-garden",
        place="大沢集会所",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        deadline=starts_at - timedelta(hours=12),
        tags=("園芸",),
        areas=SOUTH,
        capacity=12,
    )
    await city.person("resident-hana", interests={"tags": ("gardening",)})
    before = await city.uses.recommendations.for_person("resident-hana")
    await kit.deliver(city.service, announced, announced)

    found = {each.row.id: each for each in await city.uses.recommendations.for_person("resident-hana")}
    city.advance(timedelta(days=1, hours=13))
    after = await city.uses.recommendations.for_person("resident-hana")

    assert ["osawa-garden"] == [each.row.id for each in before]
    assert {"shared-tag:gardening", "same-area:neighbourhood/minami", "soon"} == {r.name for r in found["a1"].reasons}
    assert ["osawa-garden"] == [each.row.id for each in after]


@pytest.mark.parametrize("in_memory", [True, False])
async def test_a_changed_activity_is_recommended_as_it_is_and_a_cancelled_one_not_at_all(city, in_memory):
    """Whether the list in memory follows, or is read anew; and a repeat of the announcement brings nothing back."""
    starts_at = NOON + timedelta(days=2)
    about = {
        "activity_id": "a1", "title": "秋の苗植え", "group_id": "osawa-garden", "place": "大沢集会所", "capacity": 12,
        "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2), "deadline": starts_at, "areas": SOUTH,
    }  # fmt: skip

    async def found():
        if not in_memory:
            city.uses.recommendations.catalogue._change = None
        rows = [each.row for each in await city.uses.recommendations.for_person("resident-hana")]
        return [row.title for row in rows if row.id == "a1"]

    await kit.deliver(city.service, ActivityAnnounced(**about))
    announced = await found()
    await kit.deliver(city.service, ActivityChanged(**{**about, "title": "冬の苗植え"}))
    changed = await found()
    await kit.deliver(city.service, ActivityCancelled(**about, reason="weather"))
    await kit.deliver(city.service, ActivityAnnounced(**about))

    assert (["秋の苗植え"], ["冬の苗植え"], []) == (announced, changed, await found())


async def test_a_new_group_is_recommended_at_once(city):
    """What is in memory follows the journal."""
    await city.uses.recommendations.for_person("resident-hana")
    await city.group("chorus", officer="officer-aoi", tags=("chorus",))

    assert {"osawa-garden", "chorus"} == {e.row.id for e in await city.uses.recommendations.for_person("resident-hana")}


async def test_an_introduction_keeps_the_reasons_and_tells_only_their_codes(city):
    """What somebody likes does not travel to other services."""
    await city.person("resident-hana", NORTH, interests={"tags": ("gardening",), "role_wishes": ("publicity",)})
    introduction_id = await city.ask()

    (proposed,) = [e for e in await city.events(f"introduction/{introduction_id}") if e.topic]

    assert ("shared-tag", "needed-role", "small-group") == proposed.reasons
    assert "shared-tag:gardening" == (await city.introduction(introduction_id)).reasons[0]


def all_rows(city):
    catalogue = city.uses.recommendations.catalogue
    return [found.row for found in (*catalogue.groups.values(), *catalogue.activities.values())]


def recommendation_view_of(city, row):
    """The row as it is answered over HTTP: what a second scorer may see."""
    view = recommendation_view(Recommendation(row, 0.0, ()), city.uses.recommendations).model_dump(mode="json")
    return view.get("group") or view["activity"]
