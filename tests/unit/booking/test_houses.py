"""The register's facilities as the rules see them, and what is free in them at any moment."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.booking.domain.grid import instant
from services.booking.domain.houses.days import PUBLIC
from services.booking.domain.houses.houses import house_of
from services.booking.rulebook.quick import Question
from services.booking.rulebook.windows import too_late
from services.booking.settings import BookingSettings
from shared.contracts.booking import Room
from tests.unit.booking.booking_kit import DAY, NOW, a_facility, a_wish, rules, terms_of
from tests.unit.booking.rulebook.rulebook_kit import book, rule


def register(*ids, parts=()):
    return {id: Room(room_id=id, name=id, capacity=30, parts=parts if id == ids[0] else ()) for id in ids}


def test_rooms_are_their_houses_alone():
    """Two houses with a room 101 each, and ids that no file could have, are asked about side by side."""
    one, other = (
        house_of(rules(), id, "会館", "neighbourhood-hall", register("101", "A_1")) for id in ("East", "West")
    )
    town = rules().about([one.facility, other.facility])

    assert {"101": "East/101", "A_1": "East/A_1"} == one.keys
    assert "West" == town.places.facility_of("West/101").id


def test_a_room_that_the_file_names_has_its_own_rules_and_parts():
    """Under the facility's id of the register: its price, its type and its parts; how large it is the register says."""
    house = house_of(book(), "house", "会館", "hall", register("big", "big-a", "big-b", "attic"))
    facility = a_facility("hall", id="house", book=book(), rooms=(("big", 40), ("big-a", 20), ("big-b", 20), ("x", 5)))

    assert {"big": "big", "big-a": "big-a", "big-b": "big-b", "attic": "house/attic"} == house.keys
    assert ("big-a", "big-b") == house.rooms["big"].parts
    assert {"big", "big-a", "big-b"} == facility.rules.touched(("big",))
    assert {"big", "big-a"} == facility.rules.touched(("big-a",))
    assert 140 == terms_of(a_wish(36, 48, room="big-a", facility="house"), facility).fee
    assert 300 == terms_of(a_wish(36, 48, room="x", facility="house"), facility).fee


def test_english_texts_call_a_room_by_the_register_s_name_then_by_the_file_s():
    """And where neither has one, as it is called in Japanese."""
    rooms = register("big", "big-a", "attic")
    rooms["big-a"] = rooms["big-a"].model_copy(update={"name_en": "The east half"})
    house = house_of(book(), "house", "会館", "hall", rooms)

    file = {room.id: room.name.en for room in book().places.facilities["house"].rooms}
    assert [file["big"], "The east half", "attic"] == [room.name.en for room in house.facility.rooms]


def test_a_cap_over_the_rooms_of_a_rule_is_counted_over_those_rooms():
    """In the quota of the month, whatever else is booked in the house."""
    cap = 'rooms = ["big", "big-a"]\ncounts = "bookings"\nper = "month"\nparty = "person"\nover = "rule"\nlimit = 2'
    town = book(rule("caps", "cap", cap))
    facility = a_facility("hall", id="house", book=town, rooms=(("big", 40), ("big-a", 20), ("big-b", 20)))
    terms = terms_of(a_wish(36, 48, room="big", facility="house"), facility)

    assert [("cap", ("big", "big-a"), "")] == [(one.rule_id, one.rooms, one.facility_id) for one in terms.period_caps]


def test_the_parts_that_the_register_says_count():
    """A hall of a house that no file names divides too; a part that is not there, or itself, is none."""
    house = house_of(book(), "new", "会館", "hall", register("hall", "a", "b", parts=("a", "b", "gone", "hall")))

    assert ("a", "b") == house.rooms["hall"].parts
    assert ["new/a", "new/b"] == list(house.facility.rooms[0].parts)


def test_rooms_of_one_house_may_have_other_days():
    """Works in one room close it, and no other; the house is open while any room is."""
    works = 'rooms = ["small"]\nworks = {{ first = 2026-12-01, last = 2026-12-03 }}'.format()
    town = book(rule("closures", "works", works))
    facility = a_facility("hall", id="house", book=town, rooms=(("big", 40), ("small", 10)))

    assert 0 == facility.rules.open_mask(DAY, "small") == facility.rules.bookable_mask(DAY, NOW, "small")
    assert facility.rules.open_mask(DAY, "big") == facility.rules.open_mask(DAY) != 0


KINDS = {kind: a_facility(kind) for kind in ("community-centre", "always-open", "salon")}
"""Made once, so that each question meets what was kept from others."""


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from(sorted(KINDS)),
    ahead=st.sampled_from([-1, 0, 0, 0, 1, 30, 31, 60]),
    minutes=st.one_of(st.integers(0, 1439), st.sampled_from(range(0, 1440, 15))),
    seconds=st.sampled_from([0, 0, 1, 59]),
)
def test_what_is_shown_as_bookable_is_what_may_be_asked_for(kind, ahead, minutes, seconds):
    """Quarter by quarter, at any second and in any order of moments: open, not too early and not too late."""
    house, day = KINDS[kind].rules, DAY + timedelta(ahead)
    now = instant(DAY, 0) + timedelta(minutes=minutes, seconds=seconds)

    expected = 0
    for quarter in range(96):
        question = Question(house.of_rules(("big",)), day, quarter, quarter + 1)
        if house.open_mask(day) >> quarter & 1 and any(timely(house, question, who, now) for who in PUBLIC):
            expected |= 1 << quarter

    assert expected == house.bookable_mask(day, now)


def timely(house, question, who, now):
    """Whether one may ask then, by the two ends of the window."""
    opens, closes = house._quick.window(question, who, now)
    return now >= opens.at and not too_late(closes, now)


def test_how_far_ahead_one_may_ask_is_the_rules():
    """Sixty days in a centre, thirty in a salon."""
    assert (60, 30) == (KINDS["community-centre"].rules.days_ahead(NOW), KINDS["salon"].rules.days_ahead(NOW))


def test_an_empty_setting_is_as_shipped(monkeypatch):
    """``KYOSO_BOOKING_RULES_FILE=`` is no file called ``.``."""
    monkeypatch.setenv("KYOSO_BOOKING_RULES_FILE", "")

    assert BookingSettings().rules_file is None
