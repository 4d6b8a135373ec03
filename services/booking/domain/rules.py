"""The rules of use as data: the schema of ``data/rules.toml``. Every rule has an id and words for people.

``[defaults.<rule>]`` holds every rule whole; ``[kinds.<kind>.<rule>]`` and ``[facilities.<id>.<rule>]`` replace what
differs there. A rule set is resolved once for a facility and checked when the service starts.
"""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, Self, TypeVar

import jpholiday
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from services.booking.domain.grid import QUARTERS, parse_clock, span
from services.booking.domain.purposes import Purpose

T = TypeVar("T")

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MonthDay = Annotated[str, Field(pattern=r"^\d{2}-\d{2}$")]
DAYS_AHEAD_MAX = 400


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rule(_Data, Generic[T]):
    """One rule: its value and its words. The words may name ``{value}`` (asked for) and ``{limit}`` (allowed)."""

    id: str
    value: T
    ja: str
    en: str
    next_ja: str
    next_en: str

    @model_validator(mode="after")
    def _words_can_be_filled(self) -> Self:
        for words in (self.ja, self.en, self.next_ja, self.next_en):
            words.format_map({"value": "", "limit": "", "date": ""})  # KeyError here names a bad placeholder at start
        return self


class Hours(_Data):
    """Opening hours by weekday, as ``["09:00-12:00", "13:00-21:00"]``; a day that is missing is closed."""

    mon: tuple[str, ...] = ()
    tue: tuple[str, ...] = ()
    wed: tuple[str, ...] = ()
    thu: tuple[str, ...] = ()
    fri: tuple[str, ...] = ()
    sat: tuple[str, ...] = ()
    sun: tuple[str, ...] = ()
    holiday: tuple[str, ...] | None = None
    """Hours of national holidays where they differ."""

    @field_validator("*")
    @classmethod
    def _readable(cls, spans: tuple[str, ...] | None) -> tuple[str, ...] | None:
        for text in spans or ():
            start, end = parse_span(text)
            if start >= end:
                raise ValueError(f"{text!r} ends before it starts")
        return spans

    def of(self, day: date) -> tuple[str, ...]:
        """The hours of one day, closed days not considered."""
        if self.holiday is not None and is_holiday(day):
            return self.holiday
        spans: tuple[str, ...] = getattr(self, WEEKDAYS[day.weekday()])
        return spans


class Closed(_Data):
    """Days on which nothing can be booked."""

    weekly: tuple[Weekday, ...] = ()
    moves_when_holiday: bool = False
    """A weekly closed day that is a national holiday is open, and the next day that is none is closed instead."""
    holidays: bool = False
    year_end: tuple[MonthDay, MonthDay] | None = None
    """First and last closed day, e.g. ``["12-29", "01-03"]``."""
    dates: tuple[date, ...] = ()

    def on(self, day: date) -> bool:
        """Whether ``day`` is closed."""
        if day in self.dates or (self.holidays and is_holiday(day)):
            return True
        if self.year_end is not None:
            first, last = self.year_end
            text = day.strftime("%m-%d")
            if (first <= text <= last) if first <= last else (text >= first or text <= last):
                return True
        if not self.moves_when_holiday:
            return WEEKDAYS[day.weekday()] in self.weekly
        return self._moved_here(day)

    def _moved_here(self, day: date) -> bool:
        """Closed Mondays; if a holiday, the next weekday (an ordinance's usual words)."""
        if is_holiday(day):
            return False
        while True:
            if WEEKDAYS[day.weekday()] in self.weekly:
                return True
            day -= timedelta(days=1)
            if not is_holiday(day):
                return False


class Parties(_Data):
    """Who may book: residents for themselves, groups by an officer, or both."""

    residents: bool = True
    groups: bool = True


class MonthlyQuota(_Data):
    """How much one group may book in a calendar month under this rule."""

    counts: Literal["bookings", "slots"] = "bookings"
    limit: int = Field(ge=1, le=10_000)


class Band(_Data):
    """A priced span of the day. ``until`` may be ``24:00``."""

    name: str
    hours: str
    yen: int = Field(ge=0, le=1_000_000)


class Fees(_Data):
    """Prices in yen: the cheapest bands of the table that cover a booking, or without a table by the hour."""

    bands: tuple[Band, ...] = ()
    hour_yen: int = Field(default=0, ge=0, le=1_000_000)


class NoShow(_Data):
    """When a booking whose use nobody began is a no-show, and what becomes of the rooms then."""

    minutes: int = Field(ge=5, le=240)
    """So long after the start, or after the booking where that came later."""
    frees: bool = False
    """Whether what is left is free for others."""


class RuleSet(_Data):
    """All rules that hold for one facility."""

    slot_minutes: Rule[Literal[15, 30]]
    hours: Rule[Hours]
    closed: Rule[Closed]
    days_ahead: Rule[Annotated[int, Field(ge=0, le=DAYS_AHEAD_MAX)]]
    parties: Rule[Parties]
    group_members_min: Rule[Annotated[int, Field(ge=1, le=1_000)]]
    capacity_percent: Rule[Annotated[int, Field(ge=1, le=100)]]
    purposes: Rule[tuple[Purpose, ...]]
    """Purposes that are not allowed here."""
    booking_minutes_max: Rule[Annotated[int, Field(ge=15, le=1_440)]]
    day_minutes_max: Rule[Annotated[int, Field(ge=15)] | Literal["none"]]
    quota: Rule[MonthlyQuota | Literal["none"]]
    late_booking: Rule[bool]
    """Whether a slot that has already begun may still be booked."""
    start_minutes_before: Rule[Annotated[int, Field(ge=0, le=240)]]
    cancel_minutes_before: Rule[Annotated[int, Field(ge=0, le=60 * 24 * 60)]]
    no_show: Rule[NoShow | Literal["none"]]
    """``none`` where nobody confirms the beginning of a use: then nothing can be said of no-shows."""
    fees: Rule[Fees]

    @model_validator(mode="after")
    def _bands_cover_the_opening_hours(self) -> Self:
        bands = [parse_span(band.hours) for band in self.fees.value.bands]
        covered = 0
        for start, end in bands:
            covered |= span(start, end)
        for weekday in (*WEEKDAYS, "holiday"):
            for text in getattr(self.hours.value, weekday) or ():
                if bands and span(*parse_span(text)) & ~covered:
                    raise ValueError(f"{self.fees.id}: no price for a part of {weekday} {text}")
        return self

    def __hash__(self) -> int:
        """By identity: a rule set is resolved once and kept."""
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def open_mask(self, day: date) -> int:
        """The quarters of a day in which the facility is open; 0 on a closed day."""
        return _open_mask(self, day)

    def fee(self, start: int, end: int) -> int:
        """The price in yen of the quarters ``start <= q < end``; by the hour, one that has begun counts whole."""
        return _fee(self, start, end)

    def start_by(self, starts_at: datetime, ends_at: datetime, now: datetime) -> datetime | None:
        """By when a use that is booked now must have begun; at its end at the latest. Nothing where no rule asks."""
        if self.no_show.value == "none":
            return None
        return min(max(starts_at, now) + timedelta(minutes=self.no_show.value.minutes), ends_at)

    def rules(self) -> Mapping[str, Rule[Any]]:
        """The rules by the name of their place."""
        return {name: getattr(self, name) for name in type(self).model_fields}

    def by_id(self, rule_id: str) -> Rule[Any]:
        """The rule with an id. Raises ``LookupError``."""
        for rule in self.rules().values():
            if rule.id == rule_id:
                return rule
        raise LookupError(rule_id)


class Rules:
    """The rules file of a deployment, resolved for kinds and single facilities."""

    def __init__(self, text: str) -> None:
        """Raises ``ValueError`` when a rule is missing, unknown or out of range."""
        raw = tomllib.loads(text)
        self._defaults: dict[str, Any] = raw.get("defaults", {})
        self._kinds: dict[str, dict[str, Any]] = raw.get("kinds", {})
        self._facilities: dict[str, dict[str, Any]] = raw.get("facilities", {})
        if unknown := set(raw) - {"defaults", "kinds", "facilities"}:
            raise ValueError(f"unknown tables in the rules file: {sorted(unknown)}")
        self._resolved: dict[tuple[str, str], RuleSet] = {}
        self.default = self.of("", "")
        for kind in self._kinds:
            self.of(kind, "")
            for facility in self._facilities:
                self.of(kind, facility)
        for facility in self._facilities:
            self.of("", facility)

    @classmethod
    def load(cls, path: Path | None = None) -> "Rules":
        """The rules in ``path``; without it, those that the product ships."""
        return cls((path or Path(__file__).parent.parent / "data" / "rules.toml").read_text("utf-8"))

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of facility that the file knows."""
        return tuple(self._kinds)

    def of(self, kind: str, facility_id: str) -> RuleSet:
        """The rules of one facility: its own over its kind's over the defaults."""
        scope = (kind if kind in self._kinds else "", facility_id if facility_id in self._facilities else "")
        if scope not in self._resolved:
            self._resolved[scope] = self._resolve(*scope)
        return self._resolved[scope]

    def _resolve(self, kind: str, facility_id: str) -> RuleSet:
        merged = {name: {"id": f"default.{name}", **rule} for name, rule in self._defaults.items()}
        for scope, changes in ((kind, self._kinds.get(kind, {})), (facility_id, self._facilities.get(facility_id, {}))):
            for name, rule in changes.items():
                merged[name] = {**merged.get(name, {}), "id": f"{scope}.{name}", **rule}
        return RuleSet.model_validate(merged)


def parse_span(text: str) -> tuple[int, int]:
    """``"09:00-21:00"`` as two quarters. Raises ``ValueError``."""
    start, _, end = text.partition("-")
    return parse_clock(start), parse_clock(end)


@lru_cache(maxsize=4096)
def is_holiday(day: date) -> bool:
    """Whether ``day`` is a national holiday of Japan."""
    return bool(jpholiday.is_holiday(day))


@lru_cache(maxsize=65_536)
def _open_mask(rules: RuleSet, day: date) -> int:
    if rules.closed.value.on(day):
        return 0
    mask = 0
    for text in rules.hours.value.of(day):
        mask |= span(*parse_span(text))
    return mask


@lru_cache(maxsize=65_536)
def _fee(rules: RuleSet, start: int, end: int) -> int:
    fees = rules.fees.value
    if not fees.bands:
        return fees.hour_yen * -(-(end - start) // 4)
    spans = [(*parse_span(band.hours), band.yen) for band in fees.bands]
    cheapest: list[int | None] = [None] * (QUARTERS + 1)
    cheapest[start] = 0
    for quarter in range(start, end):
        spent = cheapest[quarter]
        if spent is None:
            continue
        for band_start, band_end, yen in spans:
            if band_start <= quarter < band_end:
                reach = min(band_end, end)
                best = cheapest[reach]
                cheapest[reach] = spent + yen if best is None else min(best, spent + yen)
    total = cheapest[end]
    if total is None:
        raise ValueError("the fee table has a gap")
    return total


def words_are_distinct(rules: RuleSet) -> bool:
    """Whether no two rules of a set share an id."""
    ids = sorted(rule.id for rule in rules.rules().values())
    return all(one != other for one, other in pairwise(ids))
