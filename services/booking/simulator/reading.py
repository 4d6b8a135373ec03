"""Reads a past period out of booking's journal, as it is, beside whatever writes to it.

What a decision knew stands beside it (``booking-decided``, and in ``demand-recorded``), so that other rules can be
asked the same question. Who asked is a keyed digest, the same for what was given and what was refused.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Protocol

from services.booking.domain.events import BookingDecided, DemandRecorded
from services.booking.domain.grid import quarter_of
from services.booking.domain.terms import DecidedBy
from services.booking.domain.ways.way_events import PreEmpted, SpanClosed, SpanReopened
from services.booking.domain.wish import party_of
from services.booking.rulebook.asking import Facts
from services.booking.simulator.knowing import facts_of
from services.booking.simulator.ordering import in_the_order_of_decisions
from services.booking.simulator.past import EQUIPMENT_TAKEN, ROOM_TAKEN, Asking, Blocked, Ended, House, Order, Past
from shared.clock import TOKYO
from shared.contracts.booking import (
    BookingCancelled,
    BookingCompleted,
    BookingConfirmed,
    BookingNoShow,
    BookingReleased,
    BookingStarted,
    FacilityRegistered,
    SlotsFreed,
    SlotsTaken,
)
from shared.contracts.booking_ways import BookingChanged, BookingHeld, BookingLapsed
from shared.errors import UnknownEvent
from shared.events import Event
from shared.journal import Commit, Decoder
from shared.journal.archived import Archived
from shared.journal.copying import Copied

STREAMS_PER_PAGE = 200
DAY_KIND, DEMAND_KIND = 0, 1

Told = Callable[[int], None]


class Copy(Protocol):
    """What is read: a journal as a backup reads it."""

    async def streams(self, after: str, limit: int) -> Sequence[str]: ...

    async def commits(self, streams: Sequence[str]) -> Sequence[Copied]: ...


class Reader:
    """Reads one period. ``key`` is that of the digests of who was refused."""

    def __init__(self, copy: Copy, decode: Decoder, key: bytes) -> None:
        self._copy = copy
        self._decode = decode
        self._key = key
        self._archived = self._unknown = 0
        self._rules: dict[str, int] = {}
        self._digests: dict[str, str] = {}

    async def past(self, since: date, until: date, told: Told | None = None) -> Past:
        """What happened with uses from ``since`` to ``until``. Raises ``StoreUnavailable``."""
        houses = {house.id: house async for house in self._houses()}
        asked: list[Asking] = []
        blocked: list[Blocked] = []
        for kind, number in (("facility-day", DAY_KIND), ("demand", DEMAND_KIND)):
            async for commits in self._streams(kind, since, until):
                if number == DEMAND_KIND:
                    asked.extend(self._refused(commits))
                else:
                    day = _Day(commits, self)
                    asked.extend(day.asked)
                    blocked.extend(day.blocked)
                if told is not None:
                    told(len(asked))
        asked.sort(key=lambda asking: asking.order)
        return Past(
            since, until, houses, in_the_order_of_decisions(asked), sorted(blocked, key=lambda one: one.order),
            self._archived, self._unknown, self._rules,
        )  # fmt: skip

    # -- streams

    async def _houses(self) -> Any:
        async for commits in self._pages("facility/", "facility0"):
            told = [
                event for commit in commits for event in self.events(commit) if isinstance(event, FacilityRegistered)
            ]
            if told:
                newest = told[-1]
                yield House(
                    newest.facility_id, newest.name, newest.kind, next(iter(newest.areas.values()), ""),
                    {room.room_id: (room.name, room.capacity) for room in newest.rooms},
                    {room.room_id: tuple(room.parts) for room in newest.rooms},
                )  # fmt: skip

    async def _streams(self, kind: str, since: date, until: date) -> Any:
        first, last = since.isoformat(), until.isoformat()
        async for commits in self._pages(f"{kind}/", f"{kind}0"):
            if first <= commits[0].stream.rpartition("/")[2] <= last:
                if any(record.type == Archived.type for record in commits[0].records):
                    self._archived += 1
                else:
                    yield commits

    async def _pages(self, after: str, end: str) -> Any:
        """The commits of each stream between two names."""
        while names := [name for name in await self._copy.streams(after, STREAMS_PER_PAGE) if name < end]:
            by_stream: dict[str, list[Commit]] = {name: [] for name in names}
            for copied in await self._copy.commits(names):
                by_stream[copied.commit.stream].append(copied.commit)
            for commits in by_stream.values():
                if commits:
                    yield commits
            after = names[-1]

    def events(self, commit: Commit) -> list[Event]:
        """What it says; what this code does not know is left out."""
        found = []
        for record in commit.records:
            if record.type == SlotsTaken.type:  # says nothing that the booking beside it does not
                continue
            try:
                found.append(self._decode(record.type, record.body))
            except UnknownEvent:
                continue
        return found

    # -- who asked

    def digest(self, person_id: str, group_id: str | None) -> str:
        """Who asked, as refusals name them."""
        party = party_of(person_id, group_id)
        if party not in self._digests:
            self._digests[party] = hmac.digest(self._key, party.encode(), hashlib.sha256).hex()[:16]
        return self._digests[party]

    def noted(self, written: Mapping[str, Any]) -> DecidedBy:
        """What a decision knew, counted by the rules that decided."""
        by = DecidedBy.model_validate(written)
        self._rules[by.rules] = self._rules.get(by.rules, 0) + 1
        return by

    def _refused(self, commits: Sequence[Commit]) -> Iterator[Asking]:
        for commit in commits:
            for event in self.events(commit):
                if not isinstance(event, DemandRecorded):
                    continue
                unsaid = event.reason == EQUIPMENT_TAKEN and not event.equipment  # older than its being kept
                if event.at is None or event.beside or unsaid:
                    self._unknown += 1
                    continue
                day, start, end = _span(event)
                by = self.noted(event.by)
                at = event.at
                rooms = event.room_ids or (event.room_id,)
                yield Asking(
                    _order(commit, DEMAND_KIND), at, event.facility_id, rooms, day, start, end,
                    event.people, event.purpose, event.wisher, facts_of(by, at, day),
                    "draw" if event.channel == "draw" else "direct", _reason(event), age_band=by.age,
                    marks=frozenset(by.marks), adult=by.adult,
                    changes=event.asked_as == "change", equipment=_things(event.equipment),
                )  # fmt: skip


class _Day:
    """One facility-day: who got what, until when."""

    def __init__(self, commits: Sequence[Commit], reader: Reader) -> None:
        self.blocked: list[Blocked] = []
        self._reader = reader
        self._standing: dict[str, Asking] = {}
        self._over: list[Asking] = []
        self._completed: str = ""
        self._returning: list[str] = []
        for commit in commits:
            self._take(commit)

    @property
    def asked(self) -> list[Asking]:
        """Every request that got something."""
        return [*self._over, *self._standing.values()]

    def _take(self, commit: Commit) -> None:
        events = self._reader.events(commit)
        decided = {event.booking_id: event for event in events if isinstance(event, BookingDecided)}
        pre_empting = {event.booking_id for event in events if isinstance(event, PreEmpted)}
        order = _order(commit, DAY_KIND)
        for event in events:
            if isinstance(event, SpanClosed | SpanReopened):
                self.blocked.append(_blocked(commit.stream, event, order))
            elif isinstance(event, BookingConfirmed):
                self._booking(event, decided.get(event.booking_id), order, commit.at)
                if event.booking_id in pre_empting:
                    self._standing[event.booking_id] = replace(self._standing[event.booking_id], fixed=True)
            elif isinstance(event, SlotsFreed) and self._completed:
                self._left_early(event, order)
        self._completed = ""
        while self._returning:
            self._bring_back(self._returning.pop(), order)

    def _booking(self, event: BookingConfirmed, decided: BookingDecided | None, order: Order, at: datetime) -> None:
        known = self._standing.get(event.booking_id)
        if isinstance(event, BookingCancelled | BookingLapsed):
            self._end(event.booking_id, Ended(order, 0, cancelled=True))
        elif isinstance(event, BookingCompleted | BookingNoShow):
            self._completed = event.booking_id
            if isinstance(event, BookingCompleted):
                self._returning.append(event.booking_id)
        elif isinstance(event, BookingStarted | BookingReleased):
            return
        elif isinstance(event, BookingChanged) and known is not None:
            day, start, end = _span(event)
            self._end(event.booking_id, Ended(order, 0, cancelled=True))
            self._standing[event.booking_id] = replace(
                self._asking(event, decided, order, at) if decided else replace(known, order=order, at=at),
                room_ids=event.room_ids, day=day, start=start, end=end, people=event.people, purpose=event.purpose,
                fixed=known.fixed, equipment=_things(event.equipment),
            )  # fmt: skip
        elif known is None:
            asking = self._asking(event, decided, order, at)
            offered = isinstance(event, BookingHeld) and event.status == "offered"  # kept by the house
            self._standing[event.booking_id] = replace(asking, fixed=True) if offered else asking

    def _asking(self, event: BookingConfirmed, decided: BookingDecided | None, order: Order, at: datetime) -> Asking:
        day, start, end = _span(event)
        asked_at = decided.at if decided else None
        by = self._reader.noted(decided.by) if decided is not None and asked_at is not None else None
        at = asked_at or at
        facts = facts_of(by, at, day) if by else Facts(party="group" if event.group_id else "person")
        return Asking(
            order, at, event.facility_id, event.room_ids, day, start, end, event.people,
            event.purpose, self._reader.digest(event.person_id, event.group_id), facts,
            "draw" if event.channel == "draw" else "direct", fixed=by is None, age_band=by.age if by else "",
            marks=frozenset(by.marks if by else ()), adult=by is not None and by.adult,
            equipment=_things(event.equipment),
        )  # fmt: skip

    def _left_early(self, freed: SlotsFreed, order: Order) -> None:
        asking = self._standing.get(self._completed)
        if asking is not None:
            first = quarter_of(asking.day, freed.starts_at)
            returned = self._completed in self._returning
            self._end(self._completed, Ended(order, first, cancelled=False, returned=returned))

    def _bring_back(self, booking_id: str, order: Order) -> None:
        """A use that ended without leaving early: its rooms are no more free than before, but nothing is lent to it."""
        asking = self._standing.get(booking_id)
        if asking is not None and asking.equipment:
            self._end(booking_id, Ended(order, asking.end, cancelled=False, returned=True))

    def _end(self, booking_id: str, ended: Ended) -> None:
        asking = self._standing.pop(booking_id, None)
        if asking is not None:
            self._over.append(replace(asking, ended=ended))


def _things(equipment: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(equipment.items()))


def _reason(event: DemandRecorded) -> str:
    return event.rule_id or (EQUIPMENT_TAKEN if event.reason == EQUIPMENT_TAKEN else ROOM_TAKEN)


def _blocked(stream: str, event: SpanClosed | SpanReopened, order: Order) -> Blocked:
    _, facility_id, day = stream.split("/")
    if isinstance(event, SpanReopened):
        return Blocked(order, event.closure_id, facility_id, date.fromisoformat(day), lifted=True)
    on, start, end = _span(event)
    return Blocked(order, event.closure_id, facility_id, on, event.room_ids, start, end)


def _span(event: Any) -> tuple[date, int, int]:
    day = event.starts_at.astimezone(TOKYO).date()
    return day, quarter_of(day, event.starts_at), quarter_of(day, event.ends_at)


def _order(commit: Commit, kind: int) -> Order:
    return commit.position, commit.at, kind, commit.version
