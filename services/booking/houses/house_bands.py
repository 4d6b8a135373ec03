"""The bands of a house on a day: those of its rules, or where they have none those of ``papers.toml``.

The report and the tallies of people who come without a booking ask here only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from services.booking.domain.grid import QUARTERS, parse_clock, span
from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.papers.texts import PaperTexts
from services.booking.rulebook.bands import Slots
from services.booking.rulebook.rule import hours_text


@dataclass(frozen=True, slots=True, order=True)
class DayBand:
    """A band of a day: its first quarter and the one after its last.

    ``id`` is what staff call it by. ``code`` is its line in a report: of a band of the rules with its hours, so that
    one whose hours change is another line from then on.
    """

    start: int
    end: int
    code: str
    id: str
    name: str

    @property
    def mask(self) -> int:
        """Its quarters."""
        return span(self.start, self.end)


OUTSIDE = DayBand(QUARTERS, QUARTERS, "outside", "outside", "区分のほかの時間")
"""Open time that no band of the rules covers."""


@dataclass(frozen=True, slots=True)
class DayBands:
    """The bands of a room on a day, in order. ``breaks``: the time between them is had with a band beside it."""

    bands: tuple[DayBand, ...]
    breaks: bool = False

    def at(self, quarter: int) -> DayBand:
        """The band in which a use counts that begins then: its own; in a break the next."""
        for band in self.bands:
            if quarter < band.end and (self.breaks or band.start <= quarter):
                return band
        return OUTSIDE

    @property
    def rest(self) -> int:
        """The quarters of the day that no band covers."""
        mask = span(0, QUARTERS)
        for band in self.bands:
            mask &= ~band.mask
        return mask

    @classmethod
    def of_rules(cls, slots: Slots) -> Self:
        """The bands of a rule."""
        made = []
        for band in slots.bands:
            hours = hours_text(*band.span)
            made.append(DayBand(*band.span, f"{band.id}@{hours}", band.id, f"{band.name.ja} {hours}"))
        return cls(tuple(made), slots.breaks)


class HouseBands:
    """Answers for all houses. What was made of a rule is kept."""

    def __init__(self, texts: PaperTexts) -> None:
        ends = [parse_clock(band.until) for band in texts.bands]
        self._usual = DayBands(
            tuple(
                DayBand(start, end, band.code, band.code, band.ja)
                for band, start, end in zip(texts.bands, [0, *ends[:-1]], ends, strict=True)
            )
        )
        self._made: dict[int, tuple[Slots, DayBands]] = {}

    def of_room(self, facility: FacilityInfo, room_id: str, day: date) -> DayBands:
        """The bands of a room; of one that is gone those of the house's first room."""
        asked = room_id if room_id in facility.rooms else next(iter(facility.rooms), None)
        slots = facility.rules.slots_of_past(asked, day) if asked is not None else None
        if slots is None or not slots.bands:
            return self._usual
        known = self._made.get(id(slots))
        if known is None:
            known = self._made[id(slots)] = (slots, DayBands.of_rules(slots))  # the rule is kept: its id stays its own
        return known[1]

    def of_house(self, facility: FacilityInfo, day: date) -> tuple[DayBand, ...]:
        """The bands of all its rooms, in order, each once."""
        rooms: Iterable[str] = facility.rooms or ("",)
        return tuple(sorted({band for room_id in rooms for band in self.of_room(facility, room_id, day).bands}))

    def named(self, facility: FacilityInfo, day: date, band_id: str) -> DayBand | None:
        """The band that staff call so, of the house's on that day, or else of the usual ones."""
        bands = (*self.of_house(facility, day), *self._usual.bands)
        return next((band for band in bands if band.id == band_id), None)
