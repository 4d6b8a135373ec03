"""The grid of a day: slots, and the bands that rooms are lent by. A request that is not on it is refused."""

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from services.booking.rulebook.asking import Asked, Request
from services.booking.rulebook.rule import Data, Decides, Hours, Id, Limit, Name, Rule, Wrong, hours_text, quarters
from services.booking.rulebook.words import Refusal, refuse


class Band(Data):
    """A named span of the day."""

    id: Id
    name: Name
    hours: Hours

    @cached_property
    def span(self) -> tuple[int, int]:
        """Its first quarter, and the one after its last."""
        return quarters(self.hours)


class Slots(Rule):
    """Steps of the day, and its bands. A refusal's value is the span; its limit, the step in minutes or the bands."""

    SECTION: ClassVar[str] = "slots"
    DECIDES: ClassVar[Decides] = "use"

    minutes: Literal[15, 30, 60]
    """Start and end are on such steps, counted from midnight."""
    bands: Annotated[tuple[Band, ...], Field(max_length=24)] = ()
    """In the order of the day."""
    whole: bool = False
    """Whether a use begins with a band and ends with one. Otherwise a part of a band costs the band."""
    breaks: bool = False
    """Whether the time between bands is a break: it is had with a band beside it, and never alone."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if len({band.id for band in self.bands}) != len(self.bands):
            raise Wrong("bands: 同じ id が二つあります", "bands: two have the same id")
        ends = 0
        for band in self.bands:
            if band.span[0] < ends:
                raise Wrong(
                    f"bands: {band.id} が、前の区分の終わりより先に始まります",
                    f"bands: {band.id} begins before the one ahead of it ends",
                )
            ends = band.span[1]
        if self.whole and not self.bands:
            raise Wrong("whole: 区分（bands）がありません", "whole: there are no bands")
        if self.breaks and (self.whole or not self.bands):
            raise Wrong(
                "breaks は、区分の一部も貸すときに書きます（bands が要り、whole とは書けません）",
                "breaks: is for bands of which parts are lent: it needs bands, and no whole",
            )
        return self

    def covered(self, start: int, end: int) -> tuple[Band, ...]:
        """The bands that a span has a part of, in order."""
        return tuple(band for band in self.bands if band.span[0] < end and start < band.span[1])

    def fits(self, start: int, end: int) -> bool:
        """Whether a span is on the grid."""
        if self.whole:
            bands = self.covered(start, end)
            return bool(bands) and (start, end) == (bands[0].span[0], bands[-1].span[1])
        step = self.minutes // 15
        return start % step == 0 and end % step == 0 and not self.in_a_break(start, end)

    def in_a_break(self, start: int, end: int) -> bool:
        """Whether a span lies between bands alone, where that is a break."""
        return self.breaks and not self.covered(start, end)

    def first_ends(self, start: int) -> int:
        """The end of the piece with which a use that starts then begins: of its band, or else of its slot."""
        band = next((band for band in self.bands if band.span[0] <= start < band.span[1]), None) if self.whole else None
        step = self.minutes // 15
        return band.span[1] if band else (start // step + 1) * step


class Lengths(Rule):
    """How long one use may be. A refusal's value and limit are minutes."""

    SECTION: ClassVar[str] = "lengths"
    DECIDES: ClassVar[Decides] = "use"

    minutes_max: Annotated[Limit, Field(ge=15)] = 1_440
    minutes_min: Limit = 0

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.minutes_min > self.minutes_max:
            raise Wrong(
                "minutes_min が minutes_max より長く、だれも使えません", "minutes_min is above minutes_max: no use fits"
            )
        return self

    def fits(self, minutes: int) -> bool:
        """Whether a use may be that long."""
        return self.minutes_min <= minutes <= self.minutes_max


def check_slots(asked: Asked) -> Iterator[Refusal]:
    """Beside the grid."""
    rule, request = asked.rule(Slots), asked.request
    if rule is not None and not rule.fits(request.start, request.end):
        bands = tuple(Name(ja=f"{b.name.ja} {b.hours}", en=f"{b.name.en} {b.hours}") for b in rule.bands)
        limit = bands if rule.whole or rule.in_a_break(request.start, request.end) else rule.minutes
        yield refuse(rule, asked, value=hours_text(request.start, request.end), limit=limit)


def check_lengths(asked: Asked) -> Iterator[Refusal]:
    """Too long, or too short."""
    rule, minutes = asked.rule(Lengths), asked.request.minutes
    if rule is None or rule.fits(minutes):
        return
    if minutes > rule.minutes_max:
        yield refuse(rule, asked, value=minutes, limit=rule.minutes_max)
    else:
        yield refuse(rule, asked, value=minutes, limit=rule.minutes_min)


def bands_of(asked: Asked, request: Request) -> tuple[Band, ...]:
    """The bands of a request; none where rooms are lent by the hour."""
    rule = asked.rule(Slots)
    return () if rule is None else rule.covered(request.start, request.end)
