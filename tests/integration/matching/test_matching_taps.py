"""Cold start: two taps give a first list with true reasons, and nothing of them is kept."""

from tests import kit
from tests.integration.matching.matching_kit import NORTH

LIST = "/people/me/recommendations"


async def test_two_taps_lead_to_a_list_and_leave_no_trace(city):
    """Somebody of whom nothing is known: an area of life, a taste of it, and what fits is first, with its reason."""
    await city.group("chorus", officer="officer-aoi", tags=("chorus",), areas=NORTH, needs=(), size_band="100+")
    new = kit.client(city.service, city.site, "somebody-new")
    areas = (await new.get("/taps")).json()["items"]
    (music,) = [area for area in areas if area["code"] == "music-and-stage"]
    before = await city.journal.store.last_position()

    plain = (await new.get(LIST)).json()
    tapped = (await new.get(LIST, params={"tap": [music["tastes"][0]["code"]]})).json()

    assert ["osawa-garden", "chorus"] == [each["group"]["group_id"] for each in plain]
    assert ["chorus", "osawa-garden"] == [each["group"]["group_id"] for each in tapped]
    assert "「合唱」に関心がある" == tapped[0]["reasons"][0]["ja"]
    assert [] == (await new.get("/people/me/interests")).json()["tags"]
    assert plain == (await new.get(LIST)).json()
    assert before == await city.journal.store.last_position()


async def test_every_taste_lies_in_one_area_of_life(city):
    """All tags of the vocabulary can be reached by two taps, and no screen is full."""
    areas = (await kit.client(city.service, city.site, None).get("/taps")).json()["items"]

    tastes = [taste["code"] for area in areas for taste in area["tastes"]]
    assert set(city.uses.knowledge.words.lists["tags"]) == {*tastes, *(area["code"] for area in areas)}
    assert len(tastes) == len(set(tastes))
    assert max(len(areas), *(len(area["tastes"]) for area in areas)) <= 12


async def test_a_taste_that_is_in_no_list_is_refused(city):
    """And so are more than five."""
    new = kit.client(city.service, city.site, "somebody-new")

    strange = await new.get(LIST, params={"tap": ["魔法"]})
    many = await new.get(LIST, params={"tap": ["yoga", "tea", "haiku", "music", "dance", "walking"]})

    assert (422, "unknown-words") == (strange.status_code, strange.json()["code"])
    assert 422 == many.status_code


async def test_words_are_told_in_plain_japanese_too(city):
    """To choose from, in the published lists, and quoted in a reason."""
    new = kit.client(city.service, city.site, "somebody-new")
    (outdoors, *_) = (await new.get("/taps")).json()["items"]
    lists = (await new.get("/vocabulary")).json()
    (garden, *_) = (await new.get(LIST, params={"tap": ["gardening"]})).json()

    assert ("はな・き・かわ", "はなや やさいを そだてる こと") == (outdoors["plain"], outdoors["tastes"][0]["plain"])
    assert "月ようびから きんようびの ごご" == lists["times"][1]["plain"]
    assert "あなたが すきな「はなや やさいを そだてる こと」を して います" == garden["reasons"][0]["plain"]
