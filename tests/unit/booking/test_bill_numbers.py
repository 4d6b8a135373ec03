"""The number of a bill: found in what people write, and never in what only looks like one."""

import pytest

from services.booking.domain.money.numbers import bill_number, find_number

NUMBER = bill_number("0193-booking")
DIGITS = NUMBER.replace("-", "")
WIDE = DIGITS.translate(str.maketrans("0123456789", "０１２３４５６７８９"))


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        f"ｵｵｻﾜ ｶﾞｰﾃﾞﾝ {DIGITS}",
        f"振込 {WIDE} ヤマダ",
        NUMBER.replace("-", " "),
        NUMBER.replace("-", "ー"),
        f"03 {NUMBER}",
        f"No.{DIGITS}様",
    ],
)
def test_a_number_is_found_as_people_write_it(text):
    """Full-width, with blanks, with the long vowel mark for a hyphen, beside a name or another number."""
    assert NUMBER == find_number(text)


@pytest.mark.parametrize("text", ["", "ヤマダ ハナコ", DIGITS[:-1], f"9{DIGITS}", f"{DIGITS}1"])
def test_what_is_no_number_is_not_taken_for_one(text):
    """Too short, too long, or none."""
    assert find_number(text) is None


def test_a_slip_of_the_pen_is_noticed():
    """Any single digit that is wrong fails the check."""
    for place in range(len(DIGITS)):
        wrong = DIGITS[:place] + str((int(DIGITS[place]) + 1) % 10) + DIGITS[place + 1 :]
        assert find_number(wrong) is None
