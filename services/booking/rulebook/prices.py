"""Prices are a table, never arithmetic: half a room is not half the price, and all day is not the sum of its bands.

A request has the entry of exactly its rooms, its bands or hours, the kind of day and the column, or it is refused by
name. The one thing counted is an entry ``per = "hour"``: an hour that has begun counts whole.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from services.booking.rulebook.asking import Asked
from services.booking.rulebook.bands import Band, Slots, bands_of
from services.booking.rulebook.opening import DayType, day_type
from services.booking.rulebook.rule import Data, Decides, Ids, Name, Rule, Wrong, Yen, hours_text, several
from services.booking.rulebook.words import Refusal, refuse

NOTHING_PRICED = Name(ja="ほかの室", en="other rooms")
ONE_ROOM = Name(ja="一室ずつの使用", en="one room at a time")
STANDARD = "standard"
Bands = tuple[str, ...]
Key = tuple[frozenset[str] | None, Bands, int | str, DayType | None, str]
DAYS: dict[DayType, tuple[str, str]] = {
    "weekday": ("平日", "weekdays"),
    "saturday": ("土曜日", "Saturdays"),
    "sunday": ("日曜日", "Sundays"),
    "holiday": ("祝日", "holidays"),
}


def joined(columns: Iterable[str]) -> str:
    """The name of columns together, in whatever order they are written: ``commercial+outside``."""
    return "+".join(sorted(columns))


class Row(Data):
    """One entry of a table of prices."""

    rooms: Ids = ()
    """A room or a part; several are these rooms joined. Without it: each single room that the table holds for."""
    bands: Ids = ()
    """A band, or bands in a row that have a price together. With ``per``: the band that the hours lie in."""
    hours: Annotated[int, Field(ge=1, le=24)] | None = None
    """So many hours, begun ones counted whole."""
    per: Literal["hour"] | None = None
    """The price of each hour; an hour that has begun counts whole."""
    days: Annotated[tuple[DayType, ...], BeforeValidator(several)] = ()
    """The kinds of day it is for; without it, all that have no entry of their own."""
    column: Annotated[Ids, Field(min_length=1)] = (STANDARD,)
    """Whose price it is. Several: of who, or of what, is in all of these columns at once."""
    yen: Yen
    adds: bool = False
    """Of one band: it may be had together with bands beside it that add up too, each at its own price. Without this,
    and without a row for them together, several bands have no price."""
    fictional: bool = False
    """The source gives no amount: this one is made up."""

    @model_validator(mode="after")
    def _of_one_thing(self) -> Self:
        if (self.per is not None) + (self.hours is not None) + (bool(self.bands) and self.per is None) != 1:
            raise Wrong(
                'rows: bands、hours、per = "hour" のどれか一つの料金です',
                'rows: a row is the price of bands, of so many hours, or per = "hour"',
            )
        if self.adds and (len(self.bands) != 1 or self.per is not None):
            raise Wrong("rows: adds は、区分一つの行に付けます", "rows: adds goes with a row of one band")
        if self.per is not None and len(self.bands) > 1:
            raise Wrong(
                'rows: per = "hour" の行の区分は一つまでです', 'rows: per = "hour" goes with one band, or with none'
            )
        return self

    @property
    def keys(self) -> Iterator[Key]:
        """Where a request finds it."""
        rooms = frozenset(self.rooms) or None
        for day in self.days or (None,):
            yield rooms, self.bands, self.hours or self.per or 0, day, joined(self.column)


class Prices(Rule):
    """A table of prices. A refusal's value is what has no entry; its limit, what has one for these rooms then."""

    SECTION: ClassVar[str] = "prices"
    DECIDES: ClassVar[Decides] = "use"

    columns: Ids = ()
    """Categories of a group, or marks of a use, with prices of their own: the first that fits, unless rows name several
    that fit together. Others: ``standard``."""
    singly: bool = False
    """Whether rooms that no row joins are asked for one by one. Without it they may be had in one request, each at its
    own price."""
    rows: Annotated[tuple[Row, ...], Field(min_length=1, max_length=5_000)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        seen: set[Key] = set()
        for number, row in enumerate(self.rows, 1):
            for key in row.keys:
                if key in seen:
                    raise Wrong(
                        f"rows の{number}番目と同じものの料金が、すでに別の行にあります",
                        f"rows: row {number} is the price of what another row has already",
                    )
                seen.add(key)
        return self

    @cached_property
    def by_room(self) -> bool:
        """Whether some room has a price of its own."""
        return any(row.rooms for row in self.rows)

    @cached_property
    def together(self) -> tuple[tuple[str, ...], ...]:
        """The columns that rows name together, the most first, then in the order of ``columns``."""
        found = {tuple(sorted(row.column, key=self.columns.index)) for row in self.rows if len(row.column) > 1}
        return tuple(sorted(found, key=lambda names: (-len(names), [self.columns.index(name) for name in names])))

    @cached_property
    def every_column(self) -> tuple[str, ...]:
        """What a request may pay by: ``standard``, each column, and those together that rows name."""
        return (STANDARD, *self.columns, *map(joined, self.together))

    @cached_property
    def index(self) -> dict[Key, Row]:
        """Every row where it is found."""
        return {key: row for row in self.rows for key in row.keys}

    def find(self, rooms: frozenset[str], bands: Bands, hours: int | str, day: DayType, column: str) -> Row | None:
        """The entry of exactly this: the rooms' own before that of every room, the day's before that of all days."""
        for of_rooms in (rooms, None) if len(rooms) == 1 else (rooms,):
            for of_day in (day, None):
                if row := self.index.get((of_rooms, bands, hours, of_day, column)):
                    return row
        return None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a fee: the row of a table, how often it counts, and the yen it makes."""

    rule_id: str
    article: str
    what: Name
    yen_each: int
    count: int
    fictional: bool

    @property
    def yen(self) -> int:
        """What the line comes to."""
        return self.yen_each * self.count


def column_of(asked: Asked, rule: Prices) -> str:
    """The column that the requester has by category, or the use by its marks; ``a+b`` of who has both."""
    for names in rule.together:
        if all(column in asked.facts.categories or column in asked.request.marks for column in names):
            return joined(names)
    for column in rule.columns:
        if column in asked.facts.categories or column in asked.request.marks:
            return column
    return STANDARD


def entries(asked: Asked, rule: Prices, column: str) -> list[Entry]:
    """The entries that make the fee of a request; none when the table has none for it."""
    request, rooms = asked.request, asked.place.ids
    day, bands = day_type(request.day), bands_of(asked, request)
    hours = -(-request.minutes // 60)
    names = tuple(band.id for band in bands)
    if names and (row := rule.find(rooms, names, 0, day, column)):
        return [_entry(rule, row, asked, _bands_name(bands))]
    if row := rule.find(rooms, (), hours, day, column):
        return [_entry(rule, row, asked, Name(ja=f"{hours}時間", en=f"{hours} h"))]
    each = [(band, row) for band in bands if (row := rule.find(rooms, (band.id,), 0, day, column)) and row.adds]
    if bands and len(each) == len(bands):
        return [_entry(rule, row, asked, band.name) for band, row in each]
    by_band = [(band, rule.find(rooms, (band.id,), "hour", day, column)) for band in bands]
    covered = sum(end - start for start, end in (_within(band, asked) for band in bands))
    if by_band and covered == request.end - request.start and all(row for _, row in by_band):
        return [_entry(rule, row, asked, band.name, _hours_in(band, asked)) for band, row in by_band if row]
    if row := rule.find(rooms, (), "hour", day, column):
        return [_entry(rule, row, asked, Name(ja=f"{hours}時間", en=f"{hours} h"), hours)]
    return []


def _within(band: Band, asked: Asked) -> tuple[int, int]:
    return max(band.span[0], asked.request.start), min(band.span[1], asked.request.end)


def _hours_in(band: Band, asked: Asked) -> int:
    start, end = _within(band, asked)
    return -(-(end - start) // 4)


def _bands_name(bands: tuple[Band, ...]) -> Name:
    return Name(ja="・".join(band.name.ja for band in bands), en=" + ".join(band.name.en for band in bands))


def _entry(rule: Prices, row: Row, asked: Asked, unit: Name, count: int = 1) -> Entry:
    rooms = asked.place.name
    what = Name(ja=f"{rooms.ja} {unit.ja}", en=f"{rooms.en}, {unit.en}")
    return Entry(rule.id, rule.article, what, row.yen, count, row.fictional)


def no_entry(asked: Asked, rule: Prices, column: str) -> Refusal:
    """The refusal that names what has no price, and what has one."""
    request, day = asked.request, day_type(asked.request.day)
    bands = bands_of(asked, request)
    unit = _bands_name(bands) if bands else Name(ja=(t := hours_text(request.start, request.end)), en=t)
    kind = DAYS[day]
    suffix = "" if column == STANDARD else f" [{column}]"
    value = Name(
        ja=f"{asked.place.name.ja} {unit.ja}（{kind[0]}）{suffix}",
        en=f"{asked.place.name.en}, {unit.en} ({kind[1]}){suffix}",
    )
    return refuse(
        rule, asked, value=value, limit=tuple(priced(asked, rule, column)) or _else_priced(asked, rule, column)
    )


def _else_priced(asked: Asked, rule: Prices, column: str) -> Name | tuple[Name, ...]:
    """What has a price instead, where these rooms together have none on such a day: one of them, or other days."""
    if len(asked.place.rooms) > 1:
        return ONE_ROOM
    days = tuple(Name(ja=ja, en=en) for day, (ja, en) in DAYS.items() if any(priced(asked, rule, column, day)))
    return days or NOTHING_PRICED


def priced(asked: Asked, rule: Prices, column: str, day: DayType | None = None) -> Iterator[Name]:
    """What the table does have for these rooms on such a day, in its order."""
    slots, day = asked.rule(Slots), day or day_type(asked.request.day)
    by_id = {band.id: band for band in slots.bands} if slots else {}
    for row in rule.rows:
        fits = frozenset(row.rooms) == asked.place.ids or (not row.rooms and len(asked.place.ids) == 1)
        if not fits or joined(row.column) != column or (row.days and day not in row.days):
            continue
        if row.per:
            yield Name(ja="1時間ごと", en="each hour")
        elif row.hours:
            yield Name(ja=f"{row.hours}時間", en=f"{row.hours} h")
        else:
            yield _bands_name(tuple(by_id[name] for name in row.bands if name in by_id))
