"""Dates, times and yen as Japanese papers write them."""

from datetime import date, datetime, timedelta

from shared.clock import TOKYO, fiscal_year

WEEKDAYS = "月火水木金土日"
REIWA_BEGAN = 2019
MONTHS_BEFORE_REIWA = 5
RARE = "〓"
"""Stands for a character that the fonts of PDF readers do not have, as printers do."""
BMP_LAST = 0xFFFF


def era_year(year: int) -> str:
    """A year of the present era: 2026 is 令和8年, its first 令和元年."""
    number = year - REIWA_BEGAN + 1
    return f"令和{'元' if number == 1 else number}年"


def day_words(day: date) -> str:
    """``令和8年12月2日（水）``. Days before the era are written as years of our count."""
    era = era_year(day.year) if (day.year, day.month) >= (REIWA_BEGAN, MONTHS_BEFORE_REIWA) else f"{day.year}年"
    return f"{era}{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


def month_words(year: int, month: int) -> str:
    """``令和8年11月``."""
    return f"{era_year(year)}{month}月"


def year_words(day: date) -> str:
    """The fiscal year that a day lies in: ``令和8年度``."""
    return f"{era_year(fiscal_year(day))}度"


def clock_words(at: datetime, *, ends: bool = False) -> str:
    """``午前10時``, ``午後1時30分``, ``正午``; midnight at the end of a day is ``午後12時``."""
    local = at.astimezone(TOKYO)
    hour, minute = local.hour, local.minute
    if (hour, minute) == (12, 0):
        return "正午"
    if ends and (hour, minute) == (0, 0):
        return "午後12時"
    half, number = ("午前", hour) if hour < 12 else ("午後", hour - 12)
    return f"{half}{number}時{f'{minute}分' if minute else ''}"


def until_words(at: datetime) -> str:
    """A deadline: ``令和8年11月27日（金）午後5時``; at midnight ``午後12時（24:00）`` of the day that ends then."""
    local = at.astimezone(TOKYO)
    if (local.hour, local.minute) == (0, 0):
        return f"{day_words(local.date() - timedelta(days=1))}午後12時（24:00）"
    return f"{day_words(local.date())}{clock_words(at)}"


def span_words(starts_at: datetime, ends_at: datetime) -> str:
    """``午前10時から正午まで（10:00〜12:00）``."""
    end = ends_at.astimezone(TOKYO)
    clock = "24:00" if (end.hour, end.minute) == (0, 0) else f"{end:%H:%M}"
    return (
        f"{clock_words(starts_at)}から{clock_words(ends_at, ends=True)}まで"
        f"（{starts_at.astimezone(TOKYO):%H:%M}〜{clock}）"
    )


def yen_words(yen: int) -> str:
    """``1,100円``; nothing is ``無料``."""
    return f"{yen:,}円" if yen else "無料"


def printable(text: str) -> str:
    """A text as the built-in fonts can show it: what they do not have becomes ``〓``."""
    return "".join(RARE if ord(character) > BMP_LAST else character for character in text)
