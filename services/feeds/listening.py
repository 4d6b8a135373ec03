"""Server-sent events: first what a listener missed, then what happens, each with the cursor to go on from."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager

from services.feeds.domain.cursor import MARK, Place
from services.feeds.reading import FeedReader
from services.feeds.refusals import TooManyListeners
from services.feeds.telling import Teller

BEAT_SECONDS = 15.0
"""Something is sent at least this often: proxies cut lines on which nothing moves."""
PAUSE_SECONDS = 0.05
"""What comes within a moment is sent together: with a thousand listeners each sending costs."""
RETRY_MILLISECONDS = 2_000
AGAIN_SECONDS = 5.0
"""How soon a paused or ended subscription, or a changed token, ends an open stream."""
CHUNK_CHARS = 64 * 1024
"""About as much is sent at once to one who catches up."""


class Listeners:
    """The open streams of this process, bounded."""

    def __init__(self, reader: FeedReader, listeners_max: int) -> None:
        self._reader = reader
        self._max = listeners_max
        self.count = 0
        self.sent = 0
        self.closed = False

    def room(self) -> None:
        """Raise ``TooManyListeners`` when there is no room for one more."""
        if self.count >= self._max:
            raise TooManyListeners

    def close(self) -> None:
        """Let every listener go; they come again elsewhere, or after the restart."""
        self.closed = True
        self._reader.look_again()

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self.room()
        self.count += 1
        try:
            yield
        finally:
            self.count -= 1

    async def stream(
        self, teller: Teller, cursor: Mapping[str, Place], still_allowed: Callable[[], Awaitable[bool]]
    ) -> AsyncGenerator[str, None]:
        """Events as text from a cursor on, for as long as it is allowed; a beat when nothing happens."""
        places = _Places(cursor)
        loop = asyncio.get_running_loop()
        with self._counted():
            yield f"retry: {RETRY_MILLISECONDS}\nid: {places.text}\n\n"
            sent_at = checked_at = loop.time()
            while not self.closed:
                if loop.time() - checked_at > AGAIN_SECONDS:
                    if not await still_allowed():
                        return
                    checked_at = loop.time()
                found, more = await self._news(teller, places)
                if found:
                    sent_at = loop.time()
                    yield found
                    if not more:
                        await asyncio.sleep(PAUSE_SECONDS)
                elif not more:
                    if loop.time() - sent_at >= BEAT_SECONDS:
                        sent_at = loop.time()
                        yield f": still here\nid: {places.text}\n\n"
                    await self._reader.changed(min(AGAIN_SECONDS, BEAT_SECONDS))

    async def _news(self, teller: Teller, places: "_Places") -> tuple[str, bool]:
        """The next chunk of what is for this listener, and whether there was more than fits into it."""
        parts: list[str] = []
        size, more = 0, False
        for topic in places.topics:
            entries, end = await self._reader.after(topic, places.place(topic))
            if not entries:
                places.move(topic, end)
                continue
            more = True
            for entry in entries:
                places.move(topic, entry.place)
                if teller.hears(entry, self._reader):
                    part = f"id: {places.text}\ndata: {teller.told(entry).text}\n\n"
                    parts.append(part)
                    size += len(part)
                    if size > CHUNK_CHARS:
                        break
            if size > CHUNK_CHARS:
                break
        self.sent += len(parts)
        if more and not parts:
            await asyncio.sleep(0)
        return "".join(parts), more


class _Places:
    """A cursor that moves, and its text: written anew for one topic at a time."""

    def __init__(self, cursor: Mapping[str, Place]) -> None:
        self.topics = sorted(cursor)
        self._places = dict(cursor)
        self._texts = {topic: _part(topic, place) for topic, place in cursor.items()}

    def place(self, topic: str) -> Place:
        return self._places[topic]

    def move(self, topic: str, place: Place) -> None:
        self._places[topic] = place
        self._texts[topic] = _part(topic, place)

    @property
    def text(self) -> str:
        return "~".join((MARK, *(self._texts[topic] for topic in self.topics)))


def _part(topic: str, place: Place) -> str:
    return f"{topic}={place.segment}:{place.version}"
