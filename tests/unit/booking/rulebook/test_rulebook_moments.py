"""Moments: months of different lengths, and deadlines that closed days move; against a calendar walked day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.booking.rulebook.asking import Facts
from services.booking.rulebook.moments import Moment, add_months, moved, period_of
from services.booking.rulebook.opening import working
from services.booking.rulebook.places import Unanswerable
from tests.unit.booking.rulebook.rulebook_kit import NOW, at, book, request, rule

DAYS = st.dates(date(2026, 1, 1), date(2029, 12, 31))


def always(_day):
    return True


def day_of(use, asked_on=date(2026, 1, 1), working=always, **moment):
    return Moment.model_validate(moment).day_of(date.fromisoformat(use), asked_on, working)


@pytest.mark.parametrize(
    ("use", "moment", "day"),
    [
        ("2027-04-30", {"months_before": 2}, "2027-02-28"),
        ("2028-04-30", {"months_before": 2}, "2028-02-29"),
        ("2027-04-30", {"months_before": 2, "missing": "next"}, "2027-03-01"),
        ("2027-03-31", {"months_before": 1}, "2027-02-28"),
        ("2027-01-31", {"months_before": 2}, "2026-11-30"),
        ("2027-01-15", {"months_before": 13}, "2025-12-15"),
        ("2028-02-29", {"months_before": 12}, "2027-02-28"),
        ("2027-02-10", {"months_before": 2, "day": 10}, "2026-12-10"),
        ("2027-04-01", {"months_before": 1, "day": "last"}, "2027-03-31"),
        ("2027-04-01", {"months_before": 0, "day": 1}, "2027-04-01"),
        ("2027-03-01", {"days_before": 1}, "2027-02-28"),
        ("2028-03-01", {"days_before": 1}, "2028-02-29"),
    ],
)
def test_a_moment_before_a_use(use, moment, day):
    """Month ends, leap days, turns of the year and of the fiscal year."""
    assert date.fromisoformat(day) == day_of(use, **moment)


def test_a_moment_after_the_request_does_not_depend_on_the_use():
    """Seven days after 25 February, in a leap year."""
    assert date(2028, 3, 3) == day_of("2028-06-01", date(2028, 2, 25), days_after=7)


@settings(max_examples=60, deadline=None)
@given(day=DAYS, open_days=st.sets(st.integers(-59, 59), min_size=1), forwards=st.booleans())
def test_a_moved_day_is_the_nearest_working_day_in_its_direction(day, open_days, forwards):
    """As somebody with a calendar would find it: the first open day on or after, the last on or before."""
    opened = {day + timedelta(offset) for offset in open_days}
    ahead = sorted(one for one in opened if one >= day)
    before = sorted(one for one in opened if one <= day)
    step = timedelta(days=1 if forwards else -1)
    expected = (ahead[:1] or [None])[0] if forwards else (before[-1:] or [None])[0]
    if expected is None:
        with pytest.raises(Unanswerable):
            moved(day, step, opened.__contains__)
    else:
        assert expected == moved(day, step, opened.__contains__)


@settings(max_examples=60, deadline=None)
@given(day=DAYS, months=st.integers(-24, 24))
def test_months_are_added_as_on_a_calendar(day, months):
    """The month is right, and the day is the same or the last there is."""
    later = add_months(day, months)

    assert (later.year * 12 + later.month) == day.year * 12 + day.month + months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(1)).day == 1)


@settings(max_examples=60, deadline=None)
@given(day=DAYS, period=st.sampled_from(["day", "week", "month", "fiscal-year"]))
def test_every_day_is_in_exactly_one_period(day, period):
    """Periods follow each other without a gap, and all days of one agree on it."""
    first, last = period_of(period, day)

    assert first <= day <= last
    assert {(first, last)} == {period_of(period, first), period_of(period, last)}
    assert last + timedelta(1) == period_of(period, last + timedelta(1))[0]


def test_the_fiscal_year_turns_on_the_first_of_april():
    """令和8年度 is April 2026 to March 2027."""
    assert (date(2026, 4, 1), date(2027, 3, 31)) == period_of("fiscal-year", date(2027, 3, 31))
    assert (date(2027, 4, 1), date(2028, 3, 31)) == period_of("fiscal-year", date(2027, 4, 1))


MONDAYS = rule("closures", "mondays", 'weekly = ["mon"]\nif_holiday = "next-weekday"')
COUNTER = rule("closures", "counter", 'of = "counter"\nweekly = ["sun"]')
WORKS = rule("closures", "works", "works = { first = 2026-12-01, last = 2026-12-20 }")
ROOM = rule("closures", "room", 'rooms = "small"\nweekly = ["wed"]')


def test_works_and_closed_rooms_move_no_deadline():
    """A working day is one on which the house and its counter are open."""
    is_working = working(book(MONDAYS, COUNTER, WORKS, ROOM).asked(request(), Facts(), NOW))
    days = {day: is_working(date(2026, 12, day)) for day in (2, 5, 6, 7, 8)}

    assert {2: True, 5: True, 6: False, 7: False, 8: True} == days


@pytest.mark.parametrize(("moves", "day"), [("next", "2026-12-08"), ("previous", "2026-12-05"), ("none", "2026-12-07")])
def test_each_rule_says_which_way_it_moves(moves, day):
    """7 December 2026 is a Monday, and the counter is closed on Sundays."""
    asked = book(MONDAYS, COUNTER).asked(request(), Facts(), NOW)

    assert date.fromisoformat(day) == day_of("2026-12-10", days_before=3, moves=moves, working=working(asked))


@pytest.mark.parametrize(("days", "day"), [(1, "2026-12-09"), (2, "2026-12-08"), (3, "2026-12-05"), (4, "2026-12-04")])
def test_working_days_are_counted_without_closed_ones(days, day):
    """Before Thursday, 10 December; Monday the 7th and Sunday the 6th do not count."""
    asked = book(MONDAYS, COUNTER).asked(request(), Facts(), NOW)

    assert date.fromisoformat(day) == day_of("2026-12-10", working_days_before=days, working=working(asked))


def test_an_opening_is_at_midnight_and_a_closing_at_the_end_of_the_day():
    """Unless a time is said."""
    moment = Moment(days_before=1)
    timed = Moment(days_before=1, at="17:00")
    given_ = {"use": date(2026, 12, 2), "start": 36, "asked_on": date(2026, 11, 1), "working": always}

    assert at("2026-12-01T00:00:00") == moment.due(**given_, closing=False).at
    assert at("2026-12-02T00:00:00") == moment.due(**given_, closing=True).at
    assert date(2026, 12, 1) == moment.due(**given_, closing=True).told
    assert at("2026-12-01T17:00:00") == timed.due(**given_, closing=True).told


@pytest.mark.parametrize(
    ("more", "closed"),
    [
        (rule("opening", "no-sundays", 'kinds = "hall"\ndaily = ["09:00-21:00"]\nsun = []'), {6}),
        (rule("closures", "sundays", 'weekly = ["sun"]\nhours = ["08:00-22:00"]'), {6}),
        (rule("closures", "sundays", 'weekly = ["sun"]\nhours = ["08:00-20:00"]'), set()),
        (rule("closures", "sundays", 'weekly = ["sun"]\nof = "counter"\nhours = ["08:00-22:00"]'), {6}),
        (rule("opening", "own", 'rooms = "small"\ndaily = ["09:00-21:00"]\nsun = []'), set()),
    ],
    ids=["no hours", "all hours closed", "some hours closed", "the counter's hours", "a room's own hours"],
)
def test_a_day_without_any_open_hours_is_no_working_day(more, closed):
    """However it is written; what is said of one room alone does not count."""
    is_working = working(book(more).asked(request(), Facts(), NOW))

    assert closed == {day for day in range(1, 8) if not is_working(date(2026, 12, day))}
