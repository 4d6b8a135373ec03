"""What the ways to a room bring to booking's journal: events, states, rows, and the steps that follow."""

from functools import partial

from services.booking.domain import changing, quota_ways
from services.booking.domain.events import BookingRefused
from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.quota import Quota
from services.booking.domain.terms import PeriodCap
from services.booking.domain.way_events import (
    WAY_EVENTS,
    ChangeBegun,
    ChangeCounted,
    ChangeRefused,
    CountedAnyway,
    PlaceTaken,
    QuotaExtended,
)
from services.booking.parts import Part
from services.booking.reactions import day_of, quota_of
from services.booking.rows import project
from shared.contracts.booking_ways import BookingChanged, BookingHeld, BookingLapsed
from shared.journal import Following, Reaction, Step, Stream, on, on_commit

HOLD_REACTIONS: tuple[Reaction, ...] = (
    # what is held counts like a booking, and no more once it lapses
    on(BookingHeld, "use-quota-of-hold",
       lambda e: (quota_of(e), lambda q: q.use(e.booking_id)) if e.group_id else []),
    on(BookingLapsed, "give-quota-of-hold-back",
       lambda e: (quota_of(e), lambda q: q.release(e.booking_id)) if e.group_id else []),
)  # fmt: skip


def _secure(event: ChangeBegun, following: Following) -> Step:
    """What a change needs first: its quota, where one counts, else its rooms."""
    wanted = event.wanted
    if not wanted.terms.period_caps:
        return day_of(wanted), lambda day: day.place_or_refuse(wanted, following.at)
    quota = _quota(wanted.terms.period_caps[0])
    if event.kind == "grow":
        return quota, lambda q: quota_ways.extend_or_refuse(q, event.booking_id, wanted)
    return quota, lambda q: quota_ways.reserve_or_refuse(q, wanted)


def _undo(event: ChangeRefused, following: Following) -> Step:
    """Refused by the quota: the booking stays. Refused by the day, where it stays already: the quota is as it was."""
    wanted = event.wanted
    if following.stream.startswith(f"{Quota.kind}/"):
        return day_of(wanted), lambda day: changing.stay(day, event.booking_id, wanted.booking_id)
    return _quota(wanted.terms.period_caps[0]), lambda q: quota_ways.restore(q, event.booking_id)


def _stay(event: BookingRefused) -> Step | list[Step]:
    if not event.origin:
        return []
    old = event.moved_from or ""
    return day_named(event.origin), lambda day: changing.stay(day, old, event.booking_id)


def _quota(cap: PeriodCap) -> Stream[Quota]:
    return Quota.stream(cap.party, cap.period)


def day_named(key: str) -> Stream[FacilityDay]:
    """The facility-day of a key ``<facility>/<date>``."""
    return FacilityDay.stream(*key.split("/"))


CHANGE_REACTIONS: tuple[Reaction, ...] = (
    # a move: marked → quota → new place → old place left, or kept. A growing: marked → quota → rooms, or as it was
    on_commit(ChangeBegun, "secure-change", _secure),
    on_commit(QuotaExtended, "grow-slots",
              lambda e, f: (day_of(e.wanted), lambda d: changing.change_or_refuse(d, e.booking_id, e.wanted, f.at))),
    on(PlaceTaken, "leave-old-place",
       lambda e: (day_named(e.origin), lambda d: changing.leave(d, e.moved_from, e.booking_id))),
    on(BookingRefused, "keep-old-place", _stay),
    on_commit(ChangeRefused, "undo-change", _undo),
    on(ChangeCounted, "count-less",
       lambda e: [(_quota(cap), partial(quota_ways.recount, booking_id=e.booking_id, cap=cap)) for cap in e.caps]),
    on(CountedAnyway, "count-anyway",
       lambda e: [(_quota(cap), partial(quota_ways.count_anyway, booking_id=e.booking_id, cap=cap)) for cap in e.caps]),
)  # fmt: skip

WAYS = Part(
    events=(BookingHeld, BookingLapsed, BookingChanged, *WAY_EVENTS),
    states=(),
    rows=(),
    project=project,
    reactions=(*HOLD_REACTIONS, *CHANGE_REACTIONS),
)
