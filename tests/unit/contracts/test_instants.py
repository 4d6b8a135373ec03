"""Instants of public events: the same in memory, on the bus and in the journal, whatever offset a client sent."""

from datetime import UTC, datetime, timedelta, timezone

from shared.contracts.booking import SlotsTaken

TOKYO = timezone(timedelta(hours=9))
SENT = datetime(2026, 12, 1, 9, 30, 15, 999_999, tzinfo=TOKYO)


def test_an_event_equals_the_one_that_is_read_back():
    """What is folded when it is decided and what a rebuild folds must not differ by an offset or a split second."""
    event = SlotsTaken(facility_id="f", room_ids=("r",), starts_at=SENT, ends_at=SENT + timedelta(hours=1))

    read = SlotsTaken.parse(event.body())

    assert event == read
    assert event.model_dump_json() == read.model_dump_json()
    assert datetime(2026, 12, 1, 0, 30, 15, tzinfo=UTC) == event.starts_at
    assert timedelta(0) == event.starts_at.utcoffset()
