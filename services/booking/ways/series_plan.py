"""What a series asks for, and what would become of each of its occurrences."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.wanted import Choice, Wanted
from services.booking.domain.ways.left_out import LeftOut
from services.booking.domain.ways.recurrence import OCCURRENCES_MAX, days_of
from services.booking.domain.wish import Wish
from services.booking.judging import Judged
from services.booking.refusals import RuleRefused
from services.booking.refused import LostWish
from services.booking.ways.refusals import NeedsApproval
from services.booking.ways.series_refusals import SeriesEmpty, SeriesNotPossible, SeriesTooLong
from services.booking.ways.series_words import conflicts
from services.booking.wishes import ForWhom, Placed
from shared.clock import TOKYO, tokyo_date
from shared.errors import Refusal
from shared.web.validation import WrongForm

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
        if self.place is not None and (self.weeks is None) != self.monthly:
            raise WrongForm(
                "くり返し方として、weeks（何週ごと）か monthly（毎月）のどちらか一つを指定してください。",
                "give either weeks (every so many weeks) or monthly",
            )
        if self.place is not None and (self.until or self.count) is None:
            raise WrongForm(
                "いつまで続けるかを、until（終わりの日）か count（回数）で指定してください。",
                "give until (the last day) or count (how many)",
            )
        if self.places and self.on_conflict != "stop":
            raise ValueError("places are booked all or none: on_conflict is stop")
        return self


@dataclass(frozen=True, slots=True)
class Planned:
    """An occurrence as asked for, and how it can be had: ``wanted``, or why not (``refusal``).

    ``wish`` is for the rooms that are ``wanted``: those that were asked for, or others in their place.
    """

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


def counted_alike(wanted: Wanted, others: Iterable[Choice]) -> tuple[Choice, ...]:
    """The rooms that may be given where a rival is faster: quotas have counted ``wanted``, and that holds for them."""
    return tuple(other for other in others if other.terms.period_caps == wanted.terms.period_caps)


def to_be_had(plan: Sequence[Planned], *, all_or_none: bool) -> tuple[Wanted, ...]:
    """The occurrences that can be booked.

    Raises ``NeedsApproval`` when a rule wants each of them approved, ``SeriesNotPossible`` when one conflict stops all,
    ``SeriesEmpty``.
    """
    lost = [each.refusal for each in plan if each.refusal is not None]
    if lost and len(lost) == len(plan) and isinstance(lost[0], NeedsApproval):
        raise lost[0]
    if all_or_none and lost:
        raise SeriesNotPossible(total=len(plan), count=len(lost), conflicts=lost_of(plan))
    wanted = tuple(each.wanted for each in plan if each.wanted is not None and each.refusal is None)
    if not wanted:
        raise SeriesEmpty(lost_of(plan))
    return wanted


def left_out(plan: Sequence[Planned]) -> tuple[LeftOut, ...]:
    """What is kept of the occurrences that cannot be had."""
    return tuple(
        LeftOut(
            facility_id=each.place.facility_id,
            room_ids=each.place.rooms,
            starts_at=each.place.starts_at,
            ends_at=each.place.ends_at,
            reason=each.refusal.code,
            rule_ids=_rules_of(each.refusal),
            counted=_counted(each.refusal),
        )
        for each in plan
        if each.refusal is not None
    )


def _rules_of(refusal: Refusal) -> tuple[str, ...]:
    if isinstance(refusal, RuleRefused):
        return refusal.rule_ids
    return (str(refusal.data["rule_id"]),) if "rule_id" in refusal.data else ()


def _counted(refusal: Refusal) -> dict[str, tuple[int, int]]:
    said = refusal.data["refusals"] if isinstance(refusal, RuleRefused) else ()
    return {each["rule_id"]: (each["value"], each["limit"]) for each in said if each["section"] == "caps"}


def lost_of(plan: Sequence[Planned]) -> list[dict[str, Any]]:
    """The occurrences that cannot be had, and why, as a refusal of the series lists them."""
    return conflicts((each.place.starts_at, each.refusal) for each in plan if each.refusal is not None)


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
