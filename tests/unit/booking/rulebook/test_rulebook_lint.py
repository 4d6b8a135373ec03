"""What is found in a file that loads, and what is not found in one that is fine."""

import pytest

from services.booking.rulebook.lint import lint, remarks
from tests.unit.booking.rulebook.rulebook_kit import TEXTS, TOWN, Book, book, rule

NOON = '{ bands = "afternoon", yen = 400 }'
ALL = ", ".join(f'{{ bands = "{band}", yen = 1 }}' for band in ("morning", "noon", "afternoon", "evening"))
WEEKDAYS_ONLY = ALL.replace("yen = 1", 'yen = 1, days = "weekday"', 1)
"""In the morning."""
MADE_UP = ALL.replace("yen = 1", "yen = 1, fictional = true", 1)
CAP = 'party = "group"\n'


def found(*more, town=TOWN):
    return [finding.en for finding in lint(book(*more, town=town))]


def test_the_town_of_the_tests_is_clean():
    """Or the tests below would find something else."""
    assert [] == found()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            rule("lengths", "bare", "minutes_max = 60", 'ja = "だめです"\nplain = "だめ"\nen = "No way"'),
            "says no without",
        ),
        (
            rule("lengths", "bare", "minutes_max = 60", TEXTS.replace("きまりは {limit}", "きまりは {value}")),
            "says no without",
        ),
        (
            rule(
                "lengths",
                "long",
                "minutes_max = 60",
                TEXTS.replace('です。"\nen', "です" + "とても" * 10 + 'ながい。"\nen'),
            ),
            "a plain sentence has more than 30",
        ),
        (
            rule("prices", "gap", f'rooms = "small"\nrows = [{NOON}]'),
            "no price: morning, noon, evening (small: weekdays, Saturdays, Sundays, holidays: standard)",
        ),
        (
            rule("prices", "gap", f'rooms = "small"\ncolumns = "rich"\nrows = [{ALL}]'),
            "no price: morning, noon, afternoon, evening (small: weekdays, Saturdays, Sundays, holidays: rich)",
        ),
        (
            rule("prices", "gap", f'rooms = "small"\nrows = [{WEEKDAYS_ONLY}]'),
            "no price: morning (small: Saturdays, Sundays, holidays: standard)",
        ),
        (rule("prices", "dead", f'rooms = "small"\nrows = [{ALL}, {{ hours = 13, yen = 9 }}]'), "row 5: no request"),
        (
            rule("prices", "dead", f'rooms = "small"\nrows = [{ALL}, {{ bands = ["morning", "evening"], yen = 9 }}]'),
            "row 5: no request",
        ),
        (
            rule(
                "prices",
                "dead",
                f'rooms = ["small", "big"]\nrows = [{ALL}, {{ bands = "morning", yen = 2, rooms = "small" }},'
                ' { bands = "morning", yen = 2, rooms = "big" }]',
            ),
            "row 1: no request",
        ),
        (
            rule(
                "prices",
                "dead",
                f'kinds = "hall"\nrows = [{ALL}, {{ rooms = ["big-a", "big-b"], hours = 1, yen = 2 }}]',
            ),
            "row 5: no request",
        ),
        (rule("purposes", "typo", 'forbidden = ["religous"]'), "religous is no purpose"),
        (rule("caps", "vain", CAP + 'counts = "minutes"\nper = "day"\nover = "room"\nlimit = 720'), "at most 720"),
        (rule("caps", "vain", CAP + 'counts = "slots"\nper = "week"\nover = "room"\nlimit = 168'), "at most 168"),
        (rule("caps", "vain", CAP + 'counts = "rooms"\nper = "month"\nover = "all"\nlimit = 5'), "at most 5"),
        (
            rule("caps", "day", CAP + 'counts = "bookings"\nper = "day"\nover = "all"\nlimit = 4')
            + rule("caps", "month", CAP + 'counts = "bookings"\nper = "month"\nover = "all"\nlimit = 4'),
            "month is reached first",
        ),
        (rule("opening", "trial", 'rooms = "small"\ndaily = []'), ""),
    ],
)
def test_what_a_clerk_would_want_to_know(more, words):
    """Bare refusals, long sentences, gaps, entries out of reach, caps that never bind. A closed room has no gaps."""
    told = found(more)

    assert ([] == told) if not words else any(words in finding for finding in told), told


@pytest.mark.parametrize(
    "more",
    [
        rule("caps", "fine", CAP + 'counts = "minutes"\nper = "day"\nover = "room"\nlimit = 719'),
        rule("caps", "fine", CAP + 'counts = "rooms"\nper = "month"\nover = "all"\nlimit = 4'),
        rule("prices", "fine", 'rooms = "small"\nrows = [{ per = "hour", yen = 9 }]'),
        rule("prices", "fine", f'rooms = "small"\nrows = [{ALL}, {{ hours = 12, yen = 9 }}]').replace("12", "2"),
    ],
)
def test_what_is_fine_is_not_found(more):
    """A finding that is none would be switched off."""
    assert [] == found(more)


def test_opening_hours_beside_the_bands_have_no_price():
    """Where a part of a band is lent, an hour between two bands can be asked for; where whole ones are, it cannot."""
    noon = '    { id = "noon", name = { ja = "昼", en = "noon" }, hours = "12:00-13:00" },\n'
    town = TOWN.replace(noon, "").replace('    { bands = "noon", yen = 100 },\n', "")

    assert [
        "no price: 12:00-13:00 (big, big-a, big-b, small, far: weekdays, Saturdays, Sundays, holidays: standard)"
    ] == found(town=town)
    assert [] == found(town=town.replace("minutes = 30", "minutes = 30\nwhole = true"))


def test_a_band_that_is_open_in_part_needs_a_price():
    """Half past eight in the evening is in the band of the evening, though the band ends after closing time."""
    late = TOWN.replace("17:00-21:00", "17:00-22:00")

    assert ["the band 17:00-22:00 lies within the opening hours of no day: look at opening"] == found(town=late)
    assert any(
        "夜間" in finding.ja for finding in lint(book(town=late.replace('{ bands = "evening", yen = 500 },', "")))
    )


def test_a_day_from_which_a_rule_is_missing():
    """Two versions with a gap of a day, and one that ends for good."""
    gap = TOWN.replace('id = "opens"', 'id = "opens"\nuntil = 2026-11-30')
    again = '\n[[opens]]\nid = "opens"\narticle = "第4条"\nfrom = 2026-12-02\nwhen = { days_before = 10 }\n' + TEXTS

    assert any(
        "from 2026-12-01 on room big, big-a, big-b, small, far has no such rule" in finding
        for finding in found(again, town=gap)
    )
    assert [] == found(again.replace("2026-12-02", "2026-12-01"), town=gap)


def test_a_price_that_begins_later_is_looked_at_then():
    """The gap of a table that is in force from a day on is found now."""
    new = '\n[[prices]]\nid = "prices"\narticle = "第3条"\nfrom = 2028-02-29\n' + f"rows = [{NOON}]\n{TEXTS}"
    old = TOWN.replace('id = "prices"', 'id = "prices"\nuntil = 2028-02-28')

    assert any(finding.startswith("no price: morning, noon, evening (") for finding in found(new, town=old))


def test_a_table_that_is_history_is_looked_at_in_its_time():
    """Its rows were reached once."""
    new = '\n[[prices]]\nid = "prices"\narticle = "第3条"\nfrom = 2025-04-01\n' + f"rows = [{ALL}]\n{TEXTS}"
    old = TOWN.replace('id = "prices"', 'id = "prices"\nuntil = 2025-03-31')

    assert [] == found(new, town=old)


def test_a_cap_on_bands_that_never_binds():
    """Four bands a day, a week of them."""
    cap = rule("caps", "vain", CAP + 'counts = "bands"\nper = "week"\nover = "room"\nlimit = 28')

    assert ["can never bind: there are at most 28"] == found(cap)
    assert [] == found(cap.replace("28", "27"))


def test_remarks_are_no_findings():
    """What is made up, and what is not yet in force, is told beside."""
    made_up = rule("prices", "own", f'rooms = "small"\nrows = [{MADE_UP}]')
    later = rule("draws", "draw", "when = { months_before = 1, day = 20 }")
    town = Book.of(TOWN + made_up + later)

    assert [
        "draws (draw): まだ効力がありません / not yet in force",
        "prices (own) 1: * morning 1円: 架空の金額です / fictional",
    ] == list(remarks(town))
    assert [] == lint(town)
