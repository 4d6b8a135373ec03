"""Opening hours and closures, day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.booking.domain.houses.weekdays import WEEKDAYS, is_holiday
from services.booking.rulebook.opening import Closure, day_type
from tests.unit.booking.rulebook.rulebook_kit import TOWN, asked, at, book, refused, request, rule

WORDS = {"id": "c", "article": "第1条", "ja": "{limit}から", "plain": "{limit}だけ", "en": "from {limit}"}


def closure(**what):
    return Closure.model_validate({**WORDS, **what})


@pytest.mark.parametrize(
    ("day", "kind"),
    [("2026-12-02", "weekday"), ("2026-12-05", "saturday"), ("2026-12-06", "sunday"), ("2026-09-22", "holiday"),
     ("2027-01-01", "holiday"), ("2026-05-03", "holiday")],
)  # fmt: skip
def test_a_holiday_is_one_on_whatever_weekday(day, kind):
    """22 September 2026 is a 国民の休日; 3 May 2026 a Sunday."""
    assert kind == day_type(date.fromisoformat(day))


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        (date(2026, 11, 30), True),  # a Monday
        (date(2026, 12, 1), False),
        (date(2026, 9, 21), False),  # 敬老の日, a Monday: open
        (date(2026, 9, 22), False),  # 国民の休日
        (date(2026, 9, 23), False),  # 秋分の日
        (date(2026, 9, 24), True),  # the next day that is no holiday
        (date(2026, 12, 29), True),
        (date(2027, 1, 3), True),
        (date(2027, 1, 5), False),
    ],
)
def test_closed_mondays_move_over_holidays(day, closed):
    """ "Closed Mondays; if a holiday, the next day; year-end 12/29 to 1/3", as ordinances say."""
    assert closed == closure(weekly=["mon"], if_holiday="next-day", year_end=["12-29", "01-03"]).on(day)


@settings(max_examples=80, deadline=None)
@given(weekday=st.sampled_from(WEEKDAYS), day=st.dates(date(2026, 1, 1), date(2028, 12, 31)))
def test_the_next_weekday_is_never_a_holiday_nor_a_weekend(weekday, day):
    """Every holiday on the weekly day closes exactly the next of Monday to Friday that is none."""
    rule_ = closure(weekly=[weekday], if_holiday="next-weekday")
    if WEEKDAYS[day.weekday()] == weekday and is_holiday(day):
        later = day + timedelta(1)
        while is_holiday(later) or later.weekday() > 4:
            later += timedelta(1)
        assert (False, True) == (rule_.on(day), rule_.on(later))
    elif rule_.on(day) and WEEKDAYS[day.weekday()] != weekday:
        assert not is_holiday(day)
        assert day.weekday() < 5


@pytest.mark.parametrize(
    ("what", "closed", "opened"),
    [
        ({"weekly": ["mon"], "weeks": [1, 3]}, ["2026-12-07", "2026-12-21"], ["2026-12-14", "2026-12-28"]),
        ({"weekly": ["mon"], "if_holiday": "open"}, ["2026-11-30"], ["2026-11-23", "2026-11-24"]),
        ({"weekly": ["mon"]}, ["2026-11-23"], ["2026-11-24"]),
        ({"year_end": ["12-29", "01-03"]}, ["2026-12-29", "2027-01-03"], ["2026-12-28", "2027-01-04"]),
        ({"year_end": ["08-13", "08-16"]}, ["2026-08-13", "2026-08-16"], ["2026-08-12", "2026-08-17"]),
        ({"holidays": True}, ["2026-11-23"], ["2026-11-24"]),
        ({"dates": [date(2028, 2, 29)]}, ["2028-02-29"], ["2028-02-28"]),
        ({"works": {"first": "2026-12-05", "last": "2026-12-06"}}, ["2026-12-05", "2026-12-06"], ["2026-12-07"]),
    ],
)
def test_what_a_closure_closes(what, closed, opened):
    """And what it leaves open."""
    one = closure(**what)

    assert ([True] * len(closed), [False] * len(opened)) == (
        [one.on(date.fromisoformat(day)) for day in closed],
        [one.on(date.fromisoformat(day)) for day in opened],
    )


def test_a_refusal_says_when_it_opens_again():
    """The value is the day, the limit the first day that is open, and until when it stands."""
    works = rule("closures", "works", "works = { first = 2026-12-01, last = 2026-12-11 }")
    refusal = asked(book(works)).refusals[0]

    assert ("works", date(2026, 12, 2), date(2026, 12, 12), date(2026, 12, 11)) == (
        refusal.rule_id,
        refusal.value,
        refusal.limit,
        refusal.until,
    )


def test_hours_of_a_day_may_be_closed():
    """A morning of cleaning leaves the afternoon."""
    cleaning = rule("closures", "cleaning", 'dates = [2026-12-02]\nhours = ["09:00-12:00"]')

    assert [] == refused(book(cleaning))
    assert ["cleaning"] == refused(book(cleaning), request(start="11:00", end="12:00"))


def test_the_counter_may_be_closed_while_rooms_are_open():
    """It moves deadlines, and refuses nobody."""
    assert [] == refused(book(rule("closures", "counter", 'of = "counter"\nweekly = ["wed"]')))


def test_outside_the_opening_hours():
    """Until the last minute, and not a slot longer."""
    assert [] == refused(book(), request(start="17:00", end="21:00"))
    assert ["hours"] == refused(book(), request(start="17:00", end="21:30"))


NOON = rule("closures", "noon", 'dates = [2026-12-02]\nhours = ["09:00-12:00", "20:00-21:00"]')
BREAK = rule("opening", "break", 'rooms = "small"\ndaily = ["09:00-12:00", "13:00-21:00"]')


@pytest.mark.parametrize(
    ("town", "start", "end", "limit"),
    [
        (book(NOON), "11:00", "14:00", at("2026-12-02T12:00:00")),
        (book(NOON, BREAK), "11:00", "12:00", at("2026-12-02T13:00:00")),
        (book(NOON), "11:00", "21:00", date(2026, 12, 3)),
    ],
    ids=["at noon", "after the break", "not on that day"],
)
def test_closed_hours_end_on_the_day_itself(town, start, end, limit):
    """The moment at which it opens again, if it does on that day; otherwise the next day."""
    refusal = asked(town, request(start=start, end=end)).refusals[0]

    assert ("noon", limit) == (refusal.rule_id, refusal.limit)


GAP = TOWN.replace('    { id = "noon", name = { ja = "昼", en = "noon" }, hours = "12:00-13:00" },\n', "").replace(
    "minutes = 30", "minutes = 30\nbreaks = true"
).replace('    { bands = "noon", yen = 100 },\n', "")  # fmt: skip


def test_a_break_is_never_had_alone():
    """With the afternoon it is; alone it is refused with the bands."""
    town = book(town=GAP)
    alone = asked(town, request(start="12:00", end="13:00")).refusals[0]

    assert [] == refused(town, request(start="12:00", end="17:00"))
    assert ("slots", "午後 13:00-17:00") == (alone.rule_id, alone.limit[1].ja)
    assert 30 == asked(town, request(start="12:15", end="17:00")).refusals[0].limit
