"""Cursors as text: read back as they were, and nothing else is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.feeds.domain.cursor import NotACursor, Place, completed, cursor_of, text_of
from shared.contracts import TOPICS

PLACES = st.builds(
    lambda day, part, version: Place(f"{day.isoformat()}.{part}", version),
    st.dates(),
    st.integers(0, 10**6),
    st.integers(0, 10**9),
)
CURSORS = st.dictionaries(st.sampled_from(sorted(TOPICS)), st.one_of(st.just(Place()), PLACES))


@given(CURSORS)
def test_a_cursor_is_read_back_as_it_was(cursor):
    """Whatever topics and places are in it; as one line without blanks, as an ``id:`` of an event must be."""
    text = text_of(cursor)

    assert cursor == cursor_of(text)
    assert text.isascii()
    assert text.isprintable()
    assert " " not in text


@pytest.mark.parametrize(
    "text",
    ["", "2026-12-01T09:00:00+09:00", "2~kyoso.groups=first:0", "1~kyoso.groups", "1~kyoso.groups=x:1",
     "1~kyoso.groups=first:-1", "1~kyoso.groups=2026-12-01.0:1\n", "1~" + "kyoso.groups=first:0~" * 200],
)  # fmt: skip
def test_anything_else_is_no_cursor(text):
    """Refused, not guessed at."""
    with pytest.raises(NotACursor):
        cursor_of(text)


def test_a_topic_that_is_gone_is_left_out_and_a_new_one_begins_elsewhere():
    """A subscriber's cursor outlives a change of the topics."""
    known = cursor_of("1~kyoso.former=first:3~kyoso.groups=first:1")

    assert {"kyoso.groups": Place("first", 1)} == known
    assert {"kyoso.groups": Place("first", 1), "kyoso.points": Place("2026-12-01.0", 5)} == completed(
        known, ["kyoso.groups", "kyoso.points"], {"kyoso.points": Place("2026-12-01.0", 5)}
    )


def test_places_of_one_topic_have_an_order():
    """Segments by day and number, not by text: part 10 comes after part 9."""
    order = [Place("first", 1), Place("2026-12-01.9", 7), Place("2026-12-01.10", 1), Place("2026-12-02.0", 0)]

    assert order == sorted(order, key=lambda place: place.order)
