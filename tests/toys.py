"""Two toy services on the real machinery: one whose activities are attended, one that counts what it hears."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from shared.clock import MovableClock
from shared.contracts.booking_activities import ActivityAttended
from shared.errors import StoreUnavailable
from shared.events import Event
from shared.health import Health
from shared.journal import Cause, Causes, Decoder, Journal, Limits, Model, Reaction, Row, State, on
from shared.journal.sqlite import SqliteStore
from shared.messaging.bus import Bus
from shared.messaging.consumer import Consumer
from shared.messaging.consumer_lag import ConsumerLag
from shared.messaging.dead_letters import DeadLetters
from shared.messaging.dispatch import Dispatch, Patience
from shared.messaging.embedded import EmbeddedBus
from shared.messaging.handlers import Handlers
from shared.messaging.relay import Relay
from shared.metrics import Metrics

TOPIC = ActivityAttended.topic
QUICK = Patience(give_up_after_seconds=2.0, delay_seconds_min=0.01, delay_seconds_max=0.05)


class Noted(Event):
    """A private event of both toys."""

    type = "noted.v1"

    what: str
    padding: str = ""


class Thing(State):
    """An activity, as far as a toy needs it."""

    kind = "activity"

    attended: list[str] = []
    noted: list[str] = []

    def apply(self, event: Event) -> None:
        if isinstance(event, ActivityAttended):
            self.attended.append(event.person_id)
        elif isinstance(event, Noted):
            self.noted.append(event.what)


class NoteRow(Row):
    """What was noted."""

    kind = "note"
    columns = ("what",)

    what: str


class Heard(State):
    """What one person did, as the listener heard it."""

    kind = "heard"

    what: list[str] = []

    def apply(self, event: Event) -> None:
        assert isinstance(event, Noted)
        self.what.append(event.what)


def _attended_rows(state: Thing, event: Event) -> list[Row]:
    return [NoteRow(id=event.what, what=event.what)] if isinstance(event, Noted) else []


def _heard_rows(state: Heard, event: Event) -> list[Row]:
    assert isinstance(event, Noted)
    return [NoteRow(id=event.what, what=event.what)]


@dataclass
class Listener:
    """The listener's use cases. ``broken`` makes handling of a person fail for good, ``away`` of everything for now."""

    journal: Journal
    broken: set[str] = field(default_factory=set)
    away: bool = False
    order: list[tuple[str, str]] = field(default_factory=list)
    tries: int = 0

    async def note(self, event: ActivityAttended, cause: Cause) -> None:
        """Write one note for one attendance."""
        self.tries += 1
        if self.away:
            raise StoreUnavailable("the toy's store is away")
        if event.person_id in self.broken:
            raise ValueError("the toy does not like this person")
        assert cause.fact is not None
        fact = cause.fact.id
        commit = await self.journal.transact(Heard.stream(event.person_id), cause, lambda heard: [Noted(what=fact)])
        if not commit.replayed:
            self.order.append((event.activity_id, event.person_id))


def listener_handlers() -> Handlers[Listener]:
    """The listener's table."""
    handlers: Handlers[Listener] = Handlers()

    @handlers.consumes(ActivityAttended, name="note-attendance")
    async def note(event: ActivityAttended, listener: Listener, cause: Cause) -> None:
        await listener.note(event, cause)

    return handlers


def source_model(reactions: Sequence[Reaction] = ()) -> Model:
    """The source's model; ``reactions`` as a test needs them."""
    return Model("booking", (ActivityAttended, Noted), (Thing,), (NoteRow,), _attended_rows, tuple(reactions))


LISTENER_MODEL = Model("points", (Noted,), (Heard,), (NoteRow,), _heard_rows)


def journal_of(model: Model, folder: Path, limits: Limits | None = None) -> Journal:
    """A journal in a folder, with a frozen key and the running clock."""
    causes = Causes(b"k" * 32)
    return Journal(model, SqliteStore(folder, model, Decoder(model)), MovableClock(), causes, limits=limits)


@dataclass
class Toys:
    """Both toys, running."""

    bus: Bus
    source: Journal
    relay: Relay
    listener: Listener
    dispatch: Dispatch
    consumer: Consumer
    dead_letters: DeadLetters
    source_dead_letters: DeadLetters
    number: int = 0

    async def attend(self, person: str = "p", activity: str = "a", padding: str = "") -> str:
        """One attendance at the source; its fact's id."""
        self.number += 1
        cause = self.source.causes.http("toy", "POST /toy", f"{id(self)}-{self.number}-{person}-{activity}")
        event = ActivityAttended(activity_id=activity, group_id="g", person_id=person, role=padding or "participant")
        commit = await self.source.transact(Thing.stream(activity), cause, lambda thing: [event])
        return commit.event_id(0)

    async def heard(self, person: str = "p") -> list[str]:
        """The facts the listener has noted for a person, in order."""
        return await self.listener.journal.ask(Heard.stream(person), lambda heard: list(heard.what))

    async def until(self, condition: "asyncio.Future[bool] | object", seconds: float = 20.0) -> None:
        """Wait until an async condition holds; fails the test otherwise."""
        async with asyncio.timeout(seconds):
            while not await condition():  # type: ignore[operator]  # an async function
                await asyncio.sleep(0.02)


@asynccontextmanager
async def toys(
    folder: Path,
    *,
    reactions: Sequence[Reaction] = (),
    bus: Bus | None = None,
    listen: bool = True,
    patience: Patience = QUICK,
) -> AsyncIterator[Toys]:
    """Start both toys on a broker of their own, in the order the town does; stop them cleanly."""
    bus = bus or EmbeddedBus({TOPIC: ["points"]})
    source = journal_of(source_model(reactions), folder)
    listening = journal_of(LISTENER_MODEL, folder)
    await source.open()
    await listening.open()
    listener = Listener(listening)
    source_metrics, metrics = Metrics("booking"), Metrics("points")
    relay = Relay(source, bus, "urn:kyoso:139998:booking", source_metrics, Health())
    handlers = listener_handlers()
    dispatch = Dispatch(handlers, listener, listening, metrics, patience)
    consumer = Consumer("points", handlers.topics, bus, dispatch, listening, ConsumerLag(metrics, Health()))
    nobody = Dispatch(Handlers(), None, source, source_metrics, patience)
    toys = Toys(
        bus, source, relay, listener, dispatch, consumer,
        DeadLetters(listening, dispatch, relay, metrics),
        DeadLetters(source, nobody, relay, source_metrics),
    )  # fmt: skip
    await bus.start([TOPIC])
    await consumer.resume()
    await relay.start()
    if listen:
        await consumer.start()
    try:
        yield toys
    finally:
        await consumer.stop()
        await relay.stop()
        await source.close()
        await listening.close()
        await bus.stop()


__all__ = ["QUICK", "TOPIC", "Heard", "Noted", "Thing", "Toys", "journal_of", "on", "source_model", "toys"]
