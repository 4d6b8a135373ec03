"""Delivery: a batch from the bus to the handlers of one service; different subjects side by side, one in order.

Transient faults are retried in place and never dead-lettered. What fails for good becomes a dead letter in this
service's own store, and later events of its subject wait behind it. A batch is finished when all of it is done.
"""

import asyncio
import logging
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from shared import trace
from shared.contracts import BY_TYPE, PublicEvent
from shared.errors import Transient, UnknownEvent
from shared.journal import Journal
from shared.journal.archived import StreamArchived
from shared.journal.port import DeadLetter, LetterStatus
from shared.messaging import letters
from shared.messaging.envelope import Arrived, Incoming, Unreadable, read, subject_of
from shared.messaging.handlers import Handler, Handlers
from shared.metrics import Metrics

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long delivery retries a transient fault: under the broker's ``max_poll_interval``, with backoff."""

    give_up_after_seconds: float = 240.0
    delay_seconds_min: float = 0.05
    delay_seconds_max: float = 5.0


class GaveUp(Transient):
    """A fault lasted longer than the broker waits for a consumer: start over, nothing of the batch is committed."""


class Failed(Exception):
    """One event cannot be handled; carries the handler's pinned name and the reason."""

    def __init__(self, handler: str, reason: str) -> None:
        super().__init__(reason)
        self.handler = handler
        self.reason = reason


class Dispatch:
    """Delivers to the handlers of one service and keeps its dead letters."""

    def __init__(
        self, handlers: Handlers[Any], use_cases: Any, journal: Journal, metrics: Metrics, patience: Patience
    ) -> None:
        self._handlers = handlers.by_type
        self._use_cases = use_cases
        self._journal = journal
        self._metrics = metrics
        self._patience = patience
        self._parked: set[tuple[str, str]] = set()
        self._discarded: set[str] = set()
        self._changed_meanwhile: dict[tuple[str, str], bool] = {}
        self._reloading = asyncio.Lock()
        self.parking = asyncio.Lock()
        """Held while an event joins the queue behind a letter, and while that queue is found empty."""

    @property
    def parks(self) -> bool:
        """Whether any subject is parked, as far as is known here."""
        return bool(self._parked)

    async def reload(self, *, with_discarded: bool = True) -> None:
        """Read which subjects are parked, and what was discarded and must stay so.

        Before the first delivery, after the group was divided anew, and now and then where other processes park too.
        """
        async with self._reloading:  # two at once would each forget what was parked during the other
            await self._reload(with_discarded=with_discarded)

    async def _reload(self, *, with_discarded: bool) -> None:
        store = self._journal.store
        waiting, parked, discarded = 0, set(), set()
        self._changed_meanwhile.clear()
        async for letter in letters.every(store, letters.OPEN):
            waiting += 1
            if letter.origin == "event" and letter.subject:
                parked.add((letter.topic, letter.subject))
        async for letter in letters.every(store, ("discarded",) if with_discarded else ()):
            discarded.add(letter.id)
        for place, is_parked in self._changed_meanwhile.items():
            (parked.add if is_parked else parked.discard)(place)
        self._parked, self._discarded = parked, self._discarded | discarded
        self._metrics.dead_letters_open.set(waiting)

    async def deliver(self, batch: Sequence[Arrived]) -> None:
        """Handle a batch to its end. Raises ``GaveUp`` when the store stays away; then nothing may be committed."""
        by_subject: dict[tuple[str, str], list[Arrived | Incoming]] = {}
        for arrived in batch:
            subject = subject_of(arrived)
            if (arrived.topic, subject) not in self._parked and self._is_for_others(arrived):
                continue
            try:
                item: Arrived | Incoming = read(arrived)
            except Unreadable:
                item = arrived
            by_subject.setdefault((arrived.topic, subject), []).append(item)
        outcomes = await asyncio.gather(
            *(self._deliver_in_order(place, items) for place, items in by_subject.items()), return_exceptions=True
        )
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome

    def _is_for_others(self, arrived: Arrived) -> bool:
        """Whether no handler here wants it, by its type alone: most of what comes is not read further."""
        try:
            name = arrived.header("ce_type").decode()
        except UnicodeDecodeError:
            return False
        if not name or name in self._handlers:
            return False
        self._metrics.skipped(name if name in BY_TYPE else "unknown")
        return True

    async def _deliver_in_order(self, place: tuple[str, str], items: Sequence[Arrived | Incoming]) -> None:
        for item in items:
            if self._discarded and _as_it_came(item).identity() in self._discarded:
                continue
            if place in self._parked and await self._queue_behind(place, item):
                continue
            try:
                await self.handle(item)
            except Failed as failed:
                await self._put_aside(item, failed, "failed")

    async def handle(self, item: Arrived | Incoming) -> None:
        """Run every handler of one event; a repeat does nothing twice. Raises ``Failed`` or ``GaveUp``."""
        if isinstance(item, Arrived):
            item = _read_or_fail(item)
        handlers = self._handlers.get(item.type)
        if not handlers:
            return
        event = _event_of(item)
        trace.enter(item.traceparent)
        for handler in handlers:
            await self._run(handler, event, item)
        self._metrics.consumed(item.type)

    async def _run(self, handler: Handler, event: PublicEvent, item: Incoming) -> None:
        cause = self._journal.causes.fact(item.fact, handler.name)
        patience = self._patience
        started, delay = time.monotonic(), patience.delay_seconds_min
        while True:
            try:
                await handler.handle(event, self._use_cases, cause)
            except StreamArchived:
                self._metrics.skipped("archived")
                return
            except UnknownEvent as newer:
                raise Failed(handler.name, f"UnknownEvent: {newer}") from newer
            except Transient as fault:
                if time.monotonic() - started > patience.give_up_after_seconds:
                    raise GaveUp(str(fault)) from fault
                log.warning("a handler waits", extra={"handler": handler.name, "fault": str(fault)})
                await asyncio.sleep(delay * random.uniform(0.5, 1.5))  # noqa: S311 - jitter
                delay = min(delay * 2, patience.delay_seconds_max)
            except Exception as bug:
                log.exception("a handler failed", extra={"handler": handler.name, "event_id": item.fact.id})
                raise Failed(handler.name, f"{type(bug).__name__}: {bug}") from bug
            else:
                self._metrics.handled(handler.name, time.monotonic() - started)
                return

    # -- dead letters

    async def _queue_behind(self, place: tuple[str, str], item: Arrived | Incoming) -> bool:
        """Park an event behind its subject's letter; false when the subject was let go meanwhile."""
        async with self.parking:
            if place not in self._parked:
                return False
            await self._put_aside(item, Failed("", "an earlier event of this subject failed"), "parked")
            return True

    async def _put_aside(self, item: Arrived | Incoming, failed: Failed, status: LetterStatus) -> None:
        """Write the letter, again and again until the store has it."""
        letter = self._letter(item, failed, status)
        started, delay = time.monotonic(), self._patience.delay_seconds_min
        while True:
            try:
                if await letters.put(self._journal.store, letter):
                    self._metrics.dead_letters_open.inc()
                break
            except Transient as fault:
                if time.monotonic() - started > self._patience.give_up_after_seconds:
                    raise GaveUp(str(fault)) from fault
                await asyncio.sleep(delay)
                delay = min(delay * 2, self._patience.delay_seconds_max)
        if letter.subject:
            self._parked.add((letter.topic, letter.subject))
            self._changed_meanwhile[letter.topic, letter.subject] = True
        if status == "failed":
            log.error("an event became a dead letter", extra={"letter": letter.id, "handler": failed.handler})

    def _letter(self, item: Arrived | Incoming, failed: Failed, status: LetterStatus) -> DeadLetter:
        arrived = _as_it_came(item)
        return DeadLetter(
            id=arrived.identity(),
            origin="event",
            topic=arrived.topic,
            subject=item.fact.subject if isinstance(item, Incoming) else subject_of(arrived),
            sequence=item.fact.sequence if isinstance(item, Incoming) else "",
            type=item.type if isinstance(item, Incoming) else "",
            handler=failed.handler,
            reason=failed.reason[:500].encode(errors="replace").decode(),  # half a character is no text for a store
            payload=arrived.value,
            headers=(*arrived.headers, ("kyoso-key", arrived.key)),
            status=status,
            at=self._journal.now(),
        )

    def let_go(self, topic: str, subject: str) -> None:
        """The subject's queue is empty: its events flow again. Call with ``parking`` held."""
        self._parked.discard((topic, subject))
        self._changed_meanwhile[topic, subject] = False

    def discard(self, letter_id: str) -> None:
        """Remember that this one is never to be handled, however often it is delivered."""
        self._discarded.add(letter_id)


def _as_it_came(item: Arrived | Incoming) -> Arrived:
    return item.arrived if isinstance(item, Incoming) else item


def _read_or_fail(arrived: Arrived) -> Incoming:
    try:
        return read(arrived)
    except Unreadable as error:
        raise Failed("envelope", str(error)) from error


def _event_of(item: Incoming) -> PublicEvent:
    """The event by its contract. Whatever is wrong with it is a letter: an error would stall the whole service."""
    try:
        event = BY_TYPE[item.type].parse(item.arrived.value)
    except ValidationError as error:
        fields = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['type']}" for e in error.errors()[:5])
        raise Failed("contract", f"does not fit {item.type}: {fields}") from error
    except Exception as error:
        raise Failed("contract", f"cannot be read as {item.type}: {type(error).__name__}") from error
    assert isinstance(event, PublicEvent)
    if event.topic != item.arrived.topic:  # who may write to one topic must not speak for the owner of another
        raise Failed("contract", f"{item.type} belongs to {event.topic}")
    return event


def arrived_of(letter: DeadLetter) -> Arrived | Incoming:
    """What a letter keeps, as it came from the bus."""
    key = next((value for name, value in letter.headers if name == "kyoso-key"), b"")
    headers = tuple((name, value) for name, value in letter.headers if name != "kyoso-key")
    arrived = Arrived(letter.topic, key, letter.payload, headers)
    try:
        return read(arrived)
    except Unreadable:
        return arrived
