"""The relay of a store that several processes write: every commit says itself whether all that follows it is done.

Each replica drives its own commits, in each stream's order, and waits for a moment when the one before is another
replica's. What stays unconfirmed (its writer was killed) is found by a sweep and driven by whoever finds it. Two
replicas that drive one commit at once do no harm: steps have causes, events have ids.
"""

import asyncio
import logging
import random
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence

from shared.errors import Transient
from shared.health import Health
from shared.journal import Commit, Journal
from shared.journal.port import DeadLetter, PendingStore
from shared.messaging.bus import Bus
from shared.messaging.pending_parked import PendingParked
from shared.messaging.pending_work import PendingWork
from shared.messaging.publishing import Publisher
from shared.messaging.reacting import Reactions
from shared.metrics import Metrics
from shared.tasks import ended

log = logging.getLogger(__name__)

STREAMS_PER_PASS_MAX = 500
GATHER_SECONDS = 0.03
"""From one pass to the next: each costs a question, a record and an update, however much it drives."""
SWEEP_SECONDS = 1.0
SWEEPS = 3
"""A commit of another replica that so many sweeps find in a row is driven here."""
SWEPT_MAX = 2_000
WAIT_SECONDS_MAX = 2.0
"""How long a stream waits for another replica that drives the commit before ours."""
OTHERS_PER_PASS_MAX = 64
"""Streams of which another replica's commits are driven here: each has to be read and derived anew. Measured without a
bound, one after the other: two replicas that had both fallen behind by a second took each other's work over, in passes
of up to 39 s, and were a minute late."""
WAIT_POLL_SECONDS = 0.02
RETRY_SECONDS_MAX = 5.0
CONFIRMED_KEPT_MAX = 20_000


class PendingRelay:
    """Drives what follows the commits of one journal. ``source`` is the ``ce_source`` of its events."""

    def __init__(self, journal: Journal, bus: Bus, source: str, metrics: Metrics, health: Health) -> None:
        self._journal = journal
        self._store: PendingStore = journal.store  # type: ignore[assignment]  # relay_of chose this relay by it
        self._metrics = metrics
        self._publisher = Publisher(bus, source, metrics, health)
        self._topic_of = {event.type: event.topic for event in journal.model.events if event.topic}
        self.parked = PendingParked(journal, self._drive_soon)
        self._reactions = Reactions(journal, self.parked.discarded)
        self._work = PendingWork()
        self._waiting: dict[str, float] = {}
        self._confirmed: OrderedDict[str, int] = OrderedDict()
        self._seen: dict[tuple[str, int], int] = {}
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    # -- life

    async def start(self) -> None:
        """Begin with what an earlier run left unconfirmed, and go on with what is committed."""
        await self.parked.load_discarded()
        await self.parked.refresh()
        self._journal.writer.listeners.append(self._on_commits)
        service = self._journal.model.service
        self._tasks = [
            asyncio.create_task(self._forever(self._pass), name=f"{service}-relay"),
            asyncio.create_task(self._sweep_forever(), name=f"{service}-sweep"),
        ]
        self.parked.running = True

    async def stop(self) -> None:
        """One more pass for what is there, then stop. What is left is found by another replica, or the next start."""
        if not self._tasks:
            return
        self.parked.running = False
        try:
            async with asyncio.timeout(5):
                while not self._work.is_done:  # noqa: ASYNC110 - once, at the end
                    await asyncio.sleep(0.02)
        except TimeoutError:
            log.warning("the relay stops with commits pending; they are found by the next sweep")
        await ended(*self._tasks)
        self._tasks = []

    async def idle(self) -> bool:
        """Whether everything committed has been confirmed, except in parked streams."""
        return self._work.is_done and not await self._store.pending(1, without=self.parked.streams)

    async def pending(self) -> int:
        """Commits that are not confirmed yet, up to a bound."""
        return len(await self._store.pending(SWEPT_MAX))

    # -- what is to be driven

    def _on_commits(self, commits: Sequence[Commit]) -> None:
        self._work.add([commit for commit in commits if not commit.is_last])
        self._wake.set()

    def _drive_soon(self, stream: str) -> None:
        """Read a stream's unconfirmed commits from the store and drive them."""
        self._work.read_again(stream)
        self._wake.set()

    async def _sweep_forever(self) -> None:
        while True:
            try:
                await self._sweep()
            except Transient as fault:
                log.warning("the sweep waits for the store", extra={"fault": str(fault)})
            except Exception:
                log.exception("the sweep failed in a way nobody foresaw; it tries again")
            await asyncio.sleep(SWEEP_SECONDS * random.uniform(0.8, 1.2))  # noqa: S311 - replicas take turns

    async def _sweep(self) -> None:
        """Find what nobody confirms, without a clock: what was there at the last sweeps, and is not in hand here."""
        await self.parked.refresh()
        found = await self._store.pending(SWEPT_MAX, without=self.parked.streams)
        seen = {(stream, version): 1 + self._seen.get((stream, version), 0) for stream, version, _ in found}
        for stream, version in sorted(place for place, times in seen.items() if times >= SWEEPS):
            if not self._work.has_own(stream) and self._confirmed.get(stream, 0) < version:
                self._drive_soon(stream)
        self._seen = seen
        ages = [(self._journal.now() - at).total_seconds() for _, _, at in found]
        self._metrics.oldest_unconfirmed_seconds.set(max(0.0, *ages) if ages else 0.0)

    # -- a pass

    async def _forever(self, work: Callable[[], Awaitable[bool]]) -> None:
        """Do passes while there is something to do; wait otherwise; retry what is transient, with backoff."""
        delay, began = 0.05, float("-inf")
        while True:
            await asyncio.sleep(GATHER_SECONDS - (time.monotonic() - began))
            began = time.monotonic()
            self._wake.clear()
            try:
                more = await work()
                delay = 0.05
            except Transient as fault:
                log.warning("the relay waits", extra={"fault": str(fault)})
                await asyncio.sleep(delay * random.uniform(0.5, 1.5))  # noqa: S311 - jitter
                delay, more = min(delay * 2, RETRY_SECONDS_MAX), True
            except Exception:
                log.exception("the relay failed in a way nobody foresaw; it tries again")
                await asyncio.sleep(RETRY_SECONDS_MAX)
                more = True
            if not more:
                await self._wake.wait()

    async def _pass(self) -> bool:
        """Drive some streams: react, publish, confirm. What a fault leaves undone is read again from the store."""
        own = self._work.take(STREAMS_PER_PASS_MAX)
        if not own:
            return False
        try:
            await self._drive(own)
        except BaseException:
            self._work.take_back(own)
            raise
        finally:
            self._work.let_go()
        if self._waiting and self._work.is_only_of(self._waiting):
            await asyncio.sleep(WAIT_POLL_SECONDS)
        return True

    async def _drive(self, own: Mapping[str, list[Commit]]) -> None:
        to_do = await self._in_order(own)
        done = await self._react(to_do)
        topics = sorted({t for commit in done for r in commit.records if (t := self._topic_of.get(r.type))})
        await asyncio.gather(*(self._publish(topic, done) for topic in topics))
        if done:
            await self._store.confirm(done)
        for commit in done:
            self._confirmed[commit.stream] = max(commit.version, self._confirmed.get(commit.stream, 0))
            self._confirmed.move_to_end(commit.stream)
        while len(self._confirmed) > CONFIRMED_KEPT_MAX:
            self._confirmed.popitem(last=False)
        await self.parked.passed({stream: commits[-1] for stream, commits in _by_stream(done).items()})

    async def _in_order(self, own: Mapping[str, list[Commit]]) -> dict[str, Sequence[Commit]]:
        """What is to be driven now of each stream, from its first unconfirmed commit on.

        Own commits, unless the one before them is another replica's and not confirmed: then they wait a moment for it,
        and after that everything unconfirmed of the stream is read and driven here.
        """
        first = {stream: commits[0].version for stream, commits in own.items() if commits}
        doubtful = [
            (stream, version - 1)
            for stream, version in first.items()
            if version > 1 and self._confirmed.get(stream) != version - 1
        ]
        behind = {stream for stream, _ in await self._store.unconfirmed(doubtful)} if doubtful else set()
        to_do: dict[str, Sequence[Commit]] = {}
        with_others: list[str] = []
        for stream, commits in own.items():
            if stream in self.parked.streams:
                continue
            if commits and stream not in behind:
                to_do[stream] = self._without_a_gap(stream, commits)
            elif (commits and self._may_wait(stream)) or len(with_others) >= OTHERS_PER_PASS_MAX:
                self._work.take_back({stream: commits})
                continue
            else:
                with_others.append(stream)
            self._waiting.pop(stream, None)
        return to_do | await self._with_others(with_others)

    async def _with_others(self, streams: Sequence[str]) -> dict[str, Sequence[Commit]]:
        """All that is unconfirmed of some streams, whoever wrote it, with rows derived, should the writer be dead."""
        await self._store.derive_rows(streams)
        found = await asyncio.gather(*(self._store.pending_of(stream) for stream in streams))
        return dict(zip(streams, found, strict=True))

    def _without_a_gap(self, stream: str, commits: list[Commit]) -> list[Commit]:
        """The first of them that follow each other; what lies behind another replica's commit is for the next pass."""
        first = commits[0].version
        run = [commit for n, commit in enumerate(commits) if commit.version == first + n]
        if later := commits[len(run) :]:
            self._work.take_back({stream: later})
        return run

    def _may_wait(self, stream: str) -> bool:
        since = self._waiting.setdefault(stream, time.monotonic())
        return time.monotonic() - since < WAIT_SECONDS_MAX

    async def _react(self, to_do: Mapping[str, Sequence[Commit]]) -> list[Commit]:
        """Take the steps, streams side by side; the commits that may be published, each stream's in order."""
        outcomes = await asyncio.gather(
            *(self._react_in_order(commits) for commits in to_do.values()), return_exceptions=True
        )
        done: list[Commit] = []
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
            done.extend(outcome)
        return done

    async def _react_in_order(self, commits: Sequence[Commit]) -> Sequence[Commit]:
        """The commits whose steps were taken. At the first that fails for good the stream is parked."""
        for count, commit in enumerate(commits):
            if not self._reactions.concern(commit):
                continue
            letter = await self._reactions.take(commit, self.parked.skipped(commit.stream))
            while letter is not None and await self.parked.was_discarded(letter):
                letter = await self._reactions.take(commit)
            if letter is not None:
                await self._park(letter)
                return commits[:count]
        return commits

    async def _park(self, letter: DeadLetter) -> None:
        if await self.parked.park(letter):
            self._metrics.dead_letters_open.inc()
        log.error("a reaction failed; its stream is parked", extra={"letter": letter.id, "reaction": letter.handler})

    async def _publish(self, topic: str, commits: Sequence[Commit]) -> None:
        for records in self._publisher.chunks(topic, self._topic_of, commits):
            await self._publisher.publish(topic, self._store.journal_id, records)


def _by_stream(commits: Sequence[Commit]) -> dict[str, list[Commit]]:
    found: dict[str, list[Commit]] = {}
    for commit in commits:
        found.setdefault(commit.stream, []).append(commit)
    return found
