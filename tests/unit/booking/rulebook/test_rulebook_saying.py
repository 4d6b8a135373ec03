"""What is wrong with a file or a case is said in both languages, where it stands, with what to write instead."""

import pytest

from services.booking.rulebook.book import Book, WrongBook
from services.booking.rulebook.cases import WrongCases, read_cases
from tests.unit.booking.rulebook.rulebook_kit import TOWN, rule
from tests.unit.booking.rulebook.test_rulebook_cases import CASE

CAP = 'counts = "bookings"\nper = "month"\nparty = "group"\nover = "all"\nlimit = 4'
ROWS = [f'    {{ hours = {hours}, column = "rich", yen = {hours} }}, # "{{" }}' for hours in range(1, 5)]
TABLE = rule("prices", "own", 'rooms = "small"\nrows = [\n' + "\n".join(ROWS) + "\n]")


def findings(*more, town=TOWN):
    with pytest.raises(WrongBook) as wrong:
        Book.of(town + "".join(more))
    return wrong.value.findings


@pytest.mark.parametrize(
    ("more", "ja", "en"),
    [
        (rule("caps", "c", CAP + '\nfrom = "2027/2/25"'), "2027-02-25 の形の日付", "write a day like 2027-02-25"),
        (rule("caps", "c", CAP + "\nfrom = 2027/2/25"), "2027-02-25 の形の日付", "write a day like 2027-02-25"),
        (rule("closures", "c", 'year_end = ["12/29", "01-03"]'), "12-29 の形", "write a day of the year like 12-29"),
        (rule("closures", "c", 'year_end = ["12-29", "02-30"]'), "02-30 という日はありません", "02-30 is no day"),
        (rule("reductions", "r", 'percent = 50\nfile_by = "02-30"'), "02-30 という日はありません", "02-30 is no day"),
        (rule("reductions", "r", 'percent = 50\nfile_by = "02-29"'), "02-28 と書きます", "not in every year"),
        (
            rule("opens", "o", 'channel = "draw"\nwhen = { months_before = 1, day = "first" }'),
            "整数を書きます、または 使えることばは 'last' です",
            "write a whole number, or write one of 'last'",
        ),
        (rule("caps", "c", CAP.replace('"month"', '"year"')), "'month'", "write one of 'day', 'week', 'month'"),
        (rule("caps", "c", CAP.replace("limit = 4", "limit = 0")), "1 以上です", "1 or more"),
        (rule("caps", "c", CAP + '\nkinds = ["halls"]'), "hall のことですか", "did you mean hall?"),
        (rule("caps", "c", CAP + '\nkinds = ["pool"]'), "あるのは centre, hall です", "there are: centre, hall"),
        (rule("closures", "c", 'weekly = ["mon"]\nif_holidays = "open"'), "if_holiday のこと", "mean if_holiday?"),
        (rule("closure", "c", 'weekly = ["mon"]'), "closures のことですか", "did you mean closures?"),
        (rule("opens", "o", "when = { day_before = 1 }"), "days_before のことですか", "did you mean days_before?"),
        (
            rule("caps", "c", CAP, 'ja = "{limit} です"\nplain = "{limit} だけ"\nen = "{limit} ({value})."'),
            "文に英語のことばがありません",
            "en: has no English words",
        ),
        (rule("closures", "c", 'dates = [2026-12-01]\nif_holiday = "open"'), "weekly と一緒に", "says nothing of"),
        (
            rule("refunds", "r", 'rows = [{ days_before = 1, percent = 5, types = "hal" }]'),
            "type が hal の室がありません",
            "no room has the type hal; there are: room",
        ),
        (rule("closes", "c", "when = { days_before = 1 }\nrunning = true"), "minutes_before = 0", "minutes_before = 0"),
        (rule("caps", "c", CAP.replace('"all"', '"rule"')), "rooms が要ります", "needs rooms"),
        (rule("slots", "s", 'rooms = "small"\nminutes = 30\nbreaks = true'), "bands が要り", "it needs bands"),
        (rule("reductions", "r", 'percent = 5\nterm = "use"\nfile_by = "02-09"'), "fiscal-year", "goes with term"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_in_both_languages_with_what_to_write(more, ja, en):
    """One finding for one mistake."""
    told = findings(more)

    assert 1 == len(told), told
    assert (ja in told[0].ja, en in told[0].en) == (True, True), told


def test_rows_with_an_unlisted_column_are_one_finding_that_names_them():
    """On the line of the first of them."""
    told = findings(TABLE)

    assert ["rich is not in columns (rows 1, 2, 3, 4); there are: -"] == [finding.en for finding in told]
    assert ROWS[0] == (TOWN + TABLE).splitlines()[told[0].line - 1]


@pytest.mark.parametrize(
    ("old", "new", "row"),
    [("hours = 3, column", "hours = 30, column", 3), ('hours = 2, column = "rich"', 'bands = "night"', 2)],
)
def test_a_row_is_found_on_its_own_line(old, new, row):
    """Counted from 1, and its line is that of the file, whatever brackets a comment has."""
    table = TABLE.replace(old, new)
    own = next(finding for finding in findings(table) if f"rows[{row}]" in finding.where)

    assert new in (TOWN + table).splitlines()[own.line - 1]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("expect = { allowed = true, lines = 1 }", "各行の円を並べます: [400, -200] / write the yen of each line"),
        ("expect = { allowed = true, refund = [{ at = 2026-11-27, yen = 1 }] }", "2026-11-27T10:00:00 の形で書きます"),
        ("expect = { allowed = true, pay_by = 'soon' }", "write a day with its time"),
        ("expect = { allowd = true }", "allowed のことですか / is no known field; did you mean allowed?"),
        ("expect = { allowed = true }\nmember = 3", "members のことですか"),
    ],
)
def test_a_mistake_in_a_case_is_said_in_both_languages(more, words):
    """With the field."""
    with pytest.raises(WrongCases) as wrong:
        read_cases(CASE + more)

    assert words in str(wrong.value)


@pytest.mark.parametrize("now", ["2026-11-26", '"2026-11-26"', '"26 November"'])
def test_a_moment_has_a_time(now):
    """A day alone could be its beginning or its end."""
    with pytest.raises(WrongCases) as wrong:
        read_cases(CASE.replace("2026-11-20T10:00:00", now) + "expect = { allowed = true }")

    assert "now: 日付と時刻を 2026-11-27T10:00:00 の形で書きます" in str(wrong.value)


def test_a_day_in_a_table_of_cases_is_said_as_one():
    """As a spreadsheet writes it."""
    table = "name,rooms,day,from,to,now,expect.allowed\none,small,2027/2/25,13:00,17:00,2026-11-20T10:00,true\n"
    with pytest.raises(WrongCases) as wrong:
        read_cases(table, csv_table=True)

    assert [
        "cases[1] (one): day: 2027-02-25 の形の日付を書きます / write a day like 2027-02-25"
    ] == wrong.value.findings


@pytest.mark.parametrize(
    ("old", "new", "ja", "en"),
    [
        ('town = "test"', "town = test", 'ことばは "…" で囲みます', "quotation marks"),
        ('town = "test"', 'town ＝ "test"', "全角の記号は、半角で", "half width"),
        ("minutes = 30", "minutes = 30\nminutes = 15", "同じ項目が2回", "written twice"),
    ],
)
def test_what_is_no_toml_is_said_with_what_to_write(old, new, ja, en):
    """The usual slips: no quotation marks, full-width signs, a name twice."""
    (told,) = findings(town=TOWN.replace(old, new))

    assert (ja in told.ja, en in told.en) == (True, True), told


def test_a_room_that_is_not_right_is_one_finding():
    """Its house is not said to be missing besides."""
    (told,) = findings(town=TOWN.replace('en = "Far" }, capacity = 30', 'en = "Far" }, capacity = 0'))

    assert told.where.endswith("(far).capacity")


@pytest.mark.parametrize("clock", ["9時", "16:50", "25:00"])
def test_a_time_in_a_case_that_is_none_is_said_in_both_languages(clock):
    """With the form, and nothing of the library's own words."""
    with pytest.raises(WrongCases) as wrong:
        read_cases(CASE.replace('from = "13:00"', f'from = "{clock}"') + "expect = { allowed = true }")

    assert "時刻ではありません。09:00 の形で、15分きざみで書きます" in str(wrong.value)
    assert "Value error" not in str(wrong.value)


def test_a_section_that_there_is_not_is_told_all_that_there_are():
    """All of them, in the order of the alphabet."""
    (told,) = findings("\n[zzz]\nx = 1\n")

    assert all(name in told.en for name in ("caps", "closures", "opening", "prices", "waiting_lists"))


def test_single_brackets_are_found_on_their_line():
    """A section that wants double ones, by what to write instead."""
    with pytest.raises(WrongBook) as wrong:
        Book.of(TOWN + '\n[eligibility]\nid = "five"\n')

    (finding,) = wrong.value.findings
    lines = TOWN.count("\n") + 2
    assert (lines, "write [[eligibility]], not [eligibility]") == (finding.line, finding.en)
