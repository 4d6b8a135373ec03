"""Instants of public events: the same in memory, on the bus and in the journal, whatever offset a client sent."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from shared.contracts.booking import SlotsTaken
from shared.unchecked import unchecked
from shared.web.answers import tokyo_text

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


def test_what_was_written_once_is_the_text_of_that_instant_alone():
    """The hour that a clock shows twice in autumn compares equal, and is two instants."""
    first = datetime(2026, 11, 1, 1, 30, tzinfo=ZoneInfo("America/New_York"))
    second = first.replace(fold=1)
    assert first == second

    texts = [(_written(at), tokyo_text(at)) for at in (first, second, first.astimezone(TOKYO))]

    assert texts == [
        ("2026-11-01T05:30:00Z", "2026-11-01T14:30:00+09:00"),
        ("2026-11-01T06:30:00Z", "2026-11-01T15:30:00+09:00"),
        ("2026-11-01T05:30:00Z", "2026-11-01T14:30:00+09:00"),
    ]


def _written(at):
    place = {"facility_id": "f", "room_ids": ("r",), "starts_at": at, "ends_at": at}
    return unchecked(SlotsTaken, place).model_dump(mode="json")["starts_at"]
