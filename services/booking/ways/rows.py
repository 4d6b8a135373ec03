"""What lists and timers read of closures, displaced bookings and series."""

from datetime import datetime

from pydantic import BaseModel

from services.booking.domain.grid import day_text
from services.booking.domain.wanted import Wanted
from services.booking.domain.ways.displacement import Displacement, Stage
from services.booking.domain.ways.series import Became, Series
from shared.contracts.booking_values import ClosureReason, DisplacedBecause
from shared.contracts.booking_ways import FacilityClosureAnnounced, FacilityClosureLifted
from shared.journal import Row


class ClosureRow(Row):
    """A closure as anyone may see it. ``at_facility`` is the facility and the end, after a slash."""

    kind = "closure"
    columns = ("at_facility",)

    facility_id: str
    room_ids: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    reason: ClosureReason
    lifted: bool
    at_facility: str


class PlaceKept(BaseModel):
    """A place for a displaced booking, and whether it is held."""

    booking_id: str
    facility_id: str
    room_ids: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    fee: int
    held: bool


class DisplacementRow(Row):
    """A booking that was taken away. ``id`` is the booking's; ``by_rule`` the closure or the rule with the start."""

    kind = "displacement"
    columns = ("by_rule",)

    facility_id: str
    room_ids: tuple[str, ...]
    starts_at: datetime
    person_id: str
    group_id: str | None
    reason: DisplacedBecause
    stage: Stage
    until: datetime | None
    places: tuple[PlaceKept, ...]
    accepted: str | None
    by_rule: str


class Occurrence(BaseModel):
    """One occurrence of a series, and what became of it (``pending``: not known yet).

    ``rule_ids``: the rules that refused it; ``counted``: of caps what it would have been, and what is allowed.
    """

    booking_id: str | None
    facility_id: str
    room_ids: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    outcome: str
    fee: int
    reason: str = ""
    rule_ids: tuple[str, ...] = ()
    counted: dict[str, tuple[int, int]] = {}


class SeriesRow(Row):
    """A series. ``of_person`` is who it is for and its first start, after a slash."""

    kind = "series"
    columns = ("of_person",)

    person_id: str
    group_id: str | None
    stage: str
    total: int
    occurrences: tuple[Occurrence, ...]
    of_person: str
    asked_at: datetime | None = None


def series_row(state: Series) -> SeriesRow:
    """A series as it stands."""
    assert state.begun is not None
    first = state.begun.occurrences[0]
    booked = [_occurrence(wanted, state.became.get(id)) for id, wanted in state.planned.items()]
    left_out = [Occurrence(booking_id=None, outcome="refused", fee=0, **dict(each)) for each in state.begun.left_out]
    return SeriesRow(
        id=state.stream_key,
        person_id=first.person_id,
        group_id=first.group_id,
        stage=state.stage,
        total=state.begun.total,
        occurrences=tuple(sorted([*booked, *left_out], key=lambda each: each.starts_at)),
        of_person=f"{first.person_id}/{day_text(first.starts_at)}",
        asked_at=state.begun.asked_at,
    )


def _occurrence(wanted: Wanted, became: Became | None) -> Occurrence:
    return Occurrence(
        booking_id=wanted.booking_id,
        facility_id=wanted.facility_id,
        room_ids=became.room_ids if became and became.room_ids else wanted.room_ids,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        outcome=became.outcome if became else "pending",
        fee=became.fee if became else wanted.terms.fee,
        reason=became.reason if became else "",
        rule_ids=(became.rule_id,) if became and became.rule_id else (),
        counted={became.rule_id: (became.value, became.limit)} if became and became.rule_id else {},
    )


def closure_row(event: FacilityClosureAnnounced) -> ClosureRow:
    """A closure as it is once this is said of it."""
    lifted = isinstance(event, FacilityClosureLifted)
    return ClosureRow(
        id=event.closure_id,
        closed=lifted,
        facility_id=event.facility_id,
        room_ids=event.room_ids,
        starts_at=event.from_,
        ends_at=event.until,
        reason=event.reason,
        lifted=lifted,
        at_facility=f"{event.facility_id}/{day_text(event.until)}",
    )


def displacement_row(state: Displacement) -> DisplacementRow:
    """A displaced booking as it stands. It is due when places are to be looked for, and when their time is over."""
    opened = state.opened
    assert opened is not None
    due = {"searching": opened.opened_at, "offered": state.until}.get(state.stage)
    return DisplacementRow(
        id=opened.booking_id,
        due_at=due,
        closed=state.stage == "over",
        facility_id=opened.facility_id,
        room_ids=opened.room_ids,
        starts_at=opened.starts_at,
        person_id=opened.person_id,
        group_id=opened.group_id,
        reason=opened.reason,
        stage=state.stage,
        until=state.until,
        places=tuple(_kept(place, held=state.held.get(id, False)) for id, place in state.places.items()),
        accepted=state.accepted or None,
        by_rule=f"{opened.rule_id}/{day_text(opened.starts_at)}",
    )


def _kept(place: Wanted, *, held: bool) -> PlaceKept:
    body = place.model_dump(include={"booking_id", "facility_id", "room_ids", "starts_at", "ends_at"})
    body |= {"starts_at": place.starts_at, "ends_at": place.ends_at}
    return PlaceKept(**body, fee=place.terms.fee, held=held)
