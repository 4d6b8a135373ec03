"""The last seven days of the town in figures: what the page of figures says, in words. Pure.

Everything here was told to everybody by the services; what they do not tell (days with fewer than five people) is said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.portal.charts import Drawing, both_ways, columns, share
from services.portal.dates import ONE_DAY, day_text
from services.portal.models import DayCount, Figures
from services.portal.words import WEEKDAYS, few, text
from services.portal.words_plain import MOVEMENTS as MOVEMENTS_PLAIN
from services.portal.words_plain import STEPS as STEPS_PLAIN
from shared.small_counts import COUNT_SHOWN_MIN
from shared.web.words import Language

DAYS = 7
COUNTED: Mapping[str, tuple[str, str, str]] = {
    "interests-declared": ("matching", "関心の登録", "Interests declared"),
    "introduction-asked": ("matching", "団体への紹介の申込み", "Introductions asked for"),
    "introduction-accepted": ("matching", "紹介の成立", "Introductions accepted"),
    "group-joined": ("matching", "団体への入会", "New group members"),
    "room-booked": ("booking", "部屋の予約", "Rooms booked"),
    "activity-announced": ("booking", "催しの案内", "Activities announced"),
    "activity-signed-up": ("booking", "催しの参加申込み", "Sign-ups for activities"),
    "activity-attended": ("booking", "催しへの参加", "Attendances"),
    "points-earned": ("points", "ポイントの付与", "Points credited"),
}
"""What the loop is made of, step by step: the service that counts it, and its words."""
MOVEMENTS: Mapping[str, tuple[str, str, int]] = {
    "points-earned": ("付与", "Earned", 1),
    "points-redeemed": ("利用", "Redeemed", -1),
    "points-returned": ("利用の取消し", "Returned", 1),
    "points-given": ("贈与", "Given", 0),
    "points-expired": ("失効", "Expired", -1),
    "points-reversed": ("取消し", "Taken back", -1),
}
"""How points move, with their words: in (1), out (-1), from one person to another (0)."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One step: all days, the week and today in words, and how long its bar is (hundredths of the longest)."""

    what: str
    label: str
    all: str
    week: str
    today: str
    length: float


@dataclass(frozen=True, slots=True)
class Hours:
    """For which hours rooms were booked: the counts of 24 hours, their drawing, what is to be seen in it."""

    counts: tuple[int, ...]
    drawing: Drawing
    seen: str


@dataclass(frozen=True, slots=True)
class PointsDay:
    """One day's points, a word for each of ``Points.labels``."""

    day: date
    weekday: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Points:
    """Points in and out, day by day; ``labels`` are the movements of which there is anything to tell."""

    labels: tuple[str, ...]
    days: tuple[PointsDay, ...]
    drawing: Drawing
    seen: str


def steps(
    by_service: Mapping[str, Figures | None], today: date, language: Language, *, easy: bool = False
) -> list[Counted]:
    """The steps of the loop, those whose service answered. A bar is as long as the week and today together.

    ``easy``, here and below: in plain Japanese.
    """
    told = {
        what: found.days_of(what)
        for what, (service, *_) in COUNTED.items()
        if (found := by_service.get(service)) is not None
    }
    counts = {what: sum(day.count or 0 for day in days) for what, days in told.items()}
    largest = max(counts.values(), default=0)
    return [
        Counted(
            what,
            STEPS_PLAIN[what] if easy else COUNTED[what][1 if language == "ja" else 2],
            sum_text(days, language, easy=easy),
            sum_text([day for day in days if day.day < today], language, easy=easy),
            today_text(next((day for day in days if day.day == today), None), language, easy=easy),
            share(counts[what], largest),
        )
        for what, days in told.items()
    ]


def sum_text(days: Sequence[DayCount], language: Language, *, easy: bool) -> str:
    """So many; at least so many when a day is not told exactly; or that none is told."""
    count = sum(day.count or 0 for day in days)
    if all(day.exact for day in days):
        return text("times", language, easy=easy, count=f"{count:,}")
    if count:
        return text("at_least", language, easy=easy, count=f"{count:,}")
    return text("only_small", language, easy=easy, count=COUNT_SHOWN_MIN)


def today_text(day: DayCount | None, language: Language, *, easy: bool) -> str:
    """What is told of the day that runs."""
    if day is None or day.count is None:
        return few(language, easy=easy)
    return text("times" if day.exact else "at_least", language, easy=easy, count=f"{day.count:,}")


def hours(figures: Figures, language: Language, *, easy: bool = False) -> Hours:
    """For which hours rooms were booked."""
    by_hour = {each.hour: each.count for each in figures.hours}
    counts = tuple(by_hour.get(hour, 0) for hour in range(24))
    most = max(counts)
    seen = text("hours_seen", language, easy=easy, hour=counts.index(most), count=f"{most:,}", all=f"{sum(counts):,}")
    return Hours(counts, columns(counts), seen if most else text("hours_none", language, easy=easy))


def points(figures: Figures, today: date, language: Language, *, easy: bool = False) -> Points:
    """What came and went on the seven days that are over: the amounts of the running day are told when it is."""
    days = [today - n * ONE_DAY for n in range(DAYS, 0, -1)]
    amounts = {what: {each.day: each.amount for each in figures.days_of(what)} for what in MOVEMENTS}
    told = [what for what in MOVEMENTS if any(amounts[what].get(day) is not None for day in days)] or ["points-earned"]
    came = [_sum(amounts, day, 1) for day in days]
    went = [_sum(amounts, day, -1) for day in days]
    at = 0 if language == "ja" else 1
    rows = [
        PointsDay(
            day,
            WEEKDAYS[at][day.weekday()],
            tuple(points_text(amounts[what].get(day), language, easy=easy) for what in told),
        )
        for day in days
    ]
    most = max(range(DAYS), key=lambda n: came[n] or 0)
    seen = text("points_none", language, easy=easy, count=COUNT_SHOWN_MIN)
    if any(came) or any(went):
        seen = text(
            "points_seen",
            language,
            easy=easy,
            came=f"{sum(each or 0 for each in came):,}",
            went=f"{sum(each or 0 for each in went):,}",
            day=day_text(days[most], language),
            most=f"{came[most] or 0:,}",
        )
    labels = tuple(MOVEMENTS_PLAIN[what] if easy else MOVEMENTS[what][:2][at] for what in told)
    return Points(labels, tuple(rows), both_ways(came, went), seen)


def points_text(amount: int | None, language: Language, *, easy: bool) -> str:
    """An amount of a day, or that too few took part."""
    return few(language, easy=easy) if amount is None else f"{amount:,}"


def _sum(amounts: Mapping[str, Mapping[date, int | None]], day: date, way: int) -> int | None:
    told = [amounts[what].get(day) for what, (_, _, moved) in MOVEMENTS.items() if moved == way]
    return None if all(amount is None for amount in told) else sum(amount or 0 for amount in told)
