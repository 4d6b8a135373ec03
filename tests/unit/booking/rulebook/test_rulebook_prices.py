"""Fees: the entry of a table for exactly what is asked, or a refusal that names it; equipment and reductions."""

from datetime import date

import pytest

from services.booking.rulebook.asking import Facts, Grant
from services.booking.rulebook.reductions import Reduction
from tests.unit.booking.rulebook.rulebook_kit import TEXTS, asked, book, refused, request, rule

WORDS = {"article": "第1条", "ja": "{limit}から", "plain": "{limit}だけ", "en": "from {limit}"}


def priced(*rows, columns="", scope='rooms = "small"'):
    return book(rule("prices", "own", f"{scope}\n{columns}\nrows = [\n{','.join(rows)}\n]"))


@pytest.mark.parametrize(
    ("start", "end", "fee"),
    [("13:00", "17:00", 400), ("17:00", "21:00", 500), ("13:00", "21:00", 800), ("14:00", "15:00", 400),
     ("16:30", "17:30", 800)],
)  # fmt: skip
def test_bands_in_a_row_have_a_price_together(start, end, fee):
    """800 for both, not 900; a part of a band costs the band."""
    assert fee == asked(book(), request(start=start, end=end)).fee


def test_what_has_no_entry_is_refused_by_name_and_never_computed():
    """300, 100 and 400 are there; from the morning to the afternoon is not."""
    decision = asked(book(), request(start="09:00", end="17:00"))
    refusal = decision.refusals[0]

    assert (None, (), "prices") == (decision.fee, decision.lines, refusal.rule_id)
    assert "小 午前・昼・午後（平日）" == refusal.value.ja
    assert ["午前", "昼", "午後", "夜間", "午後・夜間"] == [name.ja for name in refusal.limit]


def test_half_a_room_has_a_price_of_its_own():
    """140 for the half, 300 for any other room; two rooms beside each other cost each its own price."""
    morning = {"start": "09:00", "end": "12:00"}

    assert 140 == asked(book(), request("big-a", **morning)).fee
    assert 300 == asked(book(), request("big-b", **morning)).fee
    assert 440 == asked(book(), request(("big-a", "small"), **morning)).fee


@pytest.mark.parametrize(
    ("rows", "start", "end", "lines"),
    [
        (['{ per = "hour", yen = 100 }'], "13:00", "15:30", [300]),
        (['{ per = "hour", yen = 100 }', "{ hours = 3, yen = 250 }"], "13:00", "15:30", [250]),
        (['{ per = "hour", yen = 100 }', '{ bands = "afternoon", yen = 90 }'], "13:00", "15:30", [90]),
        (['{ per = "hour", bands = "afternoon", yen = 100 }', '{ per = "hour", bands = "evening", yen = 200 }'],
         "16:00", "18:30", [100, 400]),
        (['{ per = "hour", bands = "morning", yen = 100 }', '{ per = "hour", bands = "afternoon", yen = 100 }'],
         "11:00", "14:00", []),
    ],
)  # fmt: skip
def test_hours_count_whole_when_they_have_begun(rows, start, end, lines):
    """The most exact entry is the price; hours between bands have none."""
    decision = asked(priced(*rows), request(start=start, end=end))

    assert lines == [line.yen for line in decision.lines]


@pytest.mark.parametrize(
    ("start", "end", "lines"), [("12:00", "17:00", [100, 400]), ("13:00", "21:00", [700]), ("09:00", "13:00", [])]
)
def test_bands_add_up_only_where_their_rows_say_so(start, end, lines):
    """A line for each; a price for both together goes before; a band that does not add up has none with others."""
    rows = (
        '{ bands = "morning", yen = 300 }',
        '{ bands = "noon", yen = 100, adds = true }',
        '{ bands = "afternoon", yen = 400, adds = true }',
        '{ bands = "evening", yen = 500, adds = true }',
        '{ bands = ["afternoon", "evening"], yen = 700 }',
    )

    assert lines == [line.yen for line in asked(priced(*rows), request(start=start, end=end)).lines]


@pytest.mark.parametrize(("day", "fee"), [("2026-12-02", 400), ("2026-12-05", 500), ("2026-11-23", 600)])
def test_days_have_prices_of_their_own(day, fee):
    """A holiday on a Monday is a holiday; who has no entry pays that of all days."""
    rows = (
        '{ bands = "afternoon", yen = 400 }',
        '{ bands = "afternoon", yen = 500, days = ["saturday", "sunday"] }',
        '{ bands = "afternoon", yen = 600, days = "holiday" }',
    )

    assert fee == asked(priced(*rows), request(day=day)).fee


def test_categories_and_marks_have_columns():
    """The first column that fits; a column with a gap refuses, and does not fall back on another."""
    rows = ('{ bands = "afternoon", yen = 400 }', '{ bands = "afternoon", yen = 1300, column = "commercial" }')
    town = priced(*rows, columns='columns = ["commercial", "outside"]')
    outside = Facts(categories={"outside"})

    assert 1300 == asked(town, request(marks={"commercial"}), outside).fee
    assert ["own"] == refused(town, facts=outside)


EQUIPMENT = rule("equipment", "mic", 'name = { ja = "マイク", en = "microphone" }\nstock = 3\nyen = 200\nper = "band"')


def test_equipment_costs_for_each_band_and_ends_with_its_stock():
    """2 for two bands: 4 x 200. With 2 of 3 taken, one is left."""
    two = request(start="13:00", end="21:00", equipment={"mic": 2})
    decision = asked(book(EQUIPMENT), two)
    taken = asked(book(EQUIPMENT), two, Facts(equipment_taken={"mic": 2}))

    assert ([800, 800], 1600) == ([line.yen for line in decision.lines], decision.fee)
    assert ("mic", 2, 1) == (taken.refusals[0].rule_id, taken.refusals[0].value, taken.refusals[0].limit)


HALF = rule("reductions", "half", 'who = { categories = "youth" }\npercent = 50\nround_yen = 100\nfile_by = "02-09"')


def granted(year, filed):
    return Facts(categories={"youth"}, grants=[Grant(reduction="half", fiscal_year=year, filed_on=filed)])


def test_a_reduction_needs_a_grant_for_the_fiscal_year_of_the_use():
    """Filed in time: 500 - 50 % is 250, rounded down to 200. Otherwise the whole fee, and why."""
    evening = request(start="17:00", end="21:00")
    has = asked(book(HALF), evening, granted(2026, "2026-02-09"))
    late = asked(book(HALF), evening, granted(2026, "2026-02-10"))
    other = asked(book(HALF), evening, granted(2025, "2025-02-01"))

    assert ([500, -300], 200, ()) == ([line.yen for line in has.lines], has.fee, has.notices)
    assert (500, date(2026, 2, 10), date(2026, 2, 9)) == (late.fee, late.notices[0].value, late.notices[0].limit)
    assert (500, ["half"], True) == (other.fee, [notice.rule_id for notice in other.notices], other.allowed)


def test_a_reduction_may_need_no_grant():
    """Shown at the counter."""
    spot = rule("reductions", "half", 'who = { categories = "youth" }\npercent = 50\non_the_spot = true')

    assert 200 == asked(book(spot), facts=Facts(categories={"youth"})).fee


def test_who_can_have_no_reduction_is_told_of_none():
    """Nobody is told of what is for others."""
    assert () == asked(book(HALF)).notices


@pytest.mark.parametrize(
    ("file_by", "when", "latest"),
    [("02-09", "before", "2026-02-09"), ("12-20", "before", "2025-12-20"), ("04-30", "within", "2026-04-30"),
     ("01-31", "within", "2027-01-31")],
)  # fmt: skip
def test_the_latest_day_to_file_for_a_fiscal_year(file_by, when, latest):
    """Before 令和8年度 begins, or within it."""
    reduction = Reduction.model_validate(
        {"id": "r", **WORDS, "who": {}, "percent": 100, "file_by": file_by, "file_year": when}
    )

    assert date.fromisoformat(latest) == reduction.latest(2026)


def test_a_reduction_may_be_a_column():
    """Their price is in the table, not a percentage."""
    rows = ('{ bands = "afternoon", yen = 400 }', '{ bands = "afternoon", yen = 150, column = "young" }')
    young = rule("reductions", "half", 'who = { categories = "youth" }\ncolumn = "young"')
    town = book(rule("prices", "own", f'rooms = "small"\ncolumns = "young"\nrows = [{",".join(rows)}]', TEXTS), young)

    assert 150 == asked(town, facts=granted(2026, "2026-02-09")).fee


def test_of_several_reductions_the_lowest_fee_counts():
    """A column that is free beside a tenth off; a column dearer than half; and one without an entry for these rooms."""
    spots = 'who = {{ categories = "youth" }}\non_the_spot = true\n{}'.format
    tenth, half = (rule("reductions", f"p{n}", spots(f"percent = {n}")) for n in (10, 50))

    def town(column, *reductions):
        rows = ('{ bands = "afternoon", yen = 400 }', f'{{ bands = "afternoon", yen = {column}, column = "young" }}')
        own = f'rooms = "small"\ncolumns = ["young", "old"]\nrows = [{",".join(rows)}]'
        return book(rule("prices", "own", own, TEXTS), *reductions)

    young, old = (rule("reductions", name, spots(f'column = "{name}"')) for name in ("young", "old"))
    who = Facts(categories={"youth"})

    free = asked(town(0, tenth, young), facts=who)
    assert (0, [0]) == (free.fee, [line.yen for line in free.lines])
    assert 0 == asked(town(0, young, tenth), facts=who).fee
    dear = asked(town(300, young, half), facts=who)
    assert (200, [400, -200]) == (dear.fee, [line.yen for line in dear.lines])
    assert 200 == asked(town(300, old, half, tenth), facts=who).fee
    assert (None, ["own"]) == ((gone := asked(town(300, old), facts=who)).fee, [each.rule_id for each in gone.refusals])


def test_columns_together_have_prices_of_their_own():
    """Outside and commercial is neither the one nor the other: 4.5 times, because the row says so."""
    rows = [f'{{ bands = "afternoon", yen = {yen}{column} }}' for yen, column in (
        (400, ""), (600, ', column = "outside"'), (1200, ', column = "commercial"'),
        (1800, ', column = ["outside", "commercial"]'))]  # fmt: skip
    town = priced(*rows, columns='columns = ["commercial", "outside"]')
    outside = Facts(categories={"outside"})
    commercial = request(marks={"commercial"})

    assert [400, 600, 1200, 1800] == [
        asked(town, what, facts).fee
        for what, facts in ((request(), None), (request(), outside), (commercial, None), (commercial, outside))
    ]


LIGHTS = 'name = { ja = "照明", en = "lights" }\nstock = 3\nyen = 200\nhours = ["16:00-21:00"]\n'


@pytest.mark.parametrize(
    ("per", "start", "end", "yen"),
    [("hour", "13:00", "17:00", 200), ("hour", "17:00", "19:30", 600), ("hour", "15:00", "16:30", 200),
     ("band", "13:00", "21:00", 400), ("band", "17:00", "21:00", 200), ("use", "13:00", "17:00", 200)],
)  # fmt: skip
def test_equipment_of_some_hours_is_paid_for_within_them(per, start, end, yen):
    """Lights from four on: of an afternoon one hour."""
    town = book(rule("equipment", "lights", f'{LIGHTS}per = "{per}"'))
    decision = asked(town, request(start=start, end=end, equipment={"lights": 1}))

    assert yen == decision.lines[-1].yen


def test_equipment_is_refused_at_hours_at_which_there_is_none():
    """With the hours, and without a price for them."""
    town = book(rule("equipment", "lights", f'{LIGHTS}per = "hour"'))
    decision = asked(town, request(start="13:00", end="16:00", equipment={"lights": 1}))

    assert [("lights", "13:00-16:00", ("16:00-21:00",))] == [
        (one.rule_id, one.value, one.limit) for one in decision.refusals
    ]
    assert 400 == decision.fee


def test_a_reduction_may_be_for_a_purpose_or_a_mark():
    """A disaster drill is free, whoever holds it; a meeting is not."""
    drill = rule("reductions", "drill", 'purposes = ["disaster-drill", "political"]\npercent = 100\non_the_spot = true')

    assert [400, 0, 0] == [
        asked(book(drill), request(**what)).fee
        for what in ({}, {"purpose": "disaster-drill"}, {"purpose": "meeting", "marks": {"political"}})
    ]


def test_a_reduction_may_be_granted_for_the_uses_of_one_day():
    """An event of one day; on the day after it is told of as one that they could have."""
    event = rule("reductions", "event", 'who = { categories = "co-host" }\npercent = 100\nterm = "use"')
    has = Facts(categories={"co-host"}, grants=[Grant(reduction="event", day="2026-12-02", filed_on="2026-11-01")])
    on, after = (asked(book(event), request(day=day), has) for day in ("2026-12-02", "2026-12-03"))

    assert (0, ()) == (on.fee, on.notices)
    assert (400, [("event", date(2026, 12, 3))]) == (after.fee, [(one.rule_id, one.limit) for one in after.notices])


def test_a_grant_is_for_a_year_or_for_a_day():
    """Never for both, nor for ever."""
    for more in ({}, {"fiscal_year": 2026, "day": "2026-12-02"}):
        with pytest.raises(ValueError, match="name one"):
            Grant(reduction="event", filed_on="2026-11-01", **more)


@pytest.mark.parametrize(
    ("rows", "rooms", "limit"),
    [
        (['{ per = "hour", yen = 1 }'], ("small", "big-a"), "一室ずつの使用"),
        (['{ per = "hour", yen = 1, days = ["saturday", "sunday"] }'], ("small",), "土曜日、日曜日"),
        (['{ rooms = "big-a", per = "hour", yen = 1 }'], ("small",), "ほかの室"),
    ],
)
def test_where_nothing_is_priced_it_is_said_what_is(rows, rooms, limit):
    """One room at a time, other days, other rooms: the text reads like a sentence."""
    decision = asked(priced(*rows, scope='rooms = ["small", "big-a"]\nsingly = true'), request(rooms))

    assert f"決まりは {limit} です" in decision.refusals[-1].ja
