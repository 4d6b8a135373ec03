"""A steady load of the whole loop from several clients, that does not stop when something is killed.

Each command has one key and is sent again under it until somebody answers. What was done to facility-days becomes a
history. Seeded; bounded in rate and, by whoever runs it, in time.
"""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.cluster.history import History, Operation, place_of
from tests.end_to_end.door import AWAY, Answer, Line
from tests.end_to_end.town_kit import booking
from tests.faults.kill_load import PEOPLE, TWIN_SHARE, Command, Load

CLIENTS = 12
ANSWER_SECONDS_MAX = 15.0
"""Longer than any answer that is meant to come; then the line is cut and the same key sent again."""
AGAIN_SECONDS = (0.2, 1.0)
HOT_DAYS, HOT_QUARTERS, HOT_SHARE = (2, 3), 24, 0.4
BOOKING_KINDS = ("book", "book-for-group")


@dataclass
class Reading:
    """A question that changes nothing: what is free, or what is in somebody's inbox."""

    path: str
    by: str = ""
    asks: tuple[str, str] | None = None


@dataclass
class SteadyLoad(Load):
    """``rate`` commands and questions a second by ``CLIENTS`` clients until ``stop`` is set."""

    rate: float = 25.0
    history: History = field(default_factory=History)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    failed: Counter[str] = field(default_factory=Counter)
    """Answers and broken lines after which a command was sent again."""
    seconds: list[float] = field(default_factory=list)
    inboxes: int = 0
    twins: float = TWIN_SHARE
    """So many commands are sent to two connections at once: two replicas, most often."""
    hot: float = HOT_SHARE
    """So much of the booking is for two days of the first house: rivals, refusals, gaps that are filled again."""
    tag: str = ""
    """Begins the names of people of this run: the same town may be played with again."""
    named: int = 0
    _open: dict[Command, Operation] = field(default_factory=dict)
    _number: int = 0

    async def run(self) -> None:
        """Send until told to stop; commands in hand are finished first, or are left waiting when nobody answers."""
        await asyncio.gather(*(self._client(number) for number in range(CLIENTS)))

    async def run_for(self, seconds: float) -> None:
        """Send for so long, and then again what was never answered."""
        running = asyncio.create_task(self.run())
        await asyncio.sleep(seconds)
        self.stop.set()
        await running
        await self.send_waiting()

    async def send_waiting(self, seconds: float = 120.0) -> None:
        """Send again, with their own keys, what was never answered; until all of it is."""
        deadline = time.monotonic() + seconds
        while self.waiting:
            assert time.monotonic() < deadline, f"{len(self.waiting)} commands without an answer: {self.put_off}"
            again, self.waiting = self.waiting, []
            for start in range(0, len(again), CLIENTS):
                lines = [(Line(self.town.port), command) for command in again[start : start + CLIENTS]]
                await asyncio.gather(*(self._once(line, number, one) for number, (line, one) in enumerate(lines)))
            await asyncio.sleep(0.2)

    async def _client(self, number: int) -> None:
        line = Line(self.town.port)
        pause = CLIENTS / self.rate
        await asyncio.sleep(pause * number / CLIENTS)
        while not self.stop.is_set():
            began = time.monotonic()
            what = self._next()
            if isinstance(what, Reading):
                await self._read(line, number, what)
            else:
                await self._until_answered(line, number, what)
            left = pause * self.chance.uniform(0.5, 1.5) - (time.monotonic() - began)
            await asyncio.sleep(max(left, 0))
        line.close()

    def _next(self) -> Command | Reading:
        drawn = self.chance.random()
        if drawn < 0.08:
            wish = booking(self.place.houses[0], self.place.rooms[0], self.chance.choice(HOT_DAYS), 0)
            house, _, day, _ = place_of(wish)
            return Reading(f"/booking/facilities/{house}/availability?from={day}&until={day}", asks=(house, day))
        if drawn < 0.14:
            return Reading("/notifications/inbox", by=self.chance.choice(PEOPLE))
        command = self._second_cancel() if drawn < 0.15 and self.bookings else self._choose()
        self.commands.append(command)
        return command

    def _second_cancel(self) -> Command:
        """Give a booking back and leave it on the list: whoever draws it again is refused."""
        by, booking_id = self.chance.choice(self.bookings)
        return self._command("cancel", "POST", f"/booking/bookings/{booking_id}/cancel", by, {}, booking_id)

    def _choose(self) -> Command:
        if self.bookings and self.chance.random() < 0.08:
            by, booking_id = self.bookings.pop(self.chance.randrange(len(self.bookings)))
            return self._command("cancel", "POST", f"/booking/bookings/{booking_id}/cancel", by, {}, booking_id)
        return super()._choose()

    def _book(self, by: str, kind: str, **more: Any) -> Command:
        chance = self.chance
        if chance.random() >= self.hot:
            return super()._book(by, kind, **more)
        day, slot = chance.choice(HOT_DAYS), 40 + chance.randrange(HOT_QUARTERS)
        wish = booking(self.place.houses[0], chance.choice(self.place.rooms), day, slot, **more)
        longer = timedelta(minutes=15 * chance.choice((0, 0, 1, 3)))
        wish["ends_at"] = (datetime.fromisoformat(wish["ends_at"]) + longer).isoformat()
        return self._command(kind, "POST", "/booking/bookings", by, wish)

    def _somebody(self, purpose: str) -> str:
        """Somebody new for everything: nobody comes near a day's limit of points."""
        self.named += 1
        return f"{self.tag}-{self.named:05}"

    # -- asking and answers

    async def _until_answered(self, line: Line, number: int, command: Command) -> None:
        while not await self._once(line, number, command):
            if self.stop.is_set():
                return
            self.waiting.remove(command)
            await asyncio.sleep(self.chance.uniform(*AGAIN_SECONDS))

    async def _once(self, line: Line, number: int, command: Command) -> bool:
        """Send once; whether somebody answered. Without an answer the command waits."""
        command.sent += 1
        operation = self._operation(number, command)
        began = time.monotonic()
        try:
            async with asyncio.timeout(ANSWER_SECONDS_MAX):
                twins = self.chance.random() < self.twins
                answer = await (self._twice(line, command) if twins else self._ask(line, command))
        except (ConnectionError, TimeoutError) as broken:
            line.close()
            self.failed[type(broken).__name__] += 1
            self.put_off = f"{command.kind}: {type(broken).__name__} {broken}"
            self.waiting.append(command)
            return False
        if answer.status in AWAY or answer.code == "not-yet":
            self.failed[f"{answer.status} {answer.code}"] += 1
            self.put_off = f"{command.kind}: {answer.status} {answer.body.decode()[:200]}"
            self.waiting.append(command)
            return False
        self.seconds.append(time.monotonic() - began)
        self._take(command, answer)
        if operation:
            self._note(command, operation, answer)
        return True

    def _operation(self, number: int, command: Command) -> Operation | None:
        """The command in the history; one that is sent again is still the same operation."""
        if command not in self._open:
            if command.kind in BOOKING_KINDS:
                self._open[command] = self.history.book(number, command.json())
            elif command.kind == "cancel":
                self._open[command] = self.history.cancel(number, command.about[0])
        return self._open.get(command)

    def _note(self, command: Command, operation: Operation, answer: Answer) -> None:
        del self._open[command]
        if command.kind == "cancel":
            self.history.cancelled(operation, answer)
        else:
            self.history.booked(operation, answer)

    async def _read(self, line: Line, number: int, what: Reading) -> None:
        """Ask once: a question may go unanswered while something is away."""
        operation = self.history.ask(number, *what.asks) if what.asks else None
        try:
            async with asyncio.timeout(ANSWER_SECONDS_MAX):
                token = await self.town.token(what.by) if what.by else ""
                answer = await line.ask("GET", what.path, token=token)
        except (ConnectionError, TimeoutError) as broken:
            line.close()
            self.failed[f"reading: {type(broken).__name__}"] += 1
            answer = Answer(0, {}, b"")
        if answer.status >= 300 and answer.status not in AWAY:
            self.wrong.append(f"{what.path}: {answer.status} {answer.body.decode()[:300]}")
        self.inboxes += answer.status == 200 and not operation
        if operation:
            self.history.told_free(operation, answer)

    def told(self) -> str:
        """A line of figures."""
        kinds = Counter(command.kind for command in self.commands if command.done)
        refused = Counter(command.answer.code for command in self.commands if command.answer and not command.done)
        ordered = sorted(self.seconds) or [0.0]
        p50, p99 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
        return (
            f"{len(self.commands)} commands, acknowledged {dict(kinds)}, refused {dict(refused)}, sent again after "
            f"{dict(self.failed)}; answers p50 {1000 * p50:.0f} ms, p99 {1000 * p99:.0f} ms"
        )
