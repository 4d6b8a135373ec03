"""What a series asks for, and what would become of each of its occurrences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from services.booking.domain.facility_info import FacilityInfo
from services.booking.domain.recurrence import OCCURRENCES_MAX, days_of
from services.booking.domain.wanted import Wanted
from services.booking.domain.wish import Wish
from services.booking.judging import Judged
from services.booking.refused import LostWish
from services.booking.ways_refusals import NeedsApproval, SeriesEmpty, SeriesNotPossible, SeriesTooLong
from services.booking.wishes import ForWhom, Placed
from shared.clock import TOKYO, tokyo_date
from shared.errors import Refusal

OnConflict = Literal["skip", "other-room", "stop"]


class SeriesRequest(ForWhom):
    """Several bookings at once: one place again and again, or several places.

    ``weeks``: every so many weeks; ``monthly``: the same weekday of each month, as the second Tuesday. ``until`` is the
    last day, ``count`` how many. With ``places`` instead: exactly these, all or none. ``on_conflict`` says what becomes
    of an occurrence that cannot be had: it is left out, or another room of the house is taken, or none is booked.
    """

    place: Placed | None = None
    weeks: Annotated[int, Field(ge=1, le=12)] | None = None
    monthly: bool = False
    until: date | None = None
    count: Annotated[int, Field(ge=1, le=OCCURRENCES_MAX)] | None = None
    places: Annotated[tuple[Placed, ...], Field(max_length=OCCURRENCES_MAX)] = ()
    on_conflict: OnConflict = "stop"

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (self.place is None) == (not self.places):
            raise ValueError("give either place, with weeks or monthly, or places")
        if self.place is not None and ((self.weeks is None) != self.monthly or (self.until or self.count) is None):
            raise ValueError("give weeks or monthly, and until or count")
        if self.places and self.on_conflict != "stop":
            raise ValueError("places are booked all or none: on_conflict is stop")
        return self


@dataclass(frozen=True, slots=True)
class Planned:
    """An occurrence as asked for, and how it can be had: ``wanted``, or why not (``refusal``)."""

    place: Placed
    wanted: Wanted | None
    refusal: Refusal | None = None
    wish: Wish | None = None
    facility: FacilityInfo | None = None
    judged: Judged | None = None

    def lost(self, refusal: Refusal, *, alone: bool = True) -> list[LostWish]:
        """The wish, as one that was refused; nothing of what was no wish."""
        if self.wish is None or self.facility is None or self.judged is None:
            return []
        return [LostWish(self.wish, self.facility, self.judged, refusal, alone)]


def to_be_had(plan: Sequence[Planned], *, all_or_none: bool) -> tuple[Wanted, ...]:
    """The occurrences that can be booked.

    Raises ``NeedsApproval`` when a rule wants each of them approved, ``SeriesNotPossible`` when one conflict stops all,
    ``SeriesEmpty``.
    """
    lost = [each.refusal for each in plan if each.refusal is not None]
    if lost and len(lost) == len(plan) and isinstance(lost[0], NeedsApproval):
        raise lost[0]
    if all_or_none and lost:
        raise _not_possible(plan)
    wanted = tuple(each.wanted for each in plan if each.wanted is not None and each.refusal is None)
    if not wanted:
        raise SeriesEmpty
    return wanted


def _not_possible(plan: Sequence[Planned]) -> SeriesNotPossible:
    """The refusal of a series that one conflict stops: which occurrences, and why."""
    lost = [each for each in plan if each.refusal is not None]
    conflicts = [
        {"starts_at": each.place.starts_at, "code": each.refusal.code, **_rule_of(each.refusal)}
        for each in lost if each.refusal is not None
    ]  # fmt: skip
    return SeriesNotPossible(total=len(plan), count=len(lost), conflicts=conflicts)


def _rule_of(refusal: Refusal) -> dict[str, str]:
    return {"rule_id": str(refusal.data["rule_id"])} if "rule_id" in refusal.data else {}


def places_of(request: SeriesRequest) -> list[Placed]:
    """The places that are asked for, each with its time. Raises ``SeriesTooLong``."""
    if request.place is None:
        return list(request.places)
    place = request.place
    start, end = place.starts_at.astimezone(TOKYO), place.ends_at.astimezone(TOKYO)
    days = days_of(tokyo_date(place.starts_at), weeks=request.weeks, until=request.until, count=request.count)
    if len(days) > OCCURRENCES_MAX:
        raise SeriesTooLong(limit=OCCURRENCES_MAX, until=days[OCCURRENCES_MAX - 1])
    return [
        place.model_copy(update={"starts_at": start + (day - start.date()), "ends_at": end + (day - start.date())})
        for day in days
    ]
