"""What worried the sample town's people in the three months before its week: the same for the same seed and day. Pure.

Of some themes there are enough people to be told, of others too few (``/themes``), as in any town. Each worry is
brought and solved on one day of its month; the words are made up and name nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kyoso.town.chance import chance
from kyoso.town.model import PersonSeed, Town
from kyoso.town.past_model import Solved
from kyoso.town.people import named_people
from services.matching.domain.consulting.themes import due
from shared.clock import TOKYO

MONTHS = 3
FIRST_DAY = 18
"""People and who sees to their worries are entered on this day of the first of the months."""
AT = (20, 10)
"""The day of a month and the hour at which its worries are brought. Words go thirty days after the end: those of the
twentieth are there when the month is counted."""
WITHOUT_ACCOUNT = 2
"""One in so many came to a counter, and has no account."""


@dataclass(frozen=True, slots=True)
class Month:
    """``2026-10``: when its worries are brought, which, and when all that is told of them has been counted."""

    name: str
    at: datetime
    deeds: tuple[Solved, ...]
    counted_at: datetime


@dataclass(frozen=True, slots=True)
class Theme:
    """How many people bring a category of the menu in each of the months, and what they say."""

    category: str | None
    people: tuple[int, int, int]
    words: str


THEMES = (
    Theme("papers", (8, 10, 12), "引っ越しのときの手続きを、一度に済ませる方法を教えてください。"),
    Theme("unsure", (5, 5, 7), "だれに聞けばよいか分からないので、教えてください。"),
    Theme("language", (5, 6, 5), "やさしい日本語で書いてある案内はありますか。"),
    Theme(None, (5, 5, 5), "まちのことで、少し話を聞いてほしいです。"),
    Theme("digital", (1, 3, 11), "スマートフォンで施設を予約したいのですが、やり方が分かりません。"),
    Theme("join", (1, 2, 7), "退職して時間ができました。近くで何か始めたいです。"),
    Theme("group-work", (0, 1, 5), "団体の会計を、次の人に引き継ぐこつを知りたいです。"),
    Theme("neighbourhood-group", (0, 0, 5), "町会の回覧板を、もっと手軽にできないでしょうか。"),
    Theme("childcare", (1, 0, 2), "一時的に子どもを預けられる所を探しています。"),
    Theme("care", (0, 1, 1), "家族で介護のことを話すきっかけがほしいです。"),
    Theme("neighbours", (0, 1, 2), "ごみの集積所の使い方を、みんなで決めたいです。"),
)  # fmt: skip


def begins_on(first: date) -> date:
    """The day with which a town begins whose week begins on ``first``: months before it, people have their worries."""
    return _months_before(first)[0].replace(day=FIRST_DAY)


def worries_of(town: Town, first: date) -> Iterator[Month]:
    """The months before that of ``first``, the earliest first."""
    residents = [each for each in town.people if each.roles == ("resident",) and each not in named_people()]
    day, hour = AT
    for number, month in enumerate(_months_before(first)):
        name = f"{month:%Y-%m}"
        random = chance(town.seed, "worries", name)
        themes = [theme for theme in THEMES for _ in range(theme.people[number])]
        brought = zip(themes, random.sample(residents, len(themes)), strict=True)
        deeds = tuple(_solved(f"worry-{name}-{n}", theme, person, n) for n, (theme, person) in enumerate(brought))
        at = datetime.combine(month.replace(day=day), time(hour), TOKYO)
        yield Month(name, at, deeds, due(name) + timedelta(hours=1))


def _solved(row: str, theme: Theme, person: PersonSeed, number: int) -> Solved:
    person_id = person.id if number % WITHOUT_ACCOUNT else None
    return Solved(row, person_id, person.areas, theme.category, theme.words)


def _months_before(first: date) -> list[date]:
    """The first days of the months before that of a day, the earliest first."""
    found, day = list[date](), first
    for _ in range(MONTHS):
        day = (day.replace(day=1) - timedelta(days=1)).replace(day=1)
        found.append(day)
    return found[::-1]
