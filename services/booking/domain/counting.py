"""What caps count: uses of rooms, by the booking, the slot, the band, the minute or the room. Pure."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer

Counts = Literal["bookings", "slots", "bands", "minutes", "rooms"]
By = Literal["direct", "draw"]


class Frozen(BaseModel):
    """A part of an event or a state that never changes once it is made; unknown fields are a newer writer's."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Short(Frozen):
    """A part of an event that does not write down what is as usual."""

    @model_serializer(mode="wrap")
    def _short(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        usual = _usual(type(self))
        return {name: value for name, value in handler(self).items() if getattr(self, name) != usual.get(name, NEVER)}


NEVER = object()


@cache
def _usual(kind: type[Short]) -> dict[str, Any]:
    """What is not written down: the default of each field that has one."""
    return {name: field.default for name, field in kind.model_fields.items() if not field.is_required()}


class Use(NamedTuple):
    """One booking, as far as caps count it. ``start`` and ``end`` are quarters of ``day``."""

    rooms: tuple[str, ...]
    day: date
    start: int
    end: int
    channel: By = "direct"
    facility_id: str = ""
    facility_kind: str = ""


class CountedAs(Frozen):
    """What a booking counts as before it is changed: as ``use``, in these quotas; perhaps in the ``unsure`` one too.

    ``as_of`` is the version of its facility-day in which this was so.
    """

    use: Use
    quotas: tuple[str, ...] = ()
    unsure: str = ""
    as_of: int = 0


class Counting(Short):
    """How one cap counts. The uses are those of its party and its period already; it says which of them, and what."""

    rule_id: str
    limit: int
    counts: Counts = "bookings"
    rooms: tuple[str, ...] = ()
    """Only uses of one of these; without it of every room."""
    facility_id: str = ""
    facility_kind: str = ""
    channel: By | Literal["all"] = "all"
    slot_minutes: int = 15
    bands: tuple[tuple[int, int], ...] = ()
    """Of a cap on bands: the bands of the place that is asked for, in quarters."""
    own: tuple[str, ...] = ()
    """Of a cap on rooms: the rooms that the wish itself counts as (all parts of a hall are the hall)."""

    def total(self, uses: Iterable[Use], wish: Use | None = None) -> int:
        """What counts: the uses that it speaks of, and the wish, if there is one."""
        counted = [use for use in uses if self._counts(use)]
        if self.counts == "rooms":
            rooms = {(use.facility_id, room) for use in counted for room in use.rooms}
            own = {(wish.facility_id, room) for room in self.own or wish.rooms} if wish else set()
            return len(rooms | own)
        return sum(map(self._amount, [*counted, wish] if wish else counted))

    def _counts(self, use: Use) -> bool:
        return (
            self.channel in ("all", use.channel)
            and (not self.rooms or not set(self.rooms).isdisjoint(use.rooms))
            and (not self.facility_id or self.facility_id == use.facility_id)
            and (not self.facility_kind or self.facility_kind == use.facility_kind)
        )

    def _amount(self, use: Use) -> int:
        match self.counts:
            case "minutes":
                return (use.end - use.start) * 15
            case "slots":
                return (use.end - use.start) * 15 // self.slot_minutes
            case "bands":
                return sum(start < use.end and use.start < end for start, end in self.bands)
            case _:
                return 1
