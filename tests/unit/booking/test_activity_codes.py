"""Attendance codes: of one activity, of the current minutes, hard to guess and easy to type."""

from datetime import UTC, datetime, timedelta

import pytest

from services.booking.activities.codes import AttendanceCodes
from services.booking.activities.refusals import CodeMalformed

CODES = AttendanceCodes(b"k" * 32)
NOW = datetime(2026, 12, 1, 1, 4, 30, tzinfo=UTC)


def at(minutes):
    return NOW + timedelta(minutes=minutes)


def test_a_code_counts_in_its_window_and_the_next():
    """Nobody is caught by the change of the code; afterwards it is called expired, and much later simply wrong."""
    shown = CODES.current("a1", NOW)

    assert ["right", "right", "expired", "expired", "wrong"] == [
        CODES.judge("a1", shown.code, at(minutes)) for minutes in (0, 10, 20, 175, 200)
    ]
    assert datetime(2026, 12, 1, 1, 10, tzinfo=UTC) == shown.changes_at
    assert datetime(2026, 12, 1, 1, 20, tzinfo=UTC) == shown.valid_until


def test_the_code_is_the_same_all_window_long_and_changes_with_it():
    """Two officers show the same code; the next window has another."""
    assert CODES.current("a1", NOW).code == CODES.current("a1", at(5)).code
    assert CODES.current("a1", NOW).code != CODES.current("a1", at(6)).code


def test_a_code_of_another_activity_of_the_future_or_of_another_deployment_is_wrong():
    """Each code belongs to one activity, one window and one key."""
    code = CODES.current("a1", NOW).code

    assert "wrong" == CODES.judge("a2", code, NOW)
    assert "wrong" == CODES.judge("a1", CODES.current("a1", at(10)).code, NOW)
    assert "wrong" == AttendanceCodes(b"j" * 32).judge("a1", code, NOW)


def test_a_code_may_be_typed_the_japanese_way():
    """Full-width digits and blanks are how many keyboards write them."""
    code = CODES.current("a1", NOW).code
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)

    assert "right" == CODES.judge("a1", f" {wide[:3]}　{wide[3:]} ", NOW)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "12345a", "一二三四五六", "٠١٢٣٤٥", "-12345", "1" * 40])
def test_what_is_not_six_digits_is_named(code):
    """It cannot be a code, so it costs no try."""
    with pytest.raises(CodeMalformed):
        CODES.judge("a1", code, NOW)


def test_codes_are_spread_over_the_whole_range():
    """Leading zeros stay, and no digit is missing at any place."""
    codes = [CODES.current(f"a{n}", NOW).code for n in range(2_000)]

    assert {6} == {len(code) for code in codes}
    assert all(set("0123456789") == {code[place] for code in codes} for place in range(6))
