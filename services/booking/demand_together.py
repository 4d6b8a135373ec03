"""Refused wishes on their way to the journal: what a day's rivals were refused at one moment is one commit.

A commit for each would be as much writing as a booking for each. Nothing waits to be collected: a wish that comes alone
is written at once, and those that come while it is written go together.
"""

import asyncio
import logging
from dataclasses import dataclass, field

from services.booking.domain.demand import Demand
from services.booking.domain.events import DemandRecorded
from shared.errors import Transient
from shared.journal import Cause, Journal, Stream
from shared.journal.archived import StreamArchived

log = logging.getLogger(__name__)

WAIT_SECONDS = 0.2
TOGETHER_MAX = 200
"""Wishes in one commit, some 400 bytes each."""

Wish = tuple[Cause, DemandRecorded]


@dataclass(slots=True)
class _Group:
    """Wishes that are written together, and who waits for it."""

    wishes: list[Wish] = field(default_factory=list)
    waiting: list["asyncio.Future[None]"] = field(default_factory=list)

    def told(self, first: int = 0, last: int | None = None) -> None:
        """Those of some of the wishes who still wait go on; of all, unless said otherwise."""
        for each in self.waiting[first:last]:
            if not each.done():
                each.set_result(None)


class TogetherRecorded:
    """Writes refused wishes, those of one day in the order in which they came."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._next: dict[str, _Group] = {}
        self._writing: dict[str, asyncio.Task[None]] = {}

    async def record(self, stream: Stream[Demand], cause: Cause, wish: DemandRecorded) -> None:
        """Keep a wish: returns once it is written, or after ``WAIT_SECONDS``; it is written all the same."""
        loop = asyncio.get_running_loop()
        group = self._next.get(stream.name)
        if group is None:
            group = self._next[stream.name] = _Group()
            loop.call_later(WAIT_SECONDS, group.told)
        group.wishes.append((cause, wish))
        if stream.name not in self._writing:
            self._writing[stream.name] = loop.create_task(self._write_all(stream), name=f"record-{stream.name}")
        told: asyncio.Future[None] = loop.create_future()
        group.waiting.append(told)
        await told

    async def written(self) -> None:
        """Return when nothing is left to write."""
        while self._writing:
            await asyncio.wait(list(self._writing.values()))

    async def _write_all(self, stream: Stream[Demand]) -> None:
        try:
            while (group := self._next.pop(stream.name, None)) is not None:
                for first in range(0, len(group.wishes), TOGETHER_MAX):
                    await self._write(stream, group.wishes[first : first + TOGETHER_MAX])
                    group.told(first, first + TOGETHER_MAX)
        finally:
            del self._writing[stream.name]

    async def _write(self, stream: Stream[Demand], wishes: list[Wish]) -> None:
        """Write wishes under the cause of the first; where that was used already, it is known, and the others go on."""
        (first, _), found = wishes[0], [wish for _, wish in wishes]
        try:
            commit = await self._journal.transact(stream, first.beside("demand"), lambda day: day.record(*found))
        except StreamArchived:
            return  # wishes for a day long past
        except Transient as fault:
            log.warning("lost demand was not recorded", extra={"fault": str(fault), "wishes": len(wishes)})
            return
        except Exception:
            if len(wishes) == 1:
                log.exception("lost demand was not recorded")
                return
            for wish in wishes:  # so that one suffers
                await self._write(stream, [wish])
            return
        if commit.replayed and len(wishes) > 1:
            await self._write(stream, wishes[1:])
