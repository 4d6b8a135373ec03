"""Ledgers taken over: checked first, line by line, then everything that can be taken, or nothing of it.

The import is a stream of its own, ``import/<digest of the file and of what was said with it>``. What it wants of each
facility-day is written there first, so that a kill at any moment is finished by the relay or by the same command again.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.booking.domain.grid import day_text, midnight
from services.booking.domain.houses.openness import fee
from services.booking.domain.ledger.day_import import ImportRefused
from services.booking.domain.ledger.ledger_import import ImportDayPlanned, ImportEntry, LedgerImport, import_id
from services.booking.forgotten import Forgotten
from services.booking.houses.directory import Directory
from services.booking.houses.table import Note
from services.booking.ledger.collisions import meet
from services.booking.ledger.matched import Matched
from services.booking.ledger.matching import Known, match
from services.booking.ledger.refusals import LedgerTooLarge, PlaceholderMissing, PlaceholderOwn
from services.booking.ledger.report import LedgerReport, Outcome, line_of
from services.booking.ledger.rows import LedgerRow
from services.booking.ledger.shapes import Ledger, read_ledger
from services.booking.rows import BookingRow, DayRow, FacilityRow, GroupRow
from shared.errors import Contended
from shared.journal import Cause, Chain, Commit, Journal
from shared.web.refusals import PERSON_ID

LINES_MAX = 20_000
BOOKINGS_MAX = 5_000
DAYS_MAX = 800
BOOKINGS_A_DAY_MAX = 400
"""Keeps what one facility-day is told of an import well below the largest event."""
ONE_DAY = timedelta(days=1)
TAKEN_MEANWHILE_JA = "取り込みの途中で、ほかの予約が先に入りました。何も取り込んでいません。もう一度確かめてください。"
TAKEN_MEANWHILE_EN = "Another booking came first while the ledger was taken over. Nothing was taken; check it again."
OWN_AFFAIR_JA = "ご自分が役員の団体の予約です。この行は、ほかの担当者が取り込んでください。"
OWN_AFFAIR_EN = "It is a booking of a group of which you are an officer. A colleague has to take this line over."


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file, and what was said with it: the house it is of, whose account keeps what no known group made."""

    content: bytes
    source: str
    placeholder: str
    facility_id: str | None = None
    year: int | None = None

    @property
    def operand(self) -> bytes:
        """What makes it the same import: the file, and everything that changes what is made of it."""
        said = f"{self.facility_id or ''}\0{self.placeholder}\0{self.year or ''}\0"
        return said.encode() + self.content


@dataclass(frozen=True, slots=True)
class Checked:
    """A file as it was judged, and what would be taken over of it."""

    ledger: Ledger
    taking: tuple[Matched, ...]


class LedgerImports:
    """Imports of ledgers. Who may is decided at the edge."""

    def __init__(self, journal: Journal, directory: Directory, forgotten: Forgotten) -> None:
        self.journal = journal
        self._directory = directory
        self._forgotten = forgotten

    async def check(self, wanted: Wanted, *, actor: str) -> LedgerReport:
        """What would become of every line; nothing is changed.

        Raises ``LedgerUnreadable``, ``LedgerTooLarge``, ``PlaceholderMissing``, ``PlaceholderOwn``, ``NotFound``,
        ``PersonErasedHere``.
        """
        checked = await self._judged(wanted, actor)
        return _report(wanted, checked, "checked" if checked.taking else "nothing-to-take", 0)

    async def apply(self, wanted: Wanted, *, actor: str) -> LedgerReport:
        """Take over every line that can be, or none when a slot is taken meanwhile; a second time changes nothing.

        An import that was interrupted is finished first. Raises what ``check`` raises.
        """
        await self.resume(wanted, actor=actor)
        checked = await self._judged(wanted, actor)
        if not checked.taking:
            return _report(wanted, checked, "nothing-to-take", 0)
        commit = await self.begin(wanted, checked, actor=actor)
        chain = await self.finish(commit)
        taken = {place for refused in _refusals(chain) for place in refused.taken}
        if not taken:
            return _report(wanted, checked, "taken-over", len(checked.taking), _ids(commit))
        for each in checked.taking:
            if _place(each.row) in taken:
                each.row.refuse(Note("taken-meanwhile", TAKEN_MEANWHILE_JA, TAKEN_MEANWHILE_EN))
        return _report(wanted, checked, "stopped", 0)

    async def begin(self, wanted: Wanted, checked: Checked, *, actor: str) -> Commit:
        """Write down what is to be taken over, once an attempt.

        Raises ``Contended`` while somebody else has the same file taken over.
        """
        digest = self._digest(wanted)
        attempt = 1 + await self.journal.ask(LedgerImport.stream(digest), lambda known: known.attempt)
        cause = self._cause(wanted, attempt, actor)
        days = self._days(checked.taking, import_id(digest, attempt), wanted.placeholder, cause)
        commit = await self.journal.transact(
            LedgerImport.stream(digest), cause, lambda known: known.plan(attempt, days)
        )  # fmt: skip
        if not commit.records:
            raise Contended("the same ledger is being taken over by somebody else")
        return commit

    async def finish(self, commit: Commit) -> Chain:
        """Take the steps that follow, to the end; what was taken before is found by its cause."""
        done = [commit]
        index = 0
        while index < len(done):
            done.extend(await self.journal.react(done[index]))
            index += 1
        return Chain(tuple(done))

    async def resume(self, wanted: Wanted, *, actor: str) -> None:
        """Go on with an attempt that a kill interrupted; nothing happens where none was."""
        digest = self._digest(wanted)
        attempt, phase = await self.journal.ask(LedgerImport.stream(digest), lambda k: (k.attempt, k.phase))
        if phase == "none":
            return
        cause = self._cause(wanted, attempt, actor)
        await self.finish(await self.journal.transact(LedgerImport.stream(digest), cause, lambda _: []))

    # -- within

    async def _judged(self, wanted: Wanted, actor: str) -> Checked:
        if not PERSON_ID.fullmatch(wanted.placeholder):
            raise PlaceholderMissing
        if wanted.placeholder == actor:
            raise PlaceholderOwn
        self._forgotten.check(wanted.placeholder)
        ledger = await asyncio.to_thread(read_ledger, wanted.content, wanted.year)  # seconds, for years of bookings
        if len(ledger.rows) > LINES_MAX:
            raise LedgerTooLarge(bookings_max=BOOKINGS_MAX, days_max=DAYS_MAX)
        facilities = [await self._directory.facility(row.id) for row in await self.journal.all(FacilityRow)]
        groups = [row for row in await self.journal.all(GroupRow) if row.registered]
        house = await self._directory.facility(wanted.facility_id) if wanted.facility_id else None
        known = Known(facilities, groups, house, self.journal.now())
        found = await asyncio.to_thread(match, ledger.rows, known, a_day_max=BOOKINGS_A_DAY_MAX)
        await self._meet(found, {group.id: group.name for group in groups}, wanted.placeholder)
        for each in found:
            if each.row.open and each.group is not None and actor in each.group.officers:
                each.row.refuse(Note("own-affair", OWN_AFFAIR_JA, OWN_AFFAIR_EN))
        taking = tuple(each for each in found if each.row.open)
        days = {(each.facility.facility_id, each.day) for each in taking}
        if len(taking) > BOOKINGS_MAX or len(days) > DAYS_MAX:
            raise LedgerTooLarge(bookings_max=BOOKINGS_MAX, days_max=DAYS_MAX)
        return Checked(ledger, taking)

    async def _meet(self, found: Sequence[Matched], names: dict[str, str], placeholder: str) -> None:
        """Compare the lines of each house with what stands there on their days."""
        by_house: dict[str, list[Matched]] = defaultdict(list)
        for each in found:
            by_house[each.facility.facility_id].append(each)
        for facility_id, lines in by_house.items():
            days = sorted({each.day for each in lines})
            days_there, bookings = await self._standing(facility_id, days[0], days[-1])
            for each in lines:
                meet(each, days_there.get(each.day), bookings.get(each.day, []), names, placeholder)

    async def _standing(
        self, facility_id: str, first: date, last: date
    ) -> tuple[dict[date, DayRow], dict[date, list[BookingRow]]]:
        """What is taken and closed at a house from day to day, and the bookings there."""
        days = await self.journal.all(DayRow, since=f"{facility_id}/{first}", until=f"{facility_id}/{last + ONE_DAY}")
        rows = await self.journal.all(
            BookingRow,
            order_by="at_facility",
            since=f"{facility_id}/{day_text(midnight(first))}",
            until=f"{facility_id}/{day_text(midnight(last + ONE_DAY))}",
            with_closed=False,
        )
        bookings: dict[date, list[BookingRow]] = defaultdict(list)
        for row in rows:
            bookings[date.fromisoformat(row.at_facility.rpartition("/")[2][:10])].append(row)
        return {date.fromisoformat(row.id.rpartition("/")[2]): row for row in days}, bookings

    def _days(self, taking: Sequence[Matched], of: str, placeholder: str, cause: Cause) -> list[ImportDayPlanned]:
        by_day: dict[tuple[str, date], list[ImportEntry]] = defaultdict(list)
        for each in taking:
            by_day[each.facility.facility_id, each.day].append(_entry(each, placeholder, cause))
        return [
            ImportDayPlanned(import_id=of, facility_id=facility_id, day=day.isoformat(), entries=tuple(entries))
            for (facility_id, day), entries in sorted(by_day.items())
        ]

    def _digest(self, wanted: Wanted) -> str:
        return self.journal.causes.mac(b"ledger", wanted.operand)

    def _cause(self, wanted: Wanted, attempt: int, actor: str) -> Cause:
        return self.journal.causes.operator("import-ledger", wanted.operand, str(attempt), actor)


def _entry(each: Matched, placeholder: str, cause: Cause) -> ImportEntry:
    row = each.row
    return ImportEntry(
        line=row.line,
        cell=row.cell,
        booking_id=cause.new_id(f"booking/{_place(row)}"),
        room_id=each.room.room_id,
        beside=each.beside,
        start=row.start,
        end=row.end,
        group_id=each.group.id if each.group else None,
        person_id=placeholder,
        people=each.people,
        purpose=each.purpose,
        fee=_fee(each) if row.fee is None else row.fee,
        paid=row.paid,
    )


def _fee(each: Matched) -> int:
    """What the rules would ask, where the ledger does not say."""
    place = (each.facility, each.room.room_id, each.day, each.row.start, each.row.end)
    return fee(*place, purpose=each.purpose, group=each.group is not None)


def _place(row: LedgerRow | ImportEntry) -> str:
    """Where in the file it stands."""
    return f"{row.line}/{row.cell}" if row.cell else str(row.line)


def _ids(commit: Commit) -> dict[str, str]:
    """The bookings that a commit planned, by their places in the file."""
    planned = [event for event in commit.events if isinstance(event, ImportDayPlanned)]
    return {_place(entry): entry.booking_id for day in planned for entry in day.entries}


def _refusals(chain: Chain) -> list[ImportRefused]:
    return [event for commit in chain.commits for event in commit.events if isinstance(event, ImportRefused)]


def _report(
    wanted: Wanted, checked: Checked, outcome: Outcome, taken: int, ids: dict[str, str] | None = None
) -> LedgerReport:
    groups = {_place(each.row): each.group.id for each in checked.taking if each.group}
    rows = checked.ledger.rows
    return LedgerReport(
        source=wanted.source,
        encoding=checked.ledger.encoding,
        shape=checked.ledger.shape,
        outcome=outcome,
        taken=taken,
        counts=dict(Counter(row.status for row in rows)),
        lines=tuple(
            line_of(row, booking_id=(ids or {}).get(_place(row)), group_id=groups.get(_place(row))) for row in rows
        ),
    )
