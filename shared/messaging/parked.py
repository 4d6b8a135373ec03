"""Streams whose reaction failed for good: their commits wait, in order, until an operator lets them go on.

The letter stays open until every consumer has finished what was published late, so that a restart does it again.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace

from shared.errors import Transient
from shared.journal import Commit, Journal
from shared.journal.port import DeadLetter, LetterStatus
from shared.messaging import letters
from shared.messaging.bus import Bus
from shared.metrics import Metrics
from shared.tasks import ended

log = logging.getLogger(__name__)

RETRY_SECONDS_MAX = 5.0

React = Callable[[Commit, str], Awaitable[DeadLetter | None]]
"""Takes the steps after a commit, without the letter's; the letter of the one that failed."""

Publish = Callable[[str, Commit], Awaitable[None]]
"""Publishes one commit's events of one topic, behind what the relay publishes before it."""


class ParkedStreams:
    """The parked streams of one journal. The relay asks ``holds`` of every commit and lends its own steps."""

    def __init__(
        self, journal: Journal, bus: Bus, metrics: Metrics, react: React, publish: Publish, discarded: set[str]
    ) -> None:
        """``discarded``: the letters of reactions that are never to be taken; filled here."""
        self._journal = journal
        self._bus = bus
        self._metrics = metrics
        self._react = react
        self._publish = publish
        self._topic_of = {event.type: event.topic for event in journal.model.events if event.topic}
        self._from: dict[str, int] = {}
        self._passed_over: dict[str, int] = {}
        self._late: dict[str, set[str]] = {}
        self._releases: dict[str, asyncio.Task[str]] = {}
        self._running = False
        self.discarded = discarded

    async def start(self) -> None:
        """Read what is parked, and go on with what an earlier run was releasing."""
        store = self._journal.store
        begun = []
        async for letter in letters.every(store, ("failed", "releasing", "discarding")):
            if letter.origin == "reaction":
                self._from[letter.subject] = min(_version(letter), self._from.get(letter.subject, _version(letter)))
                if letter.status != "failed":
                    begun.append(letter)
        async for letter in letters.every(store, ("discarded",)):
            if letter.origin == "reaction":
                self.discarded.add(letter.id)
        self._running = True
        for letter in begun:
            self._begin(letter)

    async def stop(self) -> None:
        """Leave what is being released to the next start."""
        self._running = False
        await ended(*self._releases.values())

    def holds(self, commit: Commit) -> bool:
        """Whether the commit waits for its stream; what was passed over is noted, for the release to find it."""
        version = self._from.get(commit.stream)
        if version is None or commit.version < version:
            return False
        self._passed_over[commit.stream] = max(commit.version, self._passed_over.get(commit.stream, 0))
        return True

    async def park(self, letter: DeadLetter) -> None:
        """Keep the letter; its stream waits from that commit on. Raises ``StoreUnavailable``."""
        if await letters.put(self._journal.store, letter):
            self._metrics.dead_letters_open.inc()
        self._from[letter.subject] = _version(letter)

    def releasing(self, stream: str) -> bool:
        """Whether the stream's commits are being let go just now."""
        return stream in self._releases

    async def release(self, letter: DeadLetter, *, without_it: bool, by: str) -> str:
        """Let a parked stream go on, with its reaction or without it; why it is still parked, or an empty string.

        While the relay is not running this only notes the wish; the next start goes on with it.
        """
        status: LetterStatus = "discarding" if without_it else "releasing"
        await self._journal.store.mark_letter(letter.id, status, by, self._journal.now())
        found = await self._journal.store.letter(letter.id)
        assert found is not None
        return await asyncio.shield(self._begin(found)) if self._running else ""

    def _begin(self, letter: DeadLetter) -> "asyncio.Task[str]":
        stream = letter.subject
        release = self._until_released(letter, self._releases.get(stream))
        task = self._releases[stream] = asyncio.create_task(release, name=f"release-{stream}")
        task.add_done_callback(lambda done: self._ended(stream, done))
        return task

    def _ended(self, stream: str, task: "asyncio.Task[str]") -> None:
        if self._releases.get(stream) is task:
            del self._releases[stream]

    async def _until_released(self, letter: DeadLetter, earlier: "asyncio.Task[str] | None") -> str:
        """Release; wait for a store or a broker that is away. A bug leaves the letter as it was, for an operator."""
        if earlier is not None:
            await asyncio.wait([earlier])
        delay = 0.05
        while True:
            try:
                return await self._release(letter)
            except Transient as fault:
                log.warning("a release waits", extra={"fault": str(fault), "stream": letter.subject})
                await asyncio.sleep(delay * random.uniform(0.5, 1.5))  # noqa: S311 - jitter
                delay = min(delay * 2, RETRY_SECONDS_MAX)
            except Exception as bug:
                log.exception("a release failed", extra={"stream": letter.subject})
                return await self._park_again(letter, replace(letter, reason=f"{type(bug).__name__}: {bug}"))

    async def _release(self, letter: DeadLetter) -> str:
        """React to and publish the parked commits in order, then let the stream run with the others again."""
        stream = letter.subject
        skip = letter.id if letter.status == "discarding" else ""
        version = self._from.setdefault(stream, _version(letter))
        while True:
            commits = await self._journal.store.of_stream(stream, version)
            if not commits and self._passed_over.get(stream, 0) < version:
                break
            for commit in commits:
                failed = await self._react(commit, skip)
                if failed is not None:
                    return await self._park_again(letter, failed)
                for topic in sorted({t for r in commit.records if (t := self._topic_of.get(r.type))}):
                    self._late.setdefault(stream, set()).add(topic)
                    await self._publish(topic, commit)
                version = self._from[stream] = commit.version + 1
        self._from.pop(stream, None)
        self._passed_over.pop(stream, None)
        await self._close(letter)
        return ""

    async def _park_again(self, letter: DeadLetter, failed: DeadLetter) -> str:
        """The stream failed once more: at the same place, or further on under a letter of its own."""
        if failed.id == letter.id:
            now = self._journal.now()
            await self._journal.store.mark_letter(letter.id, "failed", letter.closed_by, now, failed.reason)
        else:
            await self.park(failed)
            await self._close(letter)
        return failed.reason

    async def _close(self, letter: DeadLetter) -> None:
        """Close the letter when nothing that was published late can be lost any more."""
        for topic in sorted(self._late.get(letter.subject, ())):
            await self._bus.all_finished(topic)
        self._late.pop(letter.subject, None)
        discarded = letter.status == "discarding"
        done: LetterStatus = "discarded" if discarded else "replayed"
        await self._journal.store.mark_letter(letter.id, done, letter.closed_by, self._journal.now())
        if discarded:
            self.discarded.add(letter.id)
        self._metrics.dead_letters_open.dec()


def _version(letter: DeadLetter) -> int:
    return int(letter.sequence.partition(".")[0])
