"""Commits keep their events byte for byte, and find the first of a kind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import utc_text
from shared.events import Event
from shared.journal import Chain, Commit, Record
from shared.journal.commits import pack, unpack
from tests.contract.journal.toy import START, Booked, Freed

WORDS = st.lists(st.text("abcxyz", min_size=1, max_size=8), min_size=1, max_size=3)
TYPES = st.builds(lambda words, version: f"{'-'.join(words)}.v{version}", WORDS, st.integers(1, 9))


class Said(Event):
    text: str


@given(st.lists(st.tuples(TYPES, st.text()), min_size=1, max_size=5))
def test_packed_records_come_back_equal(pairs):
    """Whatever texts events hold, line breaks and Japanese too: JSON has no raw line break, so lines do."""
    records = tuple(Record(name, Said(text=text).body()) for name, text in pairs)

    assert records == unpack(pack(records))


def a_commit(*events):
    records = tuple(Record(event.type, event.body()) for event in events)
    return Commit("id", "room/r", 7, "c", "", START, "a", "", records, _events=events)


def test_the_first_event_of_a_kind_is_found_in_a_commit_and_a_chain():
    """Answers are built from these; a kind that is not there is a bug that says what is."""
    first, second = a_commit(Freed(slot=1), Booked(slot=2)), a_commit(Booked(slot=3))

    assert 2 == first.first(Booked).slot
    assert 1 == first.first(Booked, Freed).slot
    assert 3 == Chain((a_commit(Freed(slot=9)), second)).first(Booked).slot
    with pytest.raises(LookupError, match="no Freed among"):
        second.first(Freed)


def test_sequences_sort_as_text():
    """Subscribers compare them as strings."""
    sequences = [a_commit(Freed(slot=1)).sequence(index) for index in (0, 9, 10, 999)]

    assert sorted(sequences) == sequences
    assert "000000000007.0000" == sequences[0]


def test_a_replay_is_the_same_commit_said_again():
    """Equal in everything but the mark."""
    commit = a_commit(Booked(slot=1))

    assert commit.as_replay().replayed
    assert commit.as_replay() is not commit
    assert (commit.id, commit.events) == (commit.as_replay().id, commit.as_replay().events)


def test_instants_sort_as_text():
    """Fixed width and UTC, with or without fractions."""
    later = START.replace(microsecond=1)

    assert utc_text(START) < utc_text(later) < utc_text(START.replace(second=1))
