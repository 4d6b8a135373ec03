"""Houses by area, by words and by kind; activities as they stand at an instant."""

from datetime import UTC, datetime, timedelta

import pytest

from services.portal.activities import cards
from services.portal.houses import by_area, house_of_place, matching
from services.portal.models import Activity, Area, House, Name, Room

NORTH = Area(area_id="kita", layer="neighbourhood", name=Name(ja="北住区", en="North"))
SOUTH = Area(area_id="minami", layer="neighbourhood", name=Name(ja="南住区", en="South"))
NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)


def house(id, name, area="kita", kind="neighbourhood-hall", kana="", rooms=("和室",), address="北原二丁目6番5号"):
    return House(
        facility_id=id,
        name=name,
        kana=kana,
        kind=kind,
        areas={"neighbourhood": area} if area else {},
        address=address,
        rooms=tuple(Room(room_id=f"{id}-{n}", name=room, capacity=10) for n, room in enumerate(rooms)),
    )


HALL = house("hall", "北原地区公会堂", kana="キタハラチクコウカイドウ")
CENTRE = house(
    "cc", "大沢コミュニティ・センター", "minami", "community-centre", rooms=("体育館", "ＩＴ室"), address="大沢三丁目"
)
LOST = house("lost", "遠い家", area="", kind="observatory", rooms=(), address="")
ALL = [LOST, HALL, CENTRE]


def ids(houses):
    return [house.facility_id for house in houses]


def test_houses_stand_under_their_areas_in_the_areas_order():
    """An area without houses is left out; a house without an area is not lost."""
    groups = by_area(ALL, [SOUTH, NORTH], "en")

    assert [("South", ["cc"]), ("North", ["hall"]), ("Elsewhere", ["lost"])] == [(n, ids(h)) for n, h in groups]
    assert ["北住区"] == [name for name, _ in by_area([HALL], [SOUTH, NORTH], "ja")]


def test_without_areas_all_houses_are_one_group():
    """When nobody can name the areas now, people still find every house."""
    assert [("すべての施設", ["cc", "hall", "lost"])] == [(n, ids(h)) for n, h in by_area(ALL, [], "ja")]


def test_a_group_is_in_the_order_in_which_one_reads():
    """Kinds first, then the reading of the name."""
    shadow = house("a", "甲", kana="アカ")

    assert ["cc", "a", "hall", "lost"] == ids(by_area([*ALL, shadow], [], "ja")[0][1])


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["lost", "hall", "cc"]),
        ("北原", ["hall"]),
        ("きたはら", ["hall"]),
        ("キタハラ", ["hall"]),
        ("ｷﾀﾊﾗ", ["hall"]),
        ("体育館", ["cc"]),
        ("it室", ["cc"]),
        ("大沢　体育館", ["cc"]),
        ("大沢 和室", []),
        ("community", ["cc"]),
        ("south", ["cc"]),
        ("地区公会堂", ["hall"]),
        ("存在しない", []),
    ],
)
def test_words_find_houses(search, found):
    """Every word must be somewhere in name, reading, address, rooms, kind or area; widths and scripts do not matter."""
    assert found == ids(matching(ALL, search, "", [NORTH, SOUTH]))


def test_a_kind_finds_houses():
    """A kind of a city's own is found as another kind."""
    assert ["cc"] == ids(matching(ALL, "", "community-centre", []))
    assert ["lost"] == ids(matching(ALL, "", "other", []))
    assert [] == ids(matching(ALL, "", "no-such-kind", []))


def test_a_long_search_is_cut():
    """Whatever is pasted there costs no time."""
    assert [] == matching(ALL, "あ " * 100_000, "", [])


def test_a_place_leads_to_its_house():
    """The longest name counts; a place elsewhere leads nowhere."""
    annex = house("annex", "北原地区公会堂別館")

    assert "hall" == house_of_place("北原地区公会堂 和室", [HALL, annex]).facility_id
    assert "annex" == house_of_place("北原地区公会堂別館 和室", [HALL, annex]).facility_id
    assert house_of_place("川べり", [HALL, annex]) is None


def activity(**changes):
    about = {
        "activity_id": "a",
        "title": "句会",
        "place": "北原地区公会堂 和室",
        "starts_at": NOW,
        "ends_at": NOW + timedelta(hours=2),
        "deadline": NOW + timedelta(hours=1),
        "capacity": 10,
        "places_left": 10,
    }
    return Activity(**{**about, **changes})


@pytest.mark.parametrize(
    ("now", "stage"),
    [
        (NOW - timedelta(seconds=1), "coming"),
        (NOW, "running"),
        (NOW + timedelta(hours=2, seconds=-1), "running"),
        (NOW + timedelta(hours=2), "ended"),
    ],
)
def test_an_activity_is_to_come_then_on_then_over(now, stage):
    """The borders belong to the later stage."""
    (card,) = cards([activity()], now, [HALL])

    assert (stage, HALL) == (card.stage, card.house)


@pytest.mark.parametrize(
    ("capacity", "left", "places"),
    [
        (10, 10, "places_free"),
        (10, 4, "places_free"),
        (10, 3, "places_few"),
        (8, 3, "places_few"),
        (7, 3, "places_free"),
        (10, 0, "places_none"),
    ],
)
def test_places_are_words_that_tell_no_small_number_of_people(capacity, left, places):
    """Few places left are only spoken of where at least five have signed up."""
    (card,) = cards([activity(capacity=capacity, places_left=left)], NOW, [])

    assert places == card.places


@pytest.mark.parametrize(
    ("standing", "places"), [("suspended", "group_suspended"), ("ended", "group_ended"), ("other", "group_suspended")]
)
def test_of_a_group_that_is_away_that_is_said_and_no_places(standing, places):
    """Also after the deadline, and where all places are taken: nobody can sign up for that reason first."""
    for more in ({}, {"places_left": 0}):
        (card,) = cards([activity(group_standing=standing, **more)], NOW + timedelta(hours=1), [])
        assert places == card.places


def test_after_the_deadline_nobody_is_told_of_places():
    """The page says that it is too late."""
    (card,) = cards([activity()], NOW + timedelta(hours=1), [])

    assert "deadline_over" == card.places
