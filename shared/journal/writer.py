"""The one writer of a service process: serves commands in batches, and answers only after the batch is committed.

A batch: load the states, look the causes up, decide in turn, insert, commit. If the insert fails the touched states
are dropped and the batch is done again. Nothing speculative outlives a batch.
"""

import asyncio
import os
import random
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from shared import trace
from shared.clock import Clock
from shared.errors import CauseReused, Contended, EventTooLarge, Refusal, StoreUnavailable
from shared.events import Event
from shared.journal.batching import Command, Held, Plan, Raised, Redo, answer_all
from shared.journal.behind import SnapshotsBehind
from shared.journal.causes import Cause
from shared.journal.commits import Commit, Decode, Record
from shared.journal.limits import Limits
from shared.journal.model import Model, Stream
from shared.journal.port import Batch, Loaded, PlacedRow, Snapshot, Store, VersionTaken, Wanted
from shared.journal.tallies import rows_of
from shared.tasks import ended


class Writer:
    """Serialises all writing of one service process. ``submit`` from any task; one loop serves the queue."""

    def __init__(self, store: Store, model: Model, decode: Decode, clock: Clock, limits: Limits) -> None:
        self._store = store
        self._model = model
        self._decode = decode
        self._clock = clock
        self._limits = limits
        self._known_types = {event.type for event in model.events}
        self._cache: OrderedDict[str, Held] = OrderedDict()
        self._queue: deque[Command] = deque()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._in_hand = 0
        self._forget = False
        self.listeners: list[Callable[[Sequence[Commit]], None]] = []
        self.forgetting: list[Callable[[], None]] = []  # told by ``forget_cache``: who keeps rows in memory
        self.retries = 0
        self.commits = 0
        self.behind = SnapshotsBehind(limits.snapshot_every_commits)

    def start(self) -> None:
        """Begin to serve."""
        self._task = asyncio.create_task(self._serve(), name=f"{self._model.service}-writer")

    async def stop(self) -> None:
        """Finish what is queued, then stop."""
        if self._task is None:
            return
        while self._queue or self._in_hand:  # noqa: ASYNC110 - once, at the end; an event would cost every batch
            await asyncio.sleep(0.005)
        await ended(self._task)
        self._task = None

    @property
    def in_flight(self) -> int:
        """Commands that wait for an answer."""
        return len(self._queue) + self._in_hand

    @property
    def cached_states(self) -> int:
        """States held in memory."""
        return len(self._cache)

    def forget_cache(self) -> None:
        """Drop every cached state before the next batch (after a repair); never in the middle of one."""
        self._forget = True
        for each in self.forgetting:
            each()

    def submit(self, stream: Stream[Any], function: Callable[[Any], Any], cause: Cause | None) -> "asyncio.Future[Any]":
        """Queue a decision (with a cause) or a question (without). Raises ``Contended`` when the queue is full.

        The caller may go away: its command is served all the same, and only its future is dropped.
        """
        if self._task is None or self._task.done():
            raise StoreUnavailable("the journal is not open")
        if len(self._queue) >= self._limits.queue_commands_max:
            raise Contended("too many commands wait")
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        key = cause.on(stream.name) if cause else ""
        self._queue.append(Command(stream, function, cause, key, trace.current(), done))
        self._wake.set()
        return done

    async def _serve(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._queue:
                count = min(len(self._queue), self._limits.batch_commands_max)
                batch = [self._queue.popleft() for _ in range(count)]
                self._in_hand = count
                try:
                    await self._serve_apart(batch)
                finally:
                    self._in_hand = 0

    async def _serve_apart(self, batch: list[Command]) -> None:
        """Serve a batch; after a bug (a row that the store cannot hold) serve each command alone, so that one suffers.

        Whoever is answered already stays so; a command that was committed finds its cause.
        """
        try:
            await self._serve_batch(batch)
        except Exception as error:  # noqa: BLE001 - a bug in one batch must not end the writer
            self._cache.clear()
            if len(batch) == 1:
                answer_all([(batch[0], Raised(error))])
                return
            for command in batch:
                if not command.done.done() or command.done.cancelled():
                    await self._serve_apart([command])

    async def _serve_batch(self, batch: list[Command]) -> None:
        """Do the batch again until it is committed; bounded, with jitter."""
        attempt = 0
        tried: set[str] = set()
        while batch:
            plan = Plan(tried=tried)
            if self._forget:
                self._forget = False
                self._cache.clear()
            try:
                loaded = await self._load(batch)
                self._decide_all(batch, loaded, plan)
                tried.update(commit.id for commit in plan.commits)
                placed = list(plan.found_again.values())
                if plan.commits:
                    placed += await self._store.append(Batch(plan.commits, plan.rows, plan.snapshots))
                if placed:
                    self.commits += len(placed)
                    for snapshot in plan.snapshots:
                        self.behind.saved(snapshot.stream)
                    for listener in self.listeners:
                        listener(placed)
                self._trim_cache()
                answer_all(plan.answers)
                return
            except Redo as redo:
                self._drop(plan)
                batch = [command for command in batch if command is not redo.culprit]
            except (VersionTaken, StoreUnavailable) as error:
                self._drop(plan)
                attempt += 1
                self.retries += 1
                away = isinstance(error, StoreUnavailable)
                limits = self._limits
                if attempt >= (limits.attempts_max_when_unavailable if away else limits.attempts_max):
                    failure = error if away else Contended("rivals were first in every attempt")
                    answer_all([(command, Raised(failure)) for command in batch])
                    return
                await asyncio.sleep(limits.retry_base_seconds * 2**attempt * random.uniform(0.5, 1.5))  # noqa: S311 - jitter

    async def _load(self, batch: list[Command]) -> Loaded:
        """What the batch needs beside the cache; a shared store is asked for newer commits of cached states too."""
        wanted: dict[str, Wanted] = {}
        for command in batch:
            name = command.stream.name
            held = self._cache.get(name)
            if name not in wanted and (held is None or not self._store.exclusive):
                wanted[name] = Wanted(held.version if held else 0, command.stream.state.fold_version)
        causes = list({command.key for command in batch if command.key})
        return await self._store.load(wanted, causes) if wanted or causes else Loaded()

    def _decide_all(self, batch: list[Command], loaded: Loaded, plan: Plan) -> None:
        for command in batch:
            try:
                answer = self._outcome(command, loaded, plan)
            except Redo:
                raise
            except Refusal as refusal:
                answer = Raised(refusal.with_traceback(None))  # its way here would keep the whole batch for a while
            except Exception as bug:  # noqa: BLE001 - of this command: its caller's business
                answer = Raised(bug)
            plan.answers.append((command, answer))

    def _outcome(self, command: Command, loaded: Loaded, plan: Plan) -> Any:
        if command.cause is None:
            return command.function(self._state(command.stream, loaded, plan).state)
        known = loaded.causes.get(command.key) or plan.by_cause.get(command.key)
        if known is not None:
            if known.stream != command.stream.name:
                raise CauseReused(command.key, "target")
            if known.digest != command.cause.digest:
                raise CauseReused(command.key, "body")
            if known.id in plan.tried and known.id not in plan.found_again:  # whoever else asks hears a replay
                plan.found_again[known.id] = known
                return known
            return known.as_replay()
        held = self._state(command.stream, loaded, plan)
        events: Sequence[Event] = command.function(held.state)
        commit = self._commit(command, command.cause, held, events)
        if events:
            self._apply(command, held, commit, plan)
        return commit

    def _state(self, stream: Stream[Any], loaded: Loaded, plan: Plan) -> Held:
        """The stream's newest state: cached, or folded from what was loaded. Raises ``UnknownEvent``.

        One that could not be folded stays so for the batch: its next command must not find the half or the empty state.
        """
        if stream.name in plan.unreadable:
            raise plan.unreadable[stream.name]
        try:
            held = self._folded(stream, loaded)
        except Exception as error:
            self._cache.pop(stream.name, None)
            plan.unreadable[stream.name] = error
            raise
        self._cache[stream.name] = held
        self._cache.move_to_end(stream.name)
        return held

    def _folded(self, stream: Stream[Any], loaded: Loaded) -> Held:
        held = self._cache.get(stream.name)
        snapshot = loaded.snapshots.get(stream.name)
        if held is None:
            self.behind.loaded(stream.name, len(loaded.tails.get(stream.name, ())))
        if held is None or (snapshot is not None and snapshot.version > held.version):
            held = (
                Held(stream.state.model_validate_json(snapshot.state), snapshot.version, snapshot.at)
                if snapshot
                else Held(stream.state(stream_name=stream.name))
            )
        if type(held.state) is not stream.state:
            raise TypeError(f"{stream.name} is a {type(held.state).__name__}, not a {stream.state.__name__}")
        for commit in loaded.tails.get(stream.name, ()):
            if commit.version > held.version:
                for event in commit.events:
                    held.state.apply(event)
                held.version, held.at = commit.version, commit.at
        return held

    def _commit(self, command: Command, cause: Cause, held: Held, events: Sequence[Event]) -> Commit:
        """The commit that would record ``events``. One without events records nothing and is never stored."""
        now = self._clock.now()
        records = []
        for event in events:
            if event.type not in self._known_types:
                raise TypeError(f"{self._model.service} does not declare {event.type}")
            body = event.body()
            if len(body) > self._limits.event_bytes_max:
                raise EventTooLarge(event.type, len(body), self._limits.event_bytes_max)
            records.append(Record(event.type, body))
        return Commit(
            id=os.urandom(16).hex() if events else "",
            stream=command.stream.name,
            version=held.version + 1 if events else held.version,
            cause=command.key,
            digest=cause.digest,
            at=now if held.at is None or now > held.at else held.at,
            actor=cause.actor,
            trace=command.traceparent,
            records=tuple(records),
            _decode=self._decode,
            _events=tuple(events),
        )

    def _apply(self, command: Command, held: Held, commit: Commit, plan: Plan) -> None:
        """Take the commit into the state and the plan. A bug here spoils the state, so the batch starts over."""
        plan.touched.add(commit.stream)
        try:
            rows: dict[tuple[str, str], PlacedRow] = {}
            for index, event in enumerate(commit.events):
                held.state.apply(event)
                for row in rows_of(self._model, held.state, commit, index):
                    rows[row.kind, row.id] = PlacedRow(row, commit.stream, commit.version)
            held.version, held.at = commit.version, commit.at
            if commit.version % self._limits.snapshot_every_commits == 0:
                state = held.state.__pydantic_serializer__.to_json(held.state)
                fold_version = command.stream.state.fold_version
                plan.snapshots.append(Snapshot(commit.stream, commit.version, fold_version, commit.at, state))
        except Exception as bug:
            answer_all([(command, Raised(bug))])
            raise Redo(command) from bug
        if not rows and self._model.is_last(commit.stream, (record.type for record in commit.records)):
            commit = replace(commit, is_last=True)
        plan.commits.append(commit)
        plan.rows.extend(rows.values())
        plan.by_cause[command.key] = commit

    def _drop(self, plan: Plan) -> None:
        for name in plan.touched:
            self._cache.pop(name, None)

    def _trim_cache(self) -> None:
        while len(self._cache) > self._limits.cached_states_max:
            self._cache.popitem(last=False)
