"""Days that recur: which dates a series has, by hand, and which files are refused."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.matching.domain.outreach.ahead import OutreachAhead, Series, next_look

KINDS = ("consultation", "digital-help")
SAID = {
    "id": "salon", "place": "集会所", "facility_id": "hall", "kinds": ["consultation"], "begins": "14:00",
    "ends": "17:00", "slot_minutes": 30, "helpers": 2, "staff": 2,
    "every": {"weekday": "TU", "weeks": 2, "since": "2026-01-06"},
}  # fmt: skip
NOV, FEB = date(2026, 11, 1), date(2027, 2, 1)


def days(first=NOV, last=FEB, **every):
    """The days of a series by how often it is, as ``11-24``."""
    series = Series.of({**SAID, "every": {"since": "2026-01-01", **every}}, KINDS)
    return [f"{day:%m-%d}" for day in series.days(first, last)]


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        ({"weekday": "TU", "weeks": 2, "since": "2026-01-06"}, ["11-10", "11-24", "12-08", "12-22", "01-05", "01-19"]),
        ({"weekday": "TU", "weeks": 2, "since": "2026-12-10"}, ["12-22", "01-05", "01-19"]),
        ({"weekday": "TH", "nth": 3}, ["11-19", "12-17", "01-21"]),
        ({"weekday": "TU", "nth": 1}, ["12-01", "01-05"]),
        ({"weekday": "TU", "nth": -1}, ["11-24", "01-26"]),
        ({"weekday": "MO", "nth": 2}, ["11-09", "12-14"]),
    ],
)
def test_worked_examples(every, expected):
    """3 November and 11 January are holidays, 29 December is the turn of the year: those are left out."""
    assert expected == days(**every)


def test_both_ends_of_a_period_count():
    """A day is asked for alone, too."""
    only = date(2026, 12, 8)
    assert ["12-08"] == days(only, only, weekday="TU", nth=2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "Not An Id"},
        {"kinds": ["dancing"]},
        {"kinds": []},
        {"every": {"weekday": "TU", "since": "2026-01-06"}},
        {"every": {"weekday": "TU", "since": "2026-01-06", "weeks": 1, "nth": 1}},
        {"every": {"weekday": "TU", "since": "2026-01-06", "weeks": 9}},
        {"every": {"weekday": "TU", "since": "2026-01-06", "nth": 5}},
        {"every": {"weekday": "火", "since": "2026-01-06", "weeks": 1}},
        {"begins": "17:00"},
        {"staff": 0},
    ],
)
def test_a_wrong_series_is_refused_at_the_start(wrong):
    """A city hears of it before anybody waits for the day."""
    with pytest.raises(ValueError, match=r"."):
        Series.of({**SAID, **wrong}, KINDS)


def test_the_clock_looks_at_three_in_the_morning_once_a_day():
    """A rival that comes later finds nothing to do."""
    noon = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    ahead = OutreachAhead(stream_name="outreach-ahead/main")
    (begun,) = ahead.begin(noon)
    ahead.apply(begun)
    three = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
    assert (three, three + timedelta(days=1)) == (begun.next_at, next_look(three))
    assert [] == ahead.begin(noon)
    assert [] == ahead.looked(three - timedelta(seconds=1), NOV)
    (looked,) = ahead.looked(three, NOV)
    ahead.apply(looked)

    assert [] == ahead.looked(three, NOV)
