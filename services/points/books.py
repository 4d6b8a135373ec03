"""The books as the postings alone tell them: sums per programme and person, and what is still in flight.

Nothing here looks at states or rows: this is what they are compared with.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from services.points.domain.events import GIVING, HELD, IN_FLIGHT, Posted
from services.points.domain.programme import Programme
from services.points.domain.reward import Reward
from services.points.domain.spending_events import RedemptionHeld, RedemptionReturned, RewardReleased, RewardReserved
from services.points.sums import ACCOUNT, DEBT, FLOWS, SUMS, Sums, flows_of, kind_of
from shared.contracts.points import (
    PointsEarned,
    PointsExpired,
    PointsGiven,
    PointsRedeemed,
    PointsReturned,
    PointsReversed,
)
from shared.events import Event
from shared.journal import Commit, Journal
from shared.journal.port import Wanted

STREAMS_PER_READ = 200
CHANGES_PER_READ = 1_000
NO_FOLD = -1
"""No snapshot is of this version: the books want the commits themselves."""
DIFFERENCES_MAX = 1_000
"""More than these are counted, not listed."""

TOLD_SIGN: Mapping[str, int] = {
    PointsEarned.type: 1,
    PointsExpired.type: -1,
    PointsReversed.type: -1,
    PointsRedeemed.type: -1,
    PointsReturned.type: 1,
    PointsGiven.type: 1,
}
"""What a public event says of an account; of a gift's giver the opposite."""
KEPT: Mapping[str, int] = {RedemptionHeld.type: 1, RedemptionReturned.type: -1}
RESERVED: Mapping[str, int] = {RewardReserved.type: 1, RewardReleased.type: -1}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that does not add up, in words. ``stream`` is where to look."""

    programme_id: str
    stream: str
    ja: str
    en: str


@dataclass(slots=True)
class Holding:
    """What the postings say of one person: what can be spent, owed (never below zero), and is held for rewards."""

    balance: int = 0
    debt: int = 0
    held: int = 0


@dataclass(slots=True)
class Stock:
    """Of one reward: how many its stream says are ``out``, and how many the accounts say are kept or handed over."""

    out: int = 0
    kept: int = 0


@dataclass
class Books:
    """The sums of all commits that were taken in, each stream up to a version."""

    commits: int = 0
    versions: dict[str, int] = field(default_factory=dict)
    programmes: dict[str, Sums] = field(default_factory=dict)
    holdings: dict[str, Holding] = field(default_factory=dict)
    in_flight: dict[tuple[str, str], int] = field(default_factory=dict)
    held: dict[tuple[str, str], int] = field(default_factory=dict)
    giving: dict[tuple[str, str], int] = field(default_factory=dict)
    """Points that are between two places, by programme and by what they belong to (``Posted.reference``)."""
    rewards: dict[str, Stock] = field(default_factory=dict)
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
        """Of what more arrived than was on its way. For books that are complete: streams come in turn."""
        found = [
            Difference(
                programme,
                Programme.stream(programme).name,
                f"{reference} は、引当てより多く動いています（{SUMS[kind].ja}、差 {-left}）。",
                f"More of {reference} arrived than was on its way (by {-left}; {SUMS[kind].en}).",
            )
            for kind, way in self._ways.items()
            for (programme, reference), left in way.items()
            if left < 0
        ]
        return found + [
            Difference(
                "",
                Reward.stream(id).name,
                f"口座には {stock.kept} 件の引換えがありますが、引当ては {stock.out} 件です。",
                f"The accounts hold {stock.kept} redemptions, but {stock.out} are reserved.",
            )
            for id, stock in self.rewards.items()
            if stock.kept > stock.out
        ]

    @property
    def under_way(self) -> int:
        """How many earnings, gifts and reservations are between two streams."""
        return len(self.in_flight) + len(self.giving) + sum(abs(each.out - each.kept) for each in self.rewards.values())

    @property
    def _ways(self) -> Mapping[str, dict[tuple[str, str], int]]:
        return {IN_FLIGHT: self.in_flight, HELD: self.held, GIVING: self.giving}

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
            elif record.type in TOLD_SIGN:
                event = commit.events[index]
                if isinstance(event, PointsEarned):
                    key = (event.programme_id, event.person_id)
                    told[key] = told.get(key, 0) + _signed(event)
            elif record.type in KEPT or record.type in RESERVED:
                self._count(commit.events[index])
        if posted != told:
            self._compare(commit, posted, told)

    def _post(self, commit: Commit, event: Posted, posted: dict[tuple[str, str], int]) -> None:
        programme = event.programme_id
        sums = self.programmes.setdefault(programme, Sums())
        total = 0
        for account, points in event.entries:
            kind = kind_of(account)
            total += points
            sums.add(kind, points)
            if kind in self._ways:
                _travel(self._ways[kind], (programme, event.reference), points)
            if kind == HELD:
                self._holding(commit.stream.partition("/")[2]).held += points
            elif kind in (ACCOUNT, DEBT):
                person = account.partition("/")[2]
                self._hold(kind, person, points)
                posted[programme, person] = posted.get((programme, person), 0) + points
        self._flow(commit, event, sums)
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

    def _flow(self, commit: Commit, event: Posted, sums: Sums) -> None:
        """Note from where to where points moved, and that nothing moves so when nothing does."""
        for flow, points in flows_of(event.entries):
            sums.flows[flow] = sums.flows.get(flow, 0) + points
            if flow not in FLOWS:
                sums.off += points
                source, target = (SUMS.get(kind) for kind in flow)
                self._differ(
                    event.programme_id,
                    commit.stream,
                    f"{commit.version}番目の記録で、{points}ポイントがあり得ない動き"
                    f"（{source.ja if source else flow[0]}→{target.ja if target else flow[1]}）をしました。",
                    f"In version {commit.version}, {points} points moved as nothing moves"
                    f" (from {source.en if source else flow[0]} to {target.en if target else flow[1]}).",
                )

    def _hold(self, kind: str, person_id: str, points: int) -> None:
        holding = self._holding(person_id)
        if kind == DEBT:
            holding.debt -= points
        else:
            holding.balance += points

    def _holding(self, person_id: str) -> Holding:
        return self.holdings.setdefault(person_id, Holding())

    def _count(self, event: Event) -> None:
        """A reward was kept for somebody, or is so no longer."""
        if isinstance(event, RedemptionHeld | RedemptionReturned):
            self._stock(event.redemption.reward_id).kept += KEPT[event.type]
        elif isinstance(event, RewardReserved):
            self._stock(event.redemption.reward_id).out += RESERVED[event.type]
        elif isinstance(event, RewardReleased):
            self._stock(event.reward_id).out += RESERVED[event.type]

    def _stock(self, reward_id: str) -> Stock:
        return self.rewards.setdefault(reward_id, Stock())

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


def _travel(way: dict[tuple[str, str], int], key: tuple[str, str], points: int) -> None:
    left = way.pop(key, 0) + points
    if left:
        way[key] = left


def _signed(event: PointsEarned) -> int:
    """What a public event added to its account."""
    if isinstance(event, PointsGiven) and event.role == "giver":
        return -event.amount
    return TOLD_SIGN[event.type] * event.amount
