"""A model that is made without checking is the one that checking makes."""

from datetime import UTC, datetime

from shared.contracts.booking import Room, SlotsTaken
from shared.unchecked import unchecked


def test_it_is_the_model_that_checking_makes():
    """Equal, written alike, and as frozen."""
    checked = SlotsTaken(
        facility_id="cc", room_ids=("big",), starts_at="2026-12-02T10:00:00+09:00", ends_at="2026-12-02T11:00:00+09:00"
    )

    made = unchecked(SlotsTaken, dict(checked.__dict__))

    assert checked == made
    assert checked.body() == made.body()
    assert checked.model_copy(update={"facility_id": "x"}) == made.model_copy(update={"facility_id": "x"})
    assert checked.model_fields_set == made.model_fields_set


def test_each_kind_has_the_names_of_its_own_fields():
    """One set serves all of a kind, and no other kind."""
    at = datetime(2026, 12, 2, tzinfo=UTC)
    taken = unchecked(SlotsTaken, {"facility_id": "cc", "room_ids": ("big",), "starts_at": at, "ends_at": at})
    room = unchecked(Room, {"room_id": "big", "name": "大", "capacity": 9, "parts": (), "name_en": ""})

    assert taken.model_fields_set == set(SlotsTaken.model_fields)
    assert room.model_fields_set == set(Room.model_fields)
    assert taken.model_copy(update={"facility_id": "x"}).model_fields_set == set(SlotsTaken.model_fields)
