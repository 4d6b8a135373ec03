"""``kyoso money check``: add up the journal and compare it with every bill's row, receipt and booking, to the yen.

May run while money moves: what changed meanwhile is looked at again.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.money.bill import Bill
from services.booking.money.rows import BillRow, MoneyRow
from services.booking.money.sums import Added, Sums
from shared.contracts.booking import BookingConfirmed
from shared.journal import Commit, Journal
from shared.journal.archived import is_archived
from shared.journal.port import Wanted
from shared.web import View

STREAMS_PER_READ = 200
NO_FOLD = -1
"""No snapshot is of this version: the commits themselves are wanted."""
LOOKS_MAX = 5
DIFFERENCES_MAX = 1_000
"""More than these are counted, not listed."""
UNDER_WAY = timedelta(hours=1)
"""What follows a commit may be so late; after that it is missing."""
COMPARED = ("charged", "waived", "paid", "received", "refunded", "carried", "outstanding", "owed_back")
JA = {
    "charged": "請求",
    "waived": "減免",
    "paid": "入金",
    "received": "変更元から",
    "refunded": "還付",
    "carried": "変更先へ",
    "outstanding": "未納",
    "owed_back": "還付待ち",
}


class YearView(View):
    """One facility and fiscal year of use. ``charged = waived + held + outstanding - owed_back``."""

    facility_id: str
    fiscal_year: int
    bills: int
    charged: int
    waived: int
    paid: int
    received: int
    refunded: int
    carried: int
    outstanding: int
    owed_back: int


class DifferenceView(View):
    """One thing that does not add up, and the stream to look at."""

    stream: str
    ja: str
    en: str


class MoneyReport(View):
    """``exact``: no yen is missing. ``under_way`` counts what is to follow from commits of the last hour."""

    exact: bool
    bills: int
    archived: int
    under_way: int
    years: tuple[YearView, ...]
    differences: tuple[DifferenceView, ...]
    differences_left_off: int = 0

    def lines(self, language: str = "ja") -> list[str]:
        """The report as lines for people."""
        ja = language == "ja"
        lines = [
            f"{self.bills} 件の請求を確かめました（書庫 {self.archived} 件）。"
            if ja
            else f"{self.bills} bills were checked ({self.archived} in the archive)."
        ]
        for year in self.years:
            sums = "、".join(f"{JA[name]} {getattr(year, name):,}" for name in COMPARED)
            told = ", ".join(f"{name.replace('_', ' ')} {getattr(year, name):,}" for name in COMPARED)
            lines.append(
                f"{year.facility_id} {year.fiscal_year}年度: {sums}（{year.bills}件）"
                if ja
                else f"{year.facility_id} fiscal {year.fiscal_year}: {told} ({year.bills} bills)"
            )
        if self.under_way:
            lines.append(f"途中のものが {self.under_way} 件あります。" if ja else f"{self.under_way} are under way.")
        lines += [f"{found.stream}: {found.ja if ja else found.en}" for found in self.differences]
        if self.differences_left_off:
            lines.append(f"ほか {self.differences_left_off} 件" if ja else f"and {self.differences_left_off} more")
        if self.exact:
            lines.append("1円の違いもありません。" if ja else "Not a yen is missing.")
        else:
            lines.append("合わないところがあります。" if ja else "It does not add up.")
        return lines


@dataclass
class _Check:
    """What was found so far."""

    now: datetime
    bills: int = 0
    archived: int = 0
    under_way: int = 0
    years: dict[tuple[str, int], YearView] = field(default_factory=dict)
    differences: list[DifferenceView] = field(default_factory=list)
    left_off: int = 0
    carried: dict[tuple[str, str], tuple[int, datetime]] = field(default_factory=dict)
    received: dict[tuple[str, str], int] = field(default_factory=dict)
    with_bill: set[str] = field(default_factory=set)
    begun: datetime | None = None
    """When the first bill was made: what was booked before had none."""

    def differ(self, stream: str, ja: str, en: str) -> None:
        """Note one thing that does not add up."""
        if len(self.differences) < DIFFERENCES_MAX:
            self.differences.append(DifferenceView(stream=stream, ja=ja, en=en))
        else:
            self.left_off += 1

    def missing(self, at: datetime, stream: str, ja: str, en: str) -> None:
        """Note what has not followed from a commit: a difference, once it is late."""
        if self.now - at < UNDER_WAY:
            self.under_way += 1
        else:
            self.differ(stream, ja, en)


async def check_money(journal: Journal) -> MoneyReport:
    """Check all money of an open journal; differences come in words."""
    check = _Check(journal.now())
    async for stream, commits in _streams(journal, f"{Bill.kind}/"):
        await _check_bill(journal, check, stream, commits)
    for (source, target), (amount, at) in check.carried.items():
        if check.received.get((source, target), 0) != amount:
            ja, en = f"{target} へ移した {amount} 円が届いていません。", f"{amount} yen for {target} did not arrive."
            check.missing(at, f"{Bill.kind}/{source}", ja, en)
    for source, target in check.received.keys() - check.carried.keys():
        ja, en = f"{source} から来た額の出どころがありません。", f"What came from {source} left no trace there."
        check.differ(f"{Bill.kind}/{target}", ja, en)
    await _check_bookings(journal, check)
    return MoneyReport(
        exact=not check.differences and not check.left_off,
        bills=check.bills,
        archived=check.archived,
        under_way=check.under_way,
        years=tuple(year for _, year in sorted(check.years.items())),
        differences=tuple(check.differences),
        differences_left_off=check.left_off,
    )


async def _streams(journal: Journal, prefix: str) -> AsyncIterator[tuple[str, Sequence[Commit]]]:
    """The streams whose names begin so, each with its commits."""
    last = prefix
    while names := await journal.store.streams(last, STREAMS_PER_READ):
        last = names[-1]
        wanted = {name: Wanted(0, NO_FOLD) for name in names if name.startswith(prefix)}
        tails = (await journal.store.load(wanted, ())).tails if wanted else {}
        for name in wanted:
            yield name, tails[name]
        if len(wanted) < len(names):
            return


async def _check_bill(journal: Journal, check: _Check, stream: str, commits: Sequence[Commit]) -> None:
    """One bill, looked at again when it moved between two looks."""
    booking_id = stream.partition("/")[2]
    if is_archived(commits):
        check.archived += 1
        check.with_bill.add(booking_id)
        return
    for _ in range(LOOKS_MAX):
        placed = await journal.store.placed(BillRow, booking_id)
        if placed is None or placed.version == commits[-1].version:
            break
        commits = await journal.store.of_stream(stream)
    row = placed.row if placed and isinstance(placed.row, BillRow) else None
    await _judge(journal, check, stream, commits, row)


async def _judge(journal: Journal, check: _Check, stream: str, commits: Sequence[Commit], row: BillRow | None) -> None:
    added = Added(stream.partition("/")[2])
    for commit in commits:
        added.take(commit.events)
        for target, amount in added.carried_to.items():
            check.carried.setdefault((added.booking_id, target), (amount, commit.at))
    for source, amount in added.received_from.items():
        check.received[source, added.booking_id] = amount
    check.begun = min(check.begun or commits[0].at, commits[0].at)
    check.with_bill.add(added.booking_id)
    if not added.facility_id:
        return  # a booking that cost nothing moved, or one ended before its fee fell due: there is no bill
    check.bills += 1
    for ja, en in added.faults():
        check.differ(stream, ja, en)
    await _compare(journal, check, stream, added, row)
    _count(check, added)


async def _compare(journal: Journal, check: _Check, stream: str, added: Added, row: BillRow | None) -> None:
    """A bill's row, and those of its receipts and refunds, against what the events say."""
    if row is None:
        check.differ(stream, "一覧に請求がありません。", "The list has no such bill.")
        return
    for name in COMPARED:
        posted, told = getattr(added.sums, name), getattr(row, name)
        if posted != told:
            ja = f"{JA[name]}は一覧では {told} 円、記録では {posted} 円です。"
            check.differ(stream, ja, f"The row says {name} {told}, the events {posted}.")
    for number, amount in added.made.items():
        line = await journal.get(MoneyRow, number)
        if line is None or line.amount != amount:
            ja = f"{number} は一覧では {line.amount if line else 0} 円、記録では {amount} 円です。"
            check.differ(stream, ja, f"The till says {line.amount if line else 0} of {number}, the events {amount}.")


def _count(check: _Check, added: Added) -> None:
    key = (added.facility_id, added.year)
    total = Sums()
    before = check.years.get(key)
    if before is not None:
        total = Sums(**{name: getattr(before, name) for name in COMPARED[:6]})
    total.add(added.sums)
    check.years[key] = YearView(
        facility_id=added.facility_id,
        fiscal_year=added.year,
        bills=(before.bills if before else 0) + 1,
        **{name: getattr(total, name) for name in COMPARED[:6]},
        outstanding=(before.outstanding if before else 0) + added.sums.outstanding,
        owed_back=(before.owed_back if before else 0) + added.sums.owed_back,
    )


async def _check_bookings(journal: Journal, check: _Check) -> None:
    """Every booking that costs something has a bill, since there are bills."""
    if check.begun is None:
        return
    async for stream, commits in _streams(journal, f"{FacilityDay.kind}/"):
        if is_archived(commits):
            continue
        for commit in commits:
            for index, record in enumerate(commit.records):
                if record.type != BookingConfirmed.type or commit.at < check.begun:
                    continue
                event = commit.events[index]
                assert isinstance(event, BookingConfirmed)
                if event.fee > 0 and event.booking_id not in check.with_bill:
                    ja = f"予約 {event.booking_id} の使用料 {event.fee} 円の請求がありません。"
                    en = f"There is no bill of {event.fee} yen for booking {event.booking_id}."
                    check.missing(commit.at, stream, ja, en)
