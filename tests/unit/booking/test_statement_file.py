"""Bank statements as banks write them: read whole, or refused whole with the line that cannot be read."""

from datetime import date

import pytest

from services.booking.domain.money.numbers import bill_number
from services.booking.domain.money.statement import LINES_MAX
from services.booking.money.refusals import StatementUnreadable
from services.booking.money.statement_file import read_statement

NUMBER = bill_number("b1")
HEADER = "取引日,入払区分,入金額,摘要\n"


def read(text, encoding="utf-8"):
    """The transfers of a file."""
    return read_statement(text.encode(encoding))[1]


@pytest.mark.parametrize(
    "day", ["2026-12-01", "20261201", "2026/12/1", "2026年12月1日", "R8.12.1", "令和8年12月1日", "８/12/1"]
)
def test_days_are_read_as_banks_write_them(day):
    """Western and Reiwa years, full-width digits."""
    (transfer,) = read(f"{HEADER}{day},入金,300,{NUMBER}\n")

    assert (date(2026, 12, 1), 300, NUMBER, True) == (
        transfer.on,
        transfer.amount,
        transfer.bill_number,
        transfer.incoming,
    )


def test_encodings_titles_and_footers_do_not_matter():
    """A file in CP932 with a title above the header, a yen sign, commas, and a sum below."""
    text = f'入出金明細\n\n日付,お預入金額,摘要\n2026/12/01,"\\1,300",ﾔﾏﾀﾞ {NUMBER}\n2026/12/01,300,ﾔﾏﾀﾞ\n合計,"1,600"\n'

    first, second = read(text, "cp932")

    assert [(1300, NUMBER), (300, None)] == [(each.amount, each.bill_number) for each in (first, second)]


def test_what_went_out_is_no_income():
    """By the bank's word for it, by a sign, or because no amount came in."""
    lines = read(f"{HEADER}2026-12-01,出金,300,{NUMBER}\n2026-12-01,入金,-300,{NUMBER}\n2026-12-01,入金,,{NUMBER}\n")

    assert [False, False, False] == [each.incoming for each in lines]


def test_equal_lines_are_different_transfers_and_the_same_in_every_file():
    """Two people may send the same on one day; a file that overlaps knows each again."""
    line, other = f"2026-12-01,入金,300,{NUMBER}\n", f"2026-12-02,入金,300,{NUMBER}\n"

    first, second = read(HEADER + line + line)
    again = {each.id for each in read(HEADER + other + line + line)}

    assert first.id != second.id
    assert {first.id, second.id} < again


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("一,二,三\n1,2,3\n", "no header"),
        (f"{HEADER}きのう,入金,300,{NUMBER}\n", "line 2: its date"),
        (f"{HEADER}2026-02-30,入金,300,{NUMBER}\n", "line 2: its date"),
        (f"{HEADER}2026-12-01,入金,三百,{NUMBER}\n", "line 2: its amount"),
        (f"{HEADER}2026-12-01,入金,3.5,{NUMBER}\n", "line 2: its amount"),
        (f"{HEADER}2026-12-01,入金,300,{NUMBER}\n2026-12-01,入", "line 3"),
        (f'{HEADER}2026-12-01,入金,300,"{NUMBER}\n2026-12-01,入金,300,x\n', "line 2"),
        (HEADER + f"2026-12-01,入金,300,{NUMBER}\n" * (LINES_MAX + 1), "501 rows"),
    ],
)
def test_a_file_that_cannot_be_read_whole_is_refused_whole(text, said):
    """Half a statement booked is worse than none; the refusal names the line."""
    with pytest.raises(StatementUnreadable) as refused:
        read(text)

    assert said in refused.value.data["problem"]


@pytest.mark.parametrize("content", [b"PK\x03\x04abc", b"\x00\x01\x02", "取引日".encode("utf-16")])
def test_what_is_no_text_is_refused(content):
    """A spreadsheet, or a file cut in the middle."""
    with pytest.raises(StatementUnreadable):
        read_statement(content)
