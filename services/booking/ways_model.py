"""What the ways to a room bring to booking's journal: events, states, rows, and the steps that follow."""

from services.booking.domain import changing, quota_ways
from services.booking.domain.events import BookingRefused
from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.quota import Quota
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
from services.booking.reactions import day_of, month_of, quota
from services.booking.rows import project
from shared.contracts.booking_ways import BookingChanged, BookingHeld, BookingLapsed
from shared.journal import Following, Reaction, Step, Stream, on, on_commit

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
        return first, lambda q: quota_ways.extend_or_refuse(q, event.booking_id, wanted, 0)
    return first, lambda q: quota_ways.reserve_or_refuse(q, wanted)


def _grow(event: QuotaExtended, following: Following) -> Step:
    """The next quota of a booking that is to grow; when all count it, its rooms."""
    wanted, step = event.wanted, event.step + 1
    if step < len(wanted.terms.quotas):
        further = quota(wanted.terms.quotas[step])
        return further, lambda q: quota_ways.extend_or_refuse(q, event.booking_id, wanted, step)
    return day_of(wanted), lambda day: changing.change_or_refuse(day, event.booking_id, wanted, following.at)


def _undo(event: ChangeRefused, following: Following) -> list[Step]:
    """The quotas count it as it was; where one of them refused, the booking stays (a day that refuses has said so)."""
    steps: list[Step] = [(quota(key), lambda q: quota_ways.restore(q, event.booking_id)) for key in event.quotas]
    if following.stream.startswith(f"{Quota.kind}/"):
        change_id = event.wanted.booking_id
        steps.append((day_of(event.wanted), lambda day: changing.stay(day, event.booking_id, change_id)))
    return steps


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
    on(PlaceTaken, "leave-old-place",
       lambda e: (day_named(e.origin), lambda d: changing.leave(d, e.moved_from, e.booking_id))),
    on(BookingRefused, "keep-old-place", _stay),
    on_commit(ChangeRefused, "undo-change", _undo),
    on(ChangeCounted, "count-less",
       lambda e: [(quota(key), lambda q: quota_ways.recount(q, e.booking_id, e.use)) for key in e.quotas]),
    on(CountedAnyway, "count-anyway",
       lambda e: [(quota(key), lambda q: quota_ways.count_anyway(q, e.booking_id, e.use)) for key in e.quotas]),
)  # fmt: skip

WAYS = Part(
    events=(BookingHeld, BookingLapsed, BookingChanged, *WAY_EVENTS),
    states=(),
    rows=(),
    project=project,
    reactions=(*HOLD_REACTIONS, *CHANGE_REACTIONS),
)
