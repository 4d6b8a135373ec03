"""Days, times and moments as people write them, in Tokyo. What is not clear is refused; nothing is guessed."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared.clock import TOKYO

DAY = re.compile(r"(?:(?P<year>\d{4})[-/年.])?(?P<month>\d{1,2})[-/月.](?P<day>\d{1,2})日?")
CLOCK = re.compile(r"(?P<hours>\d{1,2})(?::(?P<minutes>\d{2})|時(?:(?P<after>\d{1,2})分|(?P<half>半))?)")
DAYS_WRITTEN = "2026-12-05、2026/12/05、12月5日"
WEEKDAYS = "月火水木金土日"


class NotATime(ValueError):
    """It is no day, or no time. The text says how to write it, in both languages."""


@dataclass(frozen=True)
class When:
    """A day and two times, in Tokyo: ``10:00-12:00``; it may end at 24:00."""

    day: date
    hours: str

    def span(self) -> tuple[datetime, datetime]:
        """Its beginning and its end. Raises ``NotATime``."""
        start, _, end = _plain(self.hours).partition("-")
        since, until = _minutes(start, self.hours), _minutes(end, self.hours)
        if since >= until:
            raise NotATime(f"終わりが始まりより後になっていません: {self.hours} / the end is not after the beginning")
        midnight = datetime(self.day.year, self.day.month, self.day.day, tzinfo=TOKYO)
        return midnight + timedelta(minutes=since), midnight + timedelta(minutes=until)

    def body(self) -> dict[str, str]:
        """As the routes take it. Raises ``NotATime``."""
        since, until = self.span()
        return {"starts_at": since.isoformat(), "ends_at": until.isoformat()}


def a_day(text: str, today: date) -> date:
    """A day; without a year the next such day, today included. Raises ``NotATime``."""
    found = DAY.fullmatch(_plain(text))
    try:
        month, day = (int(found[part]) if found else 0 for part in ("month", "day"))
        if found and found["year"]:
            return date(int(found["year"]), month, day)
        years = (year for year in range(today.year, today.year + 9) if _is_day(year, month, day))
        return next(each for each in (date(year, month, day) for year in years) if each >= today)
    except (ValueError, StopIteration):
        raise NotATime(
            f"日付が分かりません: {text}。{DAYS_WRITTEN} のように書いてください"
            f" / not a day; write it like 2026-12-05, 2026/12/05 or 12月5日"
        ) from None


def a_moment(text: str, today: date, *, end: bool = False) -> datetime:
    """A day with or without a time; ``end``: a day alone means its end. Raises ``NotATime``."""
    day_text, _, clock = re.sub(r"(?<=[\d日])[T ]+(?=\d)", "|", _plain(text, blanks=True)).partition("|")
    day = a_day(day_text, today)
    minutes = _minutes(clock, text) if clock else (24 * 60 if end else 0)
    return datetime(day.year, day.month, day.day, tzinfo=TOKYO) + timedelta(minutes=minutes)


def in_words(starts_at: str, ends_at: str) -> str:
    """``2026年12月5日（土） 10:00〜12:00``."""
    starts, ends = (datetime.fromisoformat(text).astimezone(TOKYO) for text in (starts_at, ends_at))
    return f"{day_in_words(starts)} {starts:%H:%M}〜{_end(starts, ends)}"


def moment_in_words(text: str) -> str:
    """``2026年12月5日（土） 10:00``; a midnight is the end of the day before, as people read it."""
    at = datetime.fromisoformat(text).astimezone(TOKYO)
    if at.hour == at.minute == 0:
        return f"{day_in_words(at - timedelta(days=1))} 24:00"
    return f"{day_in_words(at)} {at:%H:%M}"


def day_in_words(day: date) -> str:
    """``2026年12月5日（土）``."""
    return f"{day.year}年{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


def _end(starts: datetime, ends: datetime) -> str:
    if ends.date() == starts.date():
        return f"{ends:%H:%M}"
    return "24:00" if ends == starts.replace(hour=0, minute=0) + timedelta(days=1) else moment_in_words(str(ends))


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _minutes(clock: str, whole: str) -> int:
    """Minutes since midnight, 24:00 at most."""
    found = CLOCK.fullmatch(clock.strip())
    hours = int(found["hours"]) if found else -1
    minutes = int((found["minutes"] or found["after"] or 0) if found else 0) + (30 if found and found["half"] else 0)
    if found is None or minutes > 59 or hours * 60 + minutes > 24 * 60:
        raise NotATime(
            f"時間が分かりません: {whole}。10:00-12:00 のように、00:00 から 24:00 までで書いてください"
            " / not a time; write it like 10:00-12:00, from 00:00 to 24:00"
        )
    return hours * 60 + minutes


def _plain(text: str, *, blanks: bool = False) -> str:
    text = unicodedata.normalize("NFKC", text).strip()
    return text if blanks else re.sub(r"[〜~‐–—―−ー]|から", "-", text).removesuffix("まで").replace(" ", "")
