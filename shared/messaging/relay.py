"""The relay of a store with positions: what follows a commit, in one pass: react, publish, confirm.

Rows come with the commit. A crash anywhere repeats the pass, harmlessly: steps have causes, events have ids. A reaction
that fails for good parks its stream and nothing else.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Sequence

from shared.errors import Transient
from shared.health import Health
from shared.journal import Commit, Journal
from shared.journal.port import Mark, PositionStore
from shared.messaging.bus import Bus
from shared.messaging.parked import ParkedStreams
from shared.messaging.publishing import CHUNK_BYTES, Publisher
from shared.messaging.reacting import Reactions
from shared.metrics import Metrics
from shared.tasks import ended

log = logging.getLogger(__name__)

COMMITS_PER_PASS_MAX = 500
KEEP_MARKS_EVERY_SECONDS = 0.25
RETRY_SECONDS_MAX = 5.0
REACTED = "reacted"


class Relay:
    """Drives what follows the commits of one journal. ``source`` is the ``ce_source`` of its events."""

    def __init__(self, journal: Journal, bus: Bus, source: str, metrics: Metrics, health: Health) -> None:
        self._journal = journal
        self._store: PositionStore = journal.store  # type: ignore[assignment]  # relay_of chose this relay by it
        self._bus = bus
        self._publisher = Publisher(bus, source, metrics, health)
        self._metrics = metrics
        self._topic_of = {event.type: event.topic for event in journal.model.events if event.topic}
        discarded: set[str] = set()
        self._reactions = Reactions(journal, discarded)
        self._reacted = 0
        self._published: dict[str, int] = {}
        self._kept: dict[str, Mark] = {}
        self.parked = ParkedStreams(journal, bus, metrics, self._reactions.take, self._publish_late, discarded)
        self._moved: list[asyncio.Event] = []
        self._new = self._signal()
        self._tasks: list[asyncio.Task[None]] = []

    # -- life

    async def start(self) -> None:
        """Read where the last run stood and go on from there."""
        store = self._store
        marks = await store.marks()
        reacted = marks.get(REACTED)
        self._reacted = reacted.position if reacted and reacted.journal_id == store.journal_id else 0
        for topic in self._journal.model.topics:
            confirmed = marks.get(f"published/{topic}")
            self._published[topic] = self._bus.start_position(topic, store.journal_id, confirmed)
        await self.parked.start()
        self._journal.writer.listeners.append(self._on_commits)
        service = self._journal.model.service
        self._tasks = [asyncio.create_task(self._forever(self._react_pass, self._new), name=f"{service}-react")]
        for topic in self._journal.model.topics:
            signal = self._signal()
            work = self._publish_pass(topic)
            self._tasks.append(asyncio.create_task(self._forever(work, signal), name=f"{service}-publish-{topic}"))
        self._tasks.append(asyncio.create_task(self._keep_marks(), name=f"{service}-marks"))

    async def stop(self) -> None:
        """One more pass for what is there, then stop and keep the positions. Nothing to do unless it was started."""
        if not self._tasks:
            return
        try:
            async with asyncio.timeout(5):
                while not await self.idle():  # noqa: ASYNC110 - several tasks move; there is no one event to wait for
                    await asyncio.sleep(0.02)
        except TimeoutError:
            log.warning("the relay stops with commits pending; the next start goes on with them")
        await self.parked.stop()
        await ended(*self._tasks)
        self._tasks = []
        try:
            await self._write_marks()
        except Transient as fault:
            log.warning("positions are not kept; the next start repeats a little", extra={"fault": str(fault)})

    async def idle(self) -> bool:
        """Whether everything committed has been reacted to and published."""
        last = await self._store.last_position()
        return self._reacted >= last and all(position >= last for position in self._published.values())

    async def pending(self) -> int:
        """Commits that are not confirmed yet."""
        last = await self._store.last_position()
        return max(0, last - min([self._reacted, *self._published.values()]))

    # -- passes

    def _signal(self) -> asyncio.Event:
        signal = asyncio.Event()
        signal.set()
        self._moved.append(signal)
        return signal

    def _on_commits(self, commits: Sequence[Commit]) -> None:
        self._new.set()

    def _wake_all(self) -> None:
        for signal in self._moved:
            signal.set()

    async def _forever(self, work: Callable[[], Awaitable[bool]], signal: asyncio.Event) -> None:
        """Do passes while there is something to do; wait otherwise; retry what is transient, with backoff."""
        delay = 0.05
        while True:
            signal.clear()
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
                await signal.wait()

    async def _react_pass(self) -> bool:
        """Take the saga steps that follow the next commits; streams side by side, a stream in order."""
        commits = await self._store.after(self._reacted, COMMITS_PER_PASS_MAX)
        if not commits:
            return False
        by_stream: dict[str, list[Commit]] = {}
        for commit in commits:
            if self._reactions.concern(commit):
                by_stream.setdefault(commit.stream, []).append(commit)
        if by_stream:
            streams = (self._react_in_order(part) for part in by_stream.values())
            for outcome in await asyncio.gather(*streams, return_exceptions=True):  # none runs on beside the next pass
                if isinstance(outcome, BaseException):
                    raise outcome
        self._reacted = commits[-1].position
        self._wake_all()
        return True

    async def _react_in_order(self, commits: Sequence[Commit]) -> None:
        for commit in commits:
            if self.parked.holds(commit):
                return
            letter = await self._reactions.take(commit)
            if letter is not None:
                await self.parked.park(letter)
                log.error(
                    "a reaction failed; its stream is parked", extra={"letter": letter.id, "reaction": letter.handler}
                )
                return

    def _publish_pass(self, topic: str) -> Callable[[], Awaitable[bool]]:
        async def publish() -> bool:
            after, upto = self._published[topic], self._reacted
            if after >= upto:
                return False
            commits = await self._store.outgoing(topic, after, upto, COMMITS_PER_PASS_MAX)
            full = len(commits) >= COMMITS_PER_PASS_MAX
            open_commits = [commit for commit in commits if not self.parked.holds(commit)]
            done = await self._publish(topic, open_commits)
            if done is not None:
                self._published[topic] = done
            else:
                self._published[topic] = commits[-1].position if full else upto
            if open_commits and self._bus.pause_seconds:
                await asyncio.sleep(self._bus.pause_seconds)
            return True

        return publish

    async def _publish(self, topic: str, commits: Sequence[Commit], position: int | None = None) -> int | None:
        """Publish a topic's events of commits in order, one chunk; the position reached if that was not the end."""
        records, size = [], 0
        reached: int | None = None
        for commit in commits:
            if size >= CHUNK_BYTES:
                break
            indexes = [n for n, record in enumerate(commit.records) if self._topic_of.get(record.type) == topic]
            for index in indexes:  # who has heard the first of two events has not heard the commit
                stands_for = commit.position - (index != indexes[-1])
                made = self._publisher.record(commit, index, stands_for if position is None else position)
                records.append(made)
                size += made.size
            reached = commit.position
        if records:
            await self._publisher.publish(topic, self._store.journal_id, records)
        return reached if commits and reached != commits[-1].position else None

    async def _publish_late(self, topic: str, commit: Commit) -> None:
        """Publish a commit that was parked, behind the earlier ones of its stream, which may still wait for room."""
        while self._published[topic] < commit.position:  # noqa: ASYNC110 - rare; several tasks move it
            await asyncio.sleep(0.02)
        await self._publish(topic, [commit], position=self._published[topic])

    # -- positions

    async def _keep_marks(self) -> None:
        while True:
            await asyncio.sleep(KEEP_MARKS_EVERY_SECONDS)
            try:
                await self._write_marks()
            except Transient as fault:
                log.warning("positions are kept later", extra={"fault": str(fault)})

    async def _write_marks(self) -> None:
        """Keep the positions that moved; written after what they stand for, so a crash only repeats."""
        id = self._store.journal_id
        marks = {REACTED: Mark(id, self._reacted)}
        marks |= {f"published/{topic}": Mark(id, position) for topic, position in self._published.items()}
        moved = {name: mark for name, mark in marks.items() if self._kept.get(name) != mark}
        if moved:
            await self._store.set_marks(moved)
            self._kept.update(moved)
        await self._measure()

    async def _measure(self) -> None:
        """Tell how old the oldest unconfirmed commit is."""
        behind = min([self._reacted, *self._published.values()])
        age = 0.0
        if behind < await self._store.last_position():
            oldest = await self._store.after(behind, 1)
            age = max(0.0, (self._journal.now() - oldest[0].at).total_seconds()) if oldest else 0.0
        self._metrics.oldest_unconfirmed_seconds.set(age)
