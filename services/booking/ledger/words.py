"""What stands in a ledger's cells: Japanese dates, times of day, how many people, how much, crossed out or not. Pure.

Everything is read after compatibility forms are folded, so that full-width digits and half-width kana are the same.
"""

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from services.booking.domain.grid import QUARTER_MINUTES, QUARTERS
from services.booking.houses.table import Note, clean

ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}
"""The year before the first of an era. 平成38年 on an old form is 令和8年."""
LAST_OF = {"平成": 31, "H": 31, "昭和": 64, "S": 64}
WEEKDAYS = "月火水木金土日"
WEEKDAY = r"(?:[(\[]?(?P<weekday>[月火水木金土日])(?:曜日?)?(?:[・/]?祝)?[)\]]?)?"
ERA_DAY = re.compile(
    rf"(?P<era>令和|平成|昭和|[RHSrhs])\.?(?P<year>元|\d{{1,2}})[年./-](?P<month>\d{{1,2}})[月./-](?P<day>\d{{1,2}})日?{WEEKDAY}"
)
FULL_DAY = re.compile(rf"(?P<year>\d{{4}})[年./-](?P<month>\d{{1,2}})[月./-](?P<day>\d{{1,2}})日?{WEEKDAY}")
PACKED_DAY = re.compile(rf"(?P<year>\d{{4}})(?P<month>\d{{2}})(?P<day>\d{{2}}){WEEKDAY}")
SHORT_DAY = re.compile(rf"(?P<month>\d{{1,2}})[月/](?P<day>\d{{1,2}})日?{WEEKDAY}")
TITLE_YEAR = re.compile(r"(?:(令和|平成)(元|\d{1,2})|(20\d\d))年(度)?")
CLOCK = re.compile(r"(午前|午後|AM|PM)?(\d{1,2})(?:[:時](\d{1,2})?分?)?(半)?", re.IGNORECASE)
AFTERNOON = re.compile(r"午後|PM", re.IGNORECASE)
HALF = re.compile(r"午前|午後|AM|PM", re.IGNORECASE)
BETWEEN = re.compile(r"[~〜∼\-‐‑‒–—―−ー]|から|より")
PEOPLE = re.compile(r"(?:[\s(]+(\d{1,5})\s*(?:名|人)?(?:様|程度|くらい)?|(\d{1,5})\s*(?:名|人)(?:様|程度|くらい)?)\)?$")
MONEY = re.compile(r"[¥\\]?([\d,]+)円?")
CANCELLED = re.compile(r"^[×✕✖xX]\s*(?=\S)|[(\[【]?(?:取り?消し?|キャンセル|中止)(?:済み?)?[)\]】]?")
NOBODY = re.compile(r"[×✕✖xX―\-ー・/]+|休館日?|閉館日?|休室|保守.{0,6}|点検.{0,6}|清掃.{0,6}")
DITTO = re.compile(r"[〃″\"]+|同上|々")
DAY_MINUTES = QUARTERS * QUARTER_MINUTES


class Unreadable(ValueError):
    """A cell that says nothing that can be trusted. ``note`` says why, and what to do."""

    def __init__(self, code: str, ja: str, en: str) -> None:
        super().__init__(code)
        self.note = Note(code, ja, en)


@dataclass(frozen=True, slots=True)
class Year:
    """The year that a title names, for dates that have none. ``fiscal``: April to March."""

    year: int
    fiscal: bool

    def of(self, month: int) -> int:
        """The calendar year of a month."""
        return self.year + 1 if self.fiscal and month < 4 else self.year


@dataclass(frozen=True, slots=True)
class CellRead:
    """Who stands in a cell, how many they are (``None``: not said), and whether it was crossed out."""

    holder: str
    people: int | None
    cancelled: bool


def year_in(text: str) -> Year | None:
    """The year that a title or a caption names."""
    found = TITLE_YEAR.search(clean(text).replace(" ", ""))
    if found is None:
        return None
    year = int(found[3]) if found[3] else ERAS[found[1]] + (1 if found[2] == "元" else int(found[2]))
    return Year(year, bool(found[4]))


def looks_like_day(text: str) -> bool:
    """Whether a cell is a date, with or without its year."""
    plain = _plain(text)
    return any(pattern.fullmatch(plain) for pattern in (ERA_DAY, FULL_DAY, PACKED_DAY, SHORT_DAY))


def read_day(text: str, year: Year | None, repairs: list[Note]) -> date:
    """The date in a cell. Raises ``Unreadable``, also when its weekday is another one's."""
    plain = _plain(text)
    if found := ERA_DAY.fullmatch(plain):
        era = found["era"].upper()
        number = 1 if found["year"] == "元" else int(found["year"])
        in_year = ERAS[era] + number
        if number > LAST_OF.get(era, number):
            repairs.append(Note("old-era", f"{plain}を{in_year}年と読みました。", f"{plain} was read as {in_year}."))
    elif found := FULL_DAY.fullmatch(plain) or PACKED_DAY.fullmatch(plain):
        in_year = int(found["year"])
    elif found := SHORT_DAY.fullmatch(plain):
        if year is None:
            raise Unreadable(
                "year-missing",
                f"年が分かりません（{plain}）。表の題名か日付に年を入れてください。",
                f"Its year is not known ({plain}). Put a year into the title or the date.",
            )
        in_year = year.of(int(found["month"]))
    else:
        raise Unreadable(
            "date-unreadable",
            f"日付として読めません（{plain[:20]}）。例: 令和8年4月1日、2026/4/1",
            f"No date ({plain[:20]}). For example 2026/4/1.",
        )
    try:
        day = date(in_year, int(found["month"]), int(found["day"]))
    except ValueError:
        raise Unreadable(
            "no-such-day",
            f"{plain}という日はありません。日付を直してください。",
            f"There is no {plain}. Correct the date.",
        ) from None
    if found["weekday"] and found["weekday"] != WEEKDAYS[day.weekday()]:
        raise Unreadable(
            "weekday-differs",
            f"{day}は{WEEKDAYS[day.weekday()]}曜日ですが、{found['weekday']}曜日と書かれています。どちらかを直してください。",
            f"{day} is no {found['weekday']}曜日. Correct the date or the weekday.",
        )
    return day


def read_span(text: str, repairs: list[Note]) -> tuple[int, int]:
    """The quarters of a time like ``9:00～12:00``, with words around it or not. Raises ``Unreadable``."""
    plain = re.sub(r"^[^\d]*?(?=(?:午前|午後|AM|PM)?\d)", "", _plain(text), count=1, flags=re.IGNORECASE)
    parts = [part for part in BETWEEN.split(plain) if part]
    if len(parts) != 2:
        raise Unreadable(
            "time-unreadable",
            f"時間として読めません（{plain[:20] or text[:20]}）。例: 9:00～12:00",
            f"No span of time ({plain[:20] or text[:20]}). For example 9:00-12:00.",
        )
    start, end = parts
    if AFTERNOON.match(start) and not HALF.match(end):  # 午後1:00～5:00
        end = f"午後{end}"
    return read_times(start, end, repairs)


def read_times(start: str, end: str, repairs: list[Note]) -> tuple[int, int]:
    """The quarters of a start and an end. What is not on a quarter is widened to it. Raises ``Unreadable``."""
    first, last = _minutes(start), _minutes(end)
    if last <= first:
        raise Unreadable(
            "ends-before-start",
            f"終了（{end}）が開始（{start}）より後になっていません。日をまたぐ利用は日ごとに分けてください。",
            f"The end ({end}) is not after the start ({start}). Split a use over midnight into two.",
        )
    quarters = first // QUARTER_MINUTES, -(-last // QUARTER_MINUTES)
    if first % QUARTER_MINUTES or last % QUARTER_MINUTES:
        repairs.append(
            Note("widened", "15分単位になるよう、前後に広げました。", "It was widened to full quarters of an hour.")
        )
    if last == DAY_MINUTES:
        repairs.append(
            Note("end-of-day", "24:00 を、その日の終わりとして読みました。", "24:00 was read as the end of the day.")
        )
    return quarters


def _minutes(text: str) -> int:
    plain = _plain(text).replace("正午", "12:00")
    found = CLOCK.fullmatch(plain)
    if found:
        hour = int(found[2]) + (12 if (found[1] or "").upper() in {"午後", "PM"} and int(found[2]) < 12 else 0)
        minutes = hour * 60 + (30 if found[4] else int(found[3] or 0))
        if int(found[3] or 0) < 60 and minutes <= DAY_MINUTES:
            return minutes
    raise Unreadable(
        "time-unreadable",
        f"時刻として読めません（{plain[:20]}）。例: 9:00",
        f"No time of day ({plain[:20]}). For example 9:00.",
    )


def read_cell(text: str) -> CellRead | None:
    """Who has a cell of a sheet; ``None`` for one that says that nobody has (closed, maintenance, a dash)."""
    plain = clean(text)
    if not plain or NOBODY.fullmatch(plain):
        return None
    holder, cancelled = crossed_out(plain)
    found = PEOPLE.search(holder)
    people = int(found[1] or found[2]) if found else None
    if found:
        holder = holder[: found.start()]
    return CellRead(holder.strip(" ()、,"), people, cancelled)


def crossed_out(text: str) -> tuple[str, bool]:
    """A text without its marks of cancellation, and whether it had any."""
    bare = CANCELLED.sub("", text, count=2).strip()
    return bare, bare != text.strip()


def is_ditto(text: str) -> bool:
    """Whether a cell repeats the one above."""
    return bool(DITTO.fullmatch(clean(text)))


def read_people(text: str) -> int | None:
    """The first number of a cell like ``12名（うち子ども3）``."""
    found = re.search(r"\d{1,6}", clean(text))
    return int(found[0]) if found else None


def read_yen(text: str) -> int | None:
    """An amount like ``1,200円``; ``None`` for what is none. What is waived is nothing to pay."""
    plain = _plain(text)
    if plain in {"免除", "無料", "なし"}:
        return 0
    found = MONEY.fullmatch(plain)
    return int(found[1].replace(",", "")) if found else None


def read_paid(text: str) -> bool:
    """Whether a ledger's mark says that the fee was paid."""
    return bool(re.match(r"済|[○〇◯レ✓]|領収|納付済|入金済|支払済|完納", _plain(text)))


def overlapping(spans: list[tuple[int, int]]) -> bool:
    """Whether two of some spans have a quarter in common."""
    return any(later[0] < former[1] for former, later in pairwise(sorted(spans)))


def _plain(text: str) -> str:
    return clean(text).replace(" ", "")
