"""The live part of the first page: the same words when it is opened and while it is open."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from dataclasses import asdict
from typing import Any

from services.portal import words_plain
from services.portal.dates import clock
from services.portal.happening import Happening, TooManyListeners
from services.portal.sentences import say
from services.portal.town import TownReader
from services.portal.words import COUNTED, COUNTED_AS_OPEN, at_least, text
from shared.clock import TOKYO
from shared.web.words import Language

BEAT_SECONDS = 15.0
"""Something is sent at least this often: proxies cut lines on which nothing moves."""
PAUSE_SECONDS = 1.0
"""A burst is told once, and a page never changes more often than this."""
BUSY_RETRY_SECONDS = 60


class Bulletin:
    """What is happening, in words. Made once for all pages of a language, until something changes."""

    def __init__(self, happening: Happening, town: TownReader) -> None:
        self._happening = happening
        self._town = town
        self._kept: dict[tuple[Language, bool], tuple[tuple[int, int], str]] = {}

    def content(self, language: Language, *, easy: bool = False) -> dict[str, Any]:
        """News as sentences in pieces, counts as they may be shown. ``easy``: in plain Japanese."""
        index = 0 if language == "ja" else 1
        today = self._happening.today
        since = self._happening.since.astimezone(TOKYO)
        return {
            "news": [
                {
                    "id": each.id,
                    "time": clock(each.at),
                    "parts": [asdict(part) for part in say(each.event, today, self._town.name_of, language, easy=easy)],
                }
                for each in self._happening.news()
            ],
            "counts": [
                {
                    "label": words_plain.COUNTED[type_name] if easy else COUNTED[type_name][index],
                    "count": _count_text(type_name, count, language, easy=easy),
                }
                for type_name, count in self._happening.counts().items()
            ],
            "since": text("counted_since", language, easy=easy, time=clock(since)),
        }

    def as_json(self, language: Language, *, easy: bool = False) -> str:
        """The content as one line of JSON."""
        version = (self._happening.version, self._town.names_version)
        kept = self._kept.get((language, easy))
        if kept is None or kept[0] != version:
            kept = (version, json.dumps(self.content(language, easy=easy), ensure_ascii=False))
            self._kept[language, easy] = kept
        return kept[1]


async def tellings(happening: Happening, told: Callable[[], str]) -> AsyncGenerator[str, None]:
    """Server-sent events: what is so now, then again whenever the words differ."""
    try:
        with happening.listening():
            last = ""
            while not happening.closed:
                now = told()
                yield f"data: {now}\n\n" if now != last else ": still here\n\n"
                last = now
                await _wait(happening, PAUSE_SECONDS, lambda: False)
                await _wait(happening, BEAT_SECONDS, _differs(told, now))
    except TooManyListeners:
        yield f"retry: {BUSY_RETRY_SECONDS * 1000}\nevent: busy\ndata: -\n\n"


async def _wait(happening: Happening, seconds: float, done: Callable[[], bool]) -> None:
    """Until it is done, or so long; and no longer than the process is up."""
    try:
        async with asyncio.timeout(seconds):
            while not (done() or happening.closed):
                await happening.changed()
    except TimeoutError:
        pass


def _count_text(type_name: str, count: int, language: Language, *, easy: bool) -> str:
    """What is open as it is; of people at least so many, in whole fives."""
    if type_name in COUNTED_AS_OPEN:
        return text("times", language, easy=easy, count=f"{count:,}")
    return at_least(count, language, easy=easy)


def _differs(told: Callable[[], str], last: str) -> Callable[[], bool]:
    return lambda: told() != last
