"""A courier for each webhook that is subscribed, in every process; who of them delivers, the lease decides."""

import asyncio
import contextlib
import logging
import os
import ssl
from collections import Counter
from collections.abc import Sequence

from services.feeds.addresses import Addresses
from services.feeds.courier import Courier
from services.feeds.domain.subscription import Subscription
from services.feeds.figures import DeliveryFigures
from services.feeds.keys import SubscriptionKeys
from services.feeds.listening import Listeners
from services.feeds.reading import FeedReader
from services.feeds.rows import SubscriptionRow
from services.feeds.sending import Sender
from shared.errors import Transient
from shared.journal import Cause, Commit, Journal

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 2.0
"""What staff decided in another process is heeded after so long."""
FINISH_SECONDS_MAX = 3.0


class Couriers:
    """Starts a courier for every active webhook, and lets go those whose subscription stands still."""

    def __init__(
        self,
        journal: Journal,
        reader: FeedReader,
        listeners: Listeners,
        keys: SubscriptionKeys,
        addresses: Addresses,
        *,
        tls: ssl.SSLContext,
        timeout_seconds: float,
    ) -> None:
        self._journal = journal
        self._reader = reader
        self._listeners = listeners
        self._keys = keys
        self._addresses = addresses
        self._tls = tls
        self._timeout_seconds = timeout_seconds
        self.holder = os.urandom(8).hex()
        self.figures = DeliveryFigures()
        self._running: dict[str, tuple[Courier, asyncio.Task[None]]] = {}
        self._retiring: set[asyncio.Task[None]] = set()
        self._standing: Counter[str] = Counter()
        self._look = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    # -- life

    def start(self) -> None:
        """Begin to read and to deliver."""
        self._reader.start()
        self._journal.writer.listeners.append(self._on_commits)
        self._task = asyncio.create_task(self._watch(), name="feeds-couriers")

    def let_go(self) -> None:
        """Let open streams end."""
        self._listeners.close()

    async def stop(self) -> None:
        """Stop after the attempts in hand, with what was delivered on record."""
        if self._task is None:
            return
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        for id in list(self._running):
            self._retire(id)
        await asyncio.gather(*self._retiring, return_exceptions=True)
        await self._reader.stop()
        self._task = None

    async def due(self, row: SubscriptionRow, cause: Cause) -> None:
        """The time of a subscription's next try has come."""
        if found := self._running.get(row.id):
            found[0].wake()
        else:
            self._look.set()

    # -- who delivers

    async def _watch(self) -> None:
        while True:
            self._look.clear()
            try:
                await self._see_to_it()
            except Transient as fault:
                log.warning("the couriers wait for the store", extra={"fault": str(fault)})
            except Exception:
                log.exception("the couriers failed in a way nobody foresaw; they go on")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY_SECONDS):
                    await self._look.wait()

    async def _see_to_it(self) -> None:
        rows = await self._journal.all(SubscriptionRow, with_closed=False)
        self._standing = Counter(row.status for row in rows)
        wanted = {row.id for row in rows if row.channel == "webhook" and row.status == "active"}
        for id in self._running.keys() - wanted:
            self._retire(id)
        for id in wanted - self._running.keys():
            courier = self.courier(id)
            self._running[id] = courier, asyncio.create_task(courier.run(), name=f"feeds-courier-{id}")

    def _retire(self, id: str) -> None:
        """Let a courier go, in the background."""
        ending = asyncio.create_task(self._finish(*self._running.pop(id)), name=f"feeds-retire-{id}")
        self._retiring.add(ending)
        ending.add_done_callback(self._retiring.discard)

    async def _finish(self, courier: Courier, task: asyncio.Task[None]) -> None:
        """The attempt in hand ends, unless it takes long; what was taken goes on record."""
        courier.ask_to_stop()
        await asyncio.wait({task}, timeout=FINISH_SECONDS_MAX)
        task.cancel()
        try:
            async with asyncio.timeout(FINISH_SECONDS_MAX):
                await courier.finish()
        except (Transient, TimeoutError) as fault:
            log.warning("deliveries are not on record; they are repeated", extra={"fault": type(fault).__name__})

    def courier(self, subscription_id: str) -> Courier:
        """A courier with a connection of its own."""
        return Courier(
            subscription_id,
            journal=self._journal,
            reader=self._reader,
            keys=self._keys,
            sender=Sender(self._addresses, self._tls, self._timeout_seconds),
            holder=self.holder,
            figures=self.figures,
        )

    def _on_commits(self, commits: Sequence[Commit]) -> None:
        """Staff decided something in this process: the courier heeds it before the next event."""
        for commit in commits:
            if commit.stream.startswith(f"{Subscription.kind}/") and not commit.actor.startswith("timer:"):
                if found := self._running.get(commit.stream.partition("/")[2]):
                    found[0].wake()
                self._look.set()

    # -- figures

    def lag_seconds(self) -> float:
        """The age of the oldest event that a courier here has in hand or behind it."""
        oldest = min((c.oldest for c, _ in self._running.values() if c.oldest), default=None)
        return max(0.0, (self._journal.now() - oldest).total_seconds()) if oldest else 0.0

    def standing(self, status: str) -> float:
        """How many subscriptions stand so."""
        return float(self._standing[status])
