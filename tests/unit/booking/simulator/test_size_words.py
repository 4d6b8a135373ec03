"""How the sizes of groups are called."""

import pytest

from services.booking.simulator.outcomes import people_words


@pytest.mark.parametrize(("band", "words"), [("100+", "100人以上"), ("10-19", "10〜19人"), ("1-4", "1〜4人")])
def test_a_size_is_said_as_people_say_it(band, words):
    """The counter comes before "and more"."""
    assert words == people_words(band)
