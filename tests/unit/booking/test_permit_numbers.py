"""The signs that end every number on a paper, as people write them."""

import pytest

from services.booking.domain.houses.permits import signs_in, signs_of


@pytest.mark.parametrize(
    "text",
    [
        "01K3-9QX1", "01k3-9qx1", "OIK3-9QXL", "０１Ｋ３－９ＱＸ１", "01K39QX1", " 01K3 9QX1 ", "01K3ー9QX1",
        "cc-2026-01K3-9QX1", "第cc-2026-01K3-9QX1号",
    ],
)  # fmt: skip
def test_signs_are_read_however_they_are_written(text):
    """Crockford's letters, so that O is 0, and I and L are 1; with the house and the year before them, or without."""
    assert "01K3-9QX1" == signs_in(text)


@pytest.mark.parametrize("text", ["", "01K3", "01K3-9QX", "U1K3-9QX1", "01K3-9QX1-Z", "X01K39QX1", "cc-2026"])
def test_what_is_no_number_has_none(text):
    """Too short, too long, or with a letter that no number has."""
    assert None is signs_in(text)


def test_the_signs_of_a_booking_are_read_back():
    """Whatever its id is."""
    ids = [f"booking-{n}" for n in range(200)]

    assert [signs_of(id) for id in ids] == [signs_in(signs_of(id)) for id in ids]
    assert 200 == len({signs_of(id) for id in ids})
