"""What is found of windows, versions, hours and words: who cannot ask, when nothing holds, what looks misspelt."""

import pytest

from services.booking.rulebook.lint import lint, remarks
from tests.unit.booking.rulebook.rulebook_kit import TEXTS, TOWN, book, rule

CAP = 'counts = "bookings"\nper = "month"\nparty = "group"\nover = "all"\nlimit = 4'
ROOMS = "room big, big-a, big-b, small, far"
ALL = ", ".join(f'{{ bands = "{band}", yen = 1 }}' for band in ("morning", "noon", "afternoon", "evening"))
HALF = 'percent = 50\non_the_spot = true\nwho = { categories = "'


def found(*more, without="", town=TOWN):
    return [finding.en for finding in lint(book(*more, without=without, town=town))]


def test_a_window_that_closes_before_it_opens_is_found_once():
    """Fourteen days before, when it closes a month before."""
    town = TOWN.replace("{ days_before = 60 }", "{ days_before = 14 }").replace(
        "{ minutes_before = 0 }", "{ months_before = 1, at = '17:00' }"
    )
    told = found(town=town)

    assert 1 == len(told)
    assert "it closes before it opens (opens): for 2026-04-01 from 18 March 2026 0:00 until 1 March 2026 17:00" in told


def test_a_window_that_closes_on_the_day_on_which_it_opens_is_fine():
    """There is a day to ask on."""
    town = TOWN.replace("{ days_before = 60 }", "{ days_before = 14 }").replace(
        "{ minutes_before = 0 }", "{ days_before = 14 }"
    )

    assert [] == found(town=town)


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ('{ party = "person" }', "no opens (direct) for a group, not accredited"),
        ('{ party = "group", accredited = true }', "no opens (direct) for a person, not accredited"),
        ('{ categories = "resident" }', "no opens (direct) for a person, not accredited"),
    ],
)
def test_who_is_left_out_of_a_window_is_found(who, told):
    """They would get no refusal, because there is no rule to name. With one for everybody nobody is left out."""
    some = rule("opens", "some", f"who = {who}\nwhen = {{ days_before = 90 }}")
    everybody = rule("opens", "all", "when = { days_before = 30 }")

    assert [True] == [finding.startswith(told) for finding in found(some, without="opens")]
    assert [] == found(some, everybody, without="opens")


def test_a_channel_that_opens_and_never_closes_is_found():
    """A draw needs both."""
    draw = rule("opens", "draw", 'channel = "draw"\nwhen = { days_before = 90 }')
    closes = rule("closes", "draw-ends", 'channel = "draw"\nwhen = { days_before = 60 }')

    assert [True] == [finding.startswith("no closes (draw) for") for finding in found(draw)]
    assert [] == found(draw, closes)


def test_days_between_two_versions_are_found():
    """A cap until 15 January and again from the 18th does not hold on the 16th and the 17th."""
    old, new = rule("caps", "cap", CAP + "\nuntil = 2027-01-15"), rule("caps", "cap", CAP + "\nfrom = 2027-01-18")

    assert ["from 2027-01-16 to 2027-01-17 it is not in force: let the versions follow each other"] == found(old, new)
    assert [] == found(old, new.replace("01-18", "01-16"))


def test_a_wider_rule_holds_between_two_versions_of_a_narrow_one():
    """That is no gap."""
    wide = rule("lengths", "wide", "minutes_max = 600")
    narrow = 'rooms = "small"\nminutes_max = 60\n'
    old, new = (rule("lengths", "own", narrow + when) for when in ("until = 2027-01-15", "from = 2027-01-18"))

    assert [] == found(wide, old, new)
    assert 1 == len(found(old, new))


def test_a_rule_that_everybody_needs_and_that_begins_later_is_found():
    """Until then nobody could be answered."""
    assert [f"until 2027-03-31 {ROOMS} has no such rule"] == found(
        rule("opens", "later", "from = 2027-04-01\nwhen = { days_before = 9 }"), without="opens"
    )


def test_a_season_of_what_everybody_needs_wants_a_rule_for_the_rest_of_the_year():
    """A wider one, or one for the other season."""
    summer = rule("opens", "summer", 'season = ["04-01", "09-30"]\nwhen = { days_before = 9 }')
    winter = rule("opens", "winter", 'season = ["10-01", "03-31"]\nwhen = { days_before = 9 }')

    assert f"from 2026-10-01 on {ROOMS} has no such rule" in found(summer, without="opens")
    assert [] == found(summer, winter, without="opens")


def test_a_table_of_a_season_is_looked_at_in_its_season():
    """The gap of a summer's prices is found though the hours are the same all year."""
    summer = rule(
        "prices", "summer", 'rooms = "small"\nseason = ["07-01", "07-31"]\nrows = [{ bands = "noon", yen = 1 }]'
    )

    assert [True] == [finding.startswith("no price: morning, afternoon, evening (small") for finding in found(summer)]


def test_a_reduction_to_a_column_that_no_table_has_is_found():
    """Whoever has it could book no more."""
    young = rule("reductions", "young", 'rooms = "small"\nwho = { categories = "youth" }\ncolumn = "young"')
    prices = rule("prices", "own", f'rooms = "small"\ncolumns = "young"\nrows = [{ALL}, {ALL}]').replace(
        f", {ALL}", ", " + ALL.replace("yen", 'column = "young", yen')
    )

    assert ["the table prices has no column young: whoever has this reduction could not book"] == found(young)
    assert [] == found(young, prices)


def test_a_category_that_looks_like_another_is_found():
    """Two classes are two words; and what is spoken of more than once is meant."""
    one, other = (rule("reductions", name, HALF + name + '" }') for name in ("residents", "resident"))
    classes = [rule("reductions", name, HALF + name + '" }') for name in ("class-a", "class-b")]

    assert {
        "residents stands nowhere else: did you mean resident?",
        "resident stands nowhere else: did you mean residents?",
    } == set(found(one, other))
    assert [] == found(*classes)


def test_categories_are_told_beside():
    """No list says how they are spelt, so the clerk reads them."""
    half = rule("reductions", "half", HALF + 'youth" }')

    assert ["categories: youth (1): このつづりで使います / spelt like this"] == list(remarks(book(half)))


HOURS = "rows = [{ hours = 2, yen = 9 }, { hours = 3, yen = 12 }, { hours = 4, yen = 14 }]"
WHOLE = "minutes = 60\nwhole = true\nbands = [\n"
TWO = '{ id = "one", name = { ja = "一", en = "one" }, hours = "09:00-11:00" },\n'
THREE = '{ id = "two", name = { ja = "二", en = "two" }, hours = "11:00-14:00" },\n]'


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("lengths", "minutes_min = 120\nminutes_max = 240", HOURS), []),
        (("lengths", "minutes_min = 120\nminutes_max = 300", HOURS), ["5 h"]),
        (("lengths", "minutes_min = 60\nminutes_max = 240", HOURS), ["1 h"]),
        (("slots", WHOLE + TWO + THREE, HOURS), []),
        (("slots", WHOLE + TWO + THREE, HOURS.replace("{ hours = 3, yen = 12 }, ", "")), ["two"]),
    ],
    ids=["as long as one may", "longer", "shorter", "bands by their hours", "a band whose hours have none"],
)
def test_hours_are_the_price_of_what_is_as_long(more, told):
    """Of bands too; and what is too short or too long to be asked for needs none. One finding for each cause."""
    section, body, rows = more
    grid = rule("slots", "grid", 'rooms = "small"\nminutes = 30')
    own = rule(section, "own", 'rooms = "small"\n' + body)
    prices = rule("prices", "by-hours", f'rooms = "small"\n{rows}')

    assert [f"no price: {what} (small: weekdays, Saturdays, Sundays, holidays: standard)" for what in told] == [
        finding for finding in found(*(() if section == "slots" else (grid,)), own, prices) if "no price" in finding
    ]


def test_time_between_bands_needs_no_price_where_it_is_a_break():
    """It is had with a band beside it, and never alone."""
    noon = '    { id = "noon", name = { ja = "昼", en = "noon" }, hours = "12:00-13:00" },\n'
    town = TOWN.replace(noon, "").replace('    { bands = "noon", yen = 100 },\n', "")

    assert 1 == len(found(town=town))
    assert [] == found(town=town.replace("minutes = 30", "minutes = 30\nbreaks = true"))


def test_a_price_of_columns_together_is_looked_for():
    """Rows that name two columns together promise a price for who is in both."""
    both = ALL.replace("yen", 'column = ["rich", "far-away"], yen')
    each = [ALL.replace("yen", f'column = "{name}", yen') for name in ("rich", "far-away")]
    table = 'rooms = "small"\ncolumns = ["rich", "far-away"]\nrows = ['

    assert [] == found(rule("prices", "own", f"{table}{', '.join([ALL, *each, both])}]"))
    assert [True] == [
        finding.startswith("no price: noon, afternoon, evening (small") and finding.endswith("far-away+rich)")
        for finding in found(rule("prices", "own", f"{table}{', '.join([ALL, *each, both.partition('}')[0]])}}}]"))
    ]


def test_an_unknown_purpose_of_a_reduction_is_found():
    """It would lower nothing."""
    drill = rule("reductions", "drill", 'purposes = "disaster-dril"\npercent = 100\non_the_spot = true')

    assert ["disaster-dril is no purpose and no mark; did you mean disaster-drill?"] == found(drill)
    assert TEXTS in drill


def test_a_band_that_ends_after_closing_time_is_found_once():
    """With its hours; where one day is open long enough it can be had, and nothing is found."""
    late = TOWN.replace('hours = "17:00-21:00"', 'hours = "17:00-22:00"')
    saturdays = late.replace('daily = ["09:00-21:00"]', 'daily = ["09:00-21:00"]\nsat = ["09:00-22:00"]')

    (told,) = [one for one in found(town=late) if "the band" in one]
    assert "the band 17:00-22:00 lies within the opening hours of no day: look at opening" == told
    assert not [one for one in found(town=saturdays) if "the band" in one]
