"""What a play is shown with: steps told one by one, each with the events that it caused."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kyoso.story.cast import Players
from kyoso.story.client import POLL_SECONDS, Client, Refused

EVENTS_SECONDS = 5.0
"""How long the events of a step are waited for before it is shown without them; the step itself has succeeded."""


@dataclass(frozen=True, slots=True)
class Caused:
    """An event that a step caused, and the services that heard it."""

    id: str
    type: str
    subject: str
    heard_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A step as it is told: what happened, in both languages, and the events that followed."""

    number: int
    ja: str
    en: str
    events: tuple[Caused, ...]
    chapter: tuple[str, str] | None = None
    """The heading, in both languages, of the chapter that begins with this step."""


@dataclass(slots=True)
class Outcome:
    """What one play brought about."""

    person_id: str = ""
    group_id: str = ""
    booking_id: str = ""
    activity_id: str = ""
    introduction_id: str = ""
    consultation_id: str = ""
    redemption_id: str = ""
    points: int = 0
    event_types: list[str] = field(default_factory=list)


Tell = Callable[[Told], None]


def missing(expected: Sequence[str], found: Sequence[Caused]) -> bool:
    """Whether some of the ``expected`` types are not there yet; a type that stands twice is expected twice."""
    return bool(Counter(expected) - Counter(event.type for event in found))


async def caused(
    client: Client, trace_id: str, expected: Sequence[str], seconds: float = EVENTS_SECONDS
) -> list[Caused]:
    """The events of a trace, once the ``expected`` types are among them or so long has passed. Raises ``Refused``."""
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        page = await client.get("/demo/events", trace=trace_id)
        found = [Caused(each["id"], each["type"], each["subject"], tuple(each["heard_by"])) for each in page["items"]]
        if not missing(expected, found) or asyncio.get_running_loop().time() > deadline:
            return found
        await asyncio.sleep(POLL_SECONDS)


class Stage:
    """Tells the steps of one play and keeps what it brought about."""

    def __init__(self, client: Client, players: Players, tell: Tell) -> None:
        self.client = client
        self.players = players
        self.outcome = Outcome(person_id=players.resident.person_id, group_id=players.group["group_id"])
        self._tell = tell
        self._told = 0
        self._chapter: tuple[str, str] | None = None
        self._shown: set[str] = set()
        self._watched = True

    def chapter(self, ja: str, en: str) -> None:
        """What is told from now on belongs together under this heading."""
        self._chapter = (ja, en)

    async def done(self, ja: str, en: str, *expected: str) -> None:
        """Tell a step with the events that it caused, once the ``expected`` ones have been on the bus."""
        events = await self._events(expected)
        self._shown.update(event.id for event in events)
        self.outcome.event_types.extend(event.type for event in events)
        self._told += 1
        self._tell(Told(self._told, ja, en, tuple(events), self._chapter))
        self._chapter = None

    async def _events(self, expected: Sequence[str]) -> list[Caused]:
        if not self._watched:
            return []
        try:
            events = await caused(self.client, self.client.trace_id, expected)
        except Refused:
            self._watched = False  # not a demo: events are read from the bus, by those who may
            return []
        return [event for event in events if event.id not in self._shown]
