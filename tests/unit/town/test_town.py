"""The sample town: the same each time, complete, and nobody's real town."""

import unicodedata
from collections import Counter
from datetime import date, timedelta

import pytest

from kyoso.town import words
from kyoso.town.activities import COURSES, HELPERS, TIMES_OF_TITLES, TITLES, activities_of
from kyoso.town.directory import Directory
from kyoso.town.generate import SEED, generate, programme_of
from kyoso.town.houses import ALWAYS_OPEN
from kyoso.town.model import Town
from kyoso.town.people import GENERATIONS
from kyoso.town.places import AREAS, TOWN_NAME
from kyoso.town.registering import WAITING, WELFARE
from kyoso.town.rewards import REWARDS, term_of
from services.booking.domain.activities.roles import ROLES
from services.booking.domain.houses.facility import FacilityDraft
from services.booking.domain.houses.houses import house_of
from services.booking.domain.houses.rules import HouseRules
from services.booking.rulebook.book import Book
from services.matching.domain.words import Words
from services.matching.knowledge import PACKAGED
from services.points.rules import EarningRules
from shared.contracts.booking import Room

NAMED = ("resident-hana", "resident-ken", "officer-yui", "coordinator-sato", "staff-mori", "auditor")
REAL = (
    "三鷹", "多摩市", "武蔵村山", "武蔵野", "調布", "府中", "国分寺", "小金井", "小平", "立川", "昭島", "八王子",
    "町田", "西東京", "東久留米", "東村山", "国立", "狛江", "稲城", "日野", "青梅", "福生", "羽村", "あきる野",
    "横浜", "川崎", "大阪", "京都", "名古屋", "札幌", "福岡", "東京都", "練馬", "世田谷", "杉並", "あさぎり町",
)  # fmt: skip


@pytest.fixture(scope="module")
def town() -> Town:
    return generate(SEED)


def test_the_same_seed_gives_the_same_town(town: Town) -> None:
    """A second machine, or a second start, must find everybody where they were."""
    generate.cache_clear()

    assert town == generate(SEED)


def test_another_seed_gives_other_people(town: Town) -> None:
    """A generator that ignored its seed would pass the test above."""
    assert town.people != generate(SEED + 1).people


def test_the_town_has_the_size_it_promises(town: Town) -> None:
    """About 40 houses with 130 rooms and two halves, 60 groups, 12 coordinators, 5,000 people, 3 areas."""
    rooms = [room for house in town.facilities for room in house.rooms]

    assert (40, 132) == (len(town.facilities), len(rooms))
    assert (60, 12, 5_000) == (len(town.groups), len(town.coordinators), len(town.people))
    assert {"kita", "naka", "minami"} == {area.id for area in AREAS if area.layer == "neighbourhood"}


def test_no_id_is_given_twice(town: Town) -> None:
    """Ids are streams: two things under one id would be one thing."""
    ids = [house.id for house in town.facilities]
    ids += [room.id for house in town.facilities for room in house.rooms]
    ids += [group.id for group in town.groups] + [person.id for person in town.people]

    assert [] == [id for id, times in Counter(ids).items() if times > 1]
    assert 40 == len({house.name for house in town.facilities})
    assert 60 == len({group.name for group in town.groups})


def test_every_group_has_an_officer_among_the_people(town: Town) -> None:
    """A group without an officer could answer nobody."""
    officers = town.officers()

    assert {group.id for group in town.groups} == set(officers)
    assert set(officers.values()) <= {person.id for person in town.people}
    assert "officer-yui" == officers["osawa-garden"]
    assert 60 == sum(len(person.officer_of) for person in town.people)


def test_members_belong_to_groups_that_exist_and_never_twice(town: Town) -> None:
    """Loading a membership twice would be refused."""
    groups = {group.id for group in town.groups}

    for person in town.people:
        held = person.officer_of + person.member_of
        assert set(held) <= groups
        assert len(set(held)) == len(held)


def test_everybody_lives_in_a_known_area_or_elsewhere(town: Town) -> None:
    """Areas are layers with one home each; a school district lies in its neighbourhood."""
    known = {(area.layer, area.id) for area in AREAS}
    places = [person.areas for person in town.people] + [house.areas for house in town.facilities]
    places += [group.areas for group in town.groups]
    places += [person.interests.areas for person in town.people if person.interests]

    assert set() == {item for areas in places for item in areas.items()} - known
    assert 100 < sum(not person.areas for person in town.people) < 400


def test_every_group_meets_at_a_house_of_its_school_district(town: Town) -> None:
    """So that walks are real in the town, and no group meets at a school or at the house of the story."""
    houses = {house.id: house for house in town.facilities}

    for group in town.groups:
        assert group.areas == houses[group.meets_at].areas
        assert houses[group.meets_at].kind in ("community-centre", "neighbourhood-hall", "salon", "civic-hub")


def test_the_named_persons_are_who_the_documents_say(town: Town) -> None:
    """Guides, tests and the first page call them by name."""
    people = {person.id: person for person in town.people}

    assert set(NAMED) <= set(people)
    assert ("coordinator",) == people["coordinator-sato"].roles
    assert ("staff",) == people["staff-mori"].roles
    assert ("auditor",) == people["auditor"].roles
    assert town.desk_owner in people
    assert {seat.person_id for seat in town.coordinators} <= set(people)


def test_every_neighbourhood_has_coordinators(town: Town) -> None:
    """An introduction is given to somebody near."""
    for area in ("kita", "naka", "minami"):
        assert 3 <= sum(area in seat.areas for seat in town.coordinators)


def test_codes_are_those_that_matching_publishes(town: Town) -> None:
    """A word that matching does not know would be refused at loading."""
    lists = Words.read(PACKAGED / "vocabulary.json").lists

    assert set(words.TAGS) <= set(lists["tags"])
    assert set(words.ROLE_WISHES) <= set(lists["roles"])
    assert set(words.AVAILABILITY) <= set(lists["times"])
    for group in town.groups:
        assert set(group.tags) <= set(words.TAGS)
        assert set(group.needs) <= set(words.ROLE_WISHES)
        assert set(group.times) <= set(words.AVAILABILITY)
        assert set(group.languages) <= set(lists["languages"])
    for generation in GENERATIONS:
        assert set(generation.fond_of) <= set(words.TAGS)
        assert set(generation.wishes) <= set(words.ROLE_WISHES)
        assert set(generation.free) <= set(words.AVAILABILITY)


def test_wishes_differ_enough_for_reasons_to_differ(town: Town) -> None:
    """Recommendations are only as varied as what people say."""
    wishes = Counter(repr(person.interests) for person in town.people if person.interests is not None)

    assert 4_000 < sum(wishes.values()) < 5_000
    assert 3_500 < len(wishes)


def test_houses_fit_the_rules_of_booking(town: Town) -> None:
    """A kind without rules would silently get the default ones."""
    kinds = Book.shipped("komorebi").places.kinds

    for house in town.facilities:
        assert house.kind in kinds
        FacilityDraft(
            facility_id=house.id, name=house.name, kana=house.kana, kind=house.kind, areas=house.areas,
            address=house.address, latitude=house.latitude, longitude=house.longitude,
            rooms=tuple({"room_id": room.id, "name": room.name, "capacity": room.capacity} for room in house.rooms),
        )  # fmt: skip


def test_the_house_with_prices_by_room_is_the_same_for_the_rules(town: Town) -> None:
    """A room that the file and the register call differently would have no price, or another one."""
    (hub,) = (house for house in town.facilities if house.id == "civic-hub")
    declared = Book.shipped("komorebi").places.facilities[hub.id]

    assert (declared.kind, declared.name.ja) == (hub.kind, hub.name)
    assert [(r.id, r.name, r.capacity, r.parts) for r in hub.rooms] == [
        (r.id, r.name.ja, r.capacity, r.parts) for r in declared.rooms
    ]


def test_what_welfare_groups_are_granted_stands_in_the_rules(town: Town) -> None:
    """A group or a reduction that is not there would be left out in silence."""
    reductions = {rule.id: rule for rule in Book.shipped("komorebi").file.reductions}

    assert set(WELFARE) <= {group.id for group in town.groups} - WAITING
    assert ("welfare",) == reductions["hub.welfare"].who.categories


def test_one_house_is_always_open_and_has_room_for_many_stories(town: Town) -> None:
    """The story is played at any hour, also in parallel."""
    house = next(house for house in town.facilities if house.id == ALWAYS_OPEN)
    rooms = {room.id: Room(room_id=room.id, name=room.name, capacity=room.capacity) for room in house.rooms}
    book = Book.shipped("komorebi")
    rules = HouseRules(book, house_of(book, house.id, house.name, house.kind, rooms), bookable=True)

    assert 12 <= len(house.rooms)
    assert 1 == rules.step
    assert all((1 << 96) - 1 == rules.open_mask(date(2026, 1, 1) + timedelta(days=n)) for n in range(0, 366, 7))


def test_names_are_written_with_kana(town: Town) -> None:
    """Kana is katakana; names are NFC."""
    for person in town.people:
        assert all(unicodedata.name(letter).startswith("KATAKANA") for letter in person.kana if letter not in " ー・")
        assert unicodedata.normalize("NFC", person.name) == person.name
    assert 3_000 < len({person.name for person in town.people})


def test_nothing_in_the_town_is_a_real_town(town: Town) -> None:
    """The sample town must not be mistaken for a city that exists."""
    texts = [TOWN_NAME, *(area.name for area in AREAS)]
    texts += [text for house in town.facilities for text in (house.name, house.address)]
    texts += [group.name for group in town.groups]
    texts += [title for titles in TITLES.values() for title in titles]

    assert [] == [(text, name) for text in texts for name in REAL if name in text]
    assert all(house.address.startswith(TOWN_NAME) for house in town.facilities)
    assert all(person.email.endswith(".example") for person in town.people)


def test_a_day_has_the_same_activities_whenever_it_is_asked_for(town: Town) -> None:
    """The calendar is topped up at each start; a day that was loaded must not change."""
    day = date(2026, 11, 22)

    assert activities_of(town, day) == activities_of(town, day)
    assert activities_of(town, day) != activities_of(town, day + timedelta(days=7))


def test_activities_do_not_meet_in_one_room_at_one_time(town: Town) -> None:
    """Each is booked; two in one room would be refused."""
    for number in range(28):
        made = activities_of(town, date(2026, 11, 1) + timedelta(days=number))
        places = [(activity.room_id, activity.starts_at) for activity in made]

        assert len(set(places)) == len(places) >= 4
        for activity in made:
            assert activity.officer_id == town.officers()[activity.group_id]
            assert len(activity.sign_ups) <= activity.capacity


def test_courses_and_helpers_are_what_booking_takes(town: Town) -> None:
    """Titles that are used, roles of the list, and room for people who just come; some of each in a few weeks."""
    made = [each for number in range(60) for each in activities_of(town, date(2026, 11, 1) + timedelta(days=number))]

    assert {*COURSES, *HELPERS} <= {title for titles in TITLES.values() for title in titles}
    assert {role for helpers in HELPERS.values() for role, _ in helpers} <= set(ROLES)
    assert all(each.capacity > sum(places for _, places in each.helpers) for each in made)
    assert all(each.weeks >= each.certificate[2] for each in made if each.certificate)
    assert any(each.weeks > 1 for each in made)
    assert any(each.helpers for each in made)


def test_every_tag_of_a_group_has_something_to_do(town: Town) -> None:
    """A tag without a title would break the calendar on some day."""
    assert {tag for group in town.groups for tag in group.tags} <= set(TITLES)


def test_the_programme_is_the_one_that_attendances_earn_from() -> None:
    """Points look their programme up by fiscal year."""
    programme = programme_of(2026)

    assert EarningRules.load().attendance_programme(date(2027, 3, 31)) == programme.id
    assert (date(2026, 4, 1), date(2027, 3, 31)) == (programme.starts_on, programme.ends_on)


def test_the_rewards_are_to_be_had_at_houses_of_the_town_and_one_for_a_single_attendance(town: Town) -> None:
    """And there is so much of that one that the story never finds it gone."""
    assert {reward.place for reward in REWARDS} <= {house.name for house in town.facilities}
    affordable = [reward for reward in REWARDS if reward.price <= programme_of(2026).points_per_attendance]
    assert [50_000] == [reward.stock for reward in affordable]
    assert len(REWARDS) == len({reward.id for reward in REWARDS})
    assert (programme_of(2026).starts_on, programme_of(2026).ends_on) == term_of(2026)


def test_the_directory_tells_ids_roles_and_groups_and_no_name(town: Town) -> None:
    """The issuer hands these to anyone on the machine."""
    entries = Directory().entries

    assert 5_000 == len(entries)
    assert ("osawa-garden",) == entries["officer-yui"].groups
    assert ("staff",) == entries["staff-mori"].roles
    assert {"person_id", "roles", "groups"} == set(entries["auditor"].__dataclass_fields__)


def test_a_supper_is_in_the_evening(town: Town) -> None:
    """What a title says of the time of day is true, and every title with a time is one that is used."""
    seen = set()
    for number in range(400):
        for each in activities_of(town, date(2026, 11, 1) + timedelta(days=number)):
            title = each.title.partition("（")[0]
            if title in TIMES_OF_TITLES:
                seen.add(title)
                assert each.starts_at.time() in TIMES_OF_TITLES[title], each.title

    assert set(TIMES_OF_TITLES) <= {title for titles in TITLES.values() for title in titles}
    assert len(seen) > len(TIMES_OF_TITLES) // 2
