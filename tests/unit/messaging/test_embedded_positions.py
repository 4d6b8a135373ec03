"""Where the embedded bus begins after a restart, and what it lets its consumers keep; no broker is needed for that."""

import pytest

from shared.journal.port import Mark
from shared.messaging.embedded import EmbeddedBus


def bus(**groups):
    made = EmbeddedBus({"t": list(groups)})
    for group, mark in groups.items():
        made.resume(group, "t", mark)
    return made


def test_a_restart_begins_at_the_slowest_consumer():
    """The broker has forgotten everything: whoever is furthest behind decides what is published again."""
    assert 2 == bus(points=Mark("j", 5), matching=Mark("j", 2)).start_position("t", "j", Mark("j", 9))


@pytest.mark.parametrize("mark", [None, Mark("another journal", 5)])
def test_a_consumer_without_a_position_in_this_journal_begins_at_its_start(mark):
    """A new consumer, or one whose position belongs to a journal that was replaced, hears everything."""
    assert 0 == bus(points=Mark("j", 5), matching=mark).start_position("t", "j", Mark("j", 9))


def test_a_topic_that_nobody_consumes_goes_on_where_it_was():
    """There is no consumer to repeat anything for."""
    assert 9 == EmbeddedBus({}).start_position("t", "j", Mark("j", 9))
    assert 0 == EmbeddedBus({}).start_position("t", "j", Mark("another journal", 9))
