"""Days that matter to the books: the end of the fiscal year, and the day its books close. All days are Tokyo's."""

from datetime import UTC, date, datetime, time, timedelta

from shared.clock import TOKYO, fiscal_year

BOOKS_CLOSE = (6, 1)
"""A city's books of a fiscal year stay open until 31 May of the next (Local Autonomy Act, article 235-5)."""


def start_of(day: date) -> datetime:
    """Midnight in Tokyo at which ``day`` begins, in UTC."""
    return datetime.combine(day, time(), TOKYO).astimezone(UTC)


def end_of_fiscal_year(day: date) -> datetime:
    """The instant at which the fiscal year of ``day`` is over: 1 April, 0:00 in Tokyo."""
    return start_of(date(fiscal_year(day) + 1, 4, 1))


def books_close(year: int) -> datetime:
    """The instant from which nothing of fiscal ``year`` is earned or corrected any more."""
    return start_of(date(year + 1, *BOOKS_CLOSE))


def days_after(day: date, days: int) -> datetime:
    """The end of the day that lies ``days`` days after ``day``."""
    return start_of(day + timedelta(days=days + 1))
