"""Segments of the feed journal: bounded, and closed by a commit of their own stream."""

from datetime import UTC, datetime

from services.feeds.domain.events import EventKept, SegmentClosed
from services.feeds.domain.segment import FIRST, Segment

NOON = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
EVENT = EventKept(event={"id": "1"})


def a_segment(name="2026-12-01.0", *events):
    segment = Segment(stream_name=f"feed/kyoso.groups/{name}")
    for event in events:
        segment.apply(event)
    return segment


def test_an_open_segment_keeps():
    """One event, one entry, nothing else."""
    assert [EVENT] == a_segment().keep(EVENT, NOON, 10)


def test_the_last_event_that_there_is_room_for_closes_the_segment():
    """A stream has a size bound by design."""
    segment = a_segment("2026-12-01.0", EVENT, EVENT)

    assert [EVENT, SegmentClosed(next="2026-12-01.1", at=NOON)] == segment.keep(EVENT, NOON, 3)


def test_the_first_event_of_another_day_closes_the_segment_of_the_day_before():
    """In Tokyo's days; the event itself is still kept here, so that it has one cause and one commit."""
    midnight_in_tokyo = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)

    kept = a_segment("2026-12-01.4", EVENT).keep(EVENT, midnight_in_tokyo, 10)

    assert [EVENT, SegmentClosed(next="2026-12-02.0", at=midnight_in_tokyo)] == kept


def test_a_clock_that_is_behind_reopens_nothing():
    """Another process already writes tomorrow's segment: yesterday's clock goes on there."""
    assert [EVENT] == a_segment("2026-12-02.0").keep(EVENT, NOON, 10)


def test_a_closed_segment_takes_nothing():
    """A reader that is behind it must have missed nothing, whoever still believes that it is open."""
    segment = a_segment("2026-12-01.0", EVENT, SegmentClosed(next="2026-12-01.1", at=NOON))

    assert [] == segment.keep(EVENT, NOON, 10)
    assert "2026-12-01.1" == segment.next


def test_every_feed_begins_with_a_segment_that_can_be_named_without_knowing_anything():
    """It holds one event and leads to the first day."""
    assert SegmentClosed(next="2026-12-01.0", at=NOON) == a_segment(FIRST).keep(EVENT, NOON, 10)[1]
