"""A service at work: its journal open, its relay, consumer and timers running, its dead letters at hand."""

from contextlib import AsyncExitStack

from shared.logs import current_service
from shared.messaging.bus import Bus
from shared.messaging.consumer import Consumer
from shared.messaging.consumer_lag import ConsumerLag
from shared.messaging.dead_letters import DeadLetters
from shared.messaging.dispatch import Dispatch, Patience
from shared.messaging.letters_watch import LettersWatch
from shared.messaging.relays import relay_of
from shared.service import Service
from shared.timers import Timers


class RunningService:
    """Starts and stops one composed service on a bus. ``municipality`` is the city's 6-digit code.

    Without ``listening`` it only writes and publishes what it wrote: others consume and keep time.
    """

    def __init__(
        self,
        service: Service,
        bus: Bus,
        municipality: str,
        patience: Patience | None = None,
        *,
        listening: bool = True,
    ) -> None:
        journal, metrics = service.journal, service.metrics
        self.service = service
        self._listening = listening
        self.relay = relay_of(journal, bus, f"urn:kyoso:{municipality}:{service.name}", metrics, service.health)
        self.dispatch = Dispatch(service.handlers, service.use_cases, journal, metrics, patience or Patience())
        self.consumer = Consumer(
            service.name,
            service.handlers.topics,
            bus,
            self.dispatch,
            journal,
            ConsumerLag(metrics, service.health),
            linger_seconds=service.linger_seconds if bus.embedded else 0.0,
            whole_topics=service.whole_topics,
        )
        self.timers = Timers(journal, service.timers)
        self.dead_letters = DeadLetters(journal, self.dispatch, self.relay, metrics)
        self.letters_watch = LettersWatch(self.dispatch, self.dead_letters)

    async def open(self) -> None:
        """Open what is on disk, finish what a crash left half done, and tell the bus where the last run stood."""
        await open_stores(self.service)
        await self.consumer.resume()

    async def start(self) -> None:
        """Publish, listen, keep time. The bus is started already. Raises ``BusUnavailable``."""
        current_service.set(self.service.name)  # the tasks started here log under this name
        await self.relay.start()
        if self._listening:
            await self.consumer.start()
            self.timers.start()
            for each in self.service.background:
                each.start()
            if not self.service.journal.store.exclusive:
                self.letters_watch.start()
        self.service.health.started = True

    def let_go(self) -> None:
        """Let answers end that have no end of their own; before the server waits for open requests."""
        for each in self.service.background:
            each.let_go()

    async def stop(self) -> None:
        """Stop listening, one more pass of the relay, close; each even if another fails. Safe after a failed start."""
        self.service.health.started = False
        async with AsyncExitStack() as last_first:
            last_first.push_async_callback(close_stores, self.service)
            last_first.push_async_callback(self.relay.stop)
            last_first.push_async_callback(self.consumer.stop)
            last_first.push_async_callback(self.timers.stop)
            last_first.push_async_callback(self.letters_watch.stop)
            for each in self.service.background:
                last_first.push_async_callback(each.stop)


async def open_stores(service: Service) -> None:
    """Open a service's journal and vault and run its sweeps; enough for a command line without a bus."""
    if service.vault is not None:
        await service.vault.open()
    await service.journal.open()
    for sweep in service.sweeps:
        await sweep()


async def close_stores(service: Service) -> None:
    """Finish what is queued and close the files."""
    try:
        await service.journal.close()
    finally:
        if service.vault is not None:
            await service.vault.close()
