"""A model that is made without checking is the one that checking makes."""

from shared.contracts.booking import SlotsTaken
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
