"""Without an account: groups, activities and help for two taps and a place; no person is told of, nothing is kept."""

import pytest

from shared.contracts.booking import FacilityRegistered
from tests import kit
from tests.integration.matching.help_kit import known, opened
from tests.integration.matching.matching_kit import HANA, NORTH, YUI

LIST, WANTED = "/recommendations", "/requests/wanted"


@pytest.fixture
async def visitor(city):
    """Nobody: a client without a token. Beside the garden in the south there is a chorus in the north."""
    await city.group("chorus", officer="officer-aoi", tags=("chorus",), areas=NORTH, needs=(), size_band="100+")
    return kit.client(city.service, city.site, None)


async def test_two_taps_and_a_place_give_a_list_without_an_account(city, visitor):
    """By hand: the garden 5 x 3.0 tag, 13.5 area, 0.7 small, 0.6 new, 0.5 hands; and nothing is written."""
    before = await city.journal.store.last_position()

    found = (await visitor.get(LIST, params={"tap": ["園芸"], "place": "neighbourhood/minami"})).json()

    assert ["osawa-garden", "chorus"] == [each["group"]["group_id"] for each in found]
    assert 30.3 == found[0]["score"]
    assert ["shared-tag", "same-area", "small-group"] == [each["code"] for each in found[0]["reasons"]]
    assert before == await city.journal.store.last_position()


async def test_what_was_tapped_is_asked_for_now_and_comes_before_what_is_near(city, visitor):
    """By hand: the chorus 15.0 tag + 3.9 area, the garden next door 13.5 area + 1.8, which is first without a tap."""
    await city.person("resident-hana", interests={"tags": ("gardening",)})
    hana = kit.client(city.service, city.site, "resident-hana")
    place = {"place": "neighbourhood/minami"}

    tapped = (await visitor.get(LIST, params={"tap": ["chorus"], **place})).json()
    untapped = (await visitor.get(LIST, params=place)).json()
    hers = (await hana.get("/people/me/recommendations", params={"tap": ["chorus"]})).json()

    assert ["chorus", "osawa-garden"] == [each["group"]["group_id"] for each in tapped]
    assert "osawa-garden" == untapped[0]["group"]["group_id"]
    assert ["chorus", "osawa-garden"] == [each["group"]["group_id"] for each in hers]


async def test_a_list_says_how_long_the_walk_is_where_the_point_is_known(city, visitor):
    """400 m north of the middle of the named town: five minutes; without a place nobody can tell."""
    town = city.uses.knowledge.areas.towns["kobushi-1"]
    latitude, longitude = town.point
    north = latitude + 400 / 6_371_000.0 * 57.29577951308232
    await kit.deliver(city.service, a_facility("hall", north, longitude))
    await city.group("readers", officer="officer-aoi", tags=("haiku",), areas=NORTH, meets_at="hall", needs=())

    near = (await visitor.get(LIST, params={"tap": ["haiku"], "place": "town/kobushi-1"})).json()[0]
    unknown = (await visitor.get(LIST, params={"tap": ["haiku"]})).json()[0]

    assert ("readers", 5, None) == (near["group"]["group_id"], near["walk_minutes"], unknown["walk_minutes"])
    assert "on-foot-from-area" in {each["code"] for each in near["reasons"]}


def a_facility(id, latitude, longitude):
    return FacilityRegistered(
        facility_id=id, name="集会所", address="こもれび市", latitude=latitude, longitude=longitude, bookable=False
    )


async def test_who_lives_elsewhere_is_told_who_welcomes_them(city, visitor):
    """With a place that is no place here; a town that nobody knows is refused instead."""
    await city.group("friends", officer="officer-aoi", tags=("haiku",), outsiders_welcome=True)

    found = (await visitor.get(LIST, params={"place": "elsewhere"})).json()
    strange = await visitor.get(LIST, params={"place": "town/atlantis"})

    assert "friends" == found[0]["group"]["group_id"]
    assert "welcomes-outsiders" == found[0]["reasons"][0]["code"]
    assert (422, "unknown-words") == (strange.status_code, strange.json()["code"])


async def test_why_this_and_not_that_without_an_account(visitor):
    """What the chorus lacks beside the garden, the greatest first, in three kinds of words."""
    params = {"group_id": "chorus", "instead_of": "osawa-garden", "tap": ["gardening"], "place": "neighbourhood/minami"}

    found = (await visitor.get(f"{LIST}/why", params=params)).json()

    assert [("tag", "theirs", 15.0), ("area", "less", 9.6218)] == [
        tuple(lack[name] for name in ("code", "side", "points")) for lack in found["lacking"][:2]
    ]
    assert all(found["lacking"][0][name] for name in ("ja", "plain", "en"))
    assert 5 == found["tap_factor"]
    del params["tap"]
    assert 1 == (await visitor.get(f"{LIST}/why", params=params)).json()["tap_factor"]
    assert 422 == (await visitor.get(f"{LIST}/why")).status_code


async def test_help_of_a_group_is_told_with_who_and_when_of_a_person_neither(city, visitor):
    """A person's own is told by its kind and its neighbourhood alone: not who, not when they are at home."""
    await known(city, "resident-hana", "officer-yui")
    south = {"neighbourhood": "minami", "school": "osawa-sho"}
    await opened(city, by=YUI, category="garden", group_id="osawa-garden", times=("weekend-morning",))
    await opened(city, by=HANA, areas=south, times=("weekday-evening",), words="玄関の段差で困っています")

    answer = await visitor.get(WANTED, params={"tap": ["gardening"], "place": "neighbourhood/minami"})

    garden, carrying = answer.json()["items"]
    assert ("garden", "osawa-garden") == (garden["category"]["code"], garden["group"]["group_id"])
    assert ["tag", "near"] == [each["code"] for each in garden["reasons"]]
    assert ["weekend-morning"] == [each["code"] for each in garden["times"]]
    assert ("carrying", None, []) == (carrying["category"]["code"], carrying["group"], carrying["times"])
    assert ["minami"] == [each["code"] for each in carrying["areas"]]
    for hidden in ("resident-hana", "officer-yui", "玄関", "weekday-evening", "osawa-sho"):
        assert hidden not in answer.text


async def test_help_without_a_place_left_is_not_offered(city, visitor):
    """Who taps would be refused."""
    await known(city, "resident-hana", "resident-ken")
    request_id = await opened(city, by=HANA)
    assert [request_id] == [each["request_id"] for each in (await visitor.get(WANTED)).json()["items"]]

    await kit.client(city.service, city.site, "resident-ken").post(f"/requests/{request_id}/answers")

    assert [] == (await visitor.get(WANTED)).json()["items"]


async def test_help_is_listed_without_reading_all_of_it_for_every_visitor(city, visitor, monkeypatch):
    """What is open is in memory and follows the journal: a new one, one that ends, and after a restart."""
    await known(city, "resident-hana")
    assert [] == (await visitor.get(WANTED)).json()["items"]
    read, all_of = [], city.journal.all

    async def counted(row, **asked):
        read.append(row.__name__)
        return await all_of(row, **asked)

    monkeypatch.setattr(city.journal, "all", counted)
    first, second = [await opened(city, by=HANA) for _ in range(2)]
    both = [each["request_id"] for each in (await visitor.get(WANTED)).json()["items"]]
    await city.uses.help_requests.close(first, by=HANA, cause=city.cause())
    left = [each["request_id"] for each in (await visitor.get(WANTED)).json()["items"]]
    assert [] == read
    city.uses.recommendations.catalogue._change = None

    assert ({first, second}, [second]) == (set(both), left)
    assert [second] == [each["request_id"] for each in (await visitor.get(WANTED)).json()["items"]]


async def test_the_menu_says_until_when_each_desk_answers(visitor):
    """Noon of Monday 23 November 2026, a holiday: the third working day is Thursday, the fifth Monday."""
    menu = (await visitor.get("/consultations/menu")).json()

    due = {each["desk"]: each["due_at"] for each in menu["desks"]}
    assert "2026-11-26T17:15:00+09:00" == due["general"]
    assert "2026-11-30T17:15:00+09:00" == due["life"]
