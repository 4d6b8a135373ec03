"""Days and times for people, in Tokyo."""

from datetime import date, datetime, time, timedelta

from services.portal.words import WEEKDAYS, text
from shared.clock import TOKYO, tokyo_date
from shared.web.words import Language

ONE_DAY = timedelta(days=1)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Not from the machine's locale."""


def midnight(day: date) -> datetime:
    """The instant at which a day begins."""
    return datetime.combine(day, time(), TOKYO)


def clock(at: datetime) -> str:
    """``9:00``: hours and minutes."""
    local = at.astimezone(TOKYO)
    return f"{local.hour}:{local.minute:02}"


def hours(starts_at: datetime, ends_at: datetime, language: Language) -> str:
    """``10:00〜12:00``. Midnight at the end of the day is 24:00; the end on another day has its date."""
    first, last = tokyo_date(starts_at), tokyo_date(ends_at)
    end = clock(ends_at)
    if ends_at == midnight(first + ONE_DAY):
        end = "24:00"
    elif last != first:
        end = f"{day_text(last, language)} {end}"
    return f"{clock(starts_at)}{'〜' if language == 'ja' else '–'}{end}"


def day_text(day: date, language: Language) -> str:
    """``11月23日（月）``, ``Mon 23 Nov``."""
    if language == "ja":
        return f"{day.month}月{day.day}日（{WEEKDAYS[0][day.weekday()]}）"
    return f"{WEEKDAYS[1][day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def day_and_clock(at: datetime, language: Language) -> str:
    """A day with the time: ``11月23日（月）18:00``."""
    day = day_text(tokyo_date(at), language)
    return f"{day}{clock(at)}" if language == "ja" else f"{day}, {clock(at)}"


def near_day_text(day: date, today: date, language: Language) -> str:
    """Today and tomorrow by their names, other days as they are."""
    if day not in (today, today + ONE_DAY):
        return day_text(day, language)
    return text("today" if day == today else "tomorrow", language, weekday=WEEKDAYS[0][day.weekday()])
