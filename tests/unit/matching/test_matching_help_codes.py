"""The number of a request: what a slip of the tongue makes of it is found."""

from hypothesis import given
from hypothesis import strategies as st

from services.matching.domain.helping.codes import help_code, is_help_code, spoken


def test_a_number_worked_by_hand():
    """Of 1234567: 7·2=14→5, 6, 5·2=10→1, 4, 3·2=6, 2, 1·2=2, together 26; the last digit makes it 30."""
    assert "12345674" == help_code(f"{1234567:x}")
    assert "1234-5674" == spoken("12345674")
    assert "00000000" == help_code("0")


@given(st.integers(min_value=0, max_value=16**40 - 1), st.integers(0, 7), st.integers(1, 9))
def test_every_single_wrong_digit_is_found(mac, place, by):
    """Whichever digit is said wrong, the number is none."""
    code = help_code(f"{mac:x}")
    wrong = code[:place] + str((int(code[place]) + by) % 10) + code[place + 1 :]

    assert is_help_code(code)
    assert not is_help_code(wrong)


def test_what_is_no_number_is_none():
    """Words, other digits, a wrong length."""
    assert not any(map(is_help_code, ("", "1234567", "123456740", "1234567a", "１２３４５６７４")))
