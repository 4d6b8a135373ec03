"""Rules of use as data: what the file says, and what it may not say."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from services.booking.domain.grid import parse_clock, span
from services.booking.domain.rules import Closed, Rules, words_are_distinct
from tests.unit.booking.booking_kit import rules

SHIPPED = (Path(__file__).parents[3] / "services" / "booking" / "data" / "rules.toml").read_text("utf-8")


def quarters(text):
    start, end = text.split("-")
    return parse_clock(start), parse_clock(end)


def test_every_kind_of_the_shipped_file_is_whole():
    """A rule that is missing for one kind would be found out by the first booking there."""
    assert {"community-centre", "neighbourhood-hall", "school", "salon", "civic-hub", "always-open"} == set(
        rules().kinds
    )
    assert all(words_are_distinct(rules().of(kind, "")) for kind in rules().kinds)


def test_a_rule_is_named_after_the_table_that_it_stands_in():
    """The id that a refusal shows leads the officer to the line of the file."""
    centre = rules().of("community-centre", "")

    assert "community-centre.hours" == centre.hours.id
    assert "default.slot_minutes" == centre.slot_minutes.id


def test_a_facility_overrides_its_kind():
    """One hall may have other rules than all halls."""
    own = Rules(SHIPPED + "\n[facilities.hall-x.days_ahead]\nvalue = 7\n")

    assert 7 == own.of("neighbourhood-hall", "hall-x").days_ahead.value
    assert "hall-x.days_ahead" == own.of("neighbourhood-hall", "hall-x").days_ahead.id
    assert 60 == own.of("neighbourhood-hall", "hall-y").days_ahead.value


@pytest.mark.parametrize(
    "change",
    [
        "[kinds.salon.closing_time]\nvalue = 3",
        "[facilities.x.slot_minutes]\nvalue = 20",
        '[facilities.x.hours.value]\nmon = ["09:00-08:00"]',
        '[facilities.x.hours.value]\nmon = ["nine to five"]',
        "[facilities.x.days_ahead]\nvalue = 100000",
        '[facilities.x.purposes]\nvalue = ["politics"]',
        '[facilities.x.capacity_percent]\nja = "{people}人まで"',
        "[kinds.civic-hub.fees.value]\nbands = [{ name = '午前', hours = '09:00-12:00', yen = 1 }]",
        "[other]\nx = 1",
    ],
)
def test_a_file_with_a_mistake_stops_the_service(change):
    """A wrong rule is found when the service starts, not when somebody books."""
    text = SHIPPED if "civic-hub" not in change else SHIPPED.partition("[kinds.civic-hub.fees.value]")[0]

    with pytest.raises((ValidationError, ValueError, KeyError)):
        Rules(f"{text}\n{change}\n")


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
    """ "Closed Mondays; if a holiday, the next weekday; year-end 12/29 to 1/3", as ordinances say."""
    rule = Closed(weekly=("mon",), moves_when_holiday=True, year_end=("12-29", "01-03"))

    assert closed == rule.on(day)


def test_hours_of_a_day_are_a_mask():
    """Three bands with breaks between them."""
    hub = rules().of("civic-hub", "")

    expected = sum(span(*quarters(text)) for text in ("09:00-12:00", "13:00-17:00", "17:30-21:30"))

    assert expected == hub.open_mask(date(2026, 12, 2))
    assert 0 == hub.open_mask(date(2026, 12, 1))


@pytest.mark.parametrize(
    ("kind", "hours", "yen"),
    [
        ("community-centre", "09:00-12:00", 300),
        ("community-centre", "10:00-10:30", 300),
        ("community-centre", "11:00-14:00", 800),
        ("community-centre", "09:00-21:00", 1100),
        ("neighbourhood-hall", "09:00-10:00", 50),
        ("neighbourhood-hall", "09:00-10:30", 100),
        ("salon", "10:00-12:00", 0),
    ],
)
def test_prices_are_a_table(kind, hours, yen):
    """A part of a band costs the band, and all day less than the sum; without a table an hour begun counts whole."""
    assert yen == rules().of(kind, "").fee(*quarters(hours))
