"""The books as the postings alone tell them: sums per programme and person, and what is still in flight.

Nothing here looks at states or rows: this is what they are compared with.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field

from services.points.domain.events import BUDGET, EXPIRED, IN_FLIGHT, ISSUER, Posted
from services.points.domain.programme import Programme
from shared.contracts.points import PointsEarned, PointsExpired, PointsReversed
from shared.journal import Commit, Journal
from shared.journal.port import Wanted

STREAMS_PER_READ = 200
CHANGES_PER_READ = 1_000
NO_FOLD = -1
"""No snapshot is of this version: the books want the commits themselves."""
DIFFERENCES_MAX = 1_000
"""More than these are counted, not listed."""

TOLD = (PointsEarned.type, PointsExpired.type, PointsReversed.type)
TOLD_SIGN = {PointsEarned.type: 1, PointsExpired.type: -1, PointsReversed.type: -1}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that does not add up, in words. ``stream`` is where to look."""

    programme_id: str
    stream: str
    ja: str
    en: str


@dataclass(slots=True)
class Sums:
    """The ledger accounts of one programme. Together they are zero."""

    issuer: int = 0
    budget: int = 0
    in_flight: int = 0
    accounts: int = 0
    debts: int = 0
    expired: int = 0
    off: int = 0
    """By how much single commits were unbalanced, or told another sum than they posted."""

    @property
    def total(self) -> int:
        return self.issuer + self.budget + self.in_flight + self.accounts + self.debts + self.expired


@dataclass(slots=True)
class Holding:
    """What the postings say of one person: what can be spent, and what is owed (never below zero)."""

    balance: int = 0
    debt: int = 0


@dataclass
class Books:
    """The sums of all commits that were taken in, each stream up to a version."""

    commits: int = 0
    versions: dict[str, int] = field(default_factory=dict)
    programmes: dict[str, Sums] = field(default_factory=dict)
    holdings: dict[str, Holding] = field(default_factory=dict)
    in_flight: dict[tuple[str, str], int] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    differences_left_off: int = 0
    change: int | None = None
    """How far the journal was followed; ``None`` before it was read at all."""

    async def read(self, journal: Journal) -> set[str]:
        """Take in everything that was committed since; the streams that were written."""
        touched: set[str] = set()
        async for streams in self._unread(journal):
            touched |= await self.read_streams(journal, streams)
        return touched

    async def read_streams(self, journal: Journal, streams: Sequence[str]) -> set[str]:
        """Take in what is new in these streams; those that had something new."""
        touched: set[str] = set()
        for start in range(0, len(streams), STREAMS_PER_READ):
            wanted = {name: Wanted(self.versions.get(name, 0), NO_FOLD) for name in streams[start:][:STREAMS_PER_READ]}
            loaded = await journal.store.load(wanted, ())
            for name, commits in loaded.tails.items():
                self.take(commits)
                if commits:
                    touched.add(name)
        return touched

    async def _unread(self, journal: Journal) -> AsyncIterator[Sequence[str]]:
        """All streams at the first reading, then those that changed."""
        store = journal.store
        if self.change is None:
            self.change, last = await store.last_change(), ""
            while names := await store.streams(last, STREAMS_PER_READ):
                yield names
                last = names[-1]
        while changes := await store.changes(self.change, CHANGES_PER_READ):
            yield tuple(dict.fromkeys(stream for change in changes for stream in change.streams))
            self.change = changes[-1].number

    def take(self, commits: Iterable[Commit]) -> None:
        """Take in commits, a stream's in order. Those that were taken already are passed over."""
        for commit in commits:
            if commit.version > self.versions.get(commit.stream, 0):
                self.versions[commit.stream] = commit.version
                self._take(commit)

    def overdrawn(self) -> list[Difference]:
        """Earnings of which more arrived than was on its way. For books that are complete: streams come in turn."""
        return [
            Difference(
                programme,
                Programme.stream(programme).name,
                f"{reference} は、引当てより多く動いています（差 {-left}）。",
                f"More of {reference} arrived than was on its way (by {-left}).",
            )
            for (programme, reference), left in self.in_flight.items()
            if left < 0
        ]

    def imbalance(self, programme_id: str) -> int:
        """How far a programme is from adding up; zero, always."""
        sums = self.programmes[programme_id]
        return abs(sums.total) + sums.off

    def _take(self, commit: Commit) -> None:
        self.commits += 1
        posted: dict[tuple[str, str], int] = {}
        told: dict[tuple[str, str], int] = {}
        for index, record in enumerate(commit.records):
            if record.type == Posted.type:
                event = commit.events[index]
                if isinstance(event, Posted):
                    self._post(commit, event, posted)
            elif record.type in TOLD:
                event = commit.events[index]
                if isinstance(event, PointsEarned | PointsExpired | PointsReversed):
                    key = (event.programme_id, event.person_id)
                    told[key] = told.get(key, 0) + TOLD_SIGN[record.type] * event.amount
        if posted != told:
            self._compare(commit, posted, told)

    def _post(self, commit: Commit, event: Posted, posted: dict[tuple[str, str], int]) -> None:
        programme = event.programme_id
        sums = self.programmes.setdefault(programme, Sums())
        total = 0
        for account, points in event.entries:
            total += points
            if account == BUDGET:
                sums.budget += points
            elif account == IN_FLIGHT:
                sums.in_flight += points
                self._fly(programme, event.reference, points)
            elif account == ISSUER:
                sums.issuer += points
            elif account == EXPIRED:
                sums.expired += points
            else:
                self._hold(sums, account, points)
                key = (programme, account.partition("/")[2])
                posted[key] = posted.get(key, 0) + points
        if total:
            sums.off += abs(total)
            self._differ(
                programme,
                commit.stream,
                f"{commit.version}番目の記録の仕訳が釣り合いません（差 {total}）。",
                f"The postings of version {commit.version} do not balance (by {total}).",
            )
        if sums.budget < 0:
            self._differ(programme, commit.stream, "予算が0を下回りました。", "The budget fell below zero.")

    def _hold(self, sums: Sums, account: str, points: int) -> None:
        kind, _, person_id = account.partition("/")
        holding = self.holdings.setdefault(person_id, Holding())
        if kind == "debt":
            sums.debts += points
            holding.debt -= points
        else:
            sums.accounts += points
            holding.balance += points

    def _fly(self, programme: str, reference: str, points: int) -> None:
        left = self.in_flight.pop((programme, reference), 0) + points
        if left:
            self.in_flight[programme, reference] = left

    def _compare(self, commit: Commit, posted: dict[tuple[str, str], int], told: dict[tuple[str, str], int]) -> None:
        for programme, person in posted.keys() | told.keys():
            by = posted.get((programme, person), 0) - told.get((programme, person), 0)
            if by:
                self.programmes.setdefault(programme, Sums()).off += abs(by)
                self._differ(
                    programme,
                    commit.stream,
                    f"{commit.version}番目の記録で、通知した増減と仕訳が違います（差 {by}）。",
                    f"Version {commit.version} told another sum than it posted (by {by}).",
                )

    def _differ(self, programme_id: str, stream: str, ja: str, en: str) -> None:
        if len(self.differences) < DIFFERENCES_MAX:
            self.differences.append(Difference(programme_id, stream, ja, en))
        else:
            self.differences_left_off += 1
