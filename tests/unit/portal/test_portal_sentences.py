"""Open events in words, in both languages; names stay apart from the words around them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.portal.sentences import OPEN, Part, say
from shared.contracts.booking import FacilityChanged, FacilityRegistered, SlotsFreed
from shared.contracts.booking_activities import ActivityCancelled, ActivityChanged
from shared.contracts.matching import GroupChanged, GroupRegistered
from shared.contracts.matching_standing import GroupEnded, GroupResumed, GroupSuspended
from tests.unit.portal.happening_kit import NOON, an_activity, slots

TODAY = date(2026, 12, 1)
HOUSES = {"osawa-cc": "大沢コミュニティ・センター"}


def told(event, language, names=HOUSES):
    return "".join(part.text for part in say(event, TODAY, names.get, language))


def one_of_each():
    group = {"group_id": "g", "name": "大沢みどりの会", "kind": "theme", "size_band": "10-29"}
    house = {"facility_id": "f", "name": "北原地区公会堂", "address": "北原1", "bookable": False}
    later = {"starts_at": NOON, "ends_at": NOON + timedelta(hours=2)}
    return [
        an_activity(),
        ActivityChanged(**an_activity().model_dump()),
        ActivityCancelled(**an_activity().model_dump(), reason="weather"),
        slots(**later),
        slots(**later, kind=SlotsFreed),
        GroupRegistered(**group),
        GroupChanged(**group),
        FacilityRegistered(**house),
        FacilityChanged(**house),
        *(kind(group_id="g", name="大沢みどりの会", count=1) for kind in (GroupSuspended, GroupResumed, GroupEnded)),
    ]


def test_every_open_event_has_a_sentence_in_both_languages():
    """Each type its own words, none empty."""
    sentences = {language: [told(event, language) for event in one_of_each()] for language in ("ja", "en")}

    assert set(OPEN) == {event.type for event in one_of_each()}
    for texts in sentences.values():
        assert len(OPEN) == len(set(texts))
    assert "催し「大沢の畑で土づくり」の案内が出ました" == sentences["ja"][0]
    assert "New activity: 大沢の畑で土づくり" == sentences["en"][0]
    assert "催し「大沢の畑で土づくり」は中止になりました" == sentences["ja"][2]
    assert "Cancelled: 大沢の畑で土づくり" == sentences["en"][2]
    assert ("団体「大沢みどりの会」は活動を終えました", "The group 大沢みどりの会 has ended") == (
        sentences["ja"][-1], sentences["en"][-1],
    )  # fmt: skip


def test_what_is_taken_is_said_with_house_day_and_time():
    """Today by its name, another day by its date, midnight as 24:00."""
    night = datetime(2026, 12, 5, 13, 0, tzinfo=UTC)
    tonight = slots(starts_at=night, ends_at=night + timedelta(hours=2))

    assert "大沢コミュニティ・センターできょう12:00〜14:00、部屋の予約が入りました" == told(one_of_each()[3], "ja")
    assert "大沢コミュニティ・センターで12月5日（土）22:00〜24:00、部屋の予約が入りました" == told(tonight, "ja")
    assert "大沢コミュニティ・センター: a room is free again, today 12:00–14:00" == told(one_of_each()[4], "en")
    assert "大沢コミュニティ・センター: a room is booked, Sat 5 Dec 22:00–24:00" == told(tonight, "en")


def test_a_house_that_is_not_known_yet_is_left_out():
    """Without a name the sentence still stands."""
    assert "きょう12:00〜14:00、部屋の予約が入りました" == told(one_of_each()[3], "ja", {})
    assert "A room is booked, today 12:00–14:00" == told(one_of_each()[3], "en", {})


@pytest.mark.parametrize("language", ["ja", "en"])
def test_names_are_marked(language):
    """A screen reader must know that a title on the English page is Japanese."""
    parts = say(an_activity("夜の句会"), TODAY, HOUSES.get, language)

    assert Part("夜の句会", name=True) in parts
    assert not any(part.name for part in parts if part.text != "夜の句会")
