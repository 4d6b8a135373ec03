"""Where groups meet, told in minutes on foot; and people from elsewhere, who get what welcomes them."""

from datetime import timedelta

import pytest

from services.matching.domain.areas import TOWN
from services.matching.domain.mesh import cell_of, middle_of
from services.matching.domain.walking import moved
from services.matching.refusals import ResidentsOnly
from services.matching.rows import PersonRow
from shared.contracts.booking import FacilityChanged, FacilityRegistered
from shared.contracts.booking_activities import ActivityAnnounced
from shared.contracts.people import ConsentWithdrawn, PersonErased
from tests import kit
from tests.integration.matching.matching_kit import NOON, SOUTH
from tests.integration.matching.matching_kit import a_city as opened_city

HOME = {**SOUTH, TOWN: "osawa-2"}
POINT = (35.164, 139.2285)


@pytest.fixture
async def town(tmp_path):
    """Hana lives in 大沢二丁目; two groups alike in all else meet 400 m and 2 km from its point."""
    async with opened_city(tmp_path) as city:
        await facility(city, "near", moved(POINT, 400, 0))
        await facility(city, "far", moved(POINT, 0, 2000))
        await city.group("at-far", officer="o1", meets_at="far")
        await city.group("at-near", officer="o2", meets_at="near")
        await city.person("resident-hana", HOME)
        yield city


async def facility(city, id, point, kind=FacilityRegistered):
    latitude, longitude = point or (None, None)
    told = kind(facility_id=id, name=id, areas={}, address="x", latitude=latitude, longitude=longitude, bookable=False)
    await kit.deliver(city.service, told)


async def listed(city, person="resident-hana"):
    answered = (await kit.client(city.service, city.site, person).get("/people/me/recommendations")).json()
    return {
        each["group"]["group_id"] if "group" in each else each["activity"]["activity_id"]: each for each in answered
    }


def walks(each):
    return [reason["ja"] for reason in each["reasons"] if reason["code"].startswith("on-foot")]


async def test_the_group_400_m_away_comes_before_the_one_2_km_away(town):
    """5 minutes and 25, by hand: 13.5 x 0.5^(5/20) and 13.5 x 0.5^(25/20)."""
    found = await listed(town)

    assert ["at-near", "at-far"] == list(found)
    assert ["あなたの地域の真ん中から歩いて約5分の所で活動している（直線距離から）"] == walks(found["at-near"])
    assert (
        pytest.approx(13.5 * (0.5**0.25 - 0.5**1.25), abs=0.0002)
        == found["at-near"]["score"] - found["at-far"]["score"]
    )


async def test_without_the_weight_of_distance_they_are_equal(town, monkeypatch):
    """The control: it is the walk that decides there."""
    today = town.uses.knowledge.weights.on(NOON.date())
    none = today.model_copy(update={"weights": today.weights.model_copy(update={"area": 0.0})})
    monkeypatch.setattr(town.uses.recommendations, "weights", lambda *_: none)

    found = await listed(town)

    assert found["at-near"]["score"] == found["at-far"]["score"]


async def test_a_facility_that_was_put_elsewhere_takes_its_groups_along(town):
    """At once, without any change of the group; and back to its areas when the point is known no more."""
    before = await listed(town)
    await facility(town, "near", moved(POINT, 0, 800), FacilityChanged)
    moved_on = await listed(town)
    await facility(town, "near", None, FacilityChanged)
    unknown = await listed(town)

    assert ["あなたの地域の真ん中から歩いて約10分の所で活動している（直線距離から）"] == walks(moved_on["at-near"])
    assert before["at-near"]["score"] > moved_on["at-near"]["score"]
    assert "same-area" in [reason["code"] for reason in unknown["at-near"]["reasons"]]


async def test_an_activity_is_where_its_facility_is(town):
    """Also when the facility is heard of only afterwards."""
    starts_at = NOON + timedelta(days=7)
    about = {
        "activity_id": "a1", "title": "x", "group_id": "at-far", "place": "x", "capacity": 12, "facility_id": "late",
        "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2), "deadline": starts_at,
    }  # fmt: skip
    await kit.deliver(town.service, ActivityAnnounced(**about))
    assert [] == walks((await listed(town))["a1"])
    await facility(town, "late", moved(POINT, 160, 0))

    assert ["あなたの地域の真ん中から歩いて約2分の所で活動している（直線距離から）"] == walks(
        (await listed(town))["a1"]
    )


async def test_how_long_somebody_walks_stands_in_no_event(town):
    """Three walks would tell a home."""
    await town.desk()
    await town.ask(group_id="at-near")

    (asked,) = [event for event in await town.events("person/resident-hana") if event.type == "introduction-asked.v1"]
    assert "on-foot-from-area" in asked.asking.reasons
    assert not [reason for reason in asked.asking.reasons if reason.startswith("on-foot") and ":" in reason]


async def test_who_lives_elsewhere_gets_what_welcomes_them_and_is_told_what_does_not(town):
    """Nothing is hidden: a group for residents says so, one that said nothing too."""
    await town.group("open", officer="o3", outsiders_welcome=True)
    await town.group("closed", officer="o4", outsiders_welcome=False)
    await town.person("friend", {})

    found = await listed(town, "friend")

    assert "open" == next(iter(found))
    assert ["welcomes-outsiders", None] == [found["open"]["reasons"][0]["code"], found["open"]["notice"]]
    assert "この団体は、市内に住む人だけが入れます" == found["closed"]["notice"]["ja"]
    assert "outsiders-unsaid" == found["at-near"]["notice"]["code"]
    assert {None} == {each["notice"] for each in (await listed(town)).values()}


async def test_only_a_group_for_residents_refuses_somebody_from_elsewhere(town):
    """With the reason; whoever lives here, and whoever asks a group that said nothing, is not refused."""
    await town.desk()
    await town.group("closed", officer="o4", outsiders_welcome=False)
    await town.person("friend", {"neighbourhood": "of-another-city"})

    with pytest.raises(ResidentsOnly):
        await town.ask("friend", "closed")
    await town.ask("friend", "at-near")
    await town.ask("resident-hana", "closed")


async def test_a_cell_is_where_somebody_walks_from_and_stands_nowhere_else(town):
    """From the middle of the cell, not of the town; nothing but the vault and the person has it."""
    hana = kit.client(town.service, town.site, "resident-hana")
    cell = cell_of(moved(POINT, 400, 0))
    await facility(town, "near", middle_of(cell))

    told = await hana.put("/people/me/home", json={"cell": cell})
    found = await listed(town)
    events = await town.events("person/resident-hana")

    assert (200, {"kept": True}, {"cell": cell}) == (
        told.status_code, told.json(), (await hana.get("/people/me/home")).json(),
    )  # fmt: skip
    assert ["歩いて約1分の所で活動している（直線距離から）"] == walks(found["at-near"])
    assert not [event for event in events if cell in event.model_dump_json()]
    assert cell not in (await town.journal.get(PersonRow, "resident-hana")).model_dump_json()


async def test_a_walk_from_the_middle_of_an_area_says_so_in_three_languages(town):
    """Of a home known by its school district, of a cell, and of an area of one's own that is nearer than the cell."""
    await town.person("of-a-district", {"school": "osawa-sho"})
    of_a_district = (await listed(town, "of-a-district"))["at-near"]["reasons"][0]
    hana = kit.client(town.service, town.site, "resident-hana")
    of_a_town = await listed(town)
    await hana.put("/people/me/home", json={"cell": cell_of(POINT)})
    of_a_cell = await listed(town)
    await hana.put("/people/me/home", json={"cell": cell_of(moved(POINT, 0, -800))})
    await hana.put("/people/me/interests", json={"areas": {TOWN: "osawa-2"}})
    of_both = await listed(town)

    minutes = of_a_district["about"]
    assert "on-foot-from-area" == of_a_district["code"]
    assert f"あなたの まちの まんなかから あるいて {minutes}分ぐらいの ところで して います" == of_a_district["plain"]
    assert (
        f"It meets about {minutes} min on foot from the middle of your area (as the crow flies)" == of_a_district["en"]
    )
    assert ["あなたの地域の真ん中から歩いて約5分の所で活動している（直線距離から）"] == walks(of_a_town["at-near"])
    assert walks(of_a_cell["at-near"])[0].startswith("歩いて約")
    assert ["あなたの地域の真ん中から歩いて約5分の所で活動している（直線距離から）"] == walks(of_both["at-near"])


@pytest.mark.parametrize("end", ["taken back", "consent", "erased"])
async def test_a_cell_goes_when_it_is_taken_back_and_with_the_consent_and_the_person(town, end):
    """What was derived from it goes too; a sweep leaves a cell that is told alone."""
    hana = kit.client(town.service, town.site, "resident-hana")
    await hana.put("/people/me/home", json={"cell": cell_of(moved(POINT, 400, 0))})
    town.advance(timedelta(hours=2))
    await town.uses.kept.sweep()
    assert await town.uses.homes.of("resident-hana")

    if end == "taken back":
        await hana.delete("/people/me/home")
    elif end == "consent":
        await kit.deliver(town.service, ConsentWithdrawn(person_id="resident-hana", purpose="matching"))
    else:
        await kit.deliver(town.service, PersonErased(person_id="resident-hana"))
    await town.uses.kept.sweep()

    assert await town.uses.homes.of("resident-hana") is None
    assert [] == await town.service.vault.documents_of("resident-hana")


@pytest.mark.parametrize("cell", ["", "5339358934", "53393589345", "5339358934x", "35.16,139.2"])
async def test_what_is_no_cell_is_refused(town, cell):
    """A point is finer than is wanted; and it is said what to send."""
    refused = await kit.client(town.service, town.site, "resident-hana").put("/people/me/home", json={"cell": cell})

    assert 422 == refused.status_code


async def test_a_coordinator_is_chosen_by_the_walk_from_where_the_group_meets(town):
    """A group of the south that meets in the north is seen to from there."""
    await town.desk()
    await facility(town, "hall", (35.1935, 139.2224))
    await town.group("in-the-north", officer="o3", meets_at="hall")
    await town.coordinator("coordinator-kita", {"neighbourhood": "kita"})
    await town.coordinator("coordinator-minami", SOUTH)

    north = await town.introduction(await town.ask(group_id="in-the-north"))
    south = await town.introduction(await town.ask(group_id="at-near"))

    assert ("coordinator-kita", "coordinator-minami") == (north.coordinator_id, south.coordinator_id)
