"""What every rule is: an id, the article it comes from, three texts, where it holds and on which days.

A rule whose texts are missing, in the other language, or name something that no refusal fills, does not load.
"""

import re
import string
from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from services.booking.domain.grid import parse_clock

Language = Literal["ja", "plain", "en"]
LEAP_YEAR = 2028
"""A year that has every day."""
LANGUAGES: tuple[Language, ...] = ("ja", "plain", "en")
Decides = Literal["use", "request"]

JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{2}")
FIELD = re.compile(r"\{[^}]*\}")
PLACEHOLDERS = frozenset({"value", "limit", "until", "day", "room"})

TOWN, KIND, FACILITY, ROOM = range(4)
"""The layers, the widest first: a narrower one replaces what a wider one says."""


class Wrong(ValueError):
    """Something in a file that cannot be, in both languages."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(f"{ja} / {en}")
        self.ja = ja
        self.en = en


class Data(BaseModel):
    """A part of a rules file: nothing in it is ignored, nothing changes once it is read."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


def _quarter(text: str) -> str:
    _parsed(text)
    return text


def _parsed(text: str) -> int:
    try:
        return parse_clock(text)
    except ValueError as error:
        raise Wrong(f"{text!r} は 00:00 から 24:00 までの15分きざみの時刻ではありません", str(error)) from error


def _month_day(text: str) -> str:
    try:
        date.fromisoformat(f"{LEAP_YEAR}-{text}")
    except ValueError as error:
        raise Wrong(
            f"{text} という日はありません。12-29 の形で書きます", f"{text} is no day of a year: write 12-29"
        ) from error
    return text


def _hours(text: str) -> str:
    start, end = quarters(text)
    if start >= end:
        raise Wrong(f"{text!r} は終わりが始まりより後ではありません", f"{text!r} ends before it starts")
    return text


def several(value: object) -> object:
    """One word as a list of one."""
    return (value,) if isinstance(value, str) else value


Day = Annotated[date, Field(ge=date(1950, 1, 1), le=date(2150, 12, 31))]
"""A day that moments can be counted from: months and years before and after it are still days."""
Clock = Annotated[str, AfterValidator(_quarter)]
"""``HH:MM`` on a quarter of an hour, ``00:00`` to ``24:00``."""
MonthDay = Annotated[str, StringConstraints(pattern=r"^\d{2}-\d{2}$"), AfterValidator(_month_day)]
"""``12-29``: a day of every year."""
Hours = Annotated[str, AfterValidator(_hours)]
"""``09:00-12:00``, on quarters of an hour."""
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{0,79}$")]
Ids = Annotated[
    tuple[Id, ...], BeforeValidator(several, json_schema_input_type=Id | tuple[Id, ...]), Field(max_length=500)
]
"""One id, or a list of them."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Yen = Annotated[int, Field(ge=0, le=10_000_000)]
Limit = Annotated[int, Field(ge=0, le=1_000_000)]


class Name(Data):
    """What something is called, for people."""

    ja: Text
    en: Text


class Rule(Data):
    """One rule. Its texts may name ``{value}`` (asked), ``{limit}`` (allowed), ``{until}``, ``{day}``, ``{room}``."""

    SECTION: ClassVar[str]
    """The table of the file that such rules stand in."""
    DECIDES: ClassVar[Decides]
    """Which day says whether the rule is in force: that of the use, or that of the request."""
    MORE_PLACEHOLDERS: ClassVar[frozenset[str]] = frozenset()
    TOUCHED: ClassVar[bool] = False
    """Whether it holds for a hall because of one of its parts, and for a part because of its hall."""

    id: Id
    article: Text
    """Where it stands: the ordinance or the rules, with the article."""
    ja: Text
    plain: Text
    """Plain Japanese (やさしい日本語)."""
    en: Text
    kinds: Ids = ()
    """The kinds of facility that it holds for. Without ``kinds``, ``facilities`` and ``rooms``: the whole town."""
    facilities: Ids = ()
    rooms: Ids = ()
    except_kinds: Ids = ()
    """Of a rule of the whole town: the kinds of facility that it does not hold for."""
    since: Day | None = Field(default=None, alias="from")
    """The first day on which it is in force."""
    until: Day | None = None
    """The last day on which it is in force."""
    season: tuple[MonthDay, MonthDay] | None = None
    """First and last day on which it is in force, every year: ``["04-01", "09-30"]``; over the new year too."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for language in LANGUAGES:
            _check_text(language, getattr(self, language), PLACEHOLDERS | self.MORE_PLACEHOLDERS)
        if self.plain == self.ja:
            raise Wrong(
                "plain: ja と同じ文です。やさしい日本語にしてください", "plain: the same words as ja are not plainer"
            )
        if sum(map(bool, (self.kinds, self.facilities, self.rooms))) > 1:
            raise Wrong(
                "kinds、facilities、rooms は、どれか一つだけ書きます",
                "a rule holds for kinds, for facilities or for rooms: name one of the three",
            )
        if self.except_kinds and self.level != TOWN:
            raise Wrong("except_kinds は、街全体の規則に書きます", "except_kinds: goes with a rule of the whole town")
        if self.since and self.until and self.until < self.since:
            raise Wrong("until が from より前です", "until: is before from")
        return self

    @property
    def key(self) -> str:
        """Of the rules with one key, a place has only the one of the narrowest layer. By default one of a section."""
        return ""

    @property
    def level(self) -> int:
        """The layer it stands in."""
        return ROOM if self.rooms else FACILITY if self.facilities else KIND if self.kinds else TOWN

    @property
    def scope(self) -> frozenset[str]:
        """The ids it holds for, within its layer; nothing in the town's."""
        return frozenset(self.rooms or self.facilities or self.kinds)

    @property
    def always(self) -> bool:
        """Whether it is in force on every day."""
        return self.since is None and self.until is None and self.season is None

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on ``day``, which is the one that ``DECIDES`` names."""
        if not ((self.since is None or self.since <= day) and (self.until is None or day <= self.until)):
            return False
        return self.season is None or within_year(self.season, day)


class OneOfMany(Rule):
    """A rule of a section in which all rules hold beside each other."""

    replaces: Id | None = None
    """The id of a rule of a wider layer that does not hold here, because this one does."""

    @property
    def key(self) -> str:
        return self.replaces or self.id


def within_year(season: tuple[str, str], day: date) -> bool:
    """Whether a day lies between two days of the year, both included; ``["12-29", "01-03"]`` goes over the new year."""
    first, last = season
    text = f"{day.month:02}-{day.day:02}"
    return first <= text <= last if first <= last else text >= first or text <= last


def placeholders(text: str) -> Iterator[str]:
    """The names in braces. Raises ``ValueError`` for what is no plain ``{name}``."""
    for _, field, form, conversion in string.Formatter().parse(text):
        if field is None:
            continue
        if not field.isidentifier() or form or conversion:
            raise Wrong(f"{{{field}}}: 波かっこの中は名前だけです", f"{{{field}}}: braces hold a plain name")
        yield field


def _check_text(language: Language, text: str, known: frozenset[str]) -> None:
    if unknown := sorted(set(placeholders(text)) - known):
        names = ", ".join(sorted(known))
        raise Wrong(
            f"{language}: {{{unknown[0]}}} を埋めるものがありません。使えるのは {names} です",
            f"{language}: nothing fills {{{unknown[0]}}}; known: {names}",
        )
    words = FIELD.sub("", text)
    if language == "en" and JAPANESE.search(words):
        raise Wrong("en: 日本語が入っています。英語で書きます", "en: is in the other language: write English")
    if language == "en" and not LATIN.search(words):
        raise Wrong("en: 文に英語のことばがありません", "en: has no English words")
    if language != "en" and not JAPANESE.search(words):
        raise Wrong(
            f"{language}: 文に日本語がありません。日本語で書きます",
            f"{language}: is in the other language: write Japanese",
        )


def quarters(hours: str) -> tuple[int, int]:
    """``09:00-12:00`` as two quarters of the day. Raises ``ValueError``."""
    start, _, end = hours.partition("-")
    return _parsed(start), _parsed(end)


def clock(quarter: int) -> str:
    """A quarter of the day as ``HH:MM``."""
    return f"{quarter // 4:02}:{quarter % 4 * 15:02}"


def hours_text(start: int, end: int) -> str:
    """Two quarters of the day as ``09:00-12:00``."""
    return f"{clock(start)}-{clock(end)}"
