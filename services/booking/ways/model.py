"""What the ways to a room bring to booking's journal: events, states, rows, and the steps that follow."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from services.booking.domain.events import BookingRefused
from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.houses.facility import Facility
from services.booking.domain.quota import Quota
from services.booking.domain.wanted import Wanted
from services.booking.domain.ways import changing, closing, holding, quota_ways
from services.booking.domain.ways.change_events import (
    ChangeBegun,
    ChangeCounted,
    ChangeRefused,
    CountedAnyway,
    PlaceTaken,
    QuotaExtended,
    QuotaRecounted,
)
from services.booking.domain.ways.closures import days_of
from services.booking.domain.ways.displacement import Displacement
from services.booking.domain.ways.series import Series
from services.booking.domain.ways.way_events import (
    WAY_EVENTS,
    ClosureSwept,
    OfferTaken,
    PlaceAccepted,
    PlacesChosen,
    PlacesPassed,
    SeriesBegun,
    SeriesKept,
    SeriesStopped,
    SomeDisplaced,
)
from services.booking.parts import Part
from services.booking.reactions import day_of, month_of, quota
from services.booking.rows import project
from services.booking.ways.rows import ClosureRow, DisplacementRow, SeriesRow, closure_row, displacement_row, series_row
from shared.contracts.booking import BookingCancelled, BookingConfirmed
from shared.contracts.booking_ways import (
    BookingChanged,
    BookingDisplaced,
    BookingHeld,
    BookingLapsed,
    FacilityClosureAnnounced,
    FacilityClosureLifted,
    SeriesBooked,
)
from shared.events import Event
from shared.journal import Following, Reaction, Row, Step, Stream, on, on_commit

HOLD_REACTIONS: tuple[Reaction, ...] = (
    # what is held counts like a booking, and no more once it lapses
    on(BookingHeld, "use-quota-of-hold",
       lambda e: (month_of(e), lambda q: q.use(e.booking_id)) if e.group_id else []),
    on(BookingLapsed, "give-quota-of-hold-back",
       lambda e: (month_of(e), lambda q: q.release(e.booking_id)) if e.group_id else []),
)  # fmt: skip


def _secure(event: ChangeBegun, following: Following) -> Step:
    """What a change needs first: its quotas, where any counts it, else its rooms."""
    wanted = event.wanted
    if not wanted.terms.quotas:
        return day_of(wanted), lambda day: day.place_or_refuse(wanted, following.at)
    first = quota(wanted.terms.quotas[0])
    if event.kind == "grow":
        counted = event.counted.model_copy(update={"as_of": following.version}) if event.counted else None
        return first, lambda q: quota_ways.extend_or_refuse(q, event.booking_id, wanted, 0, counted)
    return first, lambda q: quota_ways.reserve_or_refuse(q, wanted)


def _grow(event: QuotaExtended, following: Following) -> Step:
    """The next quota of a booking that is to grow; when all count it, its rooms."""
    wanted, step = event.wanted, event.step + 1
    if step < len(wanted.terms.quotas):
        further = quota(wanted.terms.quotas[step])
        return further, lambda q: quota_ways.extend_or_refuse(q, event.booking_id, wanted, step, event.counted)
    return day_of(wanted), lambda day: changing.change_or_refuse(day, event.booking_id, wanted, following.at)


def _undo(event: ChangeRefused, following: Following) -> list[Step]:
    """The quotas count it as it was; where one of them refused, the booking stays (a day that refuses has said so)."""
    change_id = event.wanted.booking_id
    steps: list[Step] = [
        (quota(key), lambda q: quota_ways.restore(q, event.booking_id, change_id)) for key in event.quotas
    ]
    if following.stream.startswith(f"{Quota.kind}/"):
        steps.append((day_of(event.wanted), lambda day: changing.stay(day, event.booking_id, change_id)))
    return steps


def _recount(event: ChangeCounted, following: Following) -> list[Step]:
    as_of = following.version
    return [(quota(key), lambda q: quota_ways.recount(q, event.booking_id, event.use, as_of)) for key in event.quotas]


def _count_anyway(event: CountedAnyway, following: Following) -> list[Step]:
    as_of, origin = following.version, following.stream.partition("/")[2]
    return [
        (quota(key), lambda q: quota_ways.count_anyway(q, event.booking_id, event.use, as_of, origin))
        for key in event.quotas
    ]


def _look_back(event: QuotaRecounted, following: Following) -> list[Step]:
    """What counts without a reservation may have ended before it was counted: its day says so, and it is released."""
    if not event.origin:
        return []
    key = following.stream.partition("/")[2]
    return [(day_named(event.origin), lambda day: changing.returned_if_gone(day, event.booking_id, key))]


def _stay(event: BookingRefused) -> list[Step]:
    if not event.origin:
        return []
    return [(day_named(event.origin), lambda day: changing.stay(day, event.moved_from or "", event.booking_id))]


def day_named(key: str) -> Stream[FacilityDay]:
    """The facility-day of a key ``<facility>/<date>``."""
    return FacilityDay.stream(*key.split("/"))


CHANGE_REACTIONS: tuple[Reaction, ...] = (
    # a move: marked → quotas → new place → old place left, or kept. A growing: marked → quotas → rooms, or as it was
    on_commit(ChangeBegun, "secure-change", _secure),
    on_commit(QuotaExtended, "grow-on", _grow),
    on_commit(PlaceTaken, "leave-old-place",
              lambda e, f: (day_named(e.origin), lambda d: changing.leave(d, e.moved_from, e.booking_id, f.at))),
    on(BookingRefused, "keep-old-place", _stay),
    on_commit(ChangeRefused, "undo-change", _undo),
    on_commit(ChangeCounted, "count-less", _recount),
    on_commit(CountedAnyway, "count-anyway", _count_anyway),
    on_commit(QuotaRecounted, "look-whether-it-stands", _look_back),
)  # fmt: skip


def _sweep(event: ClosureSwept, following: Following) -> list[Step]:
    """Each day of a closure is closed, or opened again."""
    step = _closing(event, following.at)
    return [(FacilityDay.stream(event.facility_id, day.isoformat()), step) for day in days_of(event)]


def _closing(event: ClosureSwept, at: datetime) -> Callable[[FacilityDay], list[Event]]:
    if event.lifted:
        return lambda day: closing.reopen(day, event.closure_id)
    return lambda day: closing.close(
        day, event.closure_id, facility_id=event.facility_id, room_ids=event.room_ids, touched=event.touched,
        since=event.since, until=event.until, reason=event.reason, at=at,
    )  # fmt: skip


def _of(booking_id: str | None) -> Stream[Displacement]:
    return Displacement.stream(booking_id or "none")


def _book_all(event: SeriesBegun, following: Following) -> list[Step]:
    """Each occurrence begins with its first quota, where one counts it, else with its day; a stream is written once."""
    by_quota: dict[str, list[Wanted]] = {}
    for wanted in event.occurrences:
        if wanted.terms.quotas:
            by_quota.setdefault(wanted.terms.quotas[0], []).append(wanted)
    reserving: list[Step] = [(quota(key), _reserving(wishes)) for key, wishes in by_quota.items()]
    direct = [wanted for wanted in event.occurrences if not wanted.terms.quotas]
    return [*reserving, *_in_each_day(direct, lambda day, places: holding.place_all(day, places, following.at))]


def _reserving(wishes: list[Wanted]) -> Callable[[Quota], list[Event]]:
    return lambda q: quota_ways.reserve_all(q, wishes)


def _note(series_id: str | None, step: Callable[[Series], list[Event]]) -> list[Step]:
    return [(Series.stream(series_id), step)] if series_id else []


SERIES_REACTIONS: tuple[Reaction, ...] = (
    on_commit(SeriesBegun, "book-occurrences", _book_all),
    on(BookingConfirmed, "note-occurrence", lambda e: _note(e.series_id, lambda s: s.note_given(e))),
    on(BookingHeld, "note-held-occurrence", lambda e: _note(e.series_id, lambda s: s.note_given(e))),
    on(BookingRefused, "note-refused-occurrence",
       lambda e: _note(e.series_id, lambda s: s.note_refused(
           e.booking_id, e.reason, rule_id=e.rule_id, value=e.value, limit=e.limit))),
    on(BookingLapsed, "note-lapsed-occurrence",
       lambda e: _note(e.series_id, lambda s: s.note_refused(e.booking_id, "room-closed"))),
    on(SeriesKept, "confirm-occurrences", lambda e: _in_each_day(e.occurrences, holding.confirm_all_kept)),
    on(SeriesStopped, "give-occurrences-up",
       lambda e: _in_each_day(e.occurrences, lambda day, places: holding.give_all_up(day, places, "series"))),
)  # fmt: skip
DISPLACED = frozenset({"closure", "pre-empted"})


def _with(
    places: list[Wanted], step: Callable[[FacilityDay, list[Wanted]], list[Event]]
) -> Callable[[FacilityDay], list[Event]]:
    return lambda day: step(day, places)


def _in_each_day(places: Iterable[Wanted], step: Callable[[FacilityDay, list[Wanted]], list[Event]]) -> list[Step]:
    """A step for each facility-day, with all of its places: a reaction writes a stream once."""
    by_day: dict[str, list[Wanted]] = {}
    for place in places:
        by_day.setdefault(day_of(place).name, []).append(place)
    return [(day_of(found[0]), _with(found, step)) for found in by_day.values()]


def _gone(event: BookingLapsed, following: Following) -> list[Step]:
    """A place that was kept is free again, whoever did it."""
    if event.status != "offered":
        return []
    passed = event.reason == "passed"
    return [(_of(event.moved_from), lambda d: d.note(event.booking_id, following.at, held=False, passed=passed))]


CLOSURE_REACTIONS: tuple[Reaction, ...] = (
    on_commit(ClosureSwept, "sweep-days", _sweep),
    on_commit(SomeDisplaced, "displace-on",
              lambda e, f: (FacilityDay.stream(e.facility_id, e.day),
                            lambda day: closing.displace_more(day, e.closure_id, e.facility_id, f.at))),
    # a booking taken away: opened → places chosen (a timer, which may look around) → held → told → taken or passed;
    # a place that is lost meanwhile: noted → places chosen …
    on_commit(BookingCancelled, "open-displacement",
              lambda e, f: (_of(e.booking_id), lambda d: d.open(e, f.at)) if e.reason in DISPLACED else []),
    on_commit(PlacesChosen, "hold-places",
              lambda e, f: _in_each_day(e.places, lambda day, places: holding.place_all(day, places, f.at))),
    on_commit(BookingHeld, "note-place",
              lambda e, f: (_of(e.moved_from), lambda d: d.note(e.booking_id, f.at, held=True))
              if e.status == "offered" else []),
    on_commit(BookingRefused, "note-lost-place",
              lambda e, f: (_of(e.moved_from), lambda d: d.note(e.booking_id, f.at, held=False))
              if e.offered else []),
    on_commit(BookingLapsed, "note-place-gone", _gone),
    on(PlaceAccepted, "take-place",
       lambda e: (day_of(e.place), lambda day: holding.take_offer(day, e.place))),
    on(OfferTaken, "settle-displacement", lambda e: (_of(e.moved_from), lambda d: d.settle(e.booking_id))),
    on_commit(PlacesPassed, "give-places-up",
              lambda e, f: _in_each_day(e.places, lambda d, places: holding.give_all_up(d, places, e.reason, f.at))),
)  # fmt: skip


def project_ways(state: Any, event: Event) -> Iterable[Row]:
    """The rows of what is no facility-day. Pure."""
    match state:
        case Displacement():
            return (displacement_row(state),) if state.opened else ()
        case Series():
            return (series_row(state),) if state.begun else ()
        case Facility() if isinstance(event, FacilityClosureAnnounced):
            return (closure_row(event),)
    return project(state, event) if isinstance(state, FacilityDay) else ()


WAYS = Part(
    events=(
        BookingHeld,
        BookingLapsed,
        BookingChanged,
        BookingDisplaced,
        SeriesBooked,
        FacilityClosureAnnounced,
        FacilityClosureLifted,
        *WAY_EVENTS,
    ),
    states=(Displacement, Series),
    rows=(ClosureRow, DisplacementRow, SeriesRow),
    project=project_ways,
    reactions=(*HOLD_REACTIONS, *CHANGE_REACTIONS, *CLOSURE_REACTIONS, *SERIES_REACTIONS),
)
