"""What is recorded of one day of one facility: taken quarters, what stands, what is closed, and how the others ended.

Only the fold and questions about it; what is decided stands in ``facility_day`` and, for the other ways to a room, in
``holding``, ``changing`` and ``closing``.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from services.booking.after_use.refusals import NoShowRecorded
from services.booking.domain.after_use.events import HeadsCorrected, ReasonShown
from services.booking.domain.counting import By, Use
from services.booking.domain.day_facts import AT_FIRST, STAYS, decided_as, ended_as, plain
from services.booking.domain.events import BookingDecided, QuotasReturned, RoomsGivenUp
from services.booking.domain.given_up import GivenUpRooms, remembered
from services.booking.domain.grid import instant, quarter_of, span
from services.booking.domain.ledger.day_import import ImportHeld, ImportTakenOver
from services.booking.domain.ledger.ledger_import import ImportEntry
from services.booking.domain.terms import DayCap, Terms
from services.booking.domain.ways.change_events import ChangeBegun, ChangeEnded, LapseNoted
from services.booking.domain.ways.held import WHOLE_HOUSE, Closed, Counted, Held, Obstacle, peak_lent
from services.booking.domain.ways.way_events import SpanClosed, SpanReopened
from services.booking.refusals import BookingChanging, BookingMoved, BookingNotOpen
from services.booking.ways.series_refusals import HeldForSeries
from shared.contracts.booking import (
    BookingCancelled,
    BookingCompleted,
    BookingConfirmed,
    BookingNoShow,
    BookingReleased,
    BookingStarted,
    SlotsFreed,
    SlotsTaken,
)
from shared.contracts.booking_ways import BookingChanged, BookingHeld, BookingLapsed
from shared.events import Event
from shared.journal import State
from shared.unchecked import unchecked

ENDED_KEPT_MAX = 1_000
"""Ended bookings of a day whose status is remembered here; older ones are found in the rows."""


class DayRecord(State):
    """Taken quarters by room (one bit each), the bookings that stand, and how the others ended."""

    kind: ClassVar[str] = "facility-day"
    fold_version: ClassVar[int] = 6

    taken: dict[str, int] = {}
    held: dict[str, Held] = {}
    ended: dict[str, str] = {}
    completed: dict[str, Counted] = {}
    """Those of ``ended`` that were used: their heads may be corrected."""
    uses: dict[str, dict[str, Use]] = {}
    """What caps count on this day: of each party (a group, or a person alone) its uses, by booking."""
    deadlines: dict[str, datetime] = {}
    """Of each hold that lapses by itself: until when it stands."""
    closed: dict[str, Closed] = {}
    given_up: list[GivenUpRooms] = []
    """What somebody gave up in the last days."""
    shown: dict[str, str] = {}
    """Why bookings were given back, where that was shown afterwards."""
    moved: dict[str, str] = {}
    """Of bookings that left this day: the one that each became."""
    importing: dict[str, tuple[ImportEntry, ...]] = {}
    """Slots held for ledgers that are being taken over, by import."""

    @property
    def day(self) -> date:
        """The date in Tokyo."""
        return date.fromisoformat(self.stream_name.rpartition("/")[2])

    def archivable(self, before: date) -> bool:
        """The day is over, and nobody is still to report how a use ended."""
        return self.day < before and not self.importing and not any(held.started for held in self.held.values())

    # -- folding

    def apply(self, event: Event) -> None:
        match event:
            case BookingCancelled() | BookingCompleted() | BookingLapsed():
                self._end(event)
            case BookingStarted() | BookingNoShow() | BookingReleased():
                self._go_on(event)
            case BookingHeld():
                self._hold(event)
            case BookingChanged() | BookingConfirmed():
                self.deadlines.pop(event.booking_id, None)
                self._put(event)
            case SlotsFreed():
                mask = self._mask(event)
                for room_id in event.room_ids:
                    self.taken[room_id] &= ~mask
            case SlotsTaken():
                mask = self._mask(event)
                for room_id in event.room_ids:
                    self.taken[room_id] = self.taken.get(room_id, 0) | mask
            case _:
                self._apply_way(event)

    def _apply_way(self, event: Event) -> None:
        match event:
            case BookingDecided():
                self._set(event.booking_id, **decided_as(event))
            case ChangeBegun():
                self._set(event.booking_id, leaving=event.wanted.booking_id, giving=event.giving)
            case ChangeEnded():
                if event.booking_id in self.held:
                    self._set(event.booking_id, leaving="", giving=None)
                elif event.booking_id in self.ended:  # its new place is taken, and this one was left
                    self.moved[event.booking_id] = event.change_id
            case LapseNoted():
                self._set(event.booking_id, unpaid=True)
            case SpanClosed():
                self.closed[event.closure_id] = Closed(
                    closure_id=event.closure_id,
                    room_ids=event.room_ids,
                    touched=event.touched,
                    start=quarter_of(self.day, event.starts_at),
                    end=quarter_of(self.day, event.ends_at),
                    reason=event.reason,
                    until=event.until,
                )
            case SpanReopened():
                self.closed.pop(event.closure_id, None)
            case _:
                self._apply_other(event)

    def _apply_other(self, event: Event) -> None:
        match event:
            case HeadsCorrected():
                self._count_again(event.completed)
            case ReasonShown():
                self.shown[event.ended.booking_id] = event.ended.reason or ""
            case ImportHeld():
                self.importing[event.import_id] = event.entries
            case ImportTakenOver():
                self.importing.pop(event.import_id, None)
            case QuotasReturned() if (held := self.held.get(event.booking_id)) is not None:
                self._set(event.booking_id, quotas=tuple(key for key in held.quotas if key not in event.quotas))
            case RoomsGivenUp():
                start, end = quarter_of(self.day, event.starts_at), quarter_of(self.day, event.ends_at)
                self.given_up = remembered(self.given_up, event, start, end)

    def _put(self, event: BookingConfirmed) -> None:
        """The booking is now as the event says, and counts as that."""
        known = self.held.get(event.booking_id)
        place: dict[str, Any] = {
            "confirmed": event if type(event) is BookingConfirmed else plain(event),
            "start": quarter_of(self.day, event.starts_at),
            "end": quarter_of(self.day, event.ends_at),
        }
        stays = {name: getattr(known, name) for name in STAYS} if known else {}
        self.held[event.booking_id] = put = unchecked(Held, AT_FIRST | stays | place)
        channel: By = "draw" if event.channel == "draw" else "direct"
        use = Use(event.room_ids, self.day, put.start, put.end, channel, event.facility_id)
        self.uses.setdefault(put.party, {})[event.booking_id] = use

    def _hold(self, event: BookingHeld) -> None:
        self._put(event)
        self._set(event.booking_id, status=event.status, hold_until=event.hold_until)
        if event.status != "offered":  # those are given up all at once, by what offers them
            self.deadlines[event.booking_id] = event.hold_until

    def _go_on(self, event: BookingConfirmed) -> None:
        if isinstance(event, BookingReleased):
            self._set(event.booking_id, end=quarter_of(self.day, event.released_from))
        elif isinstance(event, BookingNoShow):
            self._set(event.booking_id, no_show=True)
        else:
            self._set(event.booking_id, started=True, no_show=False)

    def _set(self, booking_id: str, **changes: object) -> None:
        self.held[booking_id] = self.held[booking_id].model_copy(update=changes)

    def _end(self, event: BookingConfirmed) -> None:
        held = self.held.pop(event.booking_id)
        self.deadlines.pop(event.booking_id, None)
        if isinstance(event, BookingCompleted):
            self.completed[event.booking_id] = Counted(completed=event)
        self.ended[event.booking_id] = ended_as(event)
        while len(self.ended) > ENDED_KEPT_MAX:
            oldest = next(iter(self.ended))
            del self.ended[oldest]
            self.completed.pop(oldest, None)
            self.moved.pop(oldest, None)
        if not isinstance(event, BookingCompleted):
            del self.uses[held.party][event.booking_id]
            if not self.uses[held.party]:
                del self.uses[held.party]

    def _count_again(self, completed: BookingCompleted) -> None:
        known = self.completed.get(completed.booking_id)
        corrections = known.corrections + 1 if known else 1
        self.completed[completed.booking_id] = Counted(completed=completed, corrections=corrections)
        while len(self.completed) > ENDED_KEPT_MAX:
            del self.completed[next(iter(self.completed))]

    def _mask(self, event: SlotsTaken) -> int:
        return span(quarter_of(self.day, event.starts_at), quarter_of(self.day, event.ends_at))

    # -- asking

    def open_booking(self, booking_id: str) -> Held:
        """A booking or hold that stands, and with which something can go on.

        Raises ``BookingNotOpen``, of one that moved ``BookingMoved``, while a change of it is under way
        ``BookingChanging``; ``HeldForSeries``, and ``NoShowRecorded``.
        """
        held = self.held.get(booking_id)
        if held is None and (moved_to := self.moved.get(booking_id)):
            raise BookingMoved(booking_id=booking_id, moved_to=moved_to)
        if held is None:
            raise BookingNotOpen(booking_id=booking_id, booking_status=self.ended.get(booking_id, "completed"))
        if held.no_show:
            raise NoShowRecorded(booking_id=booking_id)
        if held.leaving:
            raise BookingChanging(booking_id=booking_id)
        if held.for_series:
            raise HeldForSeries(booking_id=booking_id, series_id=held.confirmed.series_id)
        return held

    def overdue(self, now: datetime) -> list[Held]:
        """Holds whose time is over, though nobody has recorded it yet."""
        return [self.held[id] for id, until in self.deadlines.items() if until <= now]

    def free(self, rooms: Collection[str], mask: int, gone: Iterable[Held] = ()) -> bool:
        """Whether none of the rooms is taken in these quarters, when what is ``gone`` does not count."""
        blocked = [room_id for room_id in rooms if self.taken.get(room_id, 0) & mask]
        if not blocked:
            return True
        without = dict.fromkeys(blocked, mask)
        for held in gone:
            for room_id in held.confirmed.room_ids:
                if room_id in without:
                    without[room_id] &= ~held.mask
        return not any(self.taken[room_id] & left for room_id, left in without.items())

    def closure_over(self, rooms: Collection[str], mask: int) -> Closed | None:
        """What closes one of the rooms in one of the quarters, if anything does."""
        return next((closed for closed in self.closed.values() if closed.covers(rooms, mask)), None)

    def obstacle(
        self, rooms: Collection[str], use: Use, terms: Terms, now: datetime, gone: Collection[Held] = ()
    ) -> Obstacle | None:
        """Why ``rooms`` (those of the use, with their parts and halls) cannot be given for it, or ``None``.

        ``gone`` does not count, and neither do holds whose time is over.
        """
        mask = span(use.start, use.end)
        if self.closed and (closed := self.closure_over(rooms, mask)):
            return Obstacle(kind="closed", closed=closed)
        if self.deadlines:
            gone = {held.confirmed.booking_id: held for held in (*gone, *self.overdue(now))}.values()
        if not self.free(rooms, mask, gone):
            return Obstacle(kind="taken")
        for cap in terms.day_caps:
            if (total := self.counted(cap, use, gone)) > cap.limit:
                return Obstacle(kind="cap", rule_id=cap.rule_id, value=total, limit=cap.limit)
        return self._lent_out(use, terms, gone) if terms.equipment else None

    def counted(self, cap: DayCap, use: Use | None = None, gone: Iterable[Held] = ()) -> int:
        """What a cap counts on this day, with the use that is asked for."""
        ids = {held.confirmed.booking_id for held in gone}
        return cap.total((known for id, known in self.uses.get(cap.party, {}).items() if id not in ids), use)

    def _lent_out(self, use: Use, terms: Terms, gone: Iterable[Held]) -> Obstacle | None:
        ids = {held.confirmed.booking_id for held in gone}
        standing = [held for id, held in self.held.items() if id not in ids]
        for item, (count, stock) in terms.equipment.items():
            if (lent := peak_lent(standing, item, use.start, use.end) + count) > stock:
                return Obstacle(kind="equipment", item=item, value=lent, limit=stock)
        return None

    def unfree(self, rooms: Iterable[str]) -> Mapping[str, int]:
        """Quarters by room that are taken or closed: what must not be offered to anybody."""
        if not self.closed:
            return self.taken
        closed = self.closed_masks()
        whole = closed.get(WHOLE_HOUSE, 0)
        return {room: self.taken.get(room, 0) | closed.get(room, 0) | whole for room in rooms}

    def closed_masks(self) -> dict[str, int]:
        """What is closed, as a mask of quarters by room."""
        found: dict[str, int] = {}
        for closed in self.closed.values():
            for room_id in closed.room_ids or (WHOLE_HOUSE,):
                found[room_id] = found.get(room_id, 0) | span(closed.start, closed.end)
        return found

    def freed(self, held: Held, first: int | None = None) -> SlotsFreed:
        """The rooms that a booking has are free again, from a quarter on."""
        return SlotsFreed(
            facility_id=held.confirmed.facility_id,
            room_ids=held.confirmed.room_ids,
            starts_at=held.confirmed.starts_at if first is None else instant(self.day, first),
            ends_at=instant(self.day, held.end),
        )
