"""A courier delivers the events of one subscription, one after the other, for as long as this process holds its lease.

An attempt is on record before it is made (the lease), and its result after: at once when it failed, together with
others when all goes well. What a crash leaves unrecorded is delivered again, with the same ids.
"""

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.feeds.domain.backoff import delay
from services.feeds.domain.cursor import Place, completed, cursor_of, text_of
from services.feeds.domain.events import AttemptFailed, SubscriptionCreated
from services.feeds.domain.subscription import Subscription
from services.feeds.figures import DeliveryFigures
from services.feeds.keys import SubscriptionKeys
from services.feeds.reading import Entry, FeedReader
from services.feeds.sending import Outcome, Sender
from services.feeds.telling import Teller, Told
from shared.errors import Transient
from shared.journal import Journal

log = logging.getLogger(__name__)

RECORD_EVERY_EVENTS = 200
RECORD_EVERY_SECONDS = 5.0
"""How much is delivered again, at most, after a crash; and how often a busy subscription commits."""
SKIPPED_EVENTS_MAX = 2_000
"""The cursor is recorded after so many events that were not for this subscriber, so that a restart does not look at all
of them again."""
LOOK_EVERY_SECONDS = 1.0
RETRY_SECONDS = 1.0
RENEW_BEFORE = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class _Known:
    """A subscription as it was last asked for."""

    created: SubscriptionCreated
    active: bool
    cursor: str
    holder: str
    lease_until: datetime | None
    next_at: datetime | None
    secrets: tuple[str, ...]
    moves: int


class Courier:
    """Delivers one subscription. ``holder`` names this process in leases."""

    def __init__(
        self,
        subscription_id: str,
        *,
        journal: Journal,
        reader: FeedReader,
        keys: SubscriptionKeys,
        sender: Sender,
        holder: str,
        figures: DeliveryFigures,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.id = subscription_id
        self._journal = journal
        self._reader = reader
        self._keys = keys
        self._sender = sender
        self._holder = holder
        self._figures = figures
        self._jitter = jitter
        self._stream = Subscription.stream(subscription_id)
        self._known: _Known | None = None
        self._teller: Teller | None = None
        self._cursor: dict[str, Place] = {}
        self._count = 0
        self._skipped = 0
        self._recorded_at = 0.0
        self._called = asyncio.Event()
        self._turn = 0
        self._stopping = False
        self.oldest: datetime | None = None
        """When the event at hand was kept; ``None`` when nothing waits."""

    def wake(self) -> None:
        """Something about the subscription is different, or its time has come."""
        self._known = None
        self._called.set()

    def ask_to_stop(self) -> None:
        """End ``run`` after the attempt in hand."""
        self._stopping = True
        self._called.set()

    async def run(self) -> None:
        """Deliver until asked to stop; faults of the store are waited out."""
        self._reader.ears.add(self._called)
        try:
            while not self._stopping:
                try:
                    pause = await self._step()
                except Transient as fault:
                    log.warning("a delivery waits", extra={"subscription": self.id, "fault": str(fault)})
                    self._known, pause = None, RETRY_SECONDS
                except Exception:
                    log.exception("a delivery failed unforeseen", extra={"subscription": self.id})
                    self._known, pause = None, 10 * RETRY_SECONDS
                if pause and not self._stopping:
                    await self._wait(pause)
        finally:
            self._reader.ears.discard(self._called)
            await self._sender.close()

    async def finish(self) -> None:
        """Record what was delivered and is not on record yet, and leave the lease to whoever comes next."""
        known = self._known or await self._ask()
        if known and (self._count or known.holder == self._holder):
            await self._record(release=True)

    async def _wait(self, seconds: float) -> None:
        """Until there may be more, somebody calls, or so long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):  # not wait_for: in Python 3.11 it swallows a cancellation now and then
                await self._called.wait()
        self._called.clear()

    async def _step(self) -> float:
        """Do what is next; how long to wait afterwards (0: go on)."""
        known = self._known or await self._ask()
        if known is None or not known.active or self._teller is None:
            self.oldest = None
            return 60.0
        if known.next_at is not None and self._journal.now() < known.next_at:
            return min(LOOK_EVERY_SECONDS, (known.next_at - self._journal.now()).total_seconds() + 0.01)
        entries = await self._next(self._teller)
        self.oldest = entries[0].at if entries else None
        if not entries:
            return await self._rest()
        if not self._holds(known):
            return await self._claim()
        await self._deliver(known, self._teller, entries)
        return 0.0

    async def _ask(self) -> _Known | None:
        """The subscription as it is now, and its cursor as the place to read from."""

        def look(now: Subscription) -> _Known | None:
            if now.created is None:
                return None
            old = now.old_sealed if now.old_until and self._journal.now() < now.old_until else ""
            secrets = tuple(each for each in (now.sealed, old) if each)
            return _Known(
                now.created, now.status == "active", now.cursor, now.holder, now.lease_until, now.next_at, secrets,
                now.moves,
            )  # fmt: skip

        known = await self._journal.ask(self._stream, look)
        if known is not None:
            mine = known.holder == self._holder and self._count
            created = known.created
            self._teller = Teller.of(created.types, created.areas, self._keys.pseudonym_key(created.subscriber))
            if not mine:
                self._cursor = completed(cursor_of(known.cursor), self._teller.topics, {})
                self._count = self._skipped = 0
        self._known = known
        return known

    async def _next(self, teller: Teller) -> Sequence[Entry]:
        """The next events for this subscriber, topics in turn; the cursor moves over what is not for them."""
        topics = teller.topics
        for n in range(len(topics)):
            topic = topics[(self._turn + n) % len(topics)]
            while True:
                entries, end = await self._reader.after(topic, self._cursor[topic])
                if not entries:
                    self._cursor[topic] = end
                    break
                mine = [entry for entry in entries if teller.hears(entry, self._reader)]
                if mine:
                    self._turn += n + 1
                    return mine
                self._cursor[topic] = end
                self._skipped += len(entries)
        return []

    # -- the lease

    def _holds(self, known: _Known) -> bool:
        """Whether this process has the lease for longer than an attempt takes."""
        mine = known.holder == self._holder and known.lease_until is not None
        return mine and known.lease_until is not None and self._journal.now() + RENEW_BEFORE < known.lease_until

    async def _claim(self) -> float:
        """Take the lease, or wait for whoever has it."""
        known = await self._ask()
        if known is None or not known.active:
            return 0.0
        now = self._journal.now()
        cause = self._journal.causes.timer("lease", self.id, known.moves)
        commit = await self._journal.transact(self._stream, cause, lambda held: held.claim(self._holder, now))
        self._known = None
        self._recorded_at = asyncio.get_running_loop().time()
        known = await self._ask()
        if commit.records and known is not None and known.holder == self._holder:
            return 0.0
        return LOOK_EVERY_SECONDS

    # -- delivering

    async def _deliver(self, known: _Known, teller: Teller, entries: Sequence[Entry]) -> None:
        """Send events in order until one fails, the lease runs out, or somebody changed the subscription."""
        secrets = [self._keys.unseal(sealed, self.id) for sealed in known.secrets]
        for entry in entries:
            if self._stopping or self._known is not known or not self._holds(known):
                return
            self.oldest = entry.at
            told = teller.told(entry)
            outcome = await self._sender.send(known.created.url, told, secrets)
            if outcome.code:
                await self._fail(known, told, outcome)
                return
            self._figures.delivered()
            self._cursor[entry.topic] = entry.place
            self._count += 1
            if self._is_time_to_record():
                await self._record()

    def _is_time_to_record(self) -> bool:
        waited = asyncio.get_running_loop().time() - self._recorded_at
        return self._count >= RECORD_EVERY_EVENTS or (self._count > 0 and waited >= RECORD_EVERY_SECONDS)

    async def _rest(self) -> float:
        """Nothing is to be delivered: record what was, when it is time; how long to wait."""
        if self._is_time_to_record() or self._skipped >= SKIPPED_EVENTS_MAX:
            if not self._count and self._known and not self._holds(self._known):
                return await self._claim()
            await self._record()
        return RECORD_EVERY_SECONDS if not self._count else LOOK_EVERY_SECONDS

    async def _record(self, *, release: bool = False) -> None:
        """Commit what was delivered; the lease goes on. When somebody else has it, begin again from what they have."""
        known = self._known
        if known is None:
            return
        now, count, text = self._journal.now(), self._count, text_of(self._cursor)
        cause = self._journal.causes.timer("delivered", self.id, known.moves)
        await self._journal.transact(
            self._stream, cause, lambda held: held.deliver(self._holder, text, count, now, release=release)
        )
        self._on_record()

    async def _fail(self, known: _Known, told: Told, outcome: Outcome) -> None:
        """Commit that an attempt failed, with what was delivered before it and when the next one is."""
        self._figures.failed(outcome.code)
        log.info("a delivery was not taken", extra={"subscription": self.id, "code": outcome.code})
        now, failures = self._journal.now(), await self._journal.ask(self._stream, lambda held: held.failures)
        failures = 1 if self._count else failures + 1
        failed = AttemptFailed(
            holder=self._holder,
            cursor=text_of(self._cursor),
            count=self._count,
            event_id=told.id,
            code=outcome.code,
            status=outcome.status,
            next_at=now + delay(failures, self._jitter(), outcome.retry_after),
            at=now,
        )
        cause = self._journal.causes.timer("failed", self.id, known.moves)
        await self._journal.transact(self._stream, cause, lambda held: held.fail(failed))
        self._on_record()

    def _on_record(self) -> None:
        """What was counted is on record now, or somebody else delivers: in both cases the journal knows more."""
        self._count = self._skipped = 0
        self._recorded_at = asyncio.get_running_loop().time()
        self._known = None
