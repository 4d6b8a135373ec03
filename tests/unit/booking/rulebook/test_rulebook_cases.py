"""Tables of worked cases: read from TOML and CSV, tried, and differences shown."""

import pytest

from services.booking.rulebook.cases import WrongCases, read_cases
from services.booking.rulebook.trying import try_case
from tests.unit.booking.rulebook.rulebook_kit import at, book, rule

CASE = """
[[cases]]
name = "one"
rooms = "small"
day = 2026-12-02
from = "13:00"
to = "17:00"
now = 2026-11-20T10:00:00
"""
PAST = "small 2026-12-02 09:00-10:00 draw;far 2026-12-03 09:00-10:00"
CSV = f"""\ufeffname,rooms,day,from,to,now,members,equipment,history,expect.allowed,expect.fee,expect.refused
one,small,2026-12-02,13:00,17:00,2026-11-20T10:00,5,mic=2,,true,800,
two,small;big-a,2026-12-02,13:00,17:00,2026-11-20 10:00,,,{PAST},true,800,
"""
MIC = rule("equipment", "mic", 'name = { ja = "マイク", en = "mic" }\nstock = 3\nyen = 200')


def differences(expect, more="", town=None):
    return [str(one) for one in try_case(town or book(), read_cases(CASE + more + expect)[0]).differences]


@pytest.mark.parametrize(
    ("expect", "shown"),
    [
        ("expect = { allowed = true, fee = 400, refused = [], lines = [400], points = 0 }", []),
        ("expect = { allowed = true, fee = 401 }", ["fee: 401 ≠ 400"]),
        ("expect = { allowed = false }", ["allowed: false ≠ true"]),
        ('expect = { allowed = true, refused = ["hours"] }', ["refused: hours ≠ -"]),
        ("expect = { allowed = true, lines = [200, 200] }", ["lines: 200 200 ≠ 400"]),
        ("expect = { allowed = true, pay_by = 2026-12-01 }", ["pay_by: 2026-12-01 24:00 ≠ -"]),
        ("expect = { allowed = true, points = 1 }", ["points: 1 ≠ 0"]),
        ("expect = { allowed = true, refund = [{ at = 2026-12-01T00:00:00, yen = 400, points = 2 }] }",
         ["refund at 2026-12-01T00:00:00+09:00: 400 ≠ -", "points at 2026-12-01T00:00:00+09:00: 2 ≠ 0"]),
        ("expect = { allowed = true, cancel_until = 2026-12-02T13:00:00 }", []),
    ],
)  # fmt: skip
def test_differences_are_shown_as_expected_and_actual(expect, shown):
    """Only what a case names is compared."""
    assert shown == differences(expect)


def test_a_case_that_cannot_be_asked_about_differs():
    """And says why."""
    told = differences("expect = { allowed = false }", 'channel = "draw"\n')

    assert 1 == len(told)
    assert "no rule (opens)" in told[0]


def test_defaults_are_for_all_cases():
    """What a case says itself goes before."""
    text = '[defaults]\nmembers = 3\nrooms = "far"\n' + CASE + "expect = { allowed = true }"
    case = read_cases(text)[0]

    assert (3, ("small",)) == (case.facts.members, case.request.rooms)


def test_a_csv_table_says_the_same():
    """Lists, equipment and history in cells; a mark at the beginning; a moment with a blank."""
    one, two = read_cases(CSV, csv_table=True)

    assert ({"mic": 2}, 5, 10) == (one.request.equipment, one.facts.members, two.facts.members)
    assert (("small", "big-a"), ["draw", "direct"]) == (two.request.rooms, [use.channel for use in two.facts.history])
    assert at("2026-11-20T10:00:00") == two.now
    assert [(), ()] == [try_case(book(MIC), case).differences for case in (one, two)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "there are no cases"),
        ("x = = 1", "not TOML"),
        ("[case]\nname = 1", "is not known here"),
        (CASE, "expect: 必要な項目がありません / Field required"),
        (CASE + "expect = { allowed = true, price = 3 }", "expect.price"),
        (
            CASE.replace('"17:00"', '"12:00"') + "expect = { allowed = true }",
            "it ends (12:00) before it starts (13:00)",
        ),
        (CASE.replace('"17:00"', '"25:00"') + "expect = { allowed = true }", "25:00"),
        (CASE.replace("2026-12-02", "9999-12-31") + "expect = { allowed = true }", "day"),
        (CASE.replace("2026-11-20T", "0001-01-01T") + "expect = { allowed = true }", "now"),
        (CASE + "people = 0\nexpect = { allowed = true }", "people"),
    ],
)
def test_a_table_that_cannot_be_read_says_where(text, words):
    """All that is wrong at once."""
    with pytest.raises(WrongCases) as wrong:
        read_cases(text)

    assert words in str(wrong.value)


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ('categories = ["yuoth"]', "categories: yuoth ≠ youth のことですか / did you mean youth?"),
        ('marks = ["comercial"]', "marks: comercial ≠ commercial のことですか / did you mean commercial?"),
        ('purpose = "meting"', "purpose: meting ≠ meeting のことですか / did you mean meeting?"),
        ("counts = { month-cap = 3 }", "counts: month-cap ≠ あるのは cap です / there are: cap"),
        ('grants = [{ reduction = "halve", fiscal_year = 2026, filed_on = 2026-02-09 }]',
         "grants: halve ≠ あるのは half です / there are: half"),
        ('history = [{ room = "smal", day = 2026-12-03, from = "09:00", to = "10:00" }]',
         "history: smal ≠ small のことですか / did you mean small?"),
    ],
)  # fmt: skip
def test_a_word_that_no_rule_knows_differs(more, shown):
    """Misspelt, it would prove nothing."""
    town = book(
        rule("caps", "cap", 'counts = "bookings"\nper = "month"\nparty = "group"\nover = "all"\nlimit = 9'),
        rule("reductions", "half", 'who = { categories = "youth" }\npercent = 50'),
    )

    assert [shown] == differences("expect = { allowed = true }", more + "\n", town)
